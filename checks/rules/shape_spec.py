"""How a shape declares itself: its frames and its slots.

Belongs here: the declaration only. The shapes stand in ``shapes/<shape>.py`` (one ``SPEC`` each);
``slots`` reads a rule file by them, ``schema`` makes the editor schema from them, ``judge`` runs them.

What a slot becomes in ``CheckedRule``:

=============  ==========================================  =====================================
kind           ``rule.slots[name]``                        ``typed[path]``
=============  ==========================================  =====================================
frame          FrameUse(alias, table, where, extra)        ``name.where`` → Typed (bool)
columns        tuple of physical column names              -
column         a physical column name, or None             -
bool_expr      Expression                                  ``name`` → Typed (bool)
money_expr     Expression                                  ``name`` → Typed (money)
int_expr       Expression                                  ``name`` → Typed (int)
any_expr       Expression                                  ``name`` → Typed
agg_bool       Expression                                  ``name`` → Typed (bool, may aggregate)
agg_money      Expression                                  ``name`` → Typed (money, may aggregate)
choice         text                                        -
severity_list  tuple of (Expression, severity)             ``name.0``, ``name.1`` ... → Typed
mapping        dict of left → right physical names         -
mapping_list   tuple of such dicts                         -
flag           True | False                                -
=============  ==========================================  =====================================

A slot a rule leaves out has its default, read the same way; without a default it is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.definitions import Expression

SlotKind = Literal[
    "frame", "columns", "column", "bool_expr", "money_expr", "int_expr", "any_expr", "agg_bool", "agg_money",
    "choice", "severity_list", "mapping", "mapping_list", "flag",
]  # fmt: skip


@dataclass(frozen=True)
class Slot:
    """One key of a shape.

    ``frames``: the aliases whose columns the slot may name; empty = all frames of the rule (of an
    extra key of a frame: that frame). A bare name in a column slot is that of the first such frame
    that has it. ``shared``: the names must stand in every one of ``frames`` and are given bare, as the
    tables have them (``person_id``, ``paid_fen``). ``left`` and ``right`` are the frames of the two
    sides of a mapping; names come as ``alias.column``. ``default`` is written as in YAML (text, list,
    bool).
    """

    name: str
    kind: SlotKind
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    shared: bool = False
    left: str = ""
    right: str = ""
    doc: str = ""


@dataclass(frozen=True)
class FrameSlot:
    """A frame of the shape: a key with ``table``, optional ``where`` and the ``extra`` keys.

    The columns of the table are known to the rule's expressions as ``alias.column``; inside its own
    ``where`` a bare name is a column of this frame.
    """

    alias: str
    required: bool = True
    extra: tuple[Slot, ...] = ()
    doc: str = ""


@dataclass(frozen=True)
class FrameUse:
    """A frame as a rule uses it. ``extra`` holds the values of the frame's extra keys."""

    alias: str
    table: str
    where: Expression | None = None
    extra: dict[str, Any] = field(default_factory=dict)


COMMON_SLOTS = (
    Slot("unit_key", "columns", doc="columns that form the unit; text = values joined by |"),
    Slot("month", "column", default="benefit_month", doc="the month judged; null for units without months"),
    Slot("window", "flag", default=True, doc="only months of the audit are judged"),
    Slot("scope_by", "frame", doc="the scope, where it is wider than the rows judged"),
    Slot("money", "money_expr", doc="amount at risk of a clue month"),
    Slot("money_by", "choice", choices=("sum", "min", "max"), default="sum"),
    Slot("paid_shown", "money_expr", doc="amount paid, shown by month"),
    Slot("due", "money_expr", doc="amount due, shown by month"),
    Slot("near_miss", "bool_expr", doc="true = kept clean only by a grace or transfer"),
    Slot("severity_by", "severity_list", doc="first condition that holds decides"),
)


@dataclass(frozen=True)
class ShapeSpec:
    """A shape. ``slots`` may redefine a common slot by its name.

    ``aggregates``: conditions of ``not_evaluable`` may aggregate over the group (counter-evidence,
    severity and sentences always may).
    """

    name: str
    frames: tuple[FrameSlot, ...]
    slots: tuple[Slot, ...] = ()
    aggregates: bool = False
    doc: str = ""

    @property
    def every_slot(self) -> tuple[Slot, ...]:
        """The shape's own slots, then the common ones it does not redefine."""
        own = {slot.name for slot in self.slots}
        return (*self.slots, *(slot for slot in COMMON_SLOTS if slot.name not in own))
