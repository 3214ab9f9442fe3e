"""Syntax tree → the expression text it means, with as few brackets as the precedence allows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from checks.rules.parse import COMPARISONS, MINUS_STRENGTH, NOT_STRENGTH, Call, Listing, Literal, Name, Node

_STRENGTH = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6}


def printed(node: Node) -> str:
    """The text of a tree; parsing it gives the same tree again."""
    return _printed(node, 0)


def _printed(node: Node, around: int) -> str:
    if isinstance(node, Literal):
        return _literal(node)
    if isinstance(node, Name):
        return node.text
    if isinstance(node, Call):
        return f"{node.name}({', '.join(map(printed, node.args))})"
    if isinstance(node, Listing):
        return f"[{', '.join(map(printed, node.items))}]"
    strength, text = _operation(node.sign, node.args)
    return f"({text})" if strength < around else text


def _operation(sign: str, args: tuple[Node, ...]) -> tuple[int, str]:
    if sign == "not":
        return NOT_STRENGTH, f"not {_printed(args[0], NOT_STRENGTH)}"
    if sign == "-" and len(args) == 1:
        return MINUS_STRENGTH, f"-{_printed(args[0], MINUS_STRENGTH)}"
    if sign in ("is null", "is not null"):
        return 4, f"{_printed(args[0], 5)} {sign}"
    if sign in (*COMPARISONS, "in", "not in"):
        return 4, f"{_printed(args[0], 5)} {sign} {_printed(args[1], 5)}"
    strength = _STRENGTH[sign]
    return strength, f"{_printed(args[0], strength)} {sign} {_printed(args[1], strength + 1)}"


def _literal(node: Literal) -> str:
    value = node.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return f"date({value.isoformat()[: 7 if node.kind == 'month' else 10]})"
    quoted = value.replace("'", "''")
    return f"'{quoted}'"
