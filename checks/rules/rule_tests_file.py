"""The tests inside a rule file → RuleTest: literal rows by fact table, and what must come out.

Rows come out as ``tables.FACTS[table].rows`` wants them: physical column names, money in fen, days and
months as dates. Not here: running the tests (``rule_tests``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.rules.document import ListOf
from checks.rules.kinds import Kind, Unread
from checks.rules.parameters import KINDS
from checks.rules.refusals import DATES, REFERENCE, TEST, Refusals, did_you_mean
from checks.rules.rule_keys import TEST as TEST_FORM
from checks.rules.strict_yaml import Mapping as Keys
from checks.rules.strict_yaml import Node, Scalar, Sequence
from checks.rules.types import Column, Type, columns_of
from pipelines.definitions import RuleTest, Standard
from pipelines.faults import Text
from pipelines.tables import FACTS


def read_tests(
    node: Node, parameters: Mapping[str, Type], registers: frozenset[str], refusals: Refusals
) -> tuple[RuleTest, ...]:
    """The tests that could be read."""
    try:
        entries = ListOf(_Test(parameters, registers)).read(node, refusals)
    except Unread:
        return ()
    names = [test.name for test in entries]
    for test in entries:
        if names.count(test.name) > 1:
            what = Text(f"有两个测试叫“{test.name}”。", f"two tests are called “{test.name}”.")
            refusals.add(TEST, (test.line, 1), what, Text("请改名。", "Rename one."))
    return entries


class _Test:
    """One test as a kind of value."""

    def __init__(self, parameters: Mapping[str, Type], registers: frozenset[str]) -> None:
        self.parameters = parameters
        self.registers = registers

    def read(self, node: Node, refusals: Refusals) -> RuleTest:
        """The test. Raises Unread after reporting."""
        read = TEST_FORM.read(node, refusals)
        assert isinstance(node, Keys)
        months = read.get("months")
        if months and months["from"] > months["to"]:
            what = Text("月份的 to 早于 from。", "“to” lies before “from”.")
            refusals.add(
                DATES, (node.get("months") or node).at, what, Text("请核对月份。", "Check the months.")
            )
        for item in _scalars(node.get("missing")):
            if item.text not in self.registers:
                _unknown(item, self.registers, Text("登记表", "registers"), refusals)
        return RuleTest(
            name=read["name"],
            given=_given(node.get("given"), refusals),
            expect=read["expect"],
            months=(months["from"], months["to"]) if months else None,
            as_of=read.get("as_of"),
            parameters=_parameters(node.get("parameters"), self.parameters, refusals),
            line=node.line,
            missing=read.get("missing", ()),
            standards=tuple(_standard(s) for s in read.get("standards", ())),
        )

    def schema(self) -> dict[str, Any]:
        """As the form."""
        return TEST_FORM.schema()


def _given(node: Node | None, refusals: Refusals) -> dict[str, tuple[Mapping[str, Any], ...]]:
    found: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for key, rows in node.entries if isinstance(node, Keys) else ():
        if key.text not in FACTS:
            _unknown(key, frozenset(FACTS), Text("可用的表", "tables"), refusals)
            continue
        columns = {c.name: c for c in columns_of(FACTS[key.text])}
        items = rows.items if isinstance(rows, Sequence) else ()
        found[key.text] = tuple(_row(row, columns, refusals) for row in items if isinstance(row, Keys))
    return found


def _row(row: Keys, columns: Mapping[str, Column], refusals: Refusals) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, node in row.entries:
        column = columns.get(key.text or "")
        if column is None:
            _unknown(key, frozenset(columns), Text("可用的列", "columns"), refusals)
            continue
        try:
            value = _cell(column.type, node, refusals)
        except Unread:
            continue
        values[column.physical] = float(value) if column.type is Type.NUMBER and value is not None else value
    return values


def _cell(type_: Type, node: Node, refusals: Refusals) -> Any:
    """A value of a fact table's column; an empty text is allowed, a list comes as list."""
    if isinstance(node, Scalar) and node.text is None:
        return None
    if type_ is Type.TEXT and isinstance(node, Scalar):
        return node.text
    kind: Kind = KINDS[type_]
    value = kind.read(node, refusals)
    return list(value) if type_ is Type.TEXT_LIST else value


def _parameters(node: Node | None, types: Mapping[str, Type], refusals: Refusals) -> dict[str, Any]:
    found = {}
    for key, value in node.entries if isinstance(node, Keys) else ():
        type_ = types.get(key.text or "")
        if type_ is None:
            _unknown(key, frozenset(types), Text("规则的参数", "parameters"), refusals)
            continue
        try:
            found[key.text or ""] = KINDS[type_].read(value, refusals)
        except Unread:
            continue
    return found


def _standard(read: Mapping[str, Any]) -> Standard:
    return Standard(
        read["programme"],
        read.get("kind", "standard"),
        read.get("key") or "",
        read["value"],
        read.get("from"),
        read.get("to"),
    )


def _scalars(node: Node | None) -> tuple[Scalar, ...]:
    return tuple(i for i in node.items if isinstance(i, Scalar)) if isinstance(node, Sequence) else ()


def _unknown(node: Scalar, allowed: frozenset[str], whose: Text, refusals: Refusals) -> None:
    what = Text(f"测试中的“{node.text}”不存在。", f"“{node.text}” in a test does not exist.")
    refusals.add(REFERENCE, node.at, what, did_you_mean(node.text or "", allowed, whose))
