"""The functions of the expression language: names, arguments, results.

Belongs here: the closed list and its signatures, for the type checker, the documentation and "did you
mean". Not here: how they run (``compile``) or read (``sentence``).
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.rules.types import DAYS, NUMERIC, Type
from pipelines.faults import Text


@dataclass(frozen=True)
class Argument:
    """The types an argument may have. ``constant``: a literal or parameter, not a column."""

    name: str
    types: frozenset[Type]
    constant: bool = False


@dataclass(frozen=True)
class Function:
    """A function: arguments and result; ``result`` None = the (common) type of the arguments.

    ``many``: the last argument may repeat. ``alike``: the arguments (of ``if`` the last two) need one
    common type.
    """

    name: str
    args: tuple[Argument, ...]
    result: Type | None
    doc: Text
    many: bool = False
    alike: bool = False
    aggregate: bool = False


_SCALAR = frozenset({*NUMERIC, *DAYS, Type.TEXT, Type.BOOL})


def _arg(name: str, *types: Type, constant: bool = False) -> Argument:
    return Argument(name, frozenset(types), constant)


def _day(name: str) -> Argument:
    return Argument(name, DAYS)


_PLAIN = (
    Function("month", (_day("d"),), Type.MONTH, Text("d 所在的月份", "the month of d")),
    Function(
        "add_months",
        (_day("m"), _arg("k", Type.INT)),
        None,
        Text(
            "m 之后 k 个月；没有该日时取月末",
            "k months after m; the month's last day where that day is missing",
        ),
    ),
    Function("first_day", (_day("m"),), Type.DATE, Text("m 的第一天", "the first day of m")),
    Function("last_day", (_day("m"),), Type.DATE, Text("m 的最后一天", "the last day of m")),
    Function(
        "add_years",
        (_day("d"), _arg("k", Type.INT)),
        Type.DATE,
        Text(
            "d 之后 k 年；没有该日时取月末", "k years after d; the month's last day where that day is missing"
        ),
    ),
    Function("add_days", (_day("d"), _arg("k", Type.INT)), Type.DATE, Text("d 之后 k 天", "k days after d")),
    Function("days_between", (_day("a"), _day("b")), Type.INT, Text("从 a 到 b 的天数", "days from a to b")),
    Function(
        "months_between",
        (_day("a"), _day("b")),
        Type.INT,
        Text("从 a 所在月到 b 所在月的月数", "calendar months from a's month to b's"),
    ),
    Function(
        "age_at", (_day("birth"), _day("day")), Type.INT, Text("day 当天的周岁", "completed years on day")
    ),
    Function(
        "contains_any",
        (_arg("text", Type.TEXT), _arg("list", Type.TEXT_LIST, constant=True)),
        Type.BOOL,
        Text("text 含有列表中任一文字", "text contains one of the list"),
    ),
    Function(
        "coalesce",
        (Argument("a", _SCALAR), Argument("b", _SCALAR)),
        None,
        Text("第一个已知的值", "the first known value"),
        many=True,
        alike=True,
    ),
    Function(
        "min_of",
        (Argument("a", NUMERIC | DAYS), Argument("b", NUMERIC | DAYS)),
        None,
        Text("较小者；任一未知则未知", "the smaller; unknown when one is"),
        many=True,
        alike=True,
    ),
    Function(
        "max_of",
        (Argument("a", NUMERIC | DAYS), Argument("b", NUMERIC | DAYS)),
        None,
        Text("较大者；任一未知则未知", "the larger; unknown when one is"),
        many=True,
        alike=True,
    ),
    Function("abs", (Argument("x", NUMERIC),), None, Text("绝对值", "the absolute value")),
    Function("length", (_arg("text", Type.TEXT),), Type.INT, Text("字数", "the number of characters")),
    Function(
        "standard",
        (
            _arg("programme", Type.TEXT),
            _arg("kind", Type.TEXT, constant=True),
            _arg("key", Type.TEXT, Type.INT, Type.NULL),
            _day("month"),
        ),
        Type.MONEY,
        Text("该月执行的标准；没有则未知", "the standard in force on the month's first day"),
    ),
    Function("is_in_window", (_day("m"),), Type.BOOL, Text("m 在审计月份内", "m is a month of the audit")),
    Function(
        "age_band",
        (_arg("age", Type.INT), _arg("bands", Type.BANDS, constant=True)),
        Type.TEXT,
        Text("年龄所在的档，没有则未知", "the band of the age, unknown when none"),
    ),
    Function(
        "lowest_age",
        (_arg("bands", Type.BANDS, constant=True),),
        Type.INT,
        Text("最低档的起始年龄", "the lowest age of the bands"),
    ),
    Function(
        "level_in",
        (
            _arg("table", Type.LEVEL_TABLE, constant=True),
            _arg("category", Type.TEXT),
            _arg("level", Type.INT),
        ),
        Type.BOOL,
        Text("该类别的该等级在表中", "the table holds the level for the category"),
    ),
)

_AGGREGATES = (
    Function("any", (_arg("b", Type.BOOL),), Type.BOOL, Text("任一成立", "one holds"), aggregate=True),
    Function("all", (_arg("b", Type.BOOL),), Type.BOOL, Text("全部成立", "all hold"), aggregate=True),
    Function("count", (), Type.INT, Text("行数", "the number of rows"), aggregate=True),
    Function(
        "count_if",
        (_arg("b", Type.BOOL),),
        Type.INT,
        Text("成立的行数", "rows for which it holds"),
        aggregate=True,
    ),
    Function(
        "count_distinct",
        (Argument("x", _SCALAR),),
        Type.INT,
        Text("不同已知值的个数", "the number of different known values"),
        aggregate=True,
    ),
    Function(
        "sum",
        (Argument("x", NUMERIC),),
        None,
        Text("已知值之和；全部未知则未知", "the sum of the known values; unknown when none is"),
        aggregate=True,
    ),
    Function(
        "min",
        (Argument("x", NUMERIC | DAYS),),
        None,
        Text("最小的已知值", "the smallest known value"),
        aggregate=True,
    ),
    Function(
        "max",
        (Argument("x", NUMERIC | DAYS),),
        None,
        Text("最大的已知值", "the largest known value"),
        aggregate=True,
    ),
    Function(
        "first",
        (Argument("x", _SCALAR),),
        None,
        Text("第一个已知的值", "the first known value"),
        aggregate=True,
    ),
)

_IF = Function(
    "if",
    (_arg("condition", Type.BOOL), Argument("then", _SCALAR), Argument("else", _SCALAR)),
    None,
    Text("条件成立取前者，否则后者；条件未知则未知", "then or else; unknown when the condition is"),
    alike=True,
)

FUNCTIONS: dict[str, Function] = {f.name: f for f in (*_PLAIN, _IF, *_AGGREGATES)}
AGGREGATES = frozenset(f.name for f in _AGGREGATES)


def signature(function: Function) -> str:
    """``add_months(m, k)``."""
    names = ", ".join(a.name for a in function.args)
    return f"{function.name}({names}{', …' if function.many else ''})"
