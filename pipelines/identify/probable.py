"""Mentions without a usable number → the person each most likely is, or the group it stands in.

The order of the matching only: what is looked for together (``units``), what is known of whom
(``records``), pairs and their weight (``match``), and what is made of them (``settle``, ``gather``).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.identify.gather import gather
from pipelines.identify.match import Matched, match
from pipelines.identify.normalise import Normalised
from pipelines.identify.plan import PASSES
from pipelines.identify.records import Owners, owners
from pipelines.identify.settle import settle
from pipelines.identify.units import units
from pipelines.identify.waterfall import evidence_of
from pipelines.linkage.memo import Memo
from pipelines.linkage.plan import Plan
from pipelines.linkage.weights import Weights


@dataclass(frozen=True)
class Probable:
    """``units``: mention, unit, number_text. ``found``: left (unit), right (person) and the columns of
    their pair, rivals. ``alone``: left, probability of the person not taken. ``groups``: unit, centre and
    the columns of its best pair. ``evidence``: left (unit), waterfall, passes. ``passes``: what each
    blocking pass made and what a cap dropped.
    """

    units: pl.DataFrame
    found: pl.DataFrame
    alone: pl.DataFrame
    groups: pl.DataFrame
    evidence: pl.DataFrame
    passes: pl.DataFrame
    candidates: int
    memo: Memo | None

    def evidence_of_mentions(self) -> pl.DataFrame:
        """mention, passes, waterfall: a unit's evidence stands for all its mentions."""
        return self.units.select("mention", "unit").join(
            self.evidence.select("passes", "waterfall", unit="left"), on="unit", validate="m:1"
        ).drop("unit")  # fmt: skip


def probable_links(
    people: pl.DataFrame, values: Normalised, plan: Plan, weights: Weights, memo: Memo | None
) -> Probable:
    """The best person of every unit without a number, and the groups of the rest.

    Args:
        people: ``Normalised.people`` with known set where the number is usable or repaired.
    """
    unknown = units(people.filter(pl.col("known").is_null()), values)
    found = owners(unknown, people, values)
    matched = match(found, plan, weights, memo)
    size = len(found.units)
    linked, alone = settle(matched.pairs.filter(pl.col("right") >= size), _rows(unknown, found))
    records = pl.Series(range(size), dtype=pl.UInt32)
    groups = gather(matched, records.filter(~records.is_in(linked["left"].implode())), size)
    chosen = pl.concat([linked.select("left", "edge"), groups.select("left", "edge")])
    return Probable(
        unknown.select("mention", "unit", number_text="number"),
        found.with_units(linked).with_columns(right=found.person_codes(linked["right"])),
        found.with_units(alone),
        found.with_units(groups, "centre").rename({"left": "unit"}),
        found.with_units(evidence_of(chosen, matched.scored)),
        _with_reasons(matched),
        matched.scored.candidates,
        matched.scored.memo,
    )


def _rows(unknown: pl.DataFrame, found: Owners) -> pl.DataFrame:
    """left, row_at: the rows every unit stands in."""
    standing = unknown.select("unit", "row_at").unique()
    return standing.join(found.numbered_units(), on="unit").select("left", "row_at")


def _with_reasons(matched: Matched) -> pl.DataFrame:
    reasons = pl.DataFrame([(p.name, p.reason) for p in PASSES], schema=["pass", "reason"], orient="row")
    return matched.scored.report.join(reasons, on="pass", how="left", maintain_order="left", validate="1:1")
