"""Which types fit together, and the few conversions the language makes by itself.

A written number beside money is yuan; an int beside a number is a number; a month beside a day is its
first day; null takes any type. Nothing else is converted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from checks.rules.typed import Typed
from checks.rules.types import DAYS, Type
from pipelines.faults import Text


class Misfit(Exception):
    """Two types that do not go together, with advice where there is a better way."""

    def __init__(self, left: Type, right: Type, do: Text | None = None) -> None:
        self.left, self.right, self.do = left, right, do
        super().__init__(f"{left.value} and {right.value}")


def common_type(args: Sequence[Typed]) -> tuple[Type, tuple[Typed, ...]]:
    """The one type of all arguments and the arguments converted to it. Raises Misfit."""
    types: list[Type] = [arg.type for arg in args if arg.type is not Type.NULL]
    if not types:
        return Type.NULL, tuple(args)
    if Type.MONEY in types:
        target = Type.MONEY
    elif set(types) == {Type.INT, Type.NUMBER}:
        target = Type.NUMBER
    elif set(types) == DAYS:
        target = Type.DATE
    else:
        target = types[0]
    for arg in args:
        if not _can(arg, target):
            other = next((t for t in types if t is not arg.type), target)
            left, right = sorted((arg.type, other), key=lambda t: types.index(t))
            raise Misfit(left, right, _advice(arg, target))
    return target, tuple(fitted(arg, target) for arg in args)


def fitted(arg: Typed, target: Type) -> Typed:
    """The argument as ``target``. Raises Misfit."""
    if arg.type is target:
        return arg
    if arg.type is Type.NULL:
        return replace(arg, type=target)
    if target is Type.MONEY and _is_yuan(arg):
        return _in_fen(arg)
    if target is Type.NUMBER and arg.type is Type.INT:
        if arg.op == "literal":
            return replace(arg, type=Type.NUMBER, value=Decimal(arg.value))
        return Typed("to_number", Type.NUMBER, (arg,), start=arg.start, end=arg.end)
    if target is Type.DATE and arg.type is Type.MONTH:
        return replace(arg, type=Type.DATE) if arg.op == "literal" else arg
    raise Misfit(arg.type, target, _advice(arg, target))


def _can(arg: Typed, target: Type) -> bool:
    try:
        fitted(arg, target)
    except Misfit:
        return False
    return True


def _is_yuan(arg: Typed) -> bool:
    """A written number with at most two decimals, or the negative of one."""
    if arg.op == "-" and len(arg.args) == 1:
        return _is_yuan(arg.args[0])
    if arg.op != "literal" or arg.type not in (Type.INT, Type.NUMBER):
        return False
    return Decimal(arg.value) * 100 == int(Decimal(arg.value) * 100)


def _in_fen(arg: Typed) -> Typed:
    if arg.op == "-":
        return replace(arg, type=Type.MONEY, args=(_in_fen(arg.args[0]),))
    return replace(arg, type=Type.MONEY, value=int(Decimal(arg.value) * 100))


def _advice(arg: Typed, target: Type) -> Text | None:
    if target is Type.MONEY and arg.op == "literal" and arg.type is Type.NUMBER:
        return Text("金额最多两位小数。", "Money has at most two decimals.")
    if target is Type.MONEY and arg.op == "parameter":
        return Text("请把该参数的类型改为 money。", "Give the parameter the type money.")
    if Type.MONEY in (target, arg.type):
        return Text("金额只与金额或写出的元数比较。", "Money goes with money or a written amount in yuan.")
    return None
