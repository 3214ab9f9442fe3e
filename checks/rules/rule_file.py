"""One rule file → a checked rule, or every fault in it.

Belongs here: the rule's own keys and how its parts hang together. Not here: the slots of its shape
(``slots``), its tests (``rule_tests_file``), other files (``load_rules``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from checks.rules.checked import CheckedRule
from checks.rules.document import Form, Key, Raw, unknown_key
from checks.rules.evidence_file import read_evidence
from checks.rules.expressions import checked_expression, checked_template, expression_of
from checks.rules.kinds import Unread
from checks.rules.refusals import DATES, IDENTITY, REFERENCE, Refusals, did_you_mean
from checks.rules.rule_keys import RULE_KEYS, SEVERITIES
from checks.rules.rule_parameters import check_parameter_names, read_parameters
from checks.rules.rule_tests_file import read_tests
from checks.rules.shape_spec import ShapeSpec
from checks.rules.slots import Slots, read_slots
from checks.rules.strict_yaml import Mapping as Keys
from checks.rules.strict_yaml import Node, Scalar, Sequence
from checks.rules.typed import Template, Typed
from checks.rules.types import Type
from checks.rules.values import Choice
from pipelines.definitions import (
    CounterEvidence,
    Expression,
    LegalBasis,
    NotEvaluable,
    Register,
    Rule,
)
from pipelines.faults import Text

ANY, ALL = "any", "all"
"""In requires and sources: every register with the field; in programmes: every programme."""


@dataclass(frozen=True)
class Known:
    """What a rule may refer to."""

    shapes: Mapping[str, ShapeSpec]
    registers: Mapping[str, Register]
    programmes: frozenset[str]


def read_rule(node: Node, known: Known, refusals: Refusals) -> CheckedRule | None:
    """The checked rule, or None; every fault goes to ``refusals``."""
    before = len(refusals.found)
    try:
        values, is_complete = Form(RULE_KEYS, free=True).attempt(node, refusals)
    except Unread:
        return None
    assert isinstance(node, Keys)
    nodes = {key.text or "": value for key, value in node.entries}
    _check_identity(values, nodes, refusals)
    _check_references(nodes, known, refusals)
    parameters = read_parameters(nodes.get("parameters"), values.get("parameters", {}), refusals)
    types = {p.name: Type(p.type) for p in parameters}
    registers = frozenset(known.registers) | _named(values)
    tests = read_tests(nodes["tests"], types, registers, refusals) if "tests" in nodes else ()
    spec = _shape(values.get("shape"), nodes, known, refusals)
    if spec is None:
        return None
    _check_keys(node, spec, refusals)
    severity, pairs = _severity(nodes.get("severity"), refusals)
    if pairs is not None:
        nodes["severity_by"] = pairs
    slots = read_slots(nodes, spec, types, refusals, node)
    check_parameter_names(parameters, slots.scope, nodes.get("parameters"), refusals)
    parts = _Parts(slots, spec, refusals)
    spoken: dict[str, Any] = {
        "reason": parts.sentences("reason", values["reason"]) if "reason" in values else Text("", ""),
        "not_evaluable": parts.not_evaluable(values.get("not_evaluable", ())),
        "counter_evidence": parts.counter_evidence(values.get("counter_evidence", ())),
        "legal_basis": _legal_basis(nodes.get("legal_basis"), values.get("legal_basis", ()), refusals),
        "evidence": read_evidence(nodes.get("evidence"), slots, known.registers, refusals),
    }
    if not is_complete or len(refusals.found) > before:
        return None
    plain = ("id", "version", "title", "family", "unit", "shape", "grade", "programmes", "sources", "scope")
    rule = Rule(
        **{key: values[key] for key in plain},
        **spoken,
        severity=severity,
        requires=tuple(tuple(group.split("|")) for group in values["requires"]),
        slots=slots.values,
        parameters=parameters,
        notes=values.get("notes", Text("", "")),
        follow_up=values.get("follow_up", Text("", "")),
        tests=tests,
        path=refusals.path,
        lines={key.text or "": key.line for key, _ in node.entries},
    )
    return CheckedRule(rule, spec, slots.typed)


# --- identity and references ---------------------------------------------------------------------


def _shape(name: str | None, nodes: Mapping[str, Node], known: Known, refusals: Refusals) -> ShapeSpec | None:
    spec = known.shapes.get(name or "")
    if spec is None and name is not None:
        what = Text(f"没有形式“{name}”。", f"there is no shape “{name}”.")
        do = did_you_mean(name, known.shapes, Text("可用的形式", "shapes"))
        refusals.add(REFERENCE, nodes["shape"].at, what, do)
    return spec


def _check_identity(values: Mapping[str, Any], nodes: Mapping[str, Node], refusals: Refusals) -> None:
    """File name = id, folder = family = the letters of the id."""
    path = PurePosixPath(refusals.path)
    if "id" not in values or "family" not in values:
        return
    rule_id, family = values["id"], values["family"]
    if path.stem != rule_id:
        what = Text(
            f"文件名是“{path.stem}”，编号是“{rule_id}”。", f"the file is “{path.stem}”, the id “{rule_id}”."
        )
        refusals.add(
            IDENTITY, nodes["id"].at, what, Text("文件名应等于编号。", "Name the file after the id.")
        )
    if rule_id.split("-")[0] != family:
        what = Text(f"编号“{rule_id}”不属于“{family}”类。", f"“{rule_id}” is not of family “{family}”.")
        refusals.add(
            IDENTITY,
            nodes["family"].at,
            what,
            Text("类别是编号的字母部分。", "The family is the id's letters."),
        )
    if path.parent.name != family.lower():
        what = Text(
            f"文件夹是“{path.parent.name}”，类别是“{family}”。",
            f"the folder is “{path.parent.name}”, the family “{family}”.",
        )
        do = Text(f"请移到 {family.lower()}/ 文件夹。", f"Move it to folder {family.lower()}/.")
        refusals.add(IDENTITY, nodes["family"].at, what, do)


def _named(values: Mapping[str, Any]) -> frozenset[str]:
    groups = (*values.get("requires", ()), *values.get("sources", ()))
    return frozenset(code for group in groups for code in group.split("|"))


def _check_references(nodes: Mapping[str, Node], known: Known, refusals: Refusals) -> None:
    """Registers and programmes named must exist."""
    if known.registers:
        for key in ("requires", "sources"):
            for item in _scalars(nodes.get(key)):
                for code in (item.text or "").split("|"):
                    _check_code(code, item, {*known.registers, ANY}, Text("登记表", "registers"), refusals)
    for item in _scalars(nodes.get("programmes")):
        _check_code(item.text or "", item, {*known.programmes, ALL}, Text("项目", "programmes"), refusals)


def _check_code(code: str, at: Scalar, allowed: set[str], what_of: Text, refusals: Refusals) -> None:
    if code not in allowed:
        what = Text(f"没有代码为“{code}”的{what_of.zh}。", f"“{code}” is not one of the {what_of.en}.")
        refusals.add(REFERENCE, at.at, what, did_you_mean(code, allowed, what_of))


def _scalars(node: Node | None) -> tuple[Scalar, ...]:
    items = node.items if isinstance(node, Sequence) else ()
    return tuple(item for item in items if isinstance(item, Scalar) and item.text)


def _check_keys(node: Keys, spec: ShapeSpec, refusals: Refusals) -> None:
    known = (
        {key.name for key in RULE_KEYS} | {f.alias for f in spec.frames} | {s.name for s in spec.every_slot}
    )
    for key, _ in node.entries:
        if key.text not in known:
            unknown_key(key, dict.fromkeys(known), refusals)


# --- severity and law --------------------------------------------------------------------------------


def _severity(node: Node | None, refusals: Refusals) -> tuple[Any, Node | None]:
    """The fallback severity, and the list of conditions where there is one."""
    choice = Choice(SEVERITIES)
    if node is None:
        return SEVERITIES[0], None
    try:
        if not isinstance(node, Keys):
            return choice.read(node, refusals), None
        read = Form((Key("when", Raw(), True), Key("else", choice, True))).read(node, refusals)
    except Unread:
        return SEVERITIES[0], None
    return read["else"], read["when"]


def _legal_basis(
    node: Node | None, entries: tuple[Mapping[str, Any], ...], refusals: Refusals
) -> tuple[LegalBasis, ...]:
    """The citations; dates must run forward."""
    found = []
    for read in entries:
        start, end = read.get("from"), read.get("to")
        if start and end and start > end and node is not None:
            what = Text(f"“{read['cite']}”的 to 早于 from。", f"“{read['cite']}”: “to” lies before “from”.")
            refusals.add(DATES, node.at, what, Text("请核对日期。", "Check the dates."))
        found.append(LegalBasis(read["cite"], read.get("article"), start, end, read.get("note")))
    return tuple(found)


# --- parts with expressions ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Parts:
    """Reads the parts that speak about the rule's frames; typed trees go to the slots' ``typed``."""

    slots: Slots
    spec: ShapeSpec
    refusals: Refusals

    def sentences(self, path: str, read: Mapping[str, Scalar]) -> Text:
        for lang in ("zh", "en"):
            template: Template | None = checked_template(read[lang], self.slots.scope, self.refusals)
            if template is not None:
                self.slots.typed[f"{path}.{lang}"] = template
        return Text(read["zh"].text or "", read["en"].text or "")

    def condition(self, path: str, written: Scalar | None, *, aggregates: bool) -> Expression:
        if written is None:
            self.slots.typed[path] = Typed("literal", Type.BOOL, value=True)
            return Expression("true")
        scope = replace(self.slots.scope, aggregates=aggregates)
        typed = checked_expression(written, scope, Type.BOOL, self.refusals)
        if typed is not None:
            self.slots.typed[path] = typed
        return expression_of(written)

    def not_evaluable(self, entries: tuple[Mapping[str, Any], ...]) -> tuple[NotEvaluable, ...]:
        return tuple(
            NotEvaluable(
                entry["reason"],
                self.condition(f"not_evaluable.{i}", entry["when"], aggregates=self.spec.aggregates),
                Text(entry["zh"], entry["en"]),
            )
            for i, entry in enumerate(entries)
        )

    def counter_evidence(self, entries: tuple[Mapping[str, Any], ...]) -> tuple[CounterEvidence, ...]:
        return tuple(
            CounterEvidence(
                entry["effect"],
                self.condition(f"counter_evidence.{i}", entry.get("when"), aggregates=True),
                self.sentences(f"counter_evidence.{i}", entry),
            )
            for i, entry in enumerate(entries)
        )
