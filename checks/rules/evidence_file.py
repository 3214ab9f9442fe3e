"""The ``evidence`` entries of a rule file: which source rows stand behind a clue.

Belongs here: tables, match columns, filters and fields are checked. Not here: finding the rows
(``evidence``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.rules.expressions import checked_expression, expression_of
from checks.rules.kinds import Unread
from checks.rules.names import Scope
from checks.rules.refusals import REFERENCE, Refusals, did_you_mean
from checks.rules.rule_keys import EVIDENCE
from checks.rules.slots import Slots
from checks.rules.strict_yaml import Mapping as Keys
from checks.rules.strict_yaml import Node, Scalar, Sequence
from checks.rules.types import Type, columns_of
from pipelines.definitions import EvidenceSpec, Register
from pipelines.faults import Text
from pipelines.tables import FACTS, ROW_REF, Table

CLUE_KEYS = ("person_id", "programme", "benefit_month")
"""Clue columns every match may name, besides the columns of the rule's frames."""


def read_evidence(
    node: Node | None, slots: Slots, registers: Mapping[str, Register], refusals: Refusals
) -> tuple[EvidenceSpec, ...]:
    """The entries as EvidenceSpec; ``where`` conditions go to ``slots.typed`` as ``evidence.N``."""
    found: list[EvidenceSpec] = []
    for number, written in enumerate(node.items if isinstance(node, Sequence) else ()):
        try:
            entry = EVIDENCE.read(written, Refusals("", ""))  # its form was reported with the rule's keys
        except Unread:
            continue
        assert isinstance(written, Keys)
        table = _table(entry["table"], written, refusals)
        if table is None:
            continue
        match = _match(written.get("match"), table, slots.scope, refusals)
        where = entry.get("where")
        if where is not None:
            scope = Scope(columns_of(table), slots.scope.parameters)
            typed = checked_expression(where, scope, Type.BOOL, refusals)
            if typed is not None:
                slots.typed[f"evidence.{number}"] = typed
        _check_fields(written.get("fields"), table, registers, refusals)
        shown = expression_of(where) if where is not None else None
        found.append(EvidenceSpec(entry["role"], entry["table"], match, entry["fields"], shown))
    return tuple(found)


def _table(name: str, written: Keys, refusals: Refusals) -> Table | None:
    """The fact table; only one that knows its source rows can be evidence."""
    place = written.get("table") or written
    with_rows = [t for t in FACTS if ROW_REF.keys() <= FACTS[t].columns.keys()]
    if name in with_rows:
        return FACTS[name]
    known = name in FACTS
    what = Text(
        f"表“{name}”没有来源行。" if known else f"没有事实表“{name}”。",
        f"table “{name}” knows no source rows." if known else f"there is no fact table “{name}”.",
    )
    refusals.add(REFERENCE, place.at, what, did_you_mean(name, with_rows, Text("可用的表", "tables")))
    return None


def _match(node: Node | None, table: Table, scope: Scope, refusals: Refusals) -> dict[str, str]:
    """Physical table column → name of the clue column as written."""
    found: dict[str, str] = {}
    own = Scope(columns_of(table))
    allowed = [*CLUE_KEYS, *(n for c in scope.columns for n in (c.name, c.full))]
    for key, value in node.entries if isinstance(node, Keys) else ():
        column = own.first_named(key.text or "")
        if column is None:
            _unknown(key, [c.name for c in own.columns], refusals)
        asked = value.text or "" if isinstance(value, Scalar) else ""
        if asked not in allowed and isinstance(value, Scalar):
            _unknown(value, allowed, refusals)
        if column is not None:
            first = scope.first_named(asked)
            found[column.physical] = _physical(asked, first.physical if first else asked)
    return found


def _physical(asked: str, physical: str) -> str:
    """The column as the plan has it: ``alias.column`` when written so, else bare."""
    return physical if "." in asked else physical.split(".", 1)[-1]


def _check_fields(
    node: Node | None, table: Table, registers: Mapping[str, Register], refusals: Refusals
) -> None:
    """Fields are columns of the table or fields of a register (the source row's)."""
    allowed = {c.name for c in columns_of(table)} | set(table.columns)
    allowed |= {f.name for r in registers.values() for f in r.fields}
    for item in node.items if isinstance(node, Sequence) and registers else ():
        if isinstance(item, Scalar) and item.text not in allowed:
            _unknown(item, allowed, refusals)


def _unknown(node: Scalar, allowed: Any, refusals: Refusals) -> None:
    what = Text(f"没有列“{node.text}”。", f"there is no column “{node.text}”.")
    refusals.add(
        REFERENCE, node.at, what, did_you_mean(node.text or "", allowed, Text("可用的列", "columns"))
    )
