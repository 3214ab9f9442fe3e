"""The functions of the language as polars expressions.

Belongs here: days, months, ages, texts, standards. Not here: signatures (``functions``), operators
(``compile``). Every function is null when an argument it needs is null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce
from typing import Any, Protocol

import polars as pl

from checks.rules.cases import first_case, in_force
from checks.rules.typed import Typed
from checks.rules.types import Type
from pipelines.definitions import Standard
from pipelines.months import completed_years

_FAR = 12_000
"""Months further away than this (a thousand years) are unknown: polars has no such dates."""


class Compiler(Protocol):
    """What a function needs of the compiler."""

    @property
    def standards(self) -> tuple[Standard, ...]:
        """The county's standards."""

    @property
    def window(self) -> tuple[date, date]:
        """First and last month of the audit."""

    def compiled(self, typed: Typed) -> pl.Expr:
        """The expression of an argument."""

    def reads_rows(self, typed: Typed) -> bool:
        """Whether the value can differ between rows or groups."""

    def by_version(self, typed: Typed, build: Callable[[Any], pl.Expr]) -> pl.Expr:
        """An expression built from the value of a literal or (dated) parameter."""


Bands = tuple[tuple[int, int | None], ...]


def called(typed: Typed, compiler: Compiler) -> pl.Expr:
    """The expression of a function call."""
    if typed.op in _WITH_CONSTANTS:
        return _WITH_CONSTANTS[typed.op](typed, compiler)
    return _FUNCTIONS[typed.op](*map(compiler.compiled, typed.args))


def band_name(low: int, high: int | None) -> str:
    """``80-89``, ``100-``: a band as standards key it."""
    return f"{low}-{'' if high is None else high}"


# --- days and months ---------------------------------------------------------------------------


def _months_later(typed: Typed, compiler: Compiler) -> pl.Expr:
    """The same day ``k`` months (or years) later, or the last day of a month that has no such day."""
    day, count = compiler.compiled(typed.args[0]), typed.args[1]
    unit = 12 if typed.op == "add_years" else 1
    if count.op in ("literal", "parameter"):
        return compiler.by_version(count, lambda k: _offset(day, k * unit))
    months = compiler.compiled(count) * unit
    near = pl.when(months.abs() <= _FAR).then(months)
    return day.dt.offset_by(pl.format("{}mo", near))


def _offset(day: pl.Expr, months: int) -> pl.Expr:
    return day.dt.offset_by(f"{months}mo") if abs(months) <= _FAR else pl.lit(None, dtype=pl.Date)


def _days_later(day: pl.Expr, days: pl.Expr) -> pl.Expr:
    return day + pl.duration(days=pl.when(days.abs() <= _FAR * 30).then(days))


def _month_number(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month()


def _in_window(typed: Typed, compiler: Compiler) -> pl.Expr:
    first, last = compiler.window
    month = compiler.compiled(typed.args[0]).dt.month_start()
    return (month >= pl.lit(first)) & (month <= pl.lit(last))


# --- texts, bands, levels, standards -----------------------------------------------------------


def _contains(typed: Typed, compiler: Compiler) -> pl.Expr:
    text = compiler.compiled(typed.args[0])
    return compiler.by_version(typed.args[1], lambda words: _contains_words(text, words))


def _contains_words(text: pl.Expr, words: tuple[str, ...]) -> pl.Expr:
    if not words:
        return pl.when(text.is_not_null()).then(pl.lit(False))
    return text.str.contains_any(list(words))


def _band(typed: Typed, compiler: Compiler) -> pl.Expr:
    age = compiler.compiled(typed.args[0])

    def in_bands(bands: Bands) -> pl.Expr:
        cases = [
            ((age >= low) if high is None else ((age >= low) & (age <= high)), pl.lit(band_name(low, high)))
            for low, high in bands
        ]
        return first_case(cases, pl.String())

    return compiler.by_version(typed.args[1], in_bands)


def _lowest_age(typed: Typed, compiler: Compiler) -> pl.Expr:
    return compiler.by_version(
        typed.args[0], lambda bands: pl.lit(min((low for low, _ in bands), default=None), dtype=pl.Int64)
    )


def _level_in(typed: Typed, compiler: Compiler) -> pl.Expr:
    category, level = compiler.compiled(typed.args[1]), compiler.compiled(typed.args[2])

    def in_table(table: Mapping[str, tuple[int, ...]]) -> pl.Expr:
        listed = [
            (category == name) & level.is_in(list(levels)) for name, levels in table.items() if name != "*"
        ]
        if "*" in table:
            named = [name for name in table if name != "*"]
            listed.append(~category.is_in(named) & level.is_in(list(table["*"])))
        found = reduce(lambda a, b: a | b, listed, pl.lit(False))
        return pl.when(category.is_not_null() & level.is_not_null()).then(found)

    return compiler.by_version(typed.args[0], in_table)


def _standard(typed: Typed, compiler: Compiler) -> pl.Expr:
    """The county's standard; unknown when none is in force or programme, key or month is unknown."""
    programme, kind, key, month = typed.args
    programme_text = compiler.compiled(programme)
    first = compiler.compiled(month).dt.month_start()
    is_single = key.type is Type.NULL or key.value == ""
    key_text = None if is_single else compiler.compiled(key).cast(pl.String)
    standards = [s for s in compiler.standards if programme.op != "literal" or s.programme == programme.value]
    standards.sort(key=lambda s: (s.valid_from is not None, s.valid_from), reverse=True)

    def of_kind(wanted: str) -> pl.Expr:
        cases = []
        for s in standards:
            if s.kind != wanted or (key_text is None) != (s.key == ""):
                continue
            fits = (programme_text == s.programme) & in_force(s.valid_from, s.valid_to, first)
            fits = fits if key_text is None else fits & (key_text == s.key)
            cases.append((fits, pl.lit(s.value_fen, dtype=pl.Int64)))
        return first_case(cases, pl.Int64())

    return compiler.by_version(kind, of_kind)


def _if(typed: Typed, compiler: Compiler) -> pl.Expr:
    condition, then, otherwise = map(compiler.compiled, typed.args)
    if not compiler.reads_rows(typed.args[0]):
        answer = pl.select(condition).item()
        return pl.lit(None) if answer is None else then if answer else otherwise
    return pl.when(condition).then(then).when(~condition).then(otherwise)


def _extreme(horizontal: Callable[..., pl.Expr], values: tuple[pl.Expr, ...]) -> pl.Expr:
    known = pl.all_horizontal([v.is_not_null() for v in values])
    return pl.when(known).then(horizontal(*values))


_FUNCTIONS: dict[str, Callable[..., pl.Expr]] = {
    "month": lambda d: d.dt.month_start(),
    "first_day": lambda m: m.dt.month_start(),
    "last_day": lambda m: m.dt.month_end(),
    "add_days": _days_later,
    "days_between": lambda a, b: (b - a).dt.total_days(),
    "months_between": lambda a, b: _month_number(b) - _month_number(a),
    "age_at": lambda birth, day: completed_years(birth, day).cast(pl.Int64),
    "coalesce": lambda *values: pl.coalesce(*values),
    "min_of": lambda *values: _extreme(pl.min_horizontal, values),
    "max_of": lambda *values: _extreme(pl.max_horizontal, values),
    "abs": lambda x: x.abs(),
    "length": lambda text: text.str.len_chars().cast(pl.Int64),
}

_WITH_CONSTANTS: dict[str, Callable[[Typed, Compiler], pl.Expr]] = {
    "add_months": _months_later,
    "add_years": _months_later,
    "if": _if,
    "contains_any": _contains,
    "is_in_window": _in_window,
    "age_band": _band,
    "lowest_age": _lowest_age,
    "level_in": _level_in,
    "standard": _standard,
}
