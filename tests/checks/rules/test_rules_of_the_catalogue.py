"""Every rule of rules/audit passes its own tests, and carries what the catalogue asks of a rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.rules.checked import CheckedRule
from checks.rules.load import load_programmes, load_registers, load_rules
from checks.rules.rule_tests import run_rule_test
from checks.rules.shapes.closed_set import SPECS
from pipelines.definitions import RuleTest

RULES_DIR = Path(__file__).parents[3] / "rules"
RULES, FAULTS = load_rules(RULES_DIR, shapes=SPECS)
REGISTERS, _ = load_registers(RULES_DIR)
PROGRAMMES, _ = load_programmes(RULES_DIR)
TESTS = [
    pytest.param(rule, test, id=f"{rule.rule.id} {test.name}") for rule in RULES for test in rule.rule.tests
]
EVERY_RULE = pytest.mark.parametrize("checked", RULES, ids=lambda c: c.rule.id)


def test_every_rule_file_can_be_read() -> None:
    assert [fault.say("en") for fault in FAULTS] == []
    assert len(RULES) == len(list(RULES_DIR.glob("audit/*/*.yaml"))) >= 18


@pytest.mark.parametrize(("checked", "test"), TESTS)
def test_rule(checked: CheckedRule, test: RuleTest) -> None:
    outcome = run_rule_test(checked, test, registers=REGISTERS, programmes=PROGRAMMES)
    assert outcome.passed, outcome.message


@EVERY_RULE
def test_a_rule_tests_a_clue_a_near_miss_and_a_case_that_cannot_be_judged(checked: CheckedRule) -> None:
    outcomes = {test.expect["outcome"] for test in checked.rule.tests}
    assert {"clue", "clean", "not_evaluable"} <= outcomes
    assert len(checked.rule.tests) >= 4


@EVERY_RULE
def test_a_rule_shows_counter_evidence_and_evidence_and_never_says_guilty(checked: CheckedRule) -> None:
    rule = checked.rule
    assert rule.counter_evidence
    assert rule.evidence
    said = rule.reason.zh + rule.reason.en + "".join(e.text.zh + e.text.en for e in rule.counter_evidence)
    assert not [word for word in ("骗", "违法", "犯罪", "guilty", "fraud", "illegal") if word in said]
