"""The functions of the language as polars expressions.

Belongs here: days, months, ages, texts, standards. Not here: signatures (``functions``), operators
(``compile``). Every function is null when an argument it needs is null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

import polars as pl

from checks.rules.typed import Typed
from checks.rules.types import Type
from pipelines.months import completed_years

if TYPE_CHECKING:
    from checks.rules.compile import _Compiler as Compiler

_FAR = 12_000
"""Months further away than this (a thousand years) are unknown: polars has no such dates."""

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


def _shifted(day: pl.Expr, months: pl.Expr) -> pl.Expr:
    """``months`` later, on the same day or the month's last."""
    near = pl.when(months.abs() <= _FAR).then(months)
    total = day.dt.year().cast(pl.Int64) * 12 + day.dt.month() - 1 + near
    is_date = (total >= 12) & (total < 120_000)
    total = pl.when(is_date).then(total)
    first = pl.date(total // 12, total % 12 + 1, 1)
    last = first.dt.month_end().dt.day()
    return first + pl.duration(days=pl.min_horizontal(day.dt.day(), last) - 1)


def _days_later(day: pl.Expr, days: pl.Expr) -> pl.Expr:
    return day + pl.duration(days=pl.when(days.abs() <= _FAR * 30).then(days))


def _month_number(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month()


def _in_window(typed: Typed, compiler: Compiler) -> pl.Expr:
    first, last = compiler.context.window
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
        return _first_case(cases, pl.String())

    return compiler.by_version(typed.args[1], in_bands)


def _lowest_age(typed: Typed, compiler: Compiler) -> pl.Expr:
    return compiler.by_version(
        typed.args[0], lambda bands: pl.lit(min((low for low, _ in bands), default=None), dtype=pl.Int64)
    )


def _level_in(typed: Typed, compiler: Compiler) -> pl.Expr:
    category, level = compiler.compiled(typed.args[1]), compiler.compiled(typed.args[2])

    def in_table(table: Mapping[str, tuple[int, ...]]) -> pl.Expr:
        listed = [(category == name) & level.is_in(list(levels)) for name, levels in table.items() if name != "*"]
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
    standards = [s for s in compiler.context.standards if programme.op != "literal" or s.programme == programme.value]
    standards.sort(key=lambda s: (s.valid_from is not None, s.valid_from), reverse=True)

    def of_kind(wanted: str) -> pl.Expr:
        cases = []
        for s in standards:
            if s.kind != wanted or (key_text is None) != (s.key == ""):
                continue
            fits = (programme_text == s.programme) & _in_force(s, first)
            fits = fits if key_text is None else fits & (key_text == s.key)
            cases.append((fits, pl.lit(s.value_fen, dtype=pl.Int64)))
        return _first_case(cases, pl.Int64())

    return compiler.by_version(kind, of_kind)


def _in_force(standard: Any, month: pl.Expr) -> pl.Expr:
    since = month.is_not_null() if standard.valid_from is None else month >= pl.lit(standard.valid_from)
    return since if standard.valid_to is None else since & (month <= pl.lit(standard.valid_to))


def _first_case(cases: list[tuple[pl.Expr, pl.Expr]], dtype: pl.DataType) -> pl.Expr:
    chain = pl.lit(None, dtype=dtype)
    for condition, value in reversed(cases):
        chain = pl.when(condition).then(value).otherwise(chain)
    return chain


def _if(condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(then).when(~condition).then(otherwise)


def _extreme(horizontal: Callable[..., pl.Expr], values: tuple[pl.Expr, ...]) -> pl.Expr:
    known = pl.all_horizontal([v.is_not_null() for v in values])
    return pl.when(known).then(horizontal(*values))


_FUNCTIONS: dict[str, Callable[..., pl.Expr]] = {
    "month": lambda d: d.dt.month_start(),
    "add_months": _shifted,
    "first_day": lambda m: m.dt.month_start(),
    "last_day": lambda m: m.dt.month_end(),
    "add_years": lambda d, k: _shifted(d, k * 12),
    "add_days": _days_later,
    "days_between": lambda a, b: (b - a).dt.total_days(),
    "months_between": lambda a, b: _month_number(b) - _month_number(a),
    "age_at": lambda birth, day: completed_years(birth, day).cast(pl.Int64),
    "coalesce": lambda *values: pl.coalesce(*values),
    "if": _if,
    "min_of": lambda *values: _extreme(pl.min_horizontal, values),
    "max_of": lambda *values: _extreme(pl.max_horizontal, values),
    "abs": lambda x: x.abs(),
    "length": lambda text: text.str.len_chars().cast(pl.Int64),
}

_WITH_CONSTANTS: dict[str, Callable[[Typed, Compiler], pl.Expr]] = {
    "contains_any": _contains,
    "is_in_window": _in_window,
    "age_band": _band,
    "lowest_age": _lowest_age,
    "level_in": _level_in,
    "standard": _standard,
}
