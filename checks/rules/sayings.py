"""What a clue says: its sentence, its counter-evidence and its severity, in both languages.

Belongs here: which entries hold for a unit, and the texts. Not here: months and money (``clues``), the
grade (``grades``), how values are written (``templates``). Every expression is evaluated once per unit in
one pass; the texts are put together afterwards, row by row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from checks.rules.compile import to_polars
from checks.rules.outcome import MONTH, UNIT
from checks.rules.requirements import Presence
from checks.rules.shapes.frames import RuleFrames
from checks.rules.templates import written
from checks.rules.typed import Typed
from checks.rules.types import Column
from pipelines.definitions import Programme
from pipelines.faults import Lang, Text

LOWERED, TO_E1, TO_E2 = "?lowered", "?to_e1", "?to_e2"
_IN_ENGLISH = {"clue.programme": "clue.programme_en", "clue.months": "clue.months_en"}


def sayings(
    frames: RuleFrames,
    rows: pl.DataFrame,
    units: pl.DataFrame,
    presence: Presence,
    programmes: Mapping[str, Programme],
) -> pl.DataFrame:
    """Per unit: UNIT, reason(_en), counter_evidence(_en), severity, LOWERED, TO_E1, TO_E2.

    Args:
        frames: the rule.
        rows: clue rows, sorted: a bare column is the first known value of the unit.
        units: the clues so far (name, programme, months, amount, place).
        presence: registers, for stale ones.
        programmes: names of programmes.
    """
    rule = frames.checked.rule
    month = frames.slot("month")
    values = _Values(frames, month if month in rows.columns else None)
    entries = [
        _Entry(e.effect, values.holds(f"counter_evidence.{i}"), f"counter_evidence.{i}", e.text)
        for i, e in enumerate(rule.counter_evidence)
    ]
    stale = _stale(frames, presence)
    if stale is not None:
        values.columns["?stale"] = (pl.col(MONTH) > stale[0]).fill_null(False).any()
        entries.append(_Entry("lower", pl.col("?stale"), "", stale[1]))
    severity = _severity(frames, values)
    texts = {
        f"{name}{suffix}": values.sentence(path, text, lang)
        for lang, suffix in _LANGUAGES
        for name, path, text in (
            ("reason", "reason", rule.reason),
            *((f"?{i}", e.path, e.text) for i, e in enumerate(entries)),
        )
    }
    evaluated = (
        _with_words(rows, units, programmes)
        .group_by(UNIT, maintain_order=True)
        .agg(expression.alias(name) for name, expression in values.columns.items())
    )
    return evaluated.select(
        UNIT,
        texts["reason"].alias("reason"),
        texts["reason_en"].alias("reason_en"),
        *(
            _gathered([(e.holds, texts[f"?{i}{suffix}"]) for i, e in enumerate(entries)]).alias(
                f"counter_evidence{suffix}"
            )
            for _, suffix in _LANGUAGES
        ),
        severity.alias("severity"),
        _count(entries, "lower").alias(LOWERED),
        (_count(entries, "to_E1") > 0).alias(TO_E1),
        (_count(entries, "to_E2") > 0).alias(TO_E2),
    )


_LANGUAGES: tuple[tuple[Lang, str], ...] = (("zh", ""), ("en", "_en"))


@dataclass(frozen=True)
class _Entry:
    """A counter-evidence entry: its effect, whether it holds for the unit, and its text."""

    effect: str
    holds: pl.Expr
    path: str
    text: Text


@dataclass
class _Values:
    """The expressions evaluated per unit, each once, by column name."""

    frames: RuleFrames
    month: str | None
    columns: dict[str, pl.Expr] = field(default_factory=dict)
    named: dict[Typed, str] = field(default_factory=dict)

    def value(self, typed: Typed) -> pl.Expr:
        """The column that will hold the expression's value."""
        if typed not in self.named:
            self.named[typed] = f"?v{len(self.named)}"
            self.columns[self.named[typed]] = to_polars(typed, context=self.frames.in_group(self.month))
        return pl.col(self.named[typed])

    def holds(self, path: str) -> pl.Expr:
        """Whether a condition holds; an entry without one always does, an unknown one does not."""
        typed = self.frames.checked.typed.get(path)
        return self.value(typed).fill_null(False) if isinstance(typed, Typed) else pl.lit(True)

    def sentence(self, path: str, text: Text, lang: Lang) -> pl.Expr:
        """The sentence from the values of its expressions; plain text where it has none."""
        template = self.frames.checked.typed.get(f"{path}.{lang}")
        if not isinstance(template, tuple):
            return pl.lit(text.say(lang))
        parts = []
        for part in template:
            if isinstance(part, str):
                parts.append(pl.lit(part))
            else:
                spoken = part if lang == "zh" else _in_english(part)
                parts.append(written(self.value(spoken), part.type, lang))
        return pl.concat_str(parts) if parts else pl.lit("")


def _in_english(typed: Typed) -> Typed:
    """The expression with the columns that hold Chinese words in their English twins' place."""
    value = typed.value
    if isinstance(value, Column) and value.physical in _IN_ENGLISH:
        value = replace(value, physical=_IN_ENGLISH[value.physical])
    return replace(typed, value=value, args=tuple(_in_english(arg) for arg in typed.args))


def _severity(frames: RuleFrames, values: _Values) -> pl.Expr:
    """The severity of the first condition that holds, else the rule's."""
    chain = pl.lit(frames.checked.rule.severity)
    listed = frames.slot("severity_by") or ()
    for i, (_, severity) in reversed(list(enumerate(listed))):
        chain = pl.when(values.holds(f"severity_by.{i}")).then(pl.lit(severity)).otherwise(chain)
    return chain


def _stale(frames: RuleFrames, presence: Presence) -> tuple[date, Text] | None:
    """The day from which a required standing register is too old, and how to say it.

    For ``missing_basis`` such months are not evaluable (``outcome``) and need no word here.
    """
    rule = frames.checked.rule
    found = presence.stale_from(rule) if rule.shape != "missing_basis" else None
    if found is None:
        return None
    day, registers = found
    names = presence.say(registers)
    return day, Text(
        f"{names.zh}的数据截至{day.isoformat()}，早于所涉月份",
        f"{names.en} was extracted on {day.isoformat()}, before a clue month",
    )


def _gathered(said: list[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    """The texts that hold, as a list."""
    if not said:
        return pl.lit(pl.Series([[]], dtype=pl.List(pl.String()))).first()
    return pl.concat_list(pl.when(holds).then(text) for holds, text in said).list.drop_nulls()


def _count(entries: list[_Entry], effect: str) -> pl.Expr:
    held = [e.holds.cast(pl.Int64) for e in entries if e.effect == effect]
    return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *held)


def _with_words(rows: pl.DataFrame, units: pl.DataFrame, programmes: Mapping[str, Programme]) -> pl.DataFrame:
    """Clue rows plus the ``clue.*`` columns sentences may name, and their English twins; order kept."""
    codes, count = list(programmes), pl.col("months")
    first, last = (pl.col(c).dt.strftime("%Y-%m") for c in ("first_month", "last_month"))

    def programme_names(lang: Lang) -> pl.Expr:
        names = [Text(p.zh, p.en).say(lang) for p in programmes.values()]
        each = pl.col("programme").str.split("、").list.eval(pl.element().replace(codes, names))
        return each.list.join("、" if lang == "zh" else ", ")

    def span(form: str) -> pl.Expr:
        return pl.when(count > 1).then(pl.format(form, first, last, count)).otherwise(first)

    said = units.select(
        UNIT,
        pl.col("name").alias("clue.name"),
        programme_names("zh").alias("clue.programme"),
        programme_names("en").alias("clue.programme_en"),
        span("{}至{}（{}个月）").alias("clue.months"),
        span("{} to {} ({} months)").alias("clue.months_en"),
        count.cast(pl.Int64).alias("clue.month_count"),
        pl.col("amount_at_risk_fen").alias("clue.amount"),
        pl.col("unit_key").alias("clue.unit_key"),
        pl.col("township").alias("clue.township"),
        pl.col("village").alias("clue.village"),
    )
    return rows.join(said, on=UNIT, how="left", validate="m:1", maintain_order="left")
