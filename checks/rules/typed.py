"""The typed tree: what ``typecheck`` makes, ``compile`` runs and ``sentence`` reads out.

``op`` is ``literal`` (``value`` in inner form: money in fen, numbers as Decimal), ``column`` (``value``
a Column), ``parameter`` and ``constant`` (``value`` the name), ``list``, ``to_number``, ``ratio``
(money / money), an operator sign, or a function name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from checks.rules.functions import AGGREGATES
from checks.rules.types import Column, Type


@dataclass(frozen=True)
class Typed:
    """A node with its type and its place (offsets) in the expression's text."""

    op: str
    type: Type
    args: tuple[Typed, ...] = ()
    value: Any = None
    start: int = 0
    end: int = 0

    def nodes(self) -> Iterator[Typed]:
        """This node and everything below it."""
        yield self
        for arg in self.args:
            yield from arg.nodes()

    @property
    def is_constant(self) -> bool:
        """A literal, a parameter, a list of literals, or the negative of one: no column in it."""
        if self.op == "list" or (self.op == "-" and len(self.args) == 1):
            return all(arg.is_constant for arg in self.args)
        return self.op in ("literal", "parameter")

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns it reads, each once, in order of appearance."""
        return tuple(dict.fromkeys(n.value for n in self.nodes() if n.op == "column"))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters it reads, each once, in order of appearance."""
        return tuple(dict.fromkeys(n.value for n in self.nodes() if n.op == "parameter"))

    @property
    def has_aggregate(self) -> bool:
        """Whether any(), sum() ... stand in it: then it has one value a group, else one a row."""
        return any(n.op in AGGREGATES and n.value is None for n in self.nodes())


Template = tuple[str | Typed, ...]
"""A sentence with expressions in it."""
