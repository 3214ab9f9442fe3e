"""What station 7 receives: the tables of all other stations in one frozen value.

Nothing is computed here beyond looking things up; the tables are those of ``pipelines.tables``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from pipelines.definitions import County, Register, Rule
from pipelines.faults import Fault, Lang, Text
from pipelines.tables import PERSON_CHANGE
from reports.linkage import Linkage

CONFIRMED = {"rule_id": pl.String(), "checked": pl.Int64(), "confirmed": pl.Int64()}


@dataclass(frozen=True)
class Results:
    """Everything a run found.

    ``findings``: FINDING. ``checks``: name, passed, blocking (Boolean), text, text_en, measured.
    ``money_totals``: register, field, read_fen, accepted_fen, rejected_fen. ``confirmed``: per rule how
    many earlier clues people have checked and how many of those they confirmed; empty when unknown.
    ``started_at`` is ISO 8601 in UTC; when empty, ``publish`` takes the clock. ``run_id`` is filled by
    ``publish``. ``data`` and ``rules_folder`` are where the run read from, for re-computing a clue.
    ``linkage``: by which weights people were matched; None when not told. ``person_changes``:
    PERSON_CHANGE against the run this one is compared with.
    """

    county: County
    registers: tuple[Register, ...]
    rules: tuple[Rule, ...]
    programmes: Mapping[str, Text]
    source_files: pl.DataFrame
    rows: pl.DataFrame
    findings: pl.DataFrame
    links: pl.DataFrame
    persons: pl.DataFrame
    facts: Mapping[str, pl.DataFrame]
    cases: pl.DataFrame
    clue_months: pl.DataFrame
    clue_evidence: pl.DataFrame
    not_evaluable: pl.DataFrame
    tallies: pl.DataFrame
    near_misses: pl.DataFrame
    faults: tuple[Fault, ...]
    checks: pl.DataFrame
    rules_sha256: str
    versions: Mapping[str, str]
    station_seconds: Mapping[str, float]
    peak_memory_mb: float | None
    money_totals: pl.DataFrame
    started_at: str = ""
    data: str = ""
    rules_folder: str = ""
    run_id: str = ""
    confirmed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CONFIRMED))
    linkage: Linkage | None = None
    person_changes: pl.DataFrame = field(default_factory=PERSON_CHANGE.empty)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, or None."""
        return next((r for r in self.rules if r.id == rule_id), None)

    def rule_title(self, rule_id: str) -> Text:
        """The rule's title; its id where the rule is not known."""
        rule = self.rule(rule_id)
        return rule.title if rule else Text(rule_id, rule_id)

    def register_name(self, code: str) -> Text:
        """The register's name; its code where the register is not known."""
        register = next((r for r in self.registers if r.code == code), None)
        return Text(register.zh, register.en) if register else Text(code, code)

    def programme_name(self, codes: str | None) -> Text:
        """The names of a programme, or of several joined by 、; empty for none."""
        names = [self.programmes.get(code, Text(code, code)) for code in (codes or "").split("、") if code]
        return Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))

    def unit_key_said(self, key: str) -> Text:
        """A unit key with names for the programme and register codes in it: ``农村低保 · 2026-06``."""
        names = [self.programmes.get(part) or self.register_name(part) for part in key.split("|") if part]
        return Text(" · ".join(n.zh for n in names), " · ".join(n.en for n in names))

    def confirmed_before(self, rule_id: str) -> Text:
        """How often people confirmed earlier clues of the rule; says so where nobody has checked any."""
        for rule, checked, confirmed in self.confirmed.select(list(CONFIRMED)).rows():
            if rule == rule_id and checked:
                return Text(
                    f"此前同类疑点核实 {checked} 条，属实 {confirmed} 条",
                    f"of {checked} such clues checked before, {confirmed} were confirmed",
                )
        return Text("此前同类疑点尚无核实记录", "no such clue has been checked before")

    def said(self, text: str, lang: Lang) -> str:
        """The column that holds ``reason`` and the like in a language."""
        return text if lang == "zh" else f"{text}_en"
