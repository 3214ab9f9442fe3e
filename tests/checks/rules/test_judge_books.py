"""Grades, the checks of the books, and what a failing rule test says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from checks.rules.accounts import violations
from checks.rules.grades import grade_of
from checks.rules.load import load_rules
from checks.rules.rule_tests import run_rule_tests
from checks.rules.shapes.closed_set import SPECS
from pipelines.tables import CLUE, CLUE_MONTH, RULE_TALLY


@pytest.mark.parametrize(
    ("start", "lowered", "to_e1", "to_e2", "probable", "grade"),
    [
        ("E0", 0, False, False, False, "E0"),
        ("E0", 1, False, False, False, "E1"),
        ("E0", 5, False, False, False, "E2"),
        ("E1", 0, True, False, False, "E1"),
        ("E0", 0, True, False, False, "E1"),
        ("E0", 1, True, False, False, "E1"),
        ("E0", 0, False, True, False, "E2"),
        ("E0", 0, False, False, True, "E2"),
        ("E2", 2, True, True, True, "E2"),
        ("E3", 1, False, False, True, "E3"),
    ],
)
def test_nothing_raises_a_grade_and_nothing_goes_below_e2(
    start: str, lowered: int, to_e1: bool, to_e2: bool, probable: bool, grade: str
) -> None:
    said = grade_of(
        start,
        lowered=pl.lit(lowered),
        to_e1=pl.lit(to_e1),
        to_e2=pl.lit(to_e2),
        rests_on_probable=pl.lit(probable),
    )
    assert pl.select(said).item() == grade


TALLY = {"rule_id": "R", "scope": 3, "clues": 1, "clean": 1, "not_evaluable": 1, "near_misses": 0}
ONE_CLUE = CLUE.rows({"clue_id": "R-1", "rule_id": "R", "amount_at_risk_fen": 300})
MONTH = CLUE_MONTH.rows({"clue_id": "R-1", "amount_at_risk_fen": 300})


def test_books_that_add_up_have_no_violation() -> None:
    assert violations(ONE_CLUE, MONTH, RULE_TALLY.rows(TALLY)) == ()


@pytest.mark.parametrize(
    ("clues", "months", "tally", "word"),
    [
        (ONE_CLUE, MONTH, {**TALLY, "clean": 2}, "scope"),
        (ONE_CLUE, MONTH, {**TALLY, "clean": -1, "not_evaluable": 3}, "scope"),
        (CLUE.empty(), CLUE_MONTH.empty(), TALLY, "other clues"),
        (ONE_CLUE, CLUE_MONTH.rows({"clue_id": "R-1", "amount_at_risk_fen": 200}), TALLY, "amount"),
    ],
    ids=["units lost", "negative clean", "clue lost", "fen lost"],
)
def test_books_that_do_not_add_up_are_named(
    clues: pl.DataFrame, months: pl.DataFrame, tally: dict[str, object], word: str
) -> None:
    assert [word in found for found in violations(clues, months, RULE_TALLY.rows(tally))] == [True]


def test_a_failing_rule_test_says_what_was_expected_and_what_came() -> None:
    rules, _ = load_rules(Path(__file__).parents[3] / "rules", shapes=SPECS)
    checked = next(r for r in rules if r.rule.id == "DEC-01")
    test = checked.rule.tests[0]
    wrong = replace(test, expect={**test.expect, "amount": 1, "grade": "E2"})
    clean = replace(test, expect={"outcome": "clean"})
    outcomes = run_rule_tests([replace(checked, rule=replace(checked.rule, tests=(test, wrong, clean)))])
    assert [o.passed for o in outcomes] == [True, False, False]
    assert outcomes[1].message == "amount: expected 0.01, got 840.00; grade: expected E2, got E0"
    assert outcomes[2].message.startswith("expected clean, got clue: ")
