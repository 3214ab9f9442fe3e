"""Typed trees as polars: against a tiny interpreter with Kleene logic, and the points it cannot cover."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from checks.rules.compile import Context, to_polars
from checks.rules.names import Scope
from checks.rules.typecheck import check_text
from checks.rules.typed import Typed
from checks.rules.types import POLARS, Column, Type
from pipelines.definitions import DatedValue, Parameter, Standard

COLUMNS = (
    Column("a", "yes", "a.yes", Type.BOOL),
    Column("a", "n", "a.n", Type.INT),
    Column("a", "paid", "a.paid_fen", Type.MONEY),
    Column("a", "kind", "a.kind", Type.TEXT),
    Column("b", "day", "b.day", Type.DATE),
    Column("b", "benefit_month", "b.benefit_month", Type.MONTH),
    Column("b", "p", "b.p", Type.NUMBER),
    Column("b", "tags", "b.tags", Type.TEXT_LIST),
)
BANDS = ((80, 89), (90, 99), (100, None))
PARAMETERS = {
    "k": Parameter("k", "int", "month", (DatedValue(2),)),
    "dated": Parameter(
        "dated", "int", "month",
        (DatedValue(1, date(2026, 1, 1), date(2026, 3, 31)), DatedValue(5, date(2026, 6, 1))),
    ),
    "limit": Parameter("limit", "money", "yuan", (DatedValue(150),)),
    "factor": Parameter("factor", "number", "x", (DatedValue(Decimal("1.5")),)),
    "words": Parameter("words", "text_list", "list", (DatedValue(("女", "b")),)),
    "bands": Parameter("bands", "bands", "age", (DatedValue(BANDS),)),
    "levels": Parameter("levels", "level_table", "levels", (DatedValue({"女": (1, 2), "*": (1,)}),)),
}  # fmt: skip
SCOPE = Scope(COLUMNS, {name: Type(p.type) for name, p in PARAMETERS.items()}, aggregates=True)
STANDARDS = (
    Standard("dibao", "standard", "", 64000, date(2025, 7, 1), date(2026, 6, 30)),
    Standard("dibao", "standard", "", 68000, date(2026, 7, 1), None),
    Standard("dis_care", "standard", "1", 15000, None, None),
)
CONTEXT = Context(
    parameters=PARAMETERS, month=pl.col("b.benefit_month"), standards=STANDARDS,
    window=(date(2026, 1, 1), date(2026, 10, 1)), as_of=date(2026, 11, 5),
)  # fmt: skip
SCHEMA = {c.physical: POLARS[c.type] for c in COLUMNS}

Row = Mapping[str, Any]


def typed_of(text: str, want: Type | None = None) -> Typed:
    typed, troubles = check_text(text, SCOPE, want)
    assert typed is not None, troubles
    return typed


def run(text: str, *rows: Row, context: Context = CONTEXT) -> list[Any]:
    frame = pl.DataFrame([{c: row.get(c) for c in SCHEMA} for row in rows], schema=SCHEMA)
    typed = typed_of(text)
    values = frame.with_columns(x=to_polars(typed, context=context))["x"]
    if typed.type is not Type.NULL and typed.columns:
        assert values.dtype == POLARS[typed.type]
    return values.to_list()


# --- the reference: one row at a time, as plainly as possible -----------------------------------


def shift(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def parameter(name: str, row: Row) -> Any:
    month = row["b.benefit_month"]
    for value in PARAMETERS[name].values:
        if value.valid_from is None and value.valid_to is None:
            return value.value
        if month and (value.valid_from or date.min) <= month <= (value.valid_to or date.max):
            return value.value
    return None


def evaluate(node: Typed, row: Row) -> Any:
    op, args = node.op, node.args
    if op == "literal":
        return float(node.value) if isinstance(node.value, Decimal) else node.value
    if op == "column":
        return row[node.value.physical]
    if op == "parameter":
        return parameter(node.value, row)
    if op == "constant":
        return {"as_of": CONTEXT.as_of, "window_first": CONTEXT.window[0], "window_last": CONTEXT.window[1]}[
            node.value
        ]
    if op == "list":
        return [evaluate(a, row) for a in args]
    values = [evaluate(a, row) for a in args]
    if op == "and":
        return False if False in values else (None if None in values else True)
    if op == "or":
        return True if True in values else (None if None in values else False)
    if op == "is null":
        return values[0] is None
    if op == "is not null":
        return values[0] is not None
    if op == "coalesce":
        return next((v for v in values if v is not None), None)
    if op == "if":
        return None if values[0] is None else values[1] if values[0] else values[2]
    if any(v is None for v in values):
        return None
    return KNOWN[op](*values) if op not in ("*", "/") else times(node, *values)


def times(node: Typed, a: Any, b: Any) -> Any:
    if node.op == "/" and b == 0:
        return None
    if node.type is Type.MONEY:
        a, b = Fraction(a), Fraction(str(b))
        exact = a * b if node.op == "*" else a / b
        return floor(exact)
    return float(a) / float(b) if node.op == "/" else a * b


def age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


KNOWN: dict[str, Any] = {
    "not": lambda a: not a,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
    "+": lambda a, b: a + b,
    "-": lambda a, *b: a - b[0] if b else -a,
    "ratio": lambda a, b: a / b if b else None,
    "to_number": float,
    "month": lambda d: d.replace(day=1),
    "first_day": lambda d: d.replace(day=1),
    "last_day": lambda d: shift(d.replace(day=1), 1) - timedelta(days=1),
    "add_months": shift,
    "add_years": lambda d, k: shift(d, 12 * k),
    "add_days": lambda d, k: d + timedelta(days=k),
    "days_between": lambda a, b: (b - a).days,
    "months_between": lambda a, b: (b.year - a.year) * 12 + b.month - a.month,
    "age_at": age,
    "contains_any": lambda text, words: any(w in text for w in words),
    "min_of": min,
    "max_of": max,
    "abs": abs,
    "length": len,
    "is_in_window": lambda m: CONTEXT.window[0] <= m.replace(day=1) <= CONTEXT.window[1],
    "age_band": lambda n, bands: next(
        (f"{lo}-{hi or ''}" for lo, hi in bands if lo <= n and (hi is None or n <= hi)), None
    ),
    "lowest_age": lambda bands: bands[0][0],
    "level_in": lambda table, c, n: n in table.get(c, table["*"]),
}

# --- random typed expressions ---------------------------------------------------------------------


@cache
def texts(type_: Type, depth: int) -> st.SearchStrategy[str]:
    """Expression texts of a type, at most ``depth`` deep."""
    if depth == 0:
        return st.sampled_from(_LEAVES[type_])
    return st.deferred(lambda: st.one_of(st.sampled_from(_LEAVES[type_]), *_branches(type_, depth - 1)))


_LEAVES = {
    Type.BOOL: ["yes", "true", "false"],
    Type.INT: ["n", "k", "dated", "0", "3"],
    Type.MONEY: ["paid", "limit", "paid * 1.5", "paid / 3"],
    Type.TEXT: ["kind", "'女'", "'b'"],
    Type.DATE: ["day", "as_of", "date(2026-02-28)"],
    Type.MONTH: ["benefit_month", "window_first", "date(2026-05)"],
    Type.NUMBER: ["p", "0.25"],
}


def _branches(type_: Type, depth: int) -> list[st.SearchStrategy[str]]:
    def made(form: str, *types: Type) -> st.SearchStrategy[str]:
        return st.tuples(*(texts(t, depth) for t in types)).map(lambda parts: form.format(*parts))

    b, i, m, t, d, mo, x = (
        Type.BOOL, Type.INT, Type.MONEY, Type.TEXT, Type.DATE, Type.MONTH, Type.NUMBER,
    )  # fmt: skip
    any_of = st.sampled_from
    if type_ is b:
        comparisons = any_of(["=", "!=", "<", "<=", ">", ">="])
        return [
            made("({} and {})", b, b), made("({} or {})", b, b), made("(not {})", b), made("({} = {})", b, b),
            made("({} is null)", m), made("({} is not null)", d), made("({} = {})", t, t),
            made("({} in ['女', 'x'])", t), made("({} not in words)", t), made("({} in [0, 3, -1])", i),
            made("({} in tags)", t), made("contains_any({}, words)", t), made("is_in_window({})", mo),
            made("level_in(levels, {}, {})", t, i), made("if({}, {}, {})", b, b, b),
            *(st.tuples(texts(s, depth), comparisons, texts(r, depth)).map("({0[0]} {0[1]} {0[2]})".format)
              for s, r in ((i, i), (m, m), (d, mo), (mo, mo), (i, x))),
        ]  # fmt: skip
    if type_ is i:
        return [
            made("({} + {})", i, i), made("({} - {})", i, i), made("({} * 2)", i), made("(-{})", i),
            made("abs({})", i), made("length({})", t), made("days_between({}, {})", d, mo),
            made("months_between({}, {})", d, mo), made("age_at({}, {})", d, d), made("lowest_age(bands)"),
            made("coalesce({}, {})", i, i), made("min_of({}, {})", i, i), made("max_of({}, {}, 1)", i, i),
        ]  # fmt: skip
    if type_ is m:
        return [
            made("({} + {})", m, m), made("({} - 1.50)", m), made("({} * {})", m, i), made("({} / {})", m, i),
            made("({} * factor)", m), made("({} / factor)", m), made("max_of(0, {})", m),
            made("if({}, {}, null)", b, m), made("coalesce({}, 0)", m), made("(-{})", m),
        ]  # fmt: skip
    if type_ is t:
        return [
            made("coalesce({}, {})", t, t),
            made("age_band({} + 85, bands)", i),
            made("if({}, {}, {})", b, t, t),
        ]
    if type_ is d:
        return [
            made("last_day({})", mo), made("first_day({})", d), made("add_months({}, k)", d),
            made("add_months({}, n)", d), made("add_years({}, dated)", d), made("add_years({}, n)", d),
            made("add_days({}, n)", d), made("min_of({}, {})", d, mo),
        ]  # fmt: skip
    if type_ is mo:
        return [made("month({})", d), made("add_months({}, dated)", mo), made("add_months({}, n)", mo)]
    return [made("({} + {})", x, i), made("({} / {})", m, m), made("({} / {})", i, i)]


def nullable(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


MONTHS = [date(2025, 12, 1), *(date(2026, m, 1) for m in range(1, 13))]

rows = st.fixed_dictionaries(
    {
        "a.yes": nullable(st.booleans()),
        "a.n": nullable(st.integers(-30, 30)),
        "a.paid_fen": nullable(st.integers(-100_000, 10_000_000)),
        "a.kind": nullable(st.sampled_from(["", "女", "b", "女x", "c"])),
        "b.day": nullable(st.dates(date(1930, 1, 1), date(2030, 12, 31)) | st.just(date(2024, 2, 29))),
        "b.benefit_month": nullable(st.sampled_from(MONTHS)),
        "b.p": nullable(st.sampled_from([0.0, 0.25, 1.5, -2.0])),
        "b.tags": nullable(st.lists(st.sampled_from(["女", "b", "c"]), max_size=2)),
    }
)  # fmt: skip


# A failing example is small already; shrinking it through polars takes minutes.
@settings(max_examples=600, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.sampled_from(list(_LEAVES)).flatmap(lambda t: texts(t, 3)), st.lists(rows, min_size=1, max_size=4))
def test_polars_agrees_with_the_reference(text: str, sample: list[Row]) -> None:
    typed = typed_of(text)
    expected = [evaluate(typed, row) for row in sample]
    for got, want in zip(run(text, *sample), expected, strict=True):
        if isinstance(want, float | Decimal) and got is not None:
            assert got == pytest.approx(float(want))
        else:
            assert got == want, text


# --- points worth a sentence --------------------------------------------------------------------


def test_unknown_makes_unknown_only_where_it_matters() -> None:
    rows_ = [{"a.yes": None, "a.n": n} for n in (1, 5)]
    assert run("yes and n > 3", *rows_) == [False, None]
    assert run("yes or n > 3", *rows_) == [None, True]


def test_a_dated_parameter_is_read_for_the_month_and_a_gap_is_unknown() -> None:
    months = [{"b.benefit_month": date(2026, m, 1)} for m in (1, 3, 4, 6, 12)]
    assert run("dated", *months, {}) == [1, 1, None, 5, 5, None]
    for_as_of = Context(parameters=PARAMETERS, as_of=date(2026, 2, 10))
    assert run("dated + 0 * n", {"a.n": 1}, context=for_as_of) == [1]


def test_money_times_a_decimal_is_exact_and_rounded_down() -> None:
    amounts = [{"a.paid_fen": fen} for fen in (10**15 + 1, 3, -3)]
    assert run("paid * 0.000001", *amounts) == [10**9, 0, -1]
    assert run("paid / 2", *amounts) == [5 * 10**14, 1, -2]
    assert run("paid / 0", *amounts) == [None, None, None]


def test_standards_are_found_by_programme_key_and_month() -> None:
    months = [
        {"b.benefit_month": date(y, m, 1), "a.n": 1} for y, m in ((2025, 6), (2025, 7), (2026, 6), (2026, 7))
    ]
    assert run("standard('dibao', 'standard', null, benefit_month)", *months) == [None, 64000, 64000, 68000]
    assert run("standard('dis_care', 'standard', n, benefit_month)", *months) == [15000] * 4
    assert run("standard('dis_care', 'standard', n + 1, benefit_month)", *months) == [None] * 4
    assert run("standard(kind, 'standard', '', benefit_month)", {**months[3], "a.kind": "dibao"}) == [68000]


def test_aggregates_leave_unknown_values_out_and_keep_unknown_answers() -> None:
    frame = pl.DataFrame(
        {"g": [1, 1, 2], "a.yes": [True, None, None], "a.paid_fen": [5, None, None],
         "a.kind": [None, "x", None], "a.n": [1, 2, 3]},
        schema_overrides={"a.paid_fen": pl.Int64},
    )  # fmt: skip

    def by_group(text: str) -> list[Any]:
        context = Context(parameters=PARAMETERS, aggregate=True)
        plan = frame.group_by("g", maintain_order=True).agg(x=to_polars(typed_of(text), context=context))
        return plan["x"].to_list()

    assert by_group("any(yes)") == [True, None]
    assert by_group("all(yes)") == [None, None]
    assert by_group("sum(paid)") == [5, None]
    assert by_group("count()") == [2, 1]
    assert by_group("count_if(yes)") == [1, 0]
    assert by_group("count_distinct(kind)") == [1, 0]
    assert by_group("first(kind)") == ["x", None]
    assert by_group("kind") == ["x", None]
    assert by_group("max(n) - min(n)") == [1, 0]
    assert by_group("sum(paid) > 0.04 and count() > k - 2") == [True, None]


def test_aggregates_can_stand_beside_each_row_of_the_group() -> None:
    frame = pl.DataFrame({"g": [1, 1, 2], "a.n": [1, 4, 9]})
    plan = to_polars(typed_of("max(n) - n"), context=Context(over=("g",)))
    assert frame.select(x=plan)["x"].to_list() == [3, 0, 0]


def test_a_shift_beyond_any_calendar_is_unknown() -> None:
    assert run("add_months(day, n)", {"b.day": date(2026, 1, 31), "a.n": 10**12}) == [None]
    assert run("add_days(day, n)", {"b.day": date(2026, 1, 31), "a.n": 10**12}) == [None]
    assert run("add_months(day, 1)", {"b.day": date(2026, 1, 31)}) == [date(2026, 2, 28)]
