"""Syntax tree + scope → typed tree, or what does not fit.

Belongs here: names resolved, types of every part, yuan literals turned into fen. All independent
troubles of an expression are found in one go. Not here: the function list (``functions``), which
types fit (``fitting``), the sentences (``type_messages``), the polars plan (``compile``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from checks.rules import type_messages as say
from checks.rules.fitting import Misfit, common_type, fitted
from checks.rules.functions import AGGREGATES, FUNCTIONS, Function
from checks.rules.names import CONSTANTS, Scope
from checks.rules.parse import COMPARISONS, Call, Listing, Literal, Name, Node, Operation, parse
from checks.rules.refusals import did_you_mean
from checks.rules.tokens import Trouble
from checks.rules.typed import Typed
from checks.rules.types import DAYS, NUMERIC, Type
from pipelines.faults import Text

_ORDERED = NUMERIC | DAYS
_EQUAL = _ORDERED | {Type.TEXT, Type.BOOL}
_LISTS = {Type.TEXT_LIST: Type.TEXT, Type.INT_LIST: Type.INT}
_LITERAL_TYPES = {
    "text": Type.TEXT,
    "date": Type.DATE,
    "month": Type.MONTH,
    "bool": Type.BOOL,
    "null": Type.NULL,
}


def check_text(text: str, scope: Scope, want: Type | None = None) -> tuple[Typed | None, tuple[Trouble, ...]]:
    """Parse and check an expression.

    Args:
        text: the expression.
        scope: the names it may use.
        want: the type it must have; a written number becomes yuan where money is wanted.

    Returns:
        The typed tree and no troubles, or None and all troubles found. Never raises.
    """
    tree = parse(text)
    if isinstance(tree, Trouble):
        return None, (tree,)
    return typecheck(tree, scope, want)


def typecheck(tree: Node, scope: Scope, want: Type | None = None) -> tuple[Typed | None, tuple[Trouble, ...]]:
    """As ``check_text``, for a tree that is parsed already."""
    checker = _Checker(scope)
    typed = checker.attempt(tree, want)
    return (None if checker.troubles else typed), tuple(checker.troubles)


class _Wrong(Exception):
    """Leaves the check of a part; ``trouble`` is None when an inner part has reported already."""

    def __init__(self, trouble: Trouble | None = None) -> None:
        self.trouble = trouble
        super().__init__()


def _wrong(node: Node | Typed, said: say.Said) -> _Wrong:
    return _Wrong(Trouble(node.start, node.end, *said, kind="type"))


class _Checker:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.troubles: list[Trouble] = []
        self.outer_aggregate = ""

    def attempt(self, node: Node, want: Type | None = None) -> Typed | None:
        """The part checked, or None after its trouble is noted."""
        try:
            typed = self.check(node)
            return typed if want is None else self.wanted(typed, want)
        except _Wrong as wrong:
            if wrong.trouble is not None:
                self.troubles.append(wrong.trouble)
            return None

    def all_of(self, nodes: Iterable[Node]) -> list[Typed]:
        """All parts checked, so that every trouble is noted, then given up if one has any."""
        attempted = [self.attempt(node) for node in nodes]
        typed = [part for part in attempted if part is not None]
        if len(typed) < len(attempted):
            raise _Wrong
        return typed

    def wanted(self, typed: Typed, want: Type) -> Typed:
        try:
            return fitted(typed, want)
        except Misfit as misfit:
            raise _wrong(typed, say.not_wanted(typed.type, want, misfit)) from None

    def alike(self, node: Node, args: Sequence[Typed], sign: str = "") -> tuple[Type, tuple[Typed, ...]]:
        try:
            return common_type(args)
        except Misfit as misfit:
            raise _wrong(node, say.two_types(misfit, sign)) from None

    def check(self, node: Node) -> Typed:
        if isinstance(node, Literal):
            return _literal(node)
        if isinstance(node, Name):
            return self.name(node)
        if isinstance(node, Listing):
            return self.listing(node)
        if isinstance(node, Call):
            return self.call(node)
        return self.operation(node)

    # --- names and lists -------------------------------------------------------------------------

    def name(self, node: Name) -> Typed:
        text, start, end = node.text, node.start, node.end
        columns = self.scope.named(text)
        if len(columns) == 1:
            return Typed("column", columns[0].type, (), columns[0], start, end)
        if not columns and text in self.scope.parameters:
            return Typed("parameter", self.scope.parameters[text], (), text, start, end)
        if not columns and text in CONSTANTS:
            return Typed("constant", CONSTANTS[text], (), text, start, end)
        if columns:
            choices = [c.full for c in columns]
            what = Text(f"“{text}”有歧义。", f"“{text}” is ambiguous.")
            do = Text(f"请写明：{'、'.join(choices)}。", f"Write one of: {', '.join(choices)}.")
        else:
            what = Text(f"没有列或参数“{text}”。", f"there is no column or parameter “{text}”.")
            do = did_you_mean(text, self.scope.known_names(), Text("可用的名称", "names"))
        raise _Wrong(Trouble(start, end, what, do, "name"))

    def listing(self, node: Listing) -> Typed:
        items = self.all_of(node.items)
        if any(not i.is_constant or i.type in (Type.NULL, *_LISTS) or i.op == "parameter" for i in items):
            raise _wrong(node, say.LIST_OF_COLUMNS)
        kind, items_ = self.alike(node, items) if items else (Type.TEXT, ())
        type_ = {Type.TEXT: Type.TEXT_LIST, Type.INT: Type.INT_LIST}.get(kind, kind)
        return Typed("list", type_, tuple(items_), None, node.start, node.end)

    # --- operations ------------------------------------------------------------------------------

    def operation(self, node: Operation) -> Typed:
        args = self.all_of(node.args)
        sign, start, end = node.sign, node.start, node.end
        if sign in ("and", "or", "not"):
            return Typed(
                sign, Type.BOOL, tuple(self.wanted(arg, Type.BOOL) for arg in args), None, start, end
            )
        if sign in ("is null", "is not null"):
            return Typed(sign, Type.BOOL, tuple(args), None, start, end)
        if sign in ("in", "not in"):
            return self.membership(node, *args)
        if sign in COMPARISONS:
            return self.comparison(node, args)
        if len(args) == 1:
            if args[0].type not in NUMERIC or args[0].op == "list":
                raise _wrong(node, say.no_negative(args[0].type))
            return Typed("-", args[0].type, tuple(args), None, start, end)
        return self.arithmetic(node, *args)

    def comparison(self, node: Operation, args: list[Typed]) -> Typed:
        if any(arg.type is Type.NULL for arg in args):
            raise _wrong(node, say.NULL_COMPARED)
        type_, fits = self.alike(node, args, node.sign)
        if type_ not in (_EQUAL if node.sign in ("=", "!=") else _ORDERED) or any(
            a.op == "list" for a in args
        ):
            raise _wrong(node, say.not_comparable(type_, node.sign))
        return Typed(node.sign, Type.BOOL, fits, None, node.start, node.end)

    def membership(self, node: Operation, left: Typed, right: Typed) -> Typed:
        if right.op != "list" and right.type not in _LISTS:
            raise _wrong(right, say.not_a_list(right.type))
        if left.type is Type.NULL:
            raise _wrong(node, say.NULL_COMPARED)
        if right.op == "list":
            type_, (item, *options) = self.alike(node, [left, *right.args], node.sign)
            if type_ not in _EQUAL or left.op == "list":
                raise _wrong(node, say.not_comparable(type_, node.sign))
            left, right = item, replace(right, args=tuple(options))
        elif left.type is not _LISTS[right.type]:
            raise _wrong(node, say.two_types(Misfit(left.type, right.type), node.sign))
        return Typed(node.sign, Type.BOOL, (left, right), None, node.start, node.end)

    def arithmetic(self, node: Operation, left: Typed, right: Typed) -> Typed:
        types = (left.type, right.type)
        if any(t in DAYS for t in types):
            raise _wrong(node, say.DAY_ARITHMETIC)
        if any(t not in NUMERIC for t in types) or "list" in (left.op, right.op):
            raise _wrong(node, say.two_types(Misfit(*types), node.sign))
        if node.sign in "*/" and Type.MONEY in types:
            return self.with_money(node, left, right)
        type_, fits = self.alike(node, [left, right], node.sign)
        if node.sign == "/":
            type_, fits = Type.NUMBER, tuple(fitted(f, Type.NUMBER) for f in fits)
        return Typed(node.sign, type_, fits, None, node.start, node.end)

    def with_money(self, node: Operation, left: Typed, right: Typed) -> Typed:
        """money * x, x * money, money / x, money / money."""
        if left.type is right.type and node.sign == "/":
            return Typed("ratio", Type.NUMBER, (left, right), None, node.start, node.end)
        if node.sign == "*" and left.type is not Type.MONEY:
            left, right = right, left
        if left.type is not Type.MONEY or right.type is Type.MONEY:
            raise _wrong(node, say.two_types(Misfit(left.type, right.type), node.sign))
        if right.type is Type.NUMBER and not right.is_constant:
            raise _wrong(node, say.MONEY_BY_COLUMN)
        return Typed(node.sign, Type.MONEY, (left, right), None, node.start, node.end)

    # --- functions -------------------------------------------------------------------------------

    def call(self, node: Call) -> Typed:
        function = FUNCTIONS.get(node.name)
        if function is None:
            allowed = [f for f in FUNCTIONS if self.scope.aggregates or f not in AGGREGATES]
            what = Text(f"没有函数“{node.name}”。", f"there is no function “{node.name}”.")
            do = did_you_mean(node.name, allowed, Text("可用的函数", "functions"))
            raise _Wrong(Trouble(node.start, node.start + len(node.name), what, do, "name"))
        if function.aggregate and not self.scope.aggregates:
            raise _wrong(node, say.aggregate_here(node.name))
        if function.aggregate and self.outer_aggregate:
            raise _wrong(node, say.nested_aggregate(self.outer_aggregate))
        outer = self.outer_aggregate
        self.outer_aggregate = node.name if function.aggregate else outer
        try:
            args = self.all_of(node.args)
        finally:
            self.outer_aggregate = outer
        return self.called(node, function, args)

    def called(self, node: Call, function: Function, args: list[Typed]) -> Typed:
        least = len(function.args)
        if len(args) < least or (len(args) > least and not function.many):
            raise _wrong(node, say.wrong_count(function))
        for arg, declared in zip(args, function.args + function.args[-1:] * (len(args) - least), strict=True):
            is_null = arg.type is Type.NULL and function.alike and declared.name != "condition"
            is_list = arg.op == "list" and arg.type not in _LISTS
            if (arg.type not in declared.types and not is_null) or is_list:
                raise _wrong(arg, say.wrong_argument(function, declared, arg))
            if declared.constant and not arg.is_constant:
                raise _wrong(arg, say.wrong_argument(function, declared, arg))
        result = function.result
        if function.alike:
            own = 1 if function.name == "if" else 0
            result, same = self.alike(node, args[own:])
            args = [*args[:own], *same]
        return Typed(node.name, result or args[0].type, tuple(args), None, node.start, node.end)


def _literal(node: Literal) -> Typed:
    value = node.value
    if not isinstance(value, Decimal):
        return Typed("literal", _LITERAL_TYPES[node.kind], (), value, node.start, node.end)
    if value.as_tuple().exponent == 0:
        return Typed("literal", Type.INT, (), int(value), node.start, node.end)
    return Typed("literal", Type.NUMBER, (), value, node.start, node.end)
