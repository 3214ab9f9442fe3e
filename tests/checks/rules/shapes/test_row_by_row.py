"""attribute_mismatch and tie_out: one row holds both values; tests of a rule are units apart."""

from __future__ import annotations

import pytest

SLOTS = """
unit_key: [unit_key]
test: test
window: false
row: {table: tie_out}
when: row.left != row.right
money: abs(row.left - row.right)
"""


def books(test, left, right, **more):
    return {"test": test, "unit_key": "B1", "left_fen": left, "right_fen": right, **more}


@pytest.mark.parametrize("shape", ["tie_out", "attribute_mismatch"])
def test_different_equal_and_unknown_rows(rule, judged, tally, shape):
    rows = [books("A", 100, 90), books("B", 100, 100), books("C", 100, None)]
    out = judged(rule(shape, SLOTS, unit="batch"), tie_out=rows)
    assert tally(out) == (1, 1, 1, 0)
    assert out.clues.select("unit_key", "amount_at_risk_fen", "person_id").row(0) == ("B1", 10, None)


def test_tests_of_the_same_unit_are_clues_apart(rule, judged):
    out = judged(rule("tie_out", SLOTS, unit="batch"), tie_out=[books("B", 1, 2), books("C", 1, 3)])
    assert out.clues["unit_key"].to_list() == ["B1", "B1"]
    assert out.clues["clue_id"].n_unique() == 2


def test_a_row_without_month_counts_where_the_window_is_off(rule, judged, m, tally):
    out = judged(
        rule("tie_out", SLOTS, unit="batch"), tie_out=[books("B", 1, 2), books("C", 1, 2, benefit_month=m(3))]
    )
    assert tally(out) == (2, 0, 0, 0)
    assert out.clue_months["benefit_month"].to_list() == [m(3)]
