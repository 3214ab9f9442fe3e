"""A condition in words: the typed tree read out in Chinese or English, as people see it beside a clue.

Belongs here: how trees are read out, and a whole rule for ``hecha rules show``. Not here: names of columns
(``labels``), the phrases (``phrases``), sentences of clues (``templates``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from checks.rules.checked import CheckedRule
from checks.rules.compile_functions import band_name
from checks.rules.labels import column_label, table_label
from checks.rules.phrases import (
    CONSTANTS,
    COUNTER_WORDS,
    DAY_SIGNS,
    HEADINGS,
    PHRASES,
    SIGNS,
    UNKNOWN,
    YES_NO,
)
from checks.rules.typed import Typed
from checks.rules.types import DAYS, Type
from pipelines.definitions import DatedValue, LegalBasis, Parameter
from pipelines.faults import Lang, Text
from pipelines.money import say_yuan
from pipelines.months import say_month

_LOGIC = ("and", "or")
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "ratio": 2}


def sentence(typed: Typed, lang: Lang, parameters: Mapping[str, Parameter] | None = None) -> str:
    """The expression in words.

    Args:
        typed: the checked tree.
        lang: zh or en.
        parameters: shown with their values where they have one at all dates.
    """
    return _Reader(lang, parameters or {}, _shared_names(typed)).read(typed)


def _shared_names(typed: Typed) -> frozenset[str]:
    """Column names that stand for several frames: read out with their table."""
    aliases: dict[str, set[str]] = {}
    for column in typed.columns:
        aliases.setdefault(column.name, set()).add(column.alias)
    return frozenset(name for name, of in aliases.items() if len(of) > 1)


@dataclass(frozen=True)
class _Reader:
    lang: Lang
    parameters: Mapping[str, Parameter]
    shared: frozenset[str] = field(default_factory=frozenset)

    def read(self, node: Typed, outer: str = "") -> str:
        if node.op == "literal":
            return self.value(node.value, node.type)
        if node.op == "column":
            return self.column(node)
        if node.op == "constant":
            return CONSTANTS[node.value].say(self.lang)
        if node.op == "parameter":
            return self.parameter(node)
        if node.op == "to_number":
            return self.read(node.args[0], outer)
        if node.op in _LOGIC:
            words = PHRASES[node.op].say(self.lang).join(self.read(a, node.op) for a in _chain(node, node.op))
            return self.bracketed(words) if outer.split(" ")[0] in _LOGIC and outer != node.op else words
        args = [self.read(a, node.op if i == 0 else f"{node.op} right") for i, a in enumerate(node.args)]
        if node.op == "list":
            return self.listed(args)
        if node.op in SIGNS and len(args) == 2:
            signs = DAY_SIGNS if node.args[0].type in DAYS and node.op in DAY_SIGNS else SIGNS
            words = signs[node.op].say(self.lang).join(args)
            return self.bracketed(words) if _binds_looser(node.op, outer) else words
        if node.op in ("not", "-"):
            inner = self.bracketed(args[0]) if node.args[0].args else args[0]
            return _filled(PHRASES[node.op].say(self.lang), [inner])
        if node.op in ("min_of", "max_of") or (node.op == "coalesce" and len(args) > 2):
            return _filled(PHRASES[f"{node.op} many"].say(self.lang), [self.listed(args)])
        return _filled(PHRASES[node.op].say(self.lang), args)

    def bracketed(self, words: str) -> str:
        return f"（{words}）" if self.lang == "zh" else f"({words})"

    def listed(self, words: list[str]) -> str:
        return ("、" if self.lang == "zh" else ", ").join(words)

    def column(self, node: Typed) -> str:
        label = column_label(node.value).say(self.lang)
        if node.value.name not in self.shared:
            return label
        table = table_label(node.value.table).say(self.lang)
        return f"{table}的{label}" if self.lang == "zh" else f"{label} of the {table}"

    def parameter(self, node: Typed) -> str:
        known = self.parameters.get(node.value)
        if known is None or len(known.values) != 1 or known.values[0].valid_from or known.values[0].valid_to:
            return f"〈{node.value}〉"
        return self.value(known.values[0].value, node.type)

    def value(self, value: Any, type_: Type) -> str:
        if value is None:
            return UNKNOWN.say(self.lang)
        if type_ is Type.BOOL:
            return YES_NO[bool(value)].say(self.lang)
        if type_ is Type.MONEY:
            return f"{say_yuan(value)}元" if self.lang == "zh" else f"{say_yuan(value)} yuan"
        if type_ is Type.MONTH:
            return say_month(value)
        if type_ is Type.TEXT:
            return f"“{value}”"
        if type_ is Type.BANDS:
            return self.listed([band_name(low, high) for low, high in value])
        if type_ is Type.LEVEL_TABLE:
            return self.listed([f"{name} {'/'.join(map(str, levels))}" for name, levels in value.items()])
        if isinstance(value, tuple):
            return self.listed([self.value(v, Type.TEXT) if isinstance(v, str) else str(v) for v in value])
        return value.isoformat() if isinstance(value, date) else str(value)


def _binds_looser(op: str, outer: str) -> bool:
    """Whether ``op`` below ``outer`` (``+``, or ``- right`` for a right side) needs brackets."""
    strength, around = _STRENGTH.get(op), _STRENGTH.get(outer.removesuffix(" right"))
    if strength is None or around is None:
        return False
    return strength < around or (strength == around and outer in ("- right", "/ right", "ratio right"))


def _chain(node: Typed, op: str) -> list[Typed]:
    """The operands of ``a and b and c`` in order."""
    if node.op != op:
        return [node]
    return [part for arg in node.args for part in _chain(arg, op)]


def _filled(phrase: str, args: list[str]) -> str:
    for number, arg in enumerate(args):
        phrase = phrase.replace(f"${number}", arg)
    return phrase


def rule_in_words(checked: CheckedRule, lang: Lang) -> str:
    """A rule as a data steward reads it: what it says, when it cannot tell, what speaks against a clue."""
    rule = checked.rule
    parameters = {p.name: p for p in rule.parameters}

    def words(path: str) -> str:
        typed = checked.typed.get(path)
        return sentence(typed, lang, parameters) if isinstance(typed, Typed) else ""

    def heading(key: str) -> str:
        return HEADINGS[key].say(lang)

    lines = [f"{rule.id}  {rule.title.say(lang)}  ({rule.grade}, {rule.severity}, v{rule.version})", ""]
    lines.append(f"{heading('scope')}  {rule.scope.say(lang)}")
    for path in checked.typed:
        if path.split(".")[0] in ("reason", "counter_evidence", "not_evaluable", "evidence") or not words(
            path
        ):
            continue
        lines.append(f"{path:<10}  {words(path)}")
    lines += ["", heading("parameters")]
    lines += [f"  {p.name} = {_parameter_values(p, lang)}  {p.note}".rstrip() for p in rule.parameters]
    lines += ["", heading("not_evaluable")]
    lines += [
        f"  {e.text.say(lang)}：{words(f'not_evaluable.{i}')}" for i, e in enumerate(rule.not_evaluable)
    ]
    lines += ["", heading("counter_evidence")]
    lines += [
        f"  [{COUNTER_WORDS[e.effect].say(lang)}] {e.text.say(lang)}：{words(f'counter_evidence.{i}')}"
        for i, e in enumerate(rule.counter_evidence)
    ]
    lines += ["", f"{heading('requires')}  {'; '.join(' | '.join(group) for group in rule.requires)}"]
    lines += ["", heading("legal_basis"), *(f"  {_basis(b)}" for b in rule.legal_basis)]
    lines += [f"{heading(key)}  {text.say(lang)}" for key, text in _texts(checked) if text.say(lang)]
    return "\n".join(lines)


def _texts(checked: CheckedRule) -> list[tuple[str, Text]]:
    return [("notes", checked.rule.notes), ("follow_up", checked.rule.follow_up)]


def _parameter_values(parameter: Parameter, lang: Lang) -> str:
    reader = _Reader(lang, {})
    if not parameter.values:
        return UNKNOWN.say(lang)
    return "; ".join(f"{reader.value(v.value, Type(parameter.type))}{_dates(v)}" for v in parameter.values)


def _dates(value: DatedValue | LegalBasis) -> str:
    start, end = value.valid_from, value.valid_to
    cite = f" {value.cite}" if isinstance(value, DatedValue) and value.cite else ""
    if start is None and end is None:
        return cite
    return f" [{start.isoformat() if start else '…'} – {end.isoformat() if end else '…'}]{cite}"


def _basis(basis: LegalBasis) -> str:
    return f"{basis.cite or '—'}{basis.article or ''}{_dates(basis)}"
