"""exclusive: overlap, grace, transfer, least overlap, money of several rows in a month."""

from __future__ import annotations

import pytest

SLOTS = """
unit_key: [person_id]
a: {table: received_month, where: programme = 'orphan' and is_counted}
b: {table: received_month, where: "programme in ['dis_life', 'dis_care']"}
money: b.received
money_per: [b.programme]
programme_shown: b.programme
"""


def got(m, programme, number, fen=100, **more):
    return {"person_id": "A", "programme": programme, "benefit_month": m(number), "received_fen": fen,
            "is_counted": True, **more}  # fmt: skip


def test_only_months_in_which_both_stand_are_clue_months(rule, judged, m, clue_months):
    rows = [got(m, "orphan", 2), got(m, "orphan", 3), got(m, "dis_life", 3), got(m, "dis_life", 4)]
    assert clue_months(judged(rule("exclusive", SLOTS), received_month=rows)) == [3]


def test_each_side_of_money_per_counts_once_a_month(rule, judged, m):
    rows = [got(m, "orphan", 3), got(m, "dis_life", 3, 80), got(m, "dis_care", 3, 90)]
    out = judged(rule("exclusive", SLOTS), received_month=rows)
    assert out.clues.select("amount_at_risk_fen", "programme").row(0) == (170, "dis_care、dis_life")


def test_an_unknown_side_makes_the_month_unknown(rule, judged, m, tally):
    rows = [got(m, "orphan", 3, is_counted=None), got(m, "dis_life", 3)]
    assert tally(judged(rule("exclusive", SLOTS), received_month=rows)) == (0, 0, 1, 0)


@pytest.mark.parametrize(("k", "months", "near"), [(0, [2, 3], 0), (1, [3], 1), (2, [], 2)])
def test_the_first_months_of_overlap_are_grace(rule, judged, m, clue_months, tally, k, months, near):
    rows = [got(m, p, n) for p in ("orphan", "dis_life") for n in (2, 3)]
    out = judged(rule("exclusive", SLOTS + "grace_months: k\n", k=k), received_month=rows)
    assert clue_months(out) == months
    assert tally(out)[3] == near


def test_grace_counts_from_the_first_overlap_even_before_the_window(rule, judged, m, clue_months):
    rows = [got(m, p, n) for p in ("orphan", "dis_life") for n in (0, 1)]
    assert clue_months(judged(rule("exclusive", SLOTS + "grace_months: k\n", k=1), received_month=rows)) == [
        1
    ]


@pytest.mark.parametrize(("k", "expected"), [(2, (1, 0, 0, 0)), (3, (0, 1, 0, 0))])
def test_fewer_months_than_the_least_overlap_are_clean(rule, judged, m, tally, k, expected):
    rows = [got(m, p, n) for p in ("orphan", "dis_life") for n in (2, 3)]
    assert (
        tally(judged(rule("exclusive", SLOTS + "min_overlap_months: k\n", k=k), received_month=rows))
        == expected
    )


def test_unknown_months_that_could_reach_the_least_overlap_are_not_evaluable(rule, judged, m, tally):
    rows = [
        got(m, "orphan", 2),
        got(m, "orphan", 3, is_counted=None),
        got(m, "dis_life", 2),
        got(m, "dis_life", 3),
    ]
    out = judged(rule("exclusive", SLOTS + "min_overlap_months: k\n", k=2), received_month=rows)
    assert tally(out) == (0, 0, 1, 0)


def test_a_transfer_month_is_a_near_miss(rule, judged, m, tally):
    slots = SLOTS + "transfer: a.last_month = a.benefit_month and b.first_month = b.benefit_month\n"
    rows = [got(m, "orphan", 3, last_month=m(3)), got(m, "dis_life", 3, first_month=m(3))]
    assert tally(judged(rule("exclusive", slots), received_month=rows)) == (0, 1, 0, 1)


def test_the_scope_may_be_another_frame_and_pairs_outside_it_do_not_count(rule, judged, m, tally):
    slots = SLOTS + "scope_by: {table: elderly_month}\n"
    rows = [got(m, p, 3) for p in ("orphan", "dis_life")]
    outside = judged(rule("exclusive", slots), received_month=rows)
    inside = judged(
        rule("exclusive", slots),
        received_month=rows,
        elderly_month=[{"person_id": p, "benefit_month": m(3)} for p in "AB"],
    )
    assert tally(outside) == (0, 0, 0, 0)
    assert tally(inside) == (1, 1, 0, 0)
