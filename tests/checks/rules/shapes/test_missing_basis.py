"""missing_basis: no valid right row, alternatives in order, unknown and stale right rows."""

from __future__ import annotations

from datetime import date

from pipelines.tables import FACTS

SLOTS = """
unit_key: [person_id]
left: {table: received_month}
right: {table: certificate, on: [{certificate20: certificate20}, {person_id: person_id}]}
valid: >-
  right.status = 'valid'
  and coalesce(right.valid_until, date(9999-12-31)) >= add_months(left.benefit_month, -k)
near_miss: right.valid_until < left.benefit_month
money: received
"""


def left(m, number, **more):
    return {"person_id": "A", "programme": "dis_care", "benefit_month": m(number), "received_fen": 90, **more}


def certificate(status, **more):
    return {"person_id": "A", "status": status, "is_strong": True, "register": "c", "file": "f", **more}


def test_without_any_right_row_the_month_is_a_clue(rule, judged, m, clue_months):
    assert clue_months(judged(rule("missing_basis", SLOTS), received_month=[left(m, 2), left(m, 3)])) == [
        2,
        3,
    ]


def test_one_valid_right_row_is_enough(rule, judged, m, tally):
    out = judged(
        rule("missing_basis", SLOTS),
        received_month=[left(m, 2)],
        certificate=[certificate("frozen", row=1), certificate("valid", row=2)],
    )
    assert tally(out) == (0, 1, 0, 0)


def test_invalid_and_unknown_right_rows_leave_the_month_unknown(rule, judged, m, tally):
    out = judged(
        rule("missing_basis", SLOTS),
        received_month=[left(m, 2)],
        certificate=[certificate("frozen", row=1), certificate(None, row=2)],
    )
    assert tally(out) == (0, 0, 1, 0)


def test_the_second_alternative_is_tried_only_where_the_first_finds_nothing(rule, judged, m, tally):
    rows = [
        certificate("frozen", certificate20="X", person_id="B", row=1),
        certificate("valid", certificate20="Y", row=2),
    ]
    by_number = judged(
        rule("missing_basis", SLOTS), received_month=[left(m, 2, certificate20="X")], certificate=rows
    )
    by_person = judged(
        rule("missing_basis", SLOTS), received_month=[left(m, 2, certificate20="Z")], certificate=rows
    )
    assert tally(by_number) == (1, 0, 0, 0)
    assert tally(by_person) == (0, 1, 0, 0)


def test_met_by_person_a_weakly_linked_row_does_not_count(rule, judged, m, tally):
    weak = [certificate("valid", is_strong=False, certificate20="Y")]
    assert tally(judged(rule("missing_basis", SLOTS), received_month=[left(m, 2)], certificate=weak))[0] == 1


def test_a_row_valid_only_by_grace_is_a_near_miss_unless_another_is_plainly_valid(rule, judged, m, tally):
    late = certificate("valid", valid_until=date(2026, 1, 20), row=1)
    plain = certificate("valid", row=2)
    graced = judged(rule("missing_basis", SLOTS, k=3), received_month=[left(m, 3)], certificate=[late])
    both = judged(rule("missing_basis", SLOTS, k=3), received_month=[left(m, 3)], certificate=[late, plain])
    assert tally(graced) == (0, 1, 0, 1)
    assert tally(both) == (0, 1, 0, 0)


def test_a_register_older_than_the_month_proves_no_absence(rule, judged, m, tally):
    state = {
        "register": "pay_batch",
        "is_present": True,
        "is_standing": True,
        "extracted_on": date(2026, 2, 10),
    }
    out = judged(rule("missing_basis", SLOTS), received_month=[left(m, 3)], register_state=[state])
    assert tally(out) == (0, 0, 1, 0)
    assert out.not_evaluable["reason_code"].to_list() == ["register_stale"]
    earlier = judged(rule("missing_basis", SLOTS), received_month=[left(m, 2)], register_state=[state])
    assert tally(earlier) == (1, 0, 0, 0)


def test_certificate_is_a_fact_table():
    assert "certificate20" in FACTS["received_month"].columns
