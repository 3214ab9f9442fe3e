"""status_while_paid: relation in time, three-valued filters, statuses without cash, scope."""

from __future__ import annotations

from datetime import date

SLOTS = """
unit_key: [person_id, programme]
paid: {table: received_month, where: is_counted}
fact: {table: custody_spell, where: custody = 'prison', on: {person_id: person_id}}
when: fact.valid_from <= paid.benefit_month
money: received
"""


def received(m, number, **more):
    return {"person_id": "A", "programme": "dis_care", "benefit_month": m(number), "received_fen": 100,
            "is_counted": True, **more}  # fmt: skip


def spell(start, **more):
    return {"person_id": "A", "custody": "prison", "valid_from": start, **more}


def test_months_after_the_fact_are_clue_months(rule, judged, m, clue_months):
    out = judged(
        rule("status_while_paid", SLOTS),
        received_month=[received(m, 2), received(m, 3), received(m, 4)],
        custody_spell=[spell(date(2026, 2, 15))],
    )
    assert clue_months(out) == [3, 4]
    assert out.clues["amount_at_risk_fen"].to_list() == [200]


def test_months_outside_the_window_are_context(rule, judged, m, tally, clue_months):
    out = judged(
        rule("status_while_paid", SLOTS),
        received_month=[received(m, 0), received(m, 7)],
        custody_spell=[spell(date(2025, 1, 1))],
    )
    assert tally(out) == (0, 0, 0, 0)


def test_a_month_without_fact_row_is_clean(rule, judged, m, tally):
    assert tally(judged(rule("status_while_paid", SLOTS), received_month=[received(m, 3)])) == (0, 1, 0, 0)


def test_an_unknown_filter_makes_the_month_unknown_only_where_the_relation_holds(rule, judged, m, tally):
    spells = [spell(date(2026, 3, 1), custody=None)]
    before = judged(rule("status_while_paid", SLOTS), received_month=[received(m, 2)], custody_spell=spells)
    after = judged(rule("status_while_paid", SLOTS), received_month=[received(m, 3)], custody_spell=spells)
    assert tally(before) == (0, 1, 0, 0)
    assert tally(after) == (0, 0, 1, 0)


def test_of_several_fact_rows_one_clue_is_enough_and_counts_its_money_once(rule, judged, m, tally):
    out = judged(
        rule("status_while_paid", SLOTS),
        received_month=[received(m, 3)],
        custody_spell=[spell(date(2026, 1, 1)), spell(date(2026, 2, 1)), spell(None)],
    )
    assert tally(out) == (1, 0, 0, 0)
    assert out.clues["amount_at_risk_fen"].to_list() == [100]


def test_a_clue_month_wins_over_an_unknown_one(rule, judged, m, clue_months, tally):
    out = judged(
        rule("status_while_paid", SLOTS),
        received_month=[received(m, 3), received(m, 4, is_counted=None)],
        custody_spell=[spell(date(2026, 1, 1))],
    )
    assert tally(out) == (1, 0, 0, 0)
    assert clue_months(out) == [3]


def test_a_weakly_linked_fact_row_does_not_count(rule, judged, m, tally):
    out = judged(
        rule("status_while_paid", SLOTS),
        received_month=[received(m, 3)],
        custody_spell=[spell(date(2026, 1, 1), is_strong=False)],
    )
    assert tally(out) == (0, 1, 0, 0)


def test_a_person_who_cannot_be_linked_is_not_evaluable(rule, judged, m, tally):
    out = judged(
        rule("status_while_paid", SLOTS),
        received_month=[received(m, 3, is_identified=False)],
        custody_spell=[spell(date(2026, 1, 1))],
    )
    assert tally(out) == (0, 0, 1, 0)
    assert out.not_evaluable["reason_code"].to_list() == ["person_unmatched"]


def test_rows_that_meet_unless_leave_the_scope(rule, judged, m, tally):
    slots = SLOTS + "unless: {table: death, on: {person_id: person_id}}\n"
    out = judged(
        rule("status_while_paid", slots),
        received_month=[received(m, 3), received(m, 3, person_id="B")],
        custody_spell=[spell(date(2026, 1, 1))],
        death=[{"person_id": "A"}],
    )
    assert tally(out) == (0, 1, 0, 0)


def test_grace_months_are_near_misses(rule, judged, m, tally):
    slots = SLOTS.replace("<= paid.benefit_month", "<= add_months(paid.benefit_month, -k)")
    slots += "near_miss: paid.benefit_month < add_months(fact.valid_from, k)\n"
    out = judged(
        rule("status_while_paid", slots, k=2),
        received_month=[received(m, 3), received(m, 4)],
        custody_spell=[spell(date(2026, 3, 1))],
    )
    assert tally(out) == (0, 1, 0, 2)
    assert out.near_misses["unit_key"].unique().to_list() == ["A|dis_care"]


def test_a_status_without_cash_counts_in_the_months_it_is_active(rule, judged, m, tally, clue_months):
    slots = SLOTS + "status: {table: marginal_spell}\n"
    out = judged(
        rule("status_while_paid", slots),
        marginal_spell=[
            {
                "person_id": "A",
                "valid_from": date(2025, 3, 9),
                "valid_to": date(2026, 2, 3),
                "is_strong": True,
            }
        ],
        custody_spell=[spell(date(2025, 1, 1))],
    )
    assert tally(out) == (1, 0, 0, 0)
    assert clue_months(out) == [1, 2]
    assert out.clues.select("unit_key", "programme", "amount_at_risk_fen").row(0) == ("A|", None, None)
