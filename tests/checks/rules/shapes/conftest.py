"""A rule of one shape from a few lines of YAML, judged on literal facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from checks.rules.checked import CheckedRule
from checks.rules.judge import Judged, judge
from checks.rules.refusals import Refusals
from checks.rules.rule_file import Known, read_rule
from checks.rules.shapes.closed_set import SPECS
from checks.rules.strict_yaml import parse_yaml
from pipelines.definitions import County
from pipelines.tables import COVERAGE, FACTS, LINK, REGISTER_STATE

Rows = Sequence[Mapping[str, Any]]

FRAME = """\
id: TST-01
version: 1
title: {{zh: 试, en: test}}
family: TST
unit: {unit}
shape: {shape}
severity: high
grade: E0
programmes: [all]
requires: [pay_batch]
sources: [pay_batch]
scope: {{zh: 试, en: test}}
parameters: {{k: {{type: int, unit: month, default: {k}}}}}
{slots}
reason: {{zh: "{{unit_key}}", en: "{{unit_key}}"}}
evidence: [{{role: line, table: payment_line, match: {{beneficiary_id: person_id}}, fields: [amount]}}]
legal_basis: [{{cite: null}}]
notes: {{zh: 试, en: test}}
tests: [{{name: t, given: {{}}, expect: {{outcome: out_of_scope}}}}]
"""


def month(number: int) -> date:
    """A month of 2026; 0 and below lie in 2025."""
    return date(2026, number, 1) if number > 0 else date(2025, 12 + number, 1)


def rule_of(shape: str, slots: str, *, k: int = 0, unit: str = "person") -> CheckedRule:
    """A checked rule of the shape; its slots as YAML lines, a parameter k."""
    refusals = Refusals("rules/audit/tst/TST-01.yaml", "RULE")
    text = FRAME.format(shape=shape, slots=slots.strip("\n"), k=k, unit=unit)
    node = parse_yaml(text.encode(), refusals)
    assert node is not None, refusals.sorted()
    rule = read_rule(node, Known(SPECS, {}, frozenset()), refusals)
    assert rule is not None, [f.say("en") for f in refusals.sorted()]
    return rule


def judged_on(rule: CheckedRule, **facts: Rows) -> Judged:
    """The rule judged over January to June 2026; pay_batch is present."""
    tables = {name: FACTS[name].rows(*rows) for name, rows in facts.items()}
    tables.setdefault("register_state", REGISTER_STATE.rows({"register": "pay_batch", "is_present": True}))
    tables.setdefault("coverage", COVERAGE.rows({"programme": "dis_care", "benefit_month": month(1)}))
    return judge(
        [rule],
        tables,
        accepted={},
        links=LINK.empty(),
        county=County("", "", month(1), month(6), date(2026, 7, 5)),
        registers=(),
        programmes={},
    )


@pytest.fixture
def rule() -> Callable[..., CheckedRule]:
    """See ``rule_of``."""
    return rule_of


@pytest.fixture
def judged() -> Callable[..., Judged]:
    """See ``judged_on``."""
    return judged_on


@pytest.fixture
def m() -> Callable[[int], date]:
    """A month of 2026 by its number."""
    return month


@pytest.fixture
def tally() -> Callable[[Judged], tuple[int, ...]]:
    """(clues, clean, not evaluable, near misses)."""
    return lambda j: tuple(j.tallies.select("clues", "clean", "not_evaluable", "near_misses").row(0))


@pytest.fixture
def clue_months() -> Callable[[Judged], list[int]]:
    """Month numbers of all clue months."""
    return lambda j: [d.month for d in j.clue_months["benefit_month"].sort()]
