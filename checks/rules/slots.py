"""The slots of a shape as a rule file fills them: read, named, checked.

Belongs here: one reader for each kind of slot of ``shape_spec``, and the scope the rule's frames make.
Not here: the rule's other keys (``rule_file``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from checks.rules.document import Form, Key, ListOf, Raw
from checks.rules.expressions import checked_expression, expression_of
from checks.rules.kinds import Unread, refuse
from checks.rules.names import Scope
from checks.rules.refusals import KEY, NAME, REFERENCE, TYPE, Refusals, did_you_mean
from checks.rules.rule_keys import SEVERITIES
from checks.rules.shape_spec import FrameUse, ShapeSpec, Slot
from checks.rules.strict_yaml import Mapping as Keys
from checks.rules.strict_yaml import Node, Scalar, Sequence
from checks.rules.typed import Template, Typed
from checks.rules.types import DAYS, Column, Type, columns_of
from checks.rules.values import Choice, Words, Written, YesNo
from pipelines.faults import Text
from pipelines.tables import FACTS

_WANTED: dict[str, Type | None] = {
    "bool_expr": Type.BOOL,
    "agg_bool": Type.BOOL,
    "money_expr": Type.MONEY,
    "agg_money": Type.MONEY,
    "int_expr": Type.INT,
    "any_expr": None,
}

_COLUMNS = Text("可用的列", "columns")


@dataclass
class Slots:
    """What the slots of a rule became. ``scope`` holds the columns of its frames and its parameters."""

    scope: Scope
    values: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, Typed | Template] = field(default_factory=dict)


def read_slots(
    nodes: Mapping[str, Node], spec: ShapeSpec, parameters: Mapping[str, Type], refusals: Refusals, at: Node
) -> Slots:
    """Read every slot of the shape.

    Args:
        nodes: the rule file's values by key (other keys are left alone).
        spec: the shape.
        parameters: types of the rule's parameters.
        refusals: takes the faults.
        at: where a missing slot is reported.
    """
    reader = _Reader(Slots(Scope((), parameters)), refusals)
    for frame in spec.frames:
        _need(frame.alias, frame.required, nodes, refusals, at)
        reader.table(frame.alias, nodes.get(frame.alias))
    for frame in spec.frames:
        reader.attempt(partial(reader.frame, frame.alias, nodes.get(frame.alias), frame.extra))
    for slot in spec.every_slot:
        _need(slot.name, slot.required, nodes, refusals, at)
        reader.attempt(partial(reader.slot, slot, nodes, slot.name, slot.name))
    return reader.slots


def _need(name: str, required: bool, nodes: Mapping[str, Node], refusals: Refusals, at: Node) -> None:
    if required and name not in nodes:
        what = Text(f"缺少“{name}”。", f"“{name}” is missing.")
        refusals.add(KEY, at.at, what, Text("该形式的规则必须有它。", "A rule of this shape needs it."))


@dataclass
class _Reader:
    slots: Slots
    refusals: Refusals
    tables: dict[str, str] = field(default_factory=dict)

    def attempt(self, read: Callable[[], None]) -> None:
        """Read one slot; what is wrong with it has been reported."""
        try:
            read()
        except Unread:
            return

    # --- frames ----------------------------------------------------------------------------------

    def table(self, alias: str, node: Node | None) -> None:
        """Add the columns of a frame's table to the scope."""
        named = node.get("table") if isinstance(node, Keys) else None
        if not isinstance(named, Scalar) or named.text is None:
            return
        if named.text not in FACTS:
            what = Text(f"没有事实表“{named.text}”。", f"there is no fact table “{named.text}”.")
            do = did_you_mean(named.text, FACTS, Text("可用的表", "tables"))
            self.refusals.add(REFERENCE, named.at, what, do)
            return
        self.tables[alias] = named.text
        columns = (*self.slots.scope.columns, *columns_of(FACTS[named.text], alias))
        self.slots.scope = replace(self.slots.scope, columns=columns)

    def frame(self, alias: str, node: Node | None, extra: tuple[Slot, ...]) -> None:
        """A frame: its table, filter and extra keys."""
        self.slots.values[alias] = None
        if node is None:
            return
        keys = (
            Key("table", Words(), True),
            Key("where", Written()),
            *(Key(s.name, Raw(), s.required) for s in extra),
        )
        read = Form(keys).read(node, self.refusals)
        if alias not in self.tables:
            return
        use = FrameUse(alias, self.tables[alias])
        if "where" in read:
            own = replace(self.slots.scope, columns=self.columns((alias,)))
            self.expression(f"{alias}.where", read["where"], Type.BOOL, own)
            use = replace(use, where=expression_of(read["where"]))
        for slot in extra:
            bound = slot if slot.frames or slot.left else replace(slot, frames=(alias,))
            self.attempt(partial(self.slot, bound, read, f"{alias}.{slot.name}", slot.name, use.extra))
        self.slots.values[alias] = use

    def columns(self, aliases: tuple[str, ...]) -> tuple[Column, ...]:
        """The columns of some frames, of all when none is named."""
        return tuple(c for c in self.slots.scope.columns if not aliases or c.alias in aliases)

    # --- slots -----------------------------------------------------------------------------------

    def slot(
        self, slot: Slot, nodes: Mapping[str, Node], path: str, key: str, into: dict[str, Any] | None = None
    ) -> None:
        """Read one slot into the values (or a frame's extra keys) and the typed trees."""
        values = self.slots.values if into is None else into
        values[slot.name] = None
        given = nodes.get(key)
        if slot.kind == "frame":
            self.table(slot.name, given)
            self.frame(slot.name, given, ())
            others = tuple(c for c in self.slots.scope.columns if c.alias != slot.name)
            self.slots.scope = replace(self.slots.scope, columns=others)
            return
        node = _as_node(slot.default) if given is None else given
        if node is None or (isinstance(node, Scalar) and node.text is None):
            return
        values[slot.name] = self.value(slot, node, path, is_default=given is None)

    def value(self, slot: Slot, node: Node, path: str, *, is_default: bool) -> Any:
        if slot.kind in _WANTED:
            written = Written().read(node, self.refusals)
            scope = replace(
                self.slots.scope, columns=self.columns(slot.frames), aggregates=slot.kind.startswith("agg")
            )
            self.expression(path, written, _WANTED[slot.kind], scope)
            return expression_of(written)
        if slot.kind == "columns":
            if not isinstance(node, Sequence):
                raise refuse(node, self.refusals, Text("列的列表", "a list of columns"))
            return tuple(self.column(slot, item, is_default=False) for item in node.items)
        if slot.kind == "column":
            return self.column(slot, node, is_default=is_default)
        if slot.kind == "choice":
            return Choice(slot.choices).read(node, self.refusals)
        if slot.kind == "flag":
            return YesNo().read(node, self.refusals)
        if slot.kind == "severity_list":
            return self.severities(node, path)
        if slot.kind == "mapping":
            return self.mapping(slot, node)
        if not isinstance(node, Sequence):
            raise refuse(node, self.refusals, Text("列表", "a list"))
        return tuple(self.mapping(slot, item) for item in node.items)

    def expression(self, path: str, written: Scalar, want: Type | None, scope: Scope) -> None:
        typed = checked_expression(written, scope, want, self.refusals)
        if typed is not None:
            self.slots.typed[path] = typed

    def column(self, slot: Slot, node: Node, *, is_default: bool) -> str | None:
        """The physical name; a default the tables do not have is None."""
        name = Words().read(node, self.refusals)
        if slot.shared:
            return self.shared_column(slot, node, name)
        columns = self.columns(slot.frames)
        found = Scope(columns).first_named(name)
        if found is not None:
            return found.physical
        if is_default:
            return None
        raise self.unknown(node, name, columns)

    def shared_column(self, slot: Slot, node: Node, name: str) -> str:
        for alias in slot.frames:
            columns = self.columns((alias,))
            found = next((c for c in columns if c.name == name), None)
            if found is None and alias in self.tables:
                raise self.unknown(node, name, columns)
            physical = found.physical.removeprefix(f"{alias}.") if found else name
        return physical

    def unknown(self, node: Node, name: str, columns: tuple[Column, ...]) -> Unread:
        what = Text(f"没有列“{name}”。", f"there is no column “{name}”.")
        names = [n for c in columns for n in (c.name, c.full)]
        self.refusals.add(NAME, node.at, what, did_you_mean(name, names, _COLUMNS))
        return Unread()

    def severities(self, node: Node, path: str) -> tuple[Any, ...]:
        if not isinstance(node, Sequence):
            raise refuse(node, self.refusals, Text("[条件, 级别] 的列表", "a list of [condition, severity]"))
        found = []
        for number, pair in enumerate(node.items):
            if not isinstance(pair, Sequence) or len(pair.items) != 2:
                raise refuse(pair, self.refusals, Text("[条件, 级别]", "[condition, severity]"))
            written = Written().read(pair.items[0], self.refusals)
            severity = Choice(SEVERITIES).read(pair.items[1], self.refusals)
            self.expression(
                f"{path}.{number}", written, Type.BOOL, replace(self.slots.scope, aggregates=True)
            )
            found.append((expression_of(written), severity))
        return tuple(found)

    def mapping(self, slot: Slot, node: Node) -> dict[str, str]:
        """Left → right physical names; the two columns of a pair must be comparable."""
        if not isinstance(node, Keys):
            raise refuse(node, self.refusals, Text("左列: 右列", "left column: right column"))
        found = {}
        for key, value in node.entries:
            left = self.mapped(slot.left, key)
            right = self.mapped(slot.right, value)
            if left.type is not right.type and not {left.type, right.type} <= DAYS:
                a, b = left.type.words, right.type.words
                what = Text(
                    f"{left.full}是{a.zh}，{right.full}是{b.zh}。",
                    f"{left.full} is {a.en}, {right.full} is {b.en}.",
                )
                self.refusals.add(
                    TYPE, key.at, what, Text("两列应为同一类型。", "Both columns need one type.")
                )
            found[left.physical] = right.physical
        return found

    def mapped(self, alias: str, node: Node) -> Column:
        name = Words().read(node, self.refusals)
        columns = self.columns((alias,) if alias else ())
        found = Scope(columns).first_named(name)
        if found is None:
            raise self.unknown(node, name, columns)
        return found


def _as_node(default: Any) -> Node | None:
    """A default as YAML would hold it."""
    if default is None:
        return None
    if isinstance(default, list | tuple):
        return Sequence(tuple(Scalar(str(item), 0, 0) for item in default), 0, 0)
    return Scalar(str(default).lower() if isinstance(default, bool) else str(default), 0, 0)


def slot_schema(slot: Slot) -> dict[str, Any]:
    """The JSON Schema of a slot for editors."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    mapping = {"type": "object", "additionalProperties": {"type": "string"}}
    by_kind: dict[str, dict[str, Any]] = {
        "frame": frame_schema(()),
        "columns": texts,
        "column": {"type": ["string", "null"]},
        "choice": {"enum": list(slot.choices)},
        "flag": {"type": "boolean"},
        "severity_list": ListOf(ListOf(Words())).schema(),
        "mapping": mapping,
        "mapping_list": {"type": "array", "items": mapping},
        "any_expr": Written().schema(),
    }
    found = by_kind.get(
        slot.kind, {"type": ["string", "number", "boolean"]} if slot.kind in _WANTED else text
    )
    return {**found, **({"description": slot.doc} if slot.doc else {})}


def frame_schema(extra: tuple[Slot, ...]) -> dict[str, Any]:
    """The JSON Schema of a frame: table, where and the extra keys."""
    properties = {"table": {"enum": sorted(FACTS)}, "where": {"type": "string"}}
    return {
        "type": "object",
        "properties": {**properties, **{s.name: slot_schema(s) for s in extra}},
        "required": ["table", *(s.name for s in extra if s.required)],
        "additionalProperties": False,
    }
