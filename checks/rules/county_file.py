"""county.yaml → County, or every fault in it.

Belongs here: the keys of county.yaml and what they may refer to. Not here: the standards below
``rules.programmes`` (``standards_file``), values of parameters (``parameters``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from checks.rules.document import Form, Key, MapOf, Raw, unknown_key
from checks.rules.kinds import Kind, Unread
from checks.rules.parameters import KINDS, dated_values
from checks.rules.refusals import DATES, REFERENCE, Refusals, did_you_mean
from checks.rules.standards_file import PROGRAMME_OVERRIDE, read_standards
from checks.rules.strict_yaml import Mapping as Keys
from checks.rules.strict_yaml import Node, Scalar
from checks.rules.types import Type
from checks.rules.values import MONTH, Choice, Day, Words
from pipelines.definitions import County, DatedValue, Programme, Register, Standard, Vocabulary
from pipelines.faults import Text

EXAMPLE = (
    'interface: 1\nname: 示例县\nregion: "339901"\nmonths: {from: 2026-01, to: 2026-10}\nas_of: 2026-11-05\n'
)
"""The least a county.yaml says."""

_ANYTHING: Kind = Raw({})

COUNTY = Form(
    (
        Key("interface", Choice(("1",)), True),
        Key("name", Words(), True),
        Key("region", Words(r"\d{6}", '"339901"'), True, "six digits"),
        Key("months", Form((Key("from", MONTH, True), Key("to", MONTH, True))), True, "months under audit"),
        Key("as_of", Day(), True, "today of the audit"),
        Key("on_bad_file", Choice(("stop", "continue"))),
        Key("extracted", MapOf(Day()), doc="register: the day it was extracted"),
        Key(
            "rules",
            Form((Key("programmes", MapOf(PROGRAMME_OVERRIDE)), Key("parameters", MapOf(MapOf(_ANYTHING))))),
            doc="overrides of rules/",
        ),
        Key("columns", MapOf(MapOf(Words())), doc="register: {header: field}"),
    )
)


@dataclass(frozen=True)
class Known:
    """What county.yaml may refer to. ``parameters``: rule id → parameter → type."""

    registers: Mapping[str, Register]
    programmes: Mapping[str, Programme]
    vocabularies: Mapping[str, Vocabulary]
    parameters: Mapping[str, Mapping[str, Type]]


def read_county(node: Node, known: Known, refusals: Refusals) -> County | None:
    """The county, or None; every fault goes to ``refusals``."""
    before = len(refusals.found)
    try:
        read = COUNTY.read(node, refusals)
    except Unread:
        return None
    assert isinstance(node, Keys)
    _check_dates(node, read, refusals)
    rules = node.get("rules")
    overrides = rules.get("programmes") if isinstance(rules, Keys) else None
    programmes, standards = _programmes(
        overrides, read.get("rules", {}).get("programmes", {}), known, refusals
    )
    county = County(
        name=read["name"],
        region=read["region"],
        first_month=read["months"]["from"],
        last_month=read["months"]["to"],
        as_of=read["as_of"],
        on_bad_file=read.get("on_bad_file", "stop"),
        extracted=_by_register(node.get("extracted"), read.get("extracted", {}), known, refusals),
        columns=_columns(node.get("columns"), read.get("columns", {}), known, refusals),
        programmes=programmes,
        standards=standards,
        parameters=_parameters(rules.get("parameters") if isinstance(rules, Keys) else None, known, refusals),
    )
    return None if len(refusals.found) > before else county


def _check_dates(node: Keys, read: Mapping[str, Any], refusals: Refusals) -> None:
    first, last, as_of = read["months"]["from"], read["months"]["to"], read["as_of"]
    if first > last:
        what = Text("审计月份的 to 早于 from。", "months.to lies before months.from.")
        refusals.add(DATES, (node.get("months") or node).at, what, Text("请核对月份。", "Check the months."))
    if as_of < first:
        what = Text("as_of 早于审计月份。", "as_of lies before the months under audit.")
        do = Text("as_of 是审计的“今天”。", "as_of is the audit's today.")
        refusals.add(DATES, (node.get("as_of") or node).at, what, do)


def _programmes(
    node: Node | None, read: Mapping[str, Mapping[str, Any]], known: Known, refusals: Refusals
) -> tuple[dict[str, Programme], tuple[Standard, ...]]:
    """All programmes with the county's settings, and the county's standards."""
    programmes = dict(known.programmes)
    standards: list[Standard] = []
    for key, value in node.entries if isinstance(node, Keys) else ():
        code = key.text or ""
        if code not in programmes:
            _unknown(key, programmes, Text("项目", "programmes"), refusals)
            continue
        settings = {
            k: v for k, v in read.get(code, {}).items() if k in ("unit", "amount_mode", "rounding", "by")
        }
        programmes[code] = replace(programmes[code], **settings)
        if isinstance(value, Keys):
            standards += read_standards(value, programmes[code], known.vocabularies, refusals)
    return programmes, tuple(standards)


def _by_register(
    node: Node | None, read: Mapping[str, date], known: Known, refusals: Refusals
) -> dict[str, date]:
    found = {}
    for key, _ in node.entries if isinstance(node, Keys) else ():
        register = _register(key, known, refusals)
        if register is not None and key.text is not None and key.text in read:
            found[register] = read[key.text]
    return found


def _columns(
    node: Node | None, read: Mapping[str, Mapping[str, str]], known: Known, refusals: Refusals
) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for key, value in node.entries if isinstance(node, Keys) else ():
        code = _register(key, known, refusals)
        if code is None:
            continue
        register = known.registers.get(code)
        fields = {f.name for f in register.fields} if register else set()
        for _, named in value.entries if isinstance(value, Keys) else ():
            if isinstance(named, Scalar) and register and named.text not in fields:
                _unknown(named, fields, Text("该登记表的字段", "fields"), refusals)
        found[code] = read.get(key.text or "", {})
    return found


def _register(key: Scalar, known: Known, refusals: Refusals) -> str | None:
    """The code of a register named by code or Chinese name."""
    names = {r.zh: code for code, r in known.registers.items()} | {code: code for code in known.registers}
    if not names or key.text in names:
        return names.get(key.text or "", key.text)
    _unknown(key, names, Text("登记表", "registers"), refusals)
    return None


def _parameters(
    node: Node | None, known: Known, refusals: Refusals
) -> dict[str, dict[str, tuple[DatedValue, ...]]]:
    """Rule id → parameter → dated values, checked against what the rules declare."""
    found: dict[str, dict[str, tuple[DatedValue, ...]]] = {}
    for rule, values in node.entries if isinstance(node, Keys) else ():
        declared = known.parameters.get(rule.text or "")
        if declared is None:
            _unknown(rule, known.parameters, Text("规则", "rules"), refusals)
            continue
        own: dict[str, tuple[DatedValue, ...]] = {}
        for name, value in values.entries if isinstance(values, Keys) else ():
            type_ = declared.get(name.text or "")
            if type_ is None:
                unknown_key(name, declared, refusals)
                continue
            try:
                own[name.text or ""] = tuple(v for v, _ in dated_values(value, KINDS[type_], refusals))
            except Unread:
                continue
        found[rule.text or ""] = own
    return found


def _unknown(node: Scalar, allowed: Iterable[str], whose: Text, refusals: Refusals) -> None:
    what = Text(f"“{node.text}”不存在。", f"“{node.text}” does not exist.")
    refusals.add(REFERENCE, node.at, what, did_you_mean(node.text or "", allowed, whose))
