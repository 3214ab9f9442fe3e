"""Which clues may not be described outside the auditor's workbook, and which persons are minors.

Confidential programmes (children with HIV) must not become known through a list: their clues are only
counted elsewhere, also where a sentence of another rule names such a programme.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from reports.results import Results
from reports.wording import CHILD_PROGRAMMES, CONFIDENTIAL_PROGRAMMES

ADULT_AT = 18


def confidential_clues(results: Results) -> frozenset[str]:
    """clue_ids of a confidential programme, or whose sentences name one."""
    names = [
        text
        for code in sorted(CONFIDENTIAL_PROGRAMMES)
        if code in results.programmes
        for text in (results.programmes[code].zh, results.programmes[code].en)
    ]
    of_programme = pl.col("programme").str.contains_any(sorted(CONFIDENTIAL_PROGRAMMES)).fill_null(False)
    texts = pl.concat_str(
        "reason", "reason_en", pl.col("counter_evidence").list.join(" "), ignore_nulls=True
    ).fill_null("")
    named = texts.str.contains_any(names) if names else pl.lit(False)
    return frozenset(results.cases.filter(of_programme | named)["clue_id"])


def minors(results: Results) -> frozenset[str]:
    """person_ids younger than 18 on the audit's day, or with a clue of a children's programme."""
    as_of = results.county.as_of
    day = 28 if (as_of.month, as_of.day) == (2, 29) else as_of.day
    born_after = date(as_of.year - ADULT_AT, as_of.month, day)
    young = results.persons.filter(pl.col("birth_date") > born_after)["person_id"]
    of_children = results.cases.filter(
        pl.col("programme").str.contains_any(sorted(CHILD_PROGRAMMES)) & pl.col("person_id").is_not_null()
    )["person_id"]
    return frozenset(young) | frozenset(of_children)
