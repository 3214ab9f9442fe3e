"""Parameters and citations of a rule in words, with which of them applied in the months of a clue.

Law and standards change inside a period: a citation is said to apply only where its dates meet the months.
A citation without dates was not read by the authors and must be confirmed locally; that is said too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipelines.definitions import County, DatedValue, LegalBasis, Parameter, Rule
from pipelines.faults import Lang
from pipelines.money import say_yuan
from pipelines.months import last_day, say_month

TO_BE_CONFIRMED = {"zh": "条文与施行日期待当地确认", "en": "text and dates to be confirmed locally"}


def parameters_said(rule: Rule, county: County, lang: Lang) -> list[str]:
    """One line a parameter and value that holds in the county's months: value, unit, dates, citation."""
    overrides = county.parameters.get(rule.id, {})
    return [
        _parameter_said(parameter, value, lang)
        for parameter in rule.parameters
        for value in overrides.get(parameter.name, parameter.values)
        if _meets(value.valid_from, value.valid_to, county.first_month, county.last_month)
    ]


def basis_said(rule: Rule, first: date | None, last: date | None, lang: Lang) -> list[str]:
    """The rule's citations that applied in the months; those without dates, marked as unconfirmed.

    Args:
        rule: the rule.
        first: first month judged; None where the clue has no month: then every citation is listed.
        last: last month judged.
        lang: language of the marks; citations stay Chinese.
    """
    return [_basis_said(b, lang) for b in rule.legal_basis if _applies(b, first, last)]


def basis_table(rule: Rule, county: County, lang: Lang) -> list[str]:
    """Every citation of the rule, each with its dates and whether it met the county's months."""
    outside = {"zh": "不适用于所审月份", "en": "not in force in the months audited"}[lang]
    return [
        _basis_said(b, lang) + ("" if _applies(b, county.first_month, county.last_month) else f"；{outside}")
        for b in rule.legal_basis
    ]


def _applies(basis: LegalBasis, first: date | None, last: date | None) -> bool:
    return first is None or last is None or _meets(basis.valid_from, basis.valid_to, first, last)


def _meets(valid_from: date | None, valid_to: date | None, first: date, last: date) -> bool:
    return (valid_from is None or valid_from <= last_day(last)) and (valid_to is None or valid_to >= first)


def _basis_said(basis: LegalBasis, lang: Lang) -> str:
    text = " ".join(part for part in (basis.cite, basis.article) if part) or TO_BE_CONFIRMED[lang]
    if basis.valid_from is None and basis.valid_to is None:
        dates = TO_BE_CONFIRMED[lang] if basis.cite else ""
    else:
        dates = f"{basis.valid_from or '…'} ~ {basis.valid_to or '…'}"
    note = basis.note if basis.note and _is_read_in(basis.note, lang) else ""
    notes = [n for n in (dates, note) if n]
    joined = ("；" if lang == "zh" else "; ").join(notes)
    brackets = "（{}）" if lang == "zh" else " ({})"
    return text + (brackets.replace("{}", joined) if joined else "")


def _is_read_in(note: str, lang: Lang) -> bool:
    """Notes are written in one language: an English one is left out of Chinese texts."""
    return lang == "en" or any("\u4e00" <= c <= "\u9fff" for c in note)


def _parameter_said(parameter: Parameter, value: DatedValue, lang: Lang) -> str:
    notes = [parameter.unit] if parameter.unit not in ("", "list", "bool", "enum") else []
    if value.valid_from or value.valid_to:
        start = say_month(value.valid_from) if value.valid_from else "…"
        notes.append(f"{start} ~ {say_month(value.valid_to) if value.valid_to else '…'}")
    notes += [text for text in (value.cite, value.by, value.why) if text]
    said = f"{parameter.name} = {_value_said(value.value, parameter.type)}"
    if not notes:
        return said
    return f"{said}（{'；'.join(notes)}）" if lang == "zh" else f"{said} ({'; '.join(notes)})"


def _value_said(value: Any, type_: str) -> str:
    if value is None:
        return "…"
    if isinstance(value, bool):
        return "是 / yes" if value else "否 / no"
    if type_ == "money" and isinstance(value, int):
        return say_yuan(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{k}: {_value_said(v, type_)}" for k, v in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_value_said(v, type_) for v in value) + "]"
    return str(value)
