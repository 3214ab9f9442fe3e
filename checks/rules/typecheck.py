"""Syntax tree + scope → typed tree, or what does not fit.

Belongs here: names resolved, types of every part, yuan literals turned into fen. All independent
troubles of an expression are found in one go. Not here: the function list (``functions``), the
polars plan (``compile``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from checks.rules.fitting import Misfit, common_type, fitted
from checks.rules.functions import AGGREGATES, FUNCTIONS, Function, signature
from checks.rules.names import CONSTANTS, Scope
from checks.rules.parse import COMPARISONS, Call, Listing, Literal, Name, Node, Operation, parse
from checks.rules.refusals import did_you_mean
from checks.rules.tokens import Trouble
from checks.rules.typed import Typed
from checks.rules.types import DAYS, NUMERIC, Type
from pipelines.faults import Text

_LITERAL_TYPES = {
    "text": Type.TEXT, "date": Type.DATE, "month": Type.MONTH, "bool": Type.BOOL, "null": Type.NULL,
}  # fmt: skip


def check_text(text: str, scope: Scope, want: Type | None) -> tuple[Typed | None, tuple[Trouble, ...]]:
    """Parse and check an expression. ``want``: the type it must have (literals become yuan for money)."""
    tree = parse(text)
    if isinstance(tree, Trouble):
        return None, (tree,)
    return typecheck(tree, scope, want)


def typecheck(tree: Node, scope: Scope, want: Type | None = None) -> tuple[Typed | None, tuple[Trouble, ...]]:
    """The typed tree, or None and the troubles."""
    checker = _Checker(scope)
    typed = checker.check(tree)
    if typed is not None and want is not None:
        typed = checker.wanted(typed, want)
    return (None if checker.troubles else typed), tuple(checker.troubles)


@dataclass
class _Checker:
    scope: Scope
    troubles: list[Trouble]
    inside: str = ""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.troubles = []

    # --- what may go wrong ---------------------------------------------------------------------

    def misfit(self, node: Node | Typed, what: Text, do: Text) -> None:
        self.troubles.append(Trouble(node.start, node.end, what, do, "type"))
        return

    def wanted(self, typed: Typed, want: Type) -> Typed | None:
        try:
            return fitted(typed, want)
        except Misfit as misfit:
            return self.misfit(
                typed,
                Text(f"此处应为{want.words.zh}，得到{typed.type.words.zh}。",
                     f"expected {want.words.en}, found {typed.type.words.en}."),
                misfit.do or Text("请改写表达式。", "Rewrite the expression."),
            )  # fmt: skip

    # --- the tree --------------------------------------------------------------------------------

    def check(self, node: Node) -> Typed | None:
        if isinstance(node, Literal):
            return self.literal(node)
        if isinstance(node, Name):
            return self.name(node)
        if isinstance(node, Listing):
            return self.listing(node)
        if isinstance(node, Call):
            return self.call(node)
        return self.operation(node)

    def literal(self, node: Literal) -> Typed:
        value: Any = node.value
        if isinstance(value, Decimal):
            is_whole = value == value.to_integral_value() and value.as_tuple().exponent == 0
            type_ = Type.INT if is_whole else Type.NUMBER
            return Typed(
                "literal", type_, value=int(value) if is_whole else value, start=node.start, end=node.end
            )
        return Typed("literal", _LITERAL_TYPES[node.kind], value=value, start=node.start, end=node.end)

    def name(self, node: Name) -> Typed | None:
        place = {"start": node.start, "end": node.end}
        if node.text in CONSTANTS:
            return Typed("constant", CONSTANTS[node.text], value=node.text, **place)
        if node.text in self.scope.parameters:
            return Typed("parameter", self.scope.parameters[node.text], value=node.text, **place)
        columns = self.scope.named(node.text)
        if len(columns) == 1:
            return Typed("column", columns[0].type, value=columns[0], **place)
        if columns:
            choices = [c.full for c in columns]
            what = Text(f"“{node.text}”有歧义。", f"“{node.text}” is ambiguous.")
            do = Text(f"请写明：{'、'.join(choices)}。", f"Write one of: {', '.join(choices)}.")
        else:
            what = Text(
                f"没有名为“{node.text}”的列或参数。", f"there is no column or parameter “{node.text}”."
            )
            do = did_you_mean(node.text, self.scope.known_names(), Text("可用的名称", "names"))
        self.troubles.append(Trouble(node.start, node.end, what, do, "name"))
        return None

    def listing(self, node: Listing) -> Typed | None:
        items = [self.check(item) for item in node.items]
        if any(item is None for item in items):
            return None
        known = [item for item in items if item is not None]
        if any(not _is_constant(item) or item.type is Type.NULL for item in known):
            return self.misfit(node, Text("列表中只能有数字、文字和日期。", "a list holds numbers, texts and days only."),
                               Text("列请用 or 连接比较。", "Join comparisons of columns by or."))  # fmt: skip
        try:
            kind, items_ = common_type(known) if known else (Type.TEXT, ())
        except Misfit as misfit:
            return self.misfit(node, *_two_types(misfit))
        type_ = {Type.TEXT: Type.TEXT_LIST, Type.INT: Type.INT_LIST}.get(kind)
        return Typed("list", type_ or kind, tuple(items_), start=node.start, end=node.end)

    # --- operations ------------------------------------------------------------------------------

    def operation(self, node: Operation) -> Typed | None:
        if node.sign in ("in", "not in"):
            return self.membership(node)
        args = [self.check(arg) for arg in node.args]
        if any(arg is None for arg in args):
            return None
        known = [arg for arg in args if arg is not None]
        place = {"start": node.start, "end": node.end}
        if node.sign in ("and", "or", "not"):
            fits = [self.wanted(arg, Type.BOOL) for arg in known]
            return None if None in fits else Typed(node.sign, Type.BOOL, tuple(known), **place)
        if node.sign in ("is null", "is not null"):
            return Typed(node.sign, Type.BOOL, tuple(known), **place)
        if node.sign in COMPARISONS:
            return self.comparison(node, known)
        if len(known) == 1:
            return self.minus(node, known[0])
        return self.arithmetic(node, known[0], known[1])

    def comparison(self, node: Operation, args: list[Typed]) -> Typed | None:
        if any(arg.type is Type.NULL for arg in args):
            return self.misfit(node, Text("不能与空值比较。", "nothing can be compared with null."),
                               Text("请写 is null 或 is not null。", "Write is null or is not null."))  # fmt: skip
        try:
            type_, fits = common_type(args)
        except Misfit as misfit:
            return self.misfit(node, *_two_types(misfit))
        allowed = (
            NUMERIC | DAYS if node.sign in ("<", "<=", ">", ">=") else NUMERIC | DAYS | {Type.TEXT, Type.BOOL}
        )
        if type_ not in allowed:
            return self.misfit(node, Text(f"{type_.words.zh}不能用“{node.sign}”比较。",
                                          f"{type_.words.en} cannot be compared with “{node.sign}”."),
                               Text("文字用 = 或 in。", "Use = or in for texts."))  # fmt: skip
        return Typed(node.sign, Type.BOOL, fits, start=node.start, end=node.end)

    def membership(self, node: Operation) -> Typed | None:
        left, right = self.check(node.args[0]), self.check(node.args[1])
        if left is None or right is None:
            return None
        place = {"start": node.start, "end": node.end}
        is_list = right.op == "list" or right.type in (Type.TEXT_LIST, Type.INT_LIST)
        if not is_list:
            return self.misfit(right, Text(f"in 右边应为列表，得到{right.type.words.zh}。",
                                           f"a list belongs right of in, found {right.type.words.en}."),
                               Text("写作 ['a', 'b'] 或列表参数。", "Write ['a', 'b'] or a list parameter."))  # fmt: skip
        if right.op == "list":
            try:
                type_, fits = common_type([left, *right.args])
            except Misfit as misfit:
                return self.misfit(node, *_two_types(misfit))
            if type_ in NUMERIC | DAYS | {Type.TEXT}:
                return Typed(node.sign, Type.BOOL, (fits[0], replace(right, args=fits[1:])), **place)
        item = {Type.TEXT_LIST: Type.TEXT, Type.INT_LIST: Type.INT}.get(right.type)
        if left.type is not item:
            return self.misfit(node, *_two_types(Misfit(left.type, right.type)))
        return Typed(node.sign, Type.BOOL, (left, right), **place)

    def minus(self, node: Operation, arg: Typed) -> Typed | None:
        if arg.type not in NUMERIC:
            return self.misfit(node, Text(f"{arg.type.words.zh}不能取负。", f"{arg.type.words.en} has no negative."),
                               Text("只有数字和金额可以。", "Only numbers and money have."))  # fmt: skip
        return Typed("-", arg.type, (arg,), start=node.start, end=node.end)

    def arithmetic(self, node: Operation, left: Typed, right: Typed) -> Typed | None:
        place = {"start": node.start, "end": node.end}
        types = (left.type, right.type)
        if any(t in DAYS for t in types):
            return self.misfit(node, Text("日期不能直接加减。", "days and months are not added or subtracted."),
                               Text("请用 add_months、add_days、days_between 或 months_between。",
                                    "Use add_months, add_days, days_between or months_between."))  # fmt: skip
        if any(t not in NUMERIC for t in types):
            return self.misfit(node, *_two_types(Misfit(*types), node.sign))
        if node.sign in "+-" or Type.MONEY not in types:
            try:
                type_, fits = common_type([left, right])
            except Misfit as misfit:
                return self.misfit(node, *_two_types(misfit, node.sign))
            if node.sign == "/":
                fits, type_ = tuple(fitted(f, Type.NUMBER) for f in fits), Type.NUMBER
            return Typed(node.sign, type_, fits, **place)
        return self.with_money(node, left, right)

    def with_money(self, node: Operation, left: Typed, right: Typed) -> Typed | None:
        """money * x, x * money, money / x, money / money."""
        place = {"start": node.start, "end": node.end}
        if left.type is right.type and node.sign == "/":
            return Typed("ratio", Type.NUMBER, (left, right), **place)
        if node.sign == "*" and right.type is Type.MONEY:
            left, right = right, left
        if left.type is Type.MONEY and right.type is not Type.MONEY:
            if right.type is Type.INT or _is_exact(right):
                return Typed(node.sign, Type.MONEY, (left, right), **place)
            return self.misfit(node, Text("金额只能乘除整数或固定小数。", "money times or by a number that is not fixed."),
                               Text("请用整数列、数字或参数。", "Use an int column, a literal or a parameter."))  # fmt: skip
        return self.misfit(node, *_two_types(Misfit(left.type, right.type), node.sign))

    # --- functions -------------------------------------------------------------------------------

    def call(self, node: Call) -> Typed | None:
        function = FUNCTIONS.get(node.name)
        if function is None:
            allowed = [f for f in FUNCTIONS if self.scope.aggregates or f not in AGGREGATES]
            do = did_you_mean(node.name, allowed, Text("可用的函数", "functions"))
            what = Text(f"没有函数“{node.name}”。", f"there is no function “{node.name}”.")
            self.troubles.append(Trouble(node.start, node.start + len(node.name), what, do, "name"))
            return None
        if function.aggregate and not self.may_aggregate(node):
            return None
        before, self.inside = self.inside, node.name if function.aggregate else self.inside
        args = [self.check(arg) for arg in node.args]
        self.inside = before
        if any(arg is None for arg in args):
            return None
        return self.called(node, function, [arg for arg in args if arg is not None])

    def may_aggregate(self, node: Call) -> bool:
        if not self.scope.aggregates:
            what = Text(f"此处不能用汇总函数 {node.name}()。", f"{node.name}() cannot stand here.")
            self.misfit(node, what, Text("此处的条件逐行判断。", "A condition here is judged row by row."))
        elif self.inside:
            what = Text(f"汇总函数不能嵌套在 {self.inside}() 中。", f"an aggregate inside {self.inside}().")
            self.misfit(node, what, Text("请拆开。", "Take them apart."))
        else:
            return True
        return False

    def called(self, node: Call, function: Function, args: list[Typed]) -> Typed | None:
        least = len(function.args)
        if len(args) < least or (len(args) > least and not function.many):
            return self.misfit(node, Text(f"参数个数不对：{signature(function)}。", f"wrong number of arguments: {signature(function)}."),
                               function.doc)  # fmt: skip
        fits: list[Typed] = []
        for position, arg in enumerate(args):
            declared = function.args[min(position, least - 1)]
            if not _fits(arg, declared.types, function) or (declared.constant and not _is_constant(arg)):
                return self.misfit(
                    arg, *_wrong_argument(function, declared.name, arg, declared.types, declared.constant)
                )
            fits.append(arg)
        result = function.result
        if function.alike or function.name == "if":
            start = 1 if function.name == "if" else 0
            try:
                result, same = common_type(fits[start:])
            except Misfit as misfit:
                return self.misfit(node, *_two_types(misfit))
            fits = [*fits[:start], *same]
        return Typed(node.name, result or fits[0].type, tuple(fits), start=node.start, end=node.end)


def _fits(arg: Typed, types: frozenset[Type], function: Function) -> bool:
    if arg.op == "list" and arg.type not in (Type.TEXT_LIST, Type.INT_LIST):
        return False
    return arg.type in types or (arg.type is Type.NULL and (function.alike or function.name == "if"))


def _is_constant(typed: Typed) -> bool:
    if typed.op == "list" or (typed.op == "-" and len(typed.args) == 1):
        return all(_is_constant(arg) for arg in typed.args)
    return typed.op in ("literal", "parameter")


def _is_exact(typed: Typed) -> bool:
    """A number known as a decimal: literal, parameter, or the negative of one."""
    return typed.type in (Type.NUMBER, Type.INT) and typed.op != "list" and _is_constant(typed)


def _two_types(misfit: Misfit, sign: str = "") -> tuple[Text, Text]:
    a, b = misfit.left.words, misfit.right.words
    by = f"“{sign}”" if sign else ""
    what = Text(
        f"{a.zh}与{b.zh}不能一起使用{by}。",
        f"{a.en} and {b.en} do not go together{' with ' + by if by else ''}.",
    )
    return what, misfit.do or Text("两边应为同一类型。", "Both sides need one type.")


def _wrong_argument(
    function: Function, name: str, arg: Typed, types: frozenset[Type], constant: bool
) -> tuple[Text, Text]:
    names = sorted((t for t in types if t is not Type.NULL), key=lambda t: t.value)
    zh, en = "或".join(t.words.zh for t in names), " or ".join(t.words.en for t in names)
    only = (
        Text("（数字、文字或参数，不能是列）", " (a literal or parameter, not a column)")
        if constant
        else Text("", "")
    )
    return (
        Text(f"{signature(function)} 的 {name} 应为{zh}{only.zh}，得到{arg.type.words.zh}。",
             f"{name} of {signature(function)} must be {en}{only.en}, found {arg.type.words.en}."),
        function.doc,
    )  # fmt: skip
