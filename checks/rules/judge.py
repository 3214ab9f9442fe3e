"""Station 5: facts + checked rules → a clue, clean or not evaluable for every unit in scope.

Reading order: ``requirements`` (registers there?) → ``shapes`` (rows) → ``outcome`` (units) →
``amounts`` and ``clues`` (what a clue says) → ``evidence`` (source rows, links) → ``grades``. Here they are
joined and put into the tables CLUE … NEAR_MISS. Not here: facts (station 4), what was decided about
a clue before (station 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from checks.rules.accounts import near_miss_rows, not_evaluable_rows, tally
from checks.rules.checked import CheckedRule
from checks.rules.clues import Drafts, drafts
from checks.rules.compile import Context
from checks.rules.evidence import REF, EvidenceRows, all_rows, cells, evidence_rows, weakest_links
from checks.rules.grades import grade_of
from checks.rules.outcome import UNIT, outcome
from checks.rules.requirements import PAYMENTS, Presence, presence
from checks.rules.sayings import LOWERED, TO_E1, TO_E2
from checks.rules.shapes.frames import RuleFrames
from pipelines.definitions import County, Programme, Register, Rule
from pipelines.tables import (
    CLUE,
    CLUE_MONTH,
    COVERAGE,
    NEAR_MISS,
    NOT_EVALUABLE,
    PERSON,
    REGISTER_STATE,
    RULE_TALLY,
    Table,
)


@dataclass(frozen=True)
class Judged:
    """What station 5 hands over: CLUE, CLUE_MONTH, CLUE_EVIDENCE, NOT_EVALUABLE, RULE_TALLY, NEAR_MISS."""

    clues: pl.DataFrame
    clue_months: pl.DataFrame
    clue_evidence: pl.DataFrame
    not_evaluable: pl.DataFrame
    tallies: pl.DataFrame
    near_misses: pl.DataFrame


def judge(
    rules: Sequence[CheckedRule],
    facts: Mapping[str, pl.DataFrame],
    *,
    accepted: Mapping[str, pl.DataFrame],
    links: pl.DataFrame,
    county: County,
    registers: Sequence[Register],
    programmes: Mapping[str, Programme],
) -> Judged:
    """Judge every rule.

    Args:
        rules: checked rules; the order does not matter.
        facts: tables of ``tables.FACTS`` by name; one left out counts as empty.
        accepted: REGISTER_ROW frames by register code, for the cells behind a clue.
        links: LINK.
        county: window, as-of day, standards, parameter overrides.
        registers: register definitions, for names and person fields.
        programmes: programme names.

    Returns:
        The six tables, sorted by their keys.
    """
    lazy = {name: frame.lazy() for name, frame in facts.items()}
    window = (county.first_month, county.last_month)
    here = presence(
        facts.get("register_state", REGISTER_STATE.empty()),
        facts.get("coverage", COVERAGE.empty()),
        window,
        registers,
    )
    bench = _Bench(lazy, facts.get("person", PERSON.empty()), here, county, registers, programmes)
    parts = [_judged_rule(checked, bench) for checked in sorted(rules, key=lambda c: c.rule.id)]
    found = all_rows(p.evidence for p in parts)
    clues = _graded(parts, found, links)
    return Judged(
        clues=clues,
        clue_months=_stacked(CLUE_MONTH, [p.drafts.months for p in parts]),
        clue_evidence=cells(found, accepted, registers),
        not_evaluable=_stacked(NOT_EVALUABLE, [p.not_evaluable for p in parts]),
        tallies=_stacked(RULE_TALLY, [p.tally for p in parts]),
        near_misses=_stacked(NEAR_MISS, [p.near for p in parts]),
    )


@dataclass(frozen=True)
class _Bench:
    """What every rule is judged with."""

    facts: Mapping[str, pl.LazyFrame]
    persons: pl.DataFrame
    presence: Presence
    county: County
    registers: Sequence[Register]
    programmes: Mapping[str, Programme]


@dataclass(frozen=True)
class _Part:
    """One rule judged; evidence rows carry the clue_id as UNIT."""

    rule: Rule
    drafts: Drafts
    evidence: EvidenceRows
    not_evaluable: pl.DataFrame
    near: pl.DataFrame
    tally: pl.DataFrame


def _judged_rule(checked: CheckedRule, bench: _Bench) -> _Part:
    rule = checked.rule
    frames = RuleFrames(checked, bench.facts, context_of(rule, bench.county), _programmes(checked))
    units = outcome(frames, bench.presence)
    clues = drafts(frames, units, bench.presence, bench.persons, bench.programmes)
    found = evidence_rows(frames, units.clue_rows)
    ids = clues.clues.select(UNIT, "clue_id")
    unknown = not_evaluable_rows(frames, units, bench.presence, bench.registers)
    near = near_miss_rows(frames, units)
    return _Part(
        rule,
        clues,
        EvidenceRows(_by_clue(found.rows, ids), _by_clue(found.values, ids)),
        unknown,
        near,
        tally(units, unknown, clues.clues, near, rule.id),
    )


def context_of(rule: Rule, county: County) -> Context:
    """What the rule's expressions need besides rows."""
    return Context(
        parameters={p.name: p for p in rule.parameters},
        standards=county.standards,
        window=(county.first_month, county.last_month),
        as_of=county.as_of,
    )


def _programmes(checked: CheckedRule) -> tuple[str, ...] | None:
    """The codes frames are restricted to, None for all."""
    return None if "all" in checked.rule.programmes else checked.rule.programmes


def _by_clue(rows: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """Rows with the clue_id in place of the rule's unit."""
    named = rows.join(ids, on=UNIT, how="inner", validate="m:1").drop(UNIT).rename({"clue_id": UNIT})
    return named.select(rows.columns)


def _graded(parts: Sequence[_Part], found: EvidenceRows, links: pl.DataFrame) -> pl.DataFrame:
    """CLUE of all rules: drafts plus lines, link and grade."""
    units = [p.drafts.clues.drop(UNIT).rename({"clue_id": UNIT}) for p in parts]
    nobody = pl.DataFrame(schema={UNIT: pl.String(), "person_id": pl.String()})
    about = pl.concat([nobody, *(u.select(UNIT, "person_id") for u in units)]).drop_nulls()
    weakest = weakest_links(found.rows, about, links)
    lines = (
        found.rows.filter(pl.col("register") == PAYMENTS)
        .select(UNIT, *REF)
        .unique()
        .group_by(UNIT)
        .agg(pl.len().cast(pl.Int32).alias("lines"))
    )
    graded = []
    for part, unit in zip(parts, units, strict=True):
        rows = unit.join(weakest, on=UNIT, how="left", validate="1:1").join(
            lines, on=UNIT, how="left", validate="1:1"
        )
        probable = (pl.col("link_evidence") == "probable").fill_null(False)
        rows = rows.with_columns(
            grade_of(
                part.rule.grade,
                lowered=pl.col(LOWERED),
                to_e1=pl.col(TO_E1),
                to_e2=pl.col(TO_E2),
                rests_on_probable=probable,
            ).alias("grade"),
            pl.col("lines").fill_null(0),
            *_with_probable(probable),
        )
        graded.append(CLUE.check(rows.rename({UNIT: "clue_id"})))
    return _stacked(CLUE, graded)


def _with_probable(probable: pl.Expr) -> list[pl.Expr]:
    """Counter-evidence with a line on a link that is only probable."""
    share = (pl.col("link_probability") * 100).round(1).cast(pl.String)
    zh = pl.concat_str(pl.lit("身份为概率匹配（"), share, pl.lit("%），须先核实是否同一人"))
    en = pl.concat_str(
        pl.lit("identity is a probable match ("), share, pl.lit("%): confirm it is the same person")
    )
    return [
        pl.when(probable).then(pl.col(c).list.concat(text)).otherwise(pl.col(c)).alias(c)
        for c, text in (("counter_evidence", zh), ("counter_evidence_en", en))
    ]


def _stacked(table: Table, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """All rules' rows of a table, sorted by its key."""
    return pl.concat([table.empty(), *(table.check(f) for f in frames)]).sort(table.key)
