"""What a name in an expression stands for: a column of a frame, a parameter, or a constant.

Belongs here: the scope of a rule and how ambiguity is decided. Not here: types of operations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checks.rules.types import Column, Type

CONSTANTS: dict[str, Type] = {
    "window_first": Type.MONTH,
    "window_last": Type.MONTH,
    "as_of": Type.DATE,
}

CLUE_COLUMNS = tuple(
    Column("clue", name, f"clue.{name}", type_)
    for name, type_ in (
        ("name", Type.TEXT), ("programme", Type.TEXT), ("months", Type.TEXT), ("month_count", Type.INT),
        ("amount", Type.MONEY), ("unit_key", Type.TEXT), ("township", Type.TEXT), ("village", Type.TEXT),
    )
)  # fmt: skip
"""Names of sentence templates only; a money one stands in the frame as ``clue.amount`` (fen)."""


@dataclass(frozen=True)
class Scope:
    """The names an expression may use.

    ``special`` columns win over bare names of ``columns`` (sentence templates); ``aggregates``
    allows any(), sum() and the like.
    """

    columns: tuple[Column, ...] = ()
    parameters: Mapping[str, Type] = field(default_factory=dict)
    aggregates: bool = False
    special: tuple[Column, ...] = ()

    def named(self, name: str) -> tuple[Column, ...]:
        """The columns a name may mean: none, one, or several when it is ambiguous."""
        for column in self.special:
            if name in (column.name, column.full):
                return (column,)
        exact = tuple(c for c in self.columns if c.full == name)
        return exact or tuple(c for c in self.columns if c.name == name)

    def first_named(self, name: str) -> Column | None:
        """The column of that name in the first frame that has it."""
        return next(iter(self.named(name)), None)

    def known_names(self) -> list[str]:
        """Every name that may stand in an expression, for "did you mean"."""
        counts: dict[str, int] = {}
        for column in self.columns:
            counts[column.name] = counts.get(column.name, 0) + 1
        bare = [c.name for c in self.columns if counts[c.name] == 1]
        full = [c.full for c in self.columns if c.alias]
        return [*(c.name for c in self.special), *bare, *full, *self.parameters, *CONSTANTS]
