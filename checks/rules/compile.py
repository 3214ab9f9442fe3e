"""Typed tree → polars expression: three-valued, exact, no Python per row.

Belongs here: operators, names, parameters and lists. Not here: functions (``compile_functions``),
sentences (``templates``), which rows are judged (``judge``).

Unknown is null everywhere: a comparison with null is null, ``and``/``or`` are Kleene's, ``if`` with an
unknown condition is null. Money is Int64 fen; money times or by a decimal is exact and rounded down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

import polars as pl

from checks.rules import compile_functions
from checks.rules.cases import first_case, in_force
from checks.rules.functions import AGGREGATES
from checks.rules.typed import Typed
from checks.rules.types import POLARS, Type
from pipelines.definitions import Parameter, Standard


@dataclass(frozen=True)
class Context:
    """What an expression needs besides its rows.

    Attributes:
        parameters: the rule's parameters, county overrides merged in.
        month: the month a dated parameter is read for; None = the month of ``as_of``.
        standards: dated standards for ``standard()``.
        window: first and last benefit month of the audit.
        as_of: the audit's today.
        aggregate: the expression runs inside ``group_by().agg()``: a column outside an aggregate
            is the first known value of the group. Rows must be sorted before.
        over: instead, run row by row with aggregates over these columns.
    """

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    month: pl.Expr | None = None
    standards: tuple[Standard, ...] = ()
    window: tuple[date, date] = (date(1900, 1, 1), date(2100, 12, 1))
    as_of: date = date(2100, 12, 31)
    aggregate: bool = False
    over: tuple[str, ...] = ()


def to_polars(typed: Typed, *, context: Context) -> pl.Expr:
    """The polars expression; its dtype is ``types.POLARS`` of the tree's type.

    Columns are read by their physical names (``alias.column``, money with ``_fen``).
    """
    return _Compiler(context).compiled(typed)


@dataclass(frozen=True)
class _Compiler:
    context: Context
    is_inside: bool = False  # of an aggregate

    def compiled(self, typed: Typed) -> pl.Expr:
        """The expression; a part that reads no row is reckoned out here and becomes a literal.

        Not only for speed: polars 2.1 answers some expressions that begin with two literals (a condition,
        the left of a comparison) in one row where the rest is null throughout.
        """
        if typed.args and not self.reads_rows(typed):
            return literal(pl.select(self.of_rows(typed)).item(), typed.type)
        return self.of_rows(typed)

    def reads_rows(self, typed: Typed) -> bool:
        """Whether the value can differ between rows or groups."""
        return any(
            node.op == "column"
            or node.op in AGGREGATES
            or (node.op == "parameter" and self.is_dated(node.value))
            for node in typed.nodes()
        )

    def is_dated(self, name: str) -> bool:
        """Whether a parameter has other values at other times."""
        values = self.context.parameters[name].values
        return len(values) != 1 or (values[0].valid_from, values[0].valid_to) != (None, None)

    def of_rows(self, typed: Typed) -> pl.Expr:
        op, args = typed.op, typed.args
        if op == "literal":
            return literal(typed.value, typed.type)
        if op == "column":
            return self.row_value(_column(typed))
        if op == "constant":
            return self.constant(typed.value)
        if op == "parameter":
            return self.by_version(typed, lambda value: literal(value, typed.type), POLARS.get(typed.type))
        if op in ("in", "not in"):
            return self.membership(typed)
        if op in AGGREGATES:
            return self.aggregate(typed)
        if op in ("*", "/") and typed.type is Type.MONEY:
            return self.money_times(typed)
        if op in _MIRRORED and not self.reads_rows(args[0]):
            return _OPERATORS[_MIRRORED[op]](self.compiled(args[1]), self.compiled(args[0]))
        if op in _OPERATORS:
            return _OPERATORS[op](*map(self.compiled, args))
        return compile_functions.called(typed, self)

    def row_value(self, column: pl.Expr) -> pl.Expr:
        """A column as the place wants it: of the row, or the first known one of the group."""
        if self.context.aggregate and not self.is_inside:
            return column.drop_nulls().first()
        return column

    @property
    def standards(self) -> tuple[Standard, ...]:
        """The county's standards."""
        return self.context.standards

    @property
    def window(self) -> tuple[date, date]:
        """First and last month of the audit."""
        return self.context.window

    @property
    def month(self) -> pl.Expr:
        """The month dated values are read for."""
        if self.context.month is None:
            return pl.lit(self.context.as_of.replace(day=1))
        return self.row_value(self.context.month)

    def constant(self, name: str) -> pl.Expr:
        first, last = self.context.window
        return pl.lit({"window_first": first, "window_last": last, "as_of": self.context.as_of}[name])

    def by_version(
        self, typed: Typed, build: Callable[[Any], pl.Expr], dtype: pl.DataType | None = None
    ) -> pl.Expr:
        """``build(value)`` for a constant; for a dated parameter the value in force in the month.

        A month no value covers, and an unknown month, give null (of ``dtype``).
        """
        if typed.op == "list":
            return build(tuple(item.value for item in typed.args))
        if typed.op != "parameter":
            return build(typed.value)
        values = self.context.parameters[typed.value].values
        if not self.is_dated(typed.value):
            return build(values[0].value)
        latest_first = sorted(values, key=lambda v: v.valid_from or date.min, reverse=True)
        cases = [(in_force(v.valid_from, v.valid_to, self.month), build(v.value)) for v in latest_first]
        return first_case(cases, dtype)

    def membership(self, typed: Typed) -> pl.Expr:
        """``x in list``: null when x or the list is unknown."""
        item, options = typed.args
        value = self.compiled(item)
        found: pl.Expr
        if options.op == "column":
            members = self.compiled(options)
            found = pl.when(value.is_not_null()).then(members.list.contains(value))
        elif options.op == "list":
            found = _one_of(value, [self.compiled(option) for option in options.args])
        else:
            found = self.by_version(options, lambda v: _one_of(value, [literal(x, item.type) for x in v]))
        return ~found if typed.op == "not in" else found

    def money_times(self, typed: Typed) -> pl.Expr:
        """Fen times or by an int column, or a decimal constant; exact, rounded down."""
        money, factor = self.compiled(typed.args[0]), typed.args[1]
        if not factor.is_constant:
            number = self.compiled(factor)
            return money * number if typed.op == "*" else _floor_divided(money, number)

        def with_value(value: Decimal | int) -> pl.Expr:
            numerator, denominator = Decimal(value).as_integer_ratio()
            if typed.op == "/":
                numerator, denominator = denominator, numerator
            return _floor_divided(money * pl.lit(numerator, pl.Int64), pl.lit(denominator, pl.Int64))

        sign = 1
        while factor.op == "-":
            sign, factor = -sign, factor.args[0]
        return self.by_version(factor, lambda value: with_value(sign * value))

    def aggregate(self, typed: Typed) -> pl.Expr:
        """An aggregate over the group; unknown values are left out, any and all are Kleene's."""
        inside = replace(self, is_inside=True)
        args = [inside.compiled(arg) for arg in typed.args]
        value = _AGGREGATES[typed.op](*args)
        return value.over(self.context.over) if self.context.over else value


def literal(value: Any, type_: Type) -> pl.Expr:
    """A value in inner form as a polars literal of the type."""
    if type_ is Type.NUMBER and value is not None:
        value = float(value)
    if type_ in (Type.TEXT_LIST, Type.INT_LIST) and value is not None:
        return pl.lit(pl.Series([list(value)], dtype=POLARS[type_])).first()
    return pl.lit(value, dtype=POLARS[type_])


def _column(typed: Typed) -> pl.Expr:
    column = pl.col(typed.value.physical)
    return column.cast(pl.Int64) if typed.type is Type.INT else column


def _one_of(value: pl.Expr, options: list[pl.Expr]) -> pl.Expr:
    if not options:
        return pl.when(value.is_not_null()).then(pl.lit(False))
    return reduce(lambda a, b: a | b, [value == option for option in options])


def _floor_divided(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Whole-number division rounded down; by zero it is unknown."""
    return pl.when(b != 0).then(a // b)


def _divided(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Division of numbers; by zero it is unknown."""
    return pl.when(b != 0).then(a.cast(pl.Float64) / b.cast(pl.Float64))


_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

_OPERATORS: dict[str, Callable[..., pl.Expr]] = {
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "not": lambda a: ~a,
    # methods, not signs: Python turns a comparison with a when/then on its right around
    "=": lambda a, b: a.eq(b),
    "!=": lambda a, b: a.ne(b),
    "<": lambda a, b: a.lt(b),
    "<=": lambda a, b: a.le(b),
    ">": lambda a, b: a.gt(b),
    ">=": lambda a, b: a.ge(b),
    "+": lambda a, b: a + b,
    "-": lambda a, *b: a - b[0] if b else -a,
    "*": lambda a, b: a * b,
    "/": _divided,
    "ratio": _divided,
    "is null": lambda a: a.is_null(),
    "is not null": lambda a: a.is_not_null(),
    "to_number": lambda a: a.cast(pl.Float64),
}

_AGGREGATES: dict[str, Callable[..., pl.Expr]] = {
    "any": lambda b: b.any(ignore_nulls=False),
    "all": lambda b: b.all(ignore_nulls=False),
    "count": lambda: pl.len().cast(pl.Int64),
    "count_if": lambda b: b.fill_null(False).sum().cast(pl.Int64),
    "count_distinct": lambda x: x.drop_nulls().n_unique().cast(pl.Int64),
    "sum": lambda x: pl.when(x.count() > 0).then(x.sum()),
    "min": lambda x: x.min(),
    "max": lambda x: x.max(),
    "first": lambda x: x.drop_nulls().first(),
}
