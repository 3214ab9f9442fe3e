"""What a value in a definition file may be, and how one of the wrong form is refused.

Belongs here: the protocol of kinds. The kinds of single values are in ``values``, lists and forms in
``document``.
"""

from __future__ import annotations

from typing import Any, Protocol

from checks.rules.refusals import VALUE, Refusals
from checks.rules.strict_yaml import Mapping, Node, Scalar, Sequence
from pipelines.faults import Text


class Unread(Exception):
    """A value could not be read; its fault is reported already."""


class Kind(Protocol):
    """A kind of value."""

    def read(self, node: Node, refusals: Refusals) -> Any:
        """The value. Raises Unread after reporting what is wrong."""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value as editors see it."""


def refuse(node: Node, refusals: Refusals, expected: Text, number: int = VALUE) -> Unread:
    """Report a value of the wrong form; ``raise`` what this returns."""
    shown = node.text if isinstance(node, Scalar) else None
    if shown is None:
        kind = {Mapping: Text("键值", "a mapping"), Sequence: Text("列表", "a list")}
        what_is = kind.get(type(node), Text("空值", "nothing"))
        what = Text(f"此处是{what_is.zh}。", f"there is {what_is.en} here.")
    else:
        what = Text(
            f"“{_short(shown)}”不是这里可用的值。", f"“{_short(shown)}” is not a value for this place."
        )
    refusals.add(number, node.at, what, Text(f"应为{expected.zh}。", f"Write {expected.en}."))
    return Unread()


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
