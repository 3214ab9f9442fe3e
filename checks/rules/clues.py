"""Clue rows → one clue per unit: months, money, counter-evidence, severity and the sentence.

Belongs here: everything a clue says except its grade and link, which need the evidence (``judge``).
Not here: which rows are clue rows (``outcome``), how sentences are written (``templates``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from checks.rules.amounts import known_sum, month_amounts
from checks.rules.outcome import MONTH, TEST, UNIT, UNIT_KEY, Outcome
from checks.rules.requirements import Presence
from checks.rules.shapes.frames import RuleFrames
from checks.rules.templates import template_to_polars
from pipelines.definitions import Programme
from pipelines.faults import Lang, Text

LOWERED, TO_E1, TO_E2 = "?lowered", "?to_e1", "?to_e2"


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
    amounts = month_amounts(frames, outcome.clue_rows)
    units = _with_person(frames, _units(frames, outcome, amounts), persons)
    for lang in ("zh", "en"):
        said = _said(frames, outcome, presence, _with_words(outcome.clue_rows, units, programmes, lang), lang)
        units = units.join(said, on=UNIT, how="left", validate="1:1")
    units = _with_clue_id(frames, units)
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


def _with_words(
    rows: pl.DataFrame, units: pl.DataFrame, programmes: Mapping[str, Programme], lang: Lang
) -> pl.DataFrame:
    """Clue rows plus the ``clue.*`` columns sentences may name, in one language; order kept."""
    codes = list(programmes)
    names = [Text(p.zh, p.en).say(lang) for p in programmes.values()]
    to, unit = ("至", "个月") if lang == "zh" else (" to ", " months")
    first, last = (pl.col(c).dt.strftime("%Y-%m") for c in ("first_month", "last_month"))
    count = pl.concat_str(pl.lit("（" if lang == "zh" else " ("), pl.col("months"), pl.lit(unit))
    span = pl.concat_str(first, pl.lit(to), last, count, pl.lit("）" if lang == "zh" else ")"))
    said = units.select(
        UNIT,
        pl.col("name").alias("clue.name"),
        pl.col("programme")
        .str.split("、")
        .list.eval(pl.element().replace(codes, names))
        .list.join("、" if lang == "zh" else ", ")
        .alias("clue.programme"),
        pl.when(pl.col("months") > 1).then(span).otherwise(first).alias("clue.months"),
        pl.col("months").cast(pl.Int64).alias("clue.month_count"),
        pl.col("amount_at_risk_fen").alias("clue.amount"),
        pl.col("unit_key").alias("clue.unit_key"),
        pl.col("township").alias("clue.township"),
        pl.col("village").alias("clue.village"),
    )
    return rows.join(said, on=UNIT, how="left", validate="m:1", maintain_order="left")


def _said(
    frames: RuleFrames, outcome: Outcome, presence: Presence, rows: pl.DataFrame, lang: Lang
) -> pl.DataFrame:
    """Per unit: the sentence and the counter-evidence in one language; with zh also severity and effects."""
    rule = frames.checked.rule
    entries = [
        (e.effect, _holds(frames, rows, i), _sentence(frames, rows, f"counter_evidence.{i}", e.text, lang))
        for i, e in enumerate(rule.counter_evidence)
    ]
    stale = presence.stale_from(rule) if rule.shape != "missing_basis" else None
    if stale is not None:
        day, registers = stale
        names = presence.say(registers)
        text = Text(
            f"{names.zh}的数据截至{day.isoformat()}，早于所审月份",
            f"{names.en} was extracted on {day.isoformat()}, before a month judged",
        )
        entries.append(("lower", (pl.col(MONTH) > day).fill_null(False).any(), pl.lit(text.say(lang))))
    suffix = "" if lang == "zh" else "_en"
    texts = [pl.when(holds).then(text).alias(f"?{i}") for i, (_, holds, text) in enumerate(entries)]
    columns = [_sentence(frames, rows, "reason", rule.reason, lang).alias(f"reason{suffix}"), *texts]
    if lang == "zh":
        columns += [
            _count(entries, "lower").alias(LOWERED),
            (_count(entries, "to_E1") > 0).alias(TO_E1),
            (_count(entries, "to_E2") > 0).alias(TO_E2),
            _severity(frames, rows).alias("severity"),
        ]
    said = rows.group_by(UNIT, maintain_order=True).agg(columns)
    spoken = [f"?{i}" for i in range(len(entries))]
    gathered = (
        pl.concat_list(pl.col(c) for c in spoken).list.drop_nulls()
        if spoken
        else pl.lit(pl.Series([[]], dtype=pl.List(pl.String()))).first()
    )
    return said.with_columns(gathered.alias(f"counter_evidence{suffix}")).drop(spoken)


def _month(frames: RuleFrames, rows: pl.DataFrame) -> str | None:
    month: str | None = frames.slot("month")
    return month if month in rows.columns else None


def _holds(frames: RuleFrames, rows: pl.DataFrame, number: int) -> pl.Expr:
    path = f"counter_evidence.{number}"
    holds = frames.expression(path, month=_month(frames, rows), aggregate=True)
    return pl.lit(True) if holds is None else holds.fill_null(False)


def _sentence(frames: RuleFrames, rows: pl.DataFrame, path: str, text: Text, lang: Lang) -> pl.Expr:
    """A sentence with expressions where the rule has them typed, else its plain text."""
    template = frames.checked.typed.get(f"{path}.{lang}")
    if not isinstance(template, tuple):
        return pl.lit(text.say(lang)).first()
    context = frames.in_group(_month(frames, rows))
    return template_to_polars(template, context=context, lang=lang)


def _count(entries: Sequence[tuple[str, pl.Expr, pl.Expr]], effect: str) -> pl.Expr:
    held = [holds.cast(pl.Int64) for kind, holds, _ in entries if kind == effect]
    return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *held)


def _severity(frames: RuleFrames, rows: pl.DataFrame) -> pl.Expr:
    """The severity of the first condition that holds, else the rule's."""
    chain = pl.lit(frames.checked.rule.severity)
    listed = frames.slot("severity_by") or ()
    for i, (_, severity) in reversed(list(enumerate(listed))):
        holds = frames.expression(f"severity_by.{i}", month=_month(frames, rows), aggregate=True)
        assert holds is not None
        chain = pl.when(holds.fill_null(False)).then(pl.lit(severity)).otherwise(chain)
    return chain


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
