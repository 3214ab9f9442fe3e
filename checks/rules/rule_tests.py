"""Run the tests a rule file carries: literal facts in, what must come out.

Belongs here: building facts from a test's rows, and comparing. Not here: reading the file
(``load_rules``), printing (``hecha rules test``). Every register a rule names is present unless the test
says ``missing``; every programme and month of the window counts as covered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from checks.rules.accounts import violations
from checks.rules.checked import CheckedRule
from checks.rules.judge import Judged, judge
from checks.rules.requirements import ANY, PAYMENTS
from pipelines.definitions import County, DatedValue, Programme, Register, RuleTest
from pipelines.money import say_yuan
from pipelines.months import last_day, months_in, say_month
from pipelines.tables import COVERAGE, FACTS, LINK, PERSON, REGISTER_STATE

FIRST_MONTH, LAST_MONTH = date(2026, 1, 1), date(2026, 10, 1)
"""The window of a test that names none."""


@dataclass(frozen=True)
class RuleTestResult:
    """One test of one rule: whether it passed, and in words what was expected and what came."""

    rule_id: str
    name: str
    passed: bool
    message: str
    line: int = 0


def run_rule_tests(
    rules: Sequence[CheckedRule],
    *,
    registers: Sequence[Register] = (),
    programmes: Mapping[str, Programme] | None = None,
) -> list[RuleTestResult]:
    """Every test of every rule, in the order of the files.

    Args:
        rules: checked rules.
        registers, programmes: definitions, for the names in sentences.
    """
    return [
        run_rule_test(rule, test, registers=registers, programmes=programmes or {})
        for rule in rules
        for test in rule.rule.tests
    ]


def run_rule_test(
    checked: CheckedRule,
    test: RuleTest,
    *,
    registers: Sequence[Register],
    programmes: Mapping[str, Programme],
) -> RuleTestResult:
    """One test."""
    judged = judged_test(checked, test, registers=registers, programmes=programmes)
    wrong = [
        *_differences(judged, test.expect),
        *violations(judged.clues, judged.clue_months, judged.tallies),
    ]
    return RuleTestResult(checked.rule.id, test.name, not wrong, "; ".join(wrong) or "as expected", test.line)


def judged_test(
    checked: CheckedRule,
    test: RuleTest,
    *,
    registers: Sequence[Register],
    programmes: Mapping[str, Programme],
) -> Judged:
    """The rule judged on the facts of its test."""
    first, last = test.months or (FIRST_MONTH, LAST_MONTH)
    county = County("", "", first, last, test.as_of or last_day(last), standards=test.standards)
    facts = _facts(checked, test, registers, (first, last))
    rule = replace(checked.rule, parameters=_overridden(checked, test.parameters))
    return judge(
        [replace(checked, rule=rule)],
        facts,
        accepted={},
        links=LINK.empty(),
        county=county,
        registers=registers,
        programmes=programmes,
    )


def _overridden(checked: CheckedRule, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(
        replace(p, values=(DatedValue(values[p.name]),)) if p.name in values else p
        for p in checked.rule.parameters
    )


def _facts(
    checked: CheckedRule, test: RuleTest, registers: Sequence[Register], window: tuple[date, date]
) -> dict[str, pl.DataFrame]:
    """The tables given, persons of all person ids, register states and coverage."""
    facts = {name: FACTS[name].rows(*rows) for name, rows in test.given.items() if rows}
    if "person" not in facts:
        ids = {r["person_id"] for rows in test.given.values() for r in rows if r.get("person_id")}
        facts["person"] = PERSON.rows(
            *({"person_id": p, "name": p, "is_identified": True} for p in sorted(ids))
        )
    codes = {c for group in checked.rule.requires for c in group} | set(checked.rule.sources)
    if ANY in codes:
        codes |= {r.code for r in registers}
    standing = {r.code for r in registers if r.cadence == "standing"}
    stated = {r["register"]: r for r in test.given.get("register_state", ())}
    states = [
        stated.get(c, {"register": c, "is_present": c not in test.missing, "is_standing": c in standing})
        for c in sorted(codes - {ANY} | set(stated))
    ]
    facts["register_state"] = REGISTER_STATE.rows(*states)
    if "coverage" not in facts and PAYMENTS not in test.missing:
        facts["coverage"] = COVERAGE.rows(
            *({"programme": "", "benefit_month": month} for month in months_in(*window))
        )
    return facts


def _differences(judged: Judged, expect: Mapping[str, Any]) -> list[str]:
    """What differs from the expectation, in words."""
    tally = judged.tallies.row(0, named=True)
    came = _outcome_of(tally)
    wanted = expect["outcome"]
    if wanted != came:
        return [f"expected {wanted}, got {came}{_why(judged, came)}"]
    found: list[str] = []
    if came == "clue":
        found += _clue_differences(judged, expect)
    if came == "not_evaluable" and "reason" in expect:
        codes = judged.not_evaluable.filter(pl.col("units") > 0)["reason_code"].to_list()
        if expect["reason"] not in codes:
            found.append(f"expected reason {expect['reason']}, got {', '.join(codes)}")
    units = tally[{"clue": "clues", "clean": "clean", "not_evaluable": "not_evaluable"}.get(came, "scope")]
    if "units" in expect and units != expect["units"]:
        found.append(f"expected {expect['units']} unit(s), got {units}")
    if "near_misses" in expect and tally["near_misses"] != expect["near_misses"]:
        found.append(f"expected {expect['near_misses']} near miss(es), got {tally['near_misses']}")
    return found


def _outcome_of(tally: Mapping[str, Any]) -> str:
    if tally["clues"]:
        return "clue"
    if tally["not_evaluable"]:
        return "not_evaluable"
    return "clean" if tally["scope"] else "out_of_scope"


def _why(judged: Judged, came: str) -> str:
    if came == "clue":
        return f": {judged.clues['reason'][0]}"
    if came == "not_evaluable":
        rows = judged.not_evaluable.filter(pl.col("units") > 0)
        return f": {rows['reason_code'][0]}, {rows['reason'][0]}"
    return ""


def _clue_differences(judged: Judged, expect: Mapping[str, Any]) -> list[str]:
    clue = judged.clues.row(0, named=True)
    months = judged.clue_months.filter(pl.col("clue_id") == clue["clue_id"])["benefit_month"].sort().to_list()
    compared = {
        "months": ([say_month(m) for m in expect.get("months") or ()], [say_month(m) for m in months]),
        "amount": (say_yuan(expect.get("amount")), say_yuan(clue["amount_at_risk_fen"])),
        "grade": (expect.get("grade"), clue["grade"]),
        "severity": (expect.get("severity"), clue["severity"]),
    }
    return [
        f"{key}: expected {_say(wanted)}, got {_say(got)}"
        for key, (wanted, got) in compared.items()
        if key in expect and wanted != got
    ]


def _say(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
