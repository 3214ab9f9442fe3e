"""Values of parameters by their type, dated and undated.

Belongs here: text → inner form (money in fen, numbers as Decimal, bands as pairs), and the dates of
dated values. Not here: who may override what (``rule_file`` declares, ``county_file`` overrides).
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Items
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from checks.rules.document import Form, Key, ListOf, MapOf, OrNull, Raw
from checks.rules.kinds import Kind, Unread, refuse
from checks.rules.refusals import DATES, Refusals
from checks.rules.strict_yaml import Mapping, Node, Scalar, Sequence
from checks.rules.types import Type
from checks.rules.values import Day, Decimals, Whole, Words, YesNo, Yuan
from pipelines.definitions import DatedValue
from pipelines.faults import Text


class BandKind:
    """An age band: ``80-89``, ``100-``, or ``[80, 89]``, ``[100, null]``."""

    def read(self, node: Node, refusals: Refusals) -> tuple[int, int | None]:
        """First and last age, None = open."""
        if isinstance(node, Sequence) and len(node.items) == 2:
            low, high = Whole(0).read(node.items[0], refusals), OrNull(Whole(0)).read(node.items[1], refusals)
            if high is None or low <= high:
                return low, high
        match = re.fullmatch(r"(\d{1,3})-(\d{1,3})?", node.text or "") if isinstance(node, Scalar) else None
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            raise refuse(
                node, refusals, Text("年龄段，如 80-89 或 100-", "an age band such as 80-89 or 100-")
            )
        return int(match[1]), int(match[2]) if match[2] else None

    def schema(self) -> dict[str, Any]:
        """String or pair."""
        return {
            "anyOf": [
                {"type": "string", "pattern": r"^\d+-\d*$"},
                {"type": "array", "minItems": 2, "maxItems": 2},
            ]
        }


KINDS: dict[Type, Kind] = {
    Type.BOOL: YesNo(),
    Type.INT: Whole(),
    Type.NUMBER: Decimals(),
    Type.MONEY: Yuan(),
    Type.TEXT: Words(),
    Type.DATE: Day(),
    Type.MONTH: Day(months=True, days=False),
    Type.TEXT_LIST: ListOf(Words()),
    Type.INT_LIST: ListOf(Whole()),
    Type.BANDS: ListOf(BandKind()),
    Type.LEVEL_TABLE: MapOf(ListOf(Whole(1))),
}
"""How a value of each parameter type is written."""

DATE_KEYS = (
    Key("from", OrNull(Day(months=True)), doc="first month or day it holds"),
    Key("to", OrNull(Day(months=True, last=True)), doc="last month or day it holds"),
    Key("cite", OrNull(Words()), doc="the document it stands in"),
    Key("by", OrNull(Words()), doc="who set it"),
    Key("why", OrNull(Words()), doc="why it differs"),
)
"""The keys of a dated value besides ``value``."""


def dated_schema(value: dict[str, Any]) -> dict[str, Any]:
    """The schema of a bare value or a list of dated ones."""
    dated = Form((Key("value", Raw(value), True), *DATE_KEYS)).schema()
    return {"anyOf": [value, {"type": "array", "items": dated}]}


def dated_values(
    node: Node, kind: Kind, refusals: Refusals, more: tuple[Key, ...] = (), *, dated: bool = False
) -> tuple[tuple[DatedValue, dict[str, Any]], ...]:
    """The dated values of a node, in order of their dates, each with its ``more`` keys.

    A bare value holds at all dates (with ``dated`` there must be a list, which may be empty: never
    known). A value without ``to`` holds until the day before the next one. Overlaps are reported.
    """
    if dated and not isinstance(node, Sequence):
        raise refuse(node, refusals, Text("带日期的值的列表", "a list of dated values"))
    if not dated and not _is_dated(node):
        return ((DatedValue(kind.read(node, refusals)), {}),)
    form = Form((Key("value", kind, True), *DATE_KEYS, *more))
    items = node.items if isinstance(node, Sequence) else (node,)
    found = []
    for item in items:
        try:
            read = form.read(item, refusals)
        except Unread:
            continue
        value = DatedValue(
            read["value"], read.get("from"), read.get("to"), read.get("cite"), read.get("by"), read.get("why")
        )
        _check_order(value, item, refusals)
        found.append((value, {key.name: read[key.name] for key in more if key.name in read}, item))
    groups: dict[str, list[tuple[DatedValue, dict[str, Any], Node]]] = {}
    for entry in found:
        groups.setdefault(repr(sorted(entry[1].items())), []).append(entry)
    return tuple(pair for entries in groups.values() for pair in _in_succession(entries, refusals))


def _is_dated(node: Node) -> bool:
    """A mapping with ``value``, or a list of mappings."""
    if isinstance(node, Mapping):
        return node.get("value") is not None
    return isinstance(node, Sequence) and bool(node.items) and isinstance(node.items[0], Mapping)


def _check_order(value: DatedValue, node: Node, refusals: Refusals) -> None:
    if value.valid_from and value.valid_to and value.valid_from > value.valid_to:
        refusals.add(
            DATES,
            node.at,
            Text("“to”早于“from”。", "“to” lies before “from”."),
            Text("请核对日期。", "Check the dates."),
        )


def _in_succession(
    entries: Items[tuple[DatedValue, dict[str, Any], Node]], refusals: Refusals
) -> list[tuple[DatedValue, dict[str, Any]]]:
    """Values by date, open ends closed by the next value; overlaps reported."""
    ordered = sorted(entries, key=lambda e: e[0].valid_from or date.min)
    closed = []
    for (value, more, _), after in zip(ordered, [*ordered[1:], None], strict=True):
        start = after[0].valid_from if after else None
        if after is not None and (
            start is None or (value.valid_to and value.valid_to >= start) or start == value.valid_from
        ):
            refusals.add(
                DATES,
                after[2].at,
                Text("与另一条的有效期重叠。", "it overlaps another value's dates."),
                Text(
                    "每条写明 from，上一条的 to 应早于下一条的 from。",
                    "Give each a from; end the one before it earlier.",
                ),
            )
        elif start is not None and value.valid_to is None:
            value = replace(value, valid_to=start - timedelta(days=1))
        closed.append((value, more))
    return closed
