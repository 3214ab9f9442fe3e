"""Clue rows → one clue per unit: key, months, money, person, place, and what it says (``sayings``).

Not here: which rows are clue rows (``outcome``); grade and link, which need the evidence (``judge``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from checks.rules.amounts import known_sum, month_amounts
from checks.rules.outcome import MONTH, TEST, UNIT, UNIT_KEY, Outcome
from checks.rules.requirements import Presence
from checks.rules.sayings import LOWERED, TO_E1, TO_E2, sayings
from checks.rules.shapes.frames import RuleFrames
from pipelines.definitions import Programme
from pipelines.tables import CLUE, CLUE_MONTH

_LATER = ("grade", "lines", "link_evidence", "link_probability")
_DRAFT = {
    UNIT: pl.String(), **{c: t for c, t in CLUE.columns.items() if c not in _LATER},
    LOWERED: pl.Int64(), TO_E1: pl.Boolean(), TO_E2: pl.Boolean(),
}  # fmt: skip


@dataclass(frozen=True)
class Drafts:
    """A rule's clues before grades. ``clues``: UNIT and the CLUE columns but grade, lines and link,
    with LOWERED, TO_E1, TO_E2. ``months``: CLUE_MONTH."""

    clues: pl.DataFrame
    months: pl.DataFrame


def drafts(
    frames: RuleFrames,
    outcome: Outcome,
    presence: Presence,
    persons: pl.DataFrame,
    programmes: Mapping[str, Programme],
) -> Drafts:
    """The clues of one rule.

    Args:
        frames: the rule and its facts.
        outcome: its units.
        presence: registers, for stale ones.
        persons: PERSON.
        programmes: names of programmes.
    """
    if outcome.clue_rows.is_empty():
        return Drafts(pl.DataFrame(schema=_DRAFT), CLUE_MONTH.empty())
    amounts = month_amounts(frames, outcome.clue_rows)
    units = _with_person(frames, _units(frames, outcome, amounts), persons)
    said = sayings(frames, outcome.clue_rows, units, presence, programmes)
    units = _with_clue_id(frames, units.join(said, on=UNIT, how="left", validate="1:1"))
    months = (
        amounts.filter(pl.col(MONTH).is_not_null())
        .join(units.select(UNIT, "clue_id"), on=UNIT, validate="m:1")
        .rename({MONTH: "benefit_month"})
    )
    return Drafts(units, months)


def _units(frames: RuleFrames, outcome: Outcome, amounts: pl.DataFrame) -> pl.DataFrame:
    """One row per clue unit: key, months, amount, person, programme, place, name shown; sorted by UNIT."""
    rows, main = outcome.clue_rows, outcome.main
    columns = {
        "person_id": f"{main}.person_id" if frames.checked.rule.unit == "person" else "",
        "name": frames.slot("name_shown") or "",
        "programme": frames.slot("programme_shown") or _unit_programme(frames),
        "township": f"{main}.township",
        "village": f"{main}.village",
    }
    shown = []
    for name, column in columns.items():
        known = pl.col(column).drop_nulls() if column in rows.columns else None
        if known is None:
            shown.append(pl.lit(None, dtype=pl.String).alias(name))
        elif name in ("programme", "name"):
            joined = known.unique().sort().implode().list.join("、")
            shown.append(joined.first().replace("", None).alias(name))
        else:
            shown.append(known.first().alias(name))
    per_unit = rows.group_by(UNIT).agg(
        pl.col(UNIT_KEY).first().alias("unit_key"),
        pl.col(TEST).first().alias(TEST),
        pl.col(MONTH).min().alias("first_month"),
        pl.col(MONTH).max().alias("last_month"),
        pl.col(MONTH).drop_nulls().n_unique().cast(pl.Int32).alias("months"),
        *shown,
    )
    money = amounts.group_by(UNIT).agg(known_sum("amount_at_risk_fen"))
    return per_unit.join(money, on=UNIT, how="left", validate="1:1").sort(UNIT)


def _unit_programme(frames: RuleFrames) -> str:
    return next((c for c in frames.slot("unit_key") if c.endswith(".programme")), "")


def _with_person(frames: RuleFrames, units: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Name and number of the person; place from the person where the rows have none."""
    golden = persons.select(
        "person_id", "id_number", pl.col("name").alias("?name"),
        pl.col("township").alias("?township"), pl.col("village").alias("?village"),
    )  # fmt: skip
    return (
        units.join(golden, on="person_id", how="left", validate="m:1")
        .with_columns(pl.coalesce(c, f"?{c}").alias(c) for c in ("name", "township", "village"))
        .drop("?name", "?township", "?village")
        .sort(UNIT)
    )


def _with_clue_id(frames: RuleFrames, units: pl.DataFrame) -> pl.DataFrame:
    """Units with clue_id, the same in every run for the same unit, and the rule's constants."""
    rule = frames.checked.rule
    ids = [
        f"{rule.id}-{hashlib.sha256(f'{rule.id}|{unit}'.encode()).hexdigest()[:12]}" for unit in units[UNIT]
    ]
    return units.with_columns(
        pl.Series("clue_id", ids, dtype=pl.String()),
        pl.lit(rule.id).alias("rule_id"),
        pl.lit(rule.version, dtype=pl.Int32()).alias("rule_version"),
        pl.lit(rule.unit).alias("unit"),
    )
