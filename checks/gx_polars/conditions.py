"""What each map metric calls unexpected, as polars expressions: the one place of the semantics.

Great-expectations' pandas engine sets the meaning, nulls included: a column condition passes over
null values, a pair or compound condition passes over the rows its ``ignore_row_if`` names, and any
comparison with a null that remains fails. Nothing of great-expectations is imported here; the
domain of a condition (row_condition, ignore_row_if) is built in ``engine``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

Condition = Callable[[Sequence[str], Mapping[str, Any], "pl.Expr | None"], pl.Expr]


def unexpected(
    metric: str, columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None
) -> pl.Expr:
    """The rows of the batch that do not meet a map metric: Boolean, never null, one a row.

    Args:
        metric: the name great-expectations gives the map metric, a key of ``CONDITIONS``.
        columns: the column, the pair (A, B), or the compound columns.
        values: the metric's value arguments (``value_set``, ``regex``, ``min_value``, ...).
        domain: the rows the condition is asked about; None is all. Rows outside are never unexpected.
    """
    failing = CONDITIONS[metric](columns, values, domain)
    return failing if domain is None else domain & failing


def _null(columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None) -> pl.Expr:
    return pl.col(columns[0]).is_null()


def _not_null(columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None) -> pl.Expr:
    return pl.col(columns[0]).is_not_null()


def _outside_set(columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None) -> pl.Expr:
    if values.get("value_set") is None:
        return _never(columns[0])
    return ~_is_in(columns[0], values) & pl.col(columns[0]).is_not_null()


def _inside_set(columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None) -> pl.Expr:
    if values.get("value_set") is None:
        return _never(columns[0])
    return _is_in(columns[0], values)


def _is_in(column: str, values: Mapping[str, Any]) -> pl.Expr:
    known = [v for v in values["value_set"] if v is not None]
    # An empty list has no dtype polars could compare with the column's.
    return pl.col(column).is_in(known).fill_null(False) if known else _never(column)


def _never(column: str) -> pl.Expr:
    # Full length on purpose: a bare literal would be one row in a select of its own.
    return pl.col(column).is_null() & pl.lit(False)


def _not_matching(columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None) -> pl.Expr:
    return ~_matches(columns[0], values).fill_null(True)


def _matching(columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None) -> pl.Expr:
    return _matches(columns[0], values).fill_null(False)


def _matches(column: str, values: Mapping[str, Any]) -> pl.Expr:
    # Rust's regex has no look-around and no back-references: such a pattern raises, it never passes.
    return pl.col(column).cast(pl.String).str.contains(values["regex"], strict=True)


def _not_between(columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None) -> pl.Expr:
    low, high = values.get("min_value"), values.get("max_value")
    if low is None and high is None:
        raise ValueError("min_value and max_value cannot both be None")
    if low is not None and high is not None and low > high:
        raise ValueError("min_value cannot be greater than max_value")
    column, outside = pl.col(columns[0]), []
    if low is not None:
        outside.append(column <= low if values.get("strict_min") else column < low)
    if high is not None:
        outside.append(column >= high if values.get("strict_max") else column > high)
    return pl.any_horizontal(outside).fill_null(False)


def _duplicated(columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None) -> pl.Expr:
    return _duplicated_rows(columns, domain) & pl.col(columns[0]).is_not_null()


def _compound_duplicated(
    columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None
) -> pl.Expr:
    return _duplicated_rows(columns, domain)


def _duplicated_rows(columns: Sequence[str], domain: pl.Expr | None) -> pl.Expr:
    # The domain is part of the key, so a row outside never makes one inside a duplicate. A struct
    # even of one column: on a million texts twice as fast as is_duplicated on the column itself.
    key = [pl.col(c) for c in columns] + ([] if domain is None else [domain.alias("\x00domain")])
    return pl.struct(key).is_duplicated()


def _not_greater(columns: Sequence[str], values: Mapping[str, Any], domain: pl.Expr | None) -> pl.Expr:
    a, b = pl.col(columns[0]), pl.col(columns[1])
    meets = a >= b if values.get("or_equal") else a > b
    return ~meets.fill_null(False)


CONDITIONS: Mapping[str, Condition] = {
    "column_values.nonnull": _null,
    "column_values.null": _not_null,
    "column_values.in_set": _outside_set,
    "column_values.not_in_set": _inside_set,
    "column_values.match_regex": _not_matching,
    "column_values.not_match_regex": _matching,
    "column_values.between": _not_between,
    "column_values.unique": _duplicated,
    "column_pair_values.a_greater_than_b": _not_greater,
    "compound_columns.unique": _compound_duplicated,
}
"""Map metrics this engine knows; an expectation on any other raises."""

PAIR, COMPOUND = "column_pair_values.a_greater_than_b", "compound_columns.unique"
