"""Merged, split and renamed persons are told from the mentions two runs have in common."""

from __future__ import annotations

import polars as pl

from pipelines.identify.changes import person_changes
from pipelines.tables import ROW_REF


def links(*persons: str) -> pl.DataFrame:
    """One mention a row, row by row."""
    return pl.DataFrame(
        [("roll", "a.csv", "", k, "subject", p) for k, p in enumerate(persons, start=1)],
        schema={**ROW_REF, "role": pl.String(), "person_id": pl.String()}, orient="row",
    )  # fmt: skip


def test_every_kind_of_change() -> None:
    before = links("P1", "Q2", "Q3", "Q3", "Q4", "P5", "Q6", "Q6")
    after = links("P1", "P1", "Q3", "Q7", "Q8", "P5", "Q6", "P5")
    assert person_changes(before, after).rows() == [
        ("merged", "P1", "P1", 1), ("merged", "P5", "P5", 1), ("merged", "Q2", "P1", 1),
        ("split", "Q3", "Q3", 1), ("split", "Q3", "Q7", 1), ("renamed", "Q4", "Q8", 1),
        ("both", "Q6", "P5", 1), ("split", "Q6", "Q6", 1),
    ]  # fmt: skip


def test_new_and_lost_mentions_say_nothing() -> None:
    assert person_changes(links("P1"), links("P1", "P2")).is_empty()
    assert person_changes(links("P1", "P2"), links("P1")).is_empty()
    assert person_changes(links(), links("P1")).is_empty()
