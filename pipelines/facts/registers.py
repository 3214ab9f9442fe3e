"""REGISTER_STATE and PERSON: which registers are there and how old they are; who was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.definitions import County, Register
from pipelines.facts.register_rows import finished
from pipelines.tables import PERSON, REGISTER_STATE


def register_states(
    registers: Sequence[Register],
    accepted: Mapping[str, pl.DataFrame],
    source_files: pl.DataFrame,
    county: County,
) -> pl.DataFrame:
    """REGISTER_STATE: one row per register, present or not.

    extracted_on is what county.yaml states, else the latest of the files; null when never stated.

    Args:
        source_files: SOURCE_FILE.
    """
    stated = source_files.group_by("register").agg(file_date=pl.col("extracted_on").max())
    known = pl.DataFrame(
        {
            "register": [r.code for r in registers],
            "zh": [r.zh for r in registers],
            "rows": [accepted[r.code].height if r.code in accepted else 0 for r in registers],
            "county_date": [county.extracted.get(r.code) for r in registers],
            "is_standing": [r.cadence == "standing" for r in registers],
            "has_window_rows": [_has_window_rows(r, accepted, county) for r in registers],
        },
        schema={
            "register": pl.String, "zh": pl.String, "rows": pl.Int64, "county_date": pl.Date,
            "is_standing": pl.Boolean, "has_window_rows": pl.Boolean,
        },
    )  # fmt: skip
    states = known.join(stated, on="register", how="left", validate="1:1").with_columns(
        is_present=pl.col("rows") > 0, extracted_on=pl.coalesce("county_date", "file_date")
    )
    return finished(states, REGISTER_STATE)


def _has_window_rows(register: Register, accepted: Mapping[str, pl.DataFrame], county: County) -> bool | None:
    """Whether a register by benefit month has a row of a month under audit; None for the others."""
    rows = accepted.get(register.code)
    if not register.needs_month or rows is None or "benefit_month" not in rows.columns:
        return None
    return bool(rows["benefit_month"].is_between(county.first_month, county.last_month).any())


def persons_found(persons: pl.DataFrame) -> pl.DataFrame:
    """PERSON as rules may name it: the table of station 3, sorted."""
    return finished(persons, PERSON)
