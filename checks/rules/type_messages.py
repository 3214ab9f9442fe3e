"""What the type checker says. Belongs here: the sentences; not when they are said (``typecheck``)."""

from __future__ import annotations

from checks.rules.fitting import Misfit
from checks.rules.functions import Argument, Function, signature
from checks.rules.typed import Typed
from checks.rules.types import Type
from pipelines.faults import Text

Said = tuple[Text, Text]
"""What is wrong, and what to do."""

LIST_OF_COLUMNS: Said = (
    Text("列表中只能有数字、文字和日期。", "a list holds numbers, texts and days only."),
    Text("列请用 or 连接比较。", "Join comparisons of columns by or."),
)
NULL_COMPARED: Said = (
    Text("不能与空值比较。", "nothing can be compared with null."),
    Text("请写 is null 或 is not null。", "Write is null or is not null."),
)
DAY_ARITHMETIC: Said = (
    Text("日期不能直接加减。", "days and months are not added or subtracted."),
    Text(
        "请用 add_months、add_days、days_between 或 months_between。",
        "Use add_months, add_days, days_between or months_between.",
    ),
)
MONEY_BY_COLUMN: Said = (
    Text("金额只能乘除整数或固定小数。", "money times or by a number that is not fixed."),
    Text("请用整数列、数字或参数。", "Use an int column, a literal or a parameter."),
)


def two_types(misfit: Misfit, sign: str = "") -> Said:
    """Two types that do not go together."""
    a, b = misfit.left.words, misfit.right.words
    zh, en = (f"（{sign}）", f" with “{sign}”") if sign else ("", "")
    return (
        Text(f"{a.zh}与{b.zh}不能一起使用{zh}。", f"{a.en} and {b.en} do not go together{en}."),
        misfit.do or Text("两边应为同一类型。", "Both sides need one type."),
    )


def not_wanted(found: Type, want: Type, misfit: Misfit) -> Said:
    """A type where another is needed."""
    return (
        Text(
            f"此处应为{want.words.zh}，得到{found.words.zh}。",
            f"expected {want.words.en}, found {found.words.en}.",
        ),
        misfit.do or Text("请改写表达式。", "Rewrite the expression."),
    )


def not_comparable(type_: Type, sign: str) -> Said:
    """A type that has no order, or no equality."""
    return (
        Text(f"{type_.words.zh}不能用“{sign}”比较。", f"{type_.words.en} cannot be compared with “{sign}”."),
        Text("文字用 = 或 in。", "Use = or in for texts."),
    )


def not_a_list(type_: Type) -> Said:
    """Something else than a list right of ``in``."""
    return (
        Text(
            f"in 右边应为列表，得到{type_.words.zh}。", f"a list belongs right of in, found {type_.words.en}."
        ),
        Text("写作 ['a', 'b'] 或列表参数。", "Write ['a', 'b'] or a list parameter."),
    )


def no_negative(type_: Type) -> Said:
    """Unary minus before something that is not a number."""
    return (
        Text(f"{type_.words.zh}不能取负。", f"{type_.words.en} has no negative."),
        Text("只有数字和金额可以。", "Only numbers and money have."),
    )


def aggregate_here(name: str) -> Said:
    """An aggregate where rows are judged one by one."""
    return (
        Text(f"此处不能用汇总函数 {name}()。", f"{name}() cannot stand here."),
        Text("此处的条件逐行判断。", "A condition here is judged row by row."),
    )


def nested_aggregate(outer: str) -> Said:
    """An aggregate inside an aggregate."""
    return (
        Text(f"汇总函数不能嵌套在 {outer}() 中。", f"an aggregate inside {outer}()."),
        Text("请拆开。", "Take them apart."),
    )


def wrong_count(function: Function) -> Said:
    """Too few or too many arguments."""
    name = signature(function)
    return Text(f"参数个数不对：{name}。", f"wrong number of arguments: {name}."), function.doc


def wrong_argument(function: Function, declared: Argument, found: Typed) -> Said:
    """An argument of the wrong type, or a column where a constant is needed."""
    types = sorted((t for t in declared.types if t is not Type.NULL), key=lambda t: t.value)
    zh, en = "或".join(t.words.zh for t in types), " or ".join(t.words.en for t in types)
    if declared.constant:
        zh, en = f"{zh}（写出的值或参数，不能是列）", f"{en} (a literal or parameter, not a column)"
    name = f"{signature(function)}"
    return (
        Text(
            f"{name} 的 {declared.name} 应为{zh}，得到{found.type.words.zh}。",
            f"{declared.name} of {name} must be {en}, found {found.type.words.en}.",
        ),
        function.doc,
    )
