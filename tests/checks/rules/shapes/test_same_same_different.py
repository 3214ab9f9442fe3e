"""same_same_different: groups, rows that may not count, transfer, money of the certain rows."""

from __future__ import annotations

SLOTS = """
unit_key: [person_id]
row: {table: household_member, where: is_counted}
same: [person_id, programme, benefit_month]
when: count_distinct(household_id) >= 2
money: sum(share) - max(share)
"""


def member(m, number, household, fen, **more):
    return {"person_id": "A", "programme": "dibao_rural", "household_id": household,
            "benefit_month": m(number), "share_fen": fen, "is_counted": True, **more}  # fmt: skip


def test_two_households_in_one_month_are_a_clue_by_the_smaller_share(rule, judged, m, tally):
    rows = [member(m, 2, "H1", 300), member(m, 2, "H2", 200), member(m, 3, "H1", 300)]
    out = judged(rule("same_same_different", SLOTS), household_member=rows)
    assert tally(out) == (1, 0, 0, 0)
    assert out.clue_months.select("benefit_month", "amount_at_risk_fen").rows() == [(m(2), 200)]


def test_rows_that_certainly_do_not_count_are_left_out(rule, judged, m, tally):
    rows = [member(m, 2, "H1", 300), member(m, 2, "H2", 200, is_counted=False)]
    assert tally(judged(rule("same_same_different", SLOTS), household_member=rows)) == (0, 1, 0, 0)


def test_a_row_that_may_count_and_would_decide_makes_the_group_unknown(rule, judged, m, tally):
    rows = [member(m, 2, "H1", 300), member(m, 2, "H2", 200, is_counted=None)]
    assert tally(judged(rule("same_same_different", SLOTS), household_member=rows)) == (0, 0, 1, 0)


def test_a_row_that_may_count_but_decides_nothing_adds_no_money(rule, judged, m, tally):
    rows = [member(m, 2, "H1", 300), member(m, 2, "H2", 200), member(m, 2, "H3", 100, is_counted=None)]
    out = judged(rule("same_same_different", SLOTS), household_member=rows)
    assert tally(out) == (1, 0, 0, 0)
    assert out.clues["amount_at_risk_fen"].to_list() == [200]


def test_one_uncertain_household_alone_is_clean(rule, judged, m, tally):
    rows = [member(m, 2, "H1", 300, is_counted=None)]
    assert tally(judged(rule("same_same_different", SLOTS), household_member=rows)) == (0, 1, 0, 0)


def test_a_transfer_month_is_a_near_miss(rule, judged, m, tally):
    slots = SLOTS + "transfer: any(last_month = benefit_month) and any(first_month = benefit_month)\n"
    rows = [
        member(m, 2, "H1", 300, first_month=m(1), last_month=m(2)),
        member(m, 2, "H2", 200, first_month=m(2), last_month=m(6)),
    ]
    assert tally(judged(rule("same_same_different", slots), household_member=rows)) == (0, 1, 0, 1)


def test_fewer_months_than_asked_for_are_clean(rule, judged, m, tally):
    rows = [member(m, 2, "H1", 300), member(m, 2, "H2", 200)]
    out = judged(rule("same_same_different", SLOTS + "min_months: k\n", k=2), household_member=rows)
    assert tally(out) == (0, 1, 0, 0)
