"""GUARDIANSHIP: who is named as whose guardian on a roll."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.register_rows import ROW_KEY, RoleLinks, finished, register_rows, with_person
from pipelines.tables import GUARDIANSHIP


def guardianships(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """GUARDIANSHIP: ward × guardian of roll_child and roll_disability, with the first row that says so.

    Nobody is a guardian of themselves; a guardian known by name only counts as linked.
    """
    rows = pl.concat([register_rows(accepted, code, {}) for code in ("roll_child", "roll_disability")])
    wards = with_person(rows, links, ("beneficiary", "subject"), {"person_id": "ward_id"})
    pairs = with_person(wards, links, ["guardian"], {"person_id": "guardian_id"})
    return finished(
        pairs.drop_nulls(["ward_id", "guardian_id"])
        .filter(pl.col("ward_id") != pl.col("guardian_id"))
        .sort(ROW_KEY)
        .unique(["ward_id", "guardian_id"], keep="first", maintain_order=True),
        GUARDIANSHIP,
    )
