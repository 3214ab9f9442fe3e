"""The example county, typed row by row: the facts behind its clues and its near-misses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
NAMES = {
    "wang": "王秀英", "li": "李建国", "zhang": "张桂兰", "chen": "陈志强", "liu": "刘小红", "zhao": "赵德明",
    "zhou": "周玉梅", "wu": "吴永福", "zhang62": "张桂兰", "he": "何大山", "lin": "林小芳", "zheng": "郑海",
    "guo": "郭晓", "liuyang": "刘洋", "sunli": "孙丽", "qiang": "周强",
}  # fmt: skip
HOMES = (  # household, head, amount, headcount, further member
    ("NC001", "wang", 42000, 1, None), ("NC002", "li", 41000, 1, None), ("NC003", "zhang", 38000, 1, None),
    ("NC004", "chen", 40000, 1, None), ("NC005", "liu", 35000, 2, "liuyang"),
    ("NC006", "zhao", 52000, 2, "sunli"), ("NC007", "zhou", 46000, 2, "qiang"),
    ("NC008", "wu", 43000, 2, "qiang"), ("NC009", "zhang62", 39000, 1, None),
)  # fmt: skip
JUNE_LINES = (
    ("wang", 42000), ("zhang", 38000), ("chen", 40000), ("chen", 40000), ("liu", 35000), ("liu", 35000),
    ("zhao", 52000), ("zhou", 46000), ("wu", 43000), ("zhang62", 39000), ("li", 41000),
)  # fmt: skip
DISABLED = (  # person, amount, roll number, category, level, status, certificate of the register
    ("he", 9000, "33990119430808019X41", "肢体", "1", "valid", "33990119430808019X41"),
    ("lin", 9000, "33990119900303028243", "肢体", "3", "valid", "33990119900303028243"),
    ("zheng", 9000, "33990119850606037441", "肢体", "1", "cancelled", "33990119850606037441"),
    ("guo", 8000, "33990119930707053163", "精神", "3", "valid", "33990119930707053163B1"),
)  # fmt: skip


@pytest.fixture
def facts(world: Any) -> dict[str, Any]:
    """The facts of the example county."""
    for month, sheet in (("2026-05", "2026年5月"), ("2026-06", "2026年6月")):
        for number, head, fen, headcount, member in HOMES:
            if (month, head) != ("2026-06", "li"):
                further = ((member, NAMES[member]),) if member else ()
                world.household(
                    head, number, fen, month, sheet=sheet, headcount=headcount, members=further,
                    township="青石镇",
                )  # fmt: skip
    may = [(head, fen) for _, head, fen, _, _ in HOMES]
    for no, (person, fen) in enumerate(may, start=1):
        world.line(person, fen, "2026-05", batch_no="NCDB202605", line_no=no, account=account(person),
                   paid_on="2026-05-08")  # fmt: skip
        returned(world, "NCDB202605", no, person, fen, "success")
    special = {
        5: {"status": "returned"}, 6: {"line_kind": "correction", "paid_on": "2026-06-15"},
        11: {"line_kind": "arrears", "month": "2026-04"},
    }  # fmt: skip
    for no, (person, fen) in enumerate(JUNE_LINES, start=1):
        values = {"month": "2026-06", **special.get(no, {})}
        world.line(person, fen, batch_no="NCDB202606", line_no=no, account=account(person), **values)
        returned(world, "NCDB202606", no, person, fen, "failed" if no == 5 else "success")
    world.line("he", 120000, batch_no="TK202606", line_no=1, programme="tekun", account=account("he"))
    world.row(
        "roll_tekun", who="he", programme="tekun_scattered", benefit_month="2026-06",
        living_amount_fen=98000, care_amount_fen=22000, care_level="半护理",
    )  # fmt: skip
    for no, (person, fen, number, category, level, status, held) in enumerate(DISABLED, start=1):
        world.line(
            person, fen, batch_no="CJ202606", line_no=no, programme="dis_care", account=account(person)
        )
        world.row(
            "roll_disability", who=person, programme="dis_care", benefit_month="2026-06", amount_fen=fen,
            certificate=number, category=category, level=level,
        )  # fmt: skip
        world.row(
            "disability_certificates", who=person, certificate=held, status=status, status_text=status,
            category=category, level=level, issued_on="2019-05-06", valid_to="2029-05-05",
        )  # fmt: skip
    world.row("death_police", who="wang", reason="death", died_on="2026-04-10", cancelled_on="2026-04-20")
    world.row("death_police", who="li", reason="death", died_on="2026-05-20", cancelled_on="2026-06-01")
    world.row("death_police", who="zhou", reason="moved", cancelled_on="2026-03-01")
    probable = {"evidence": "probable", "probability": 0.93, "is_strong": False,
                "agrees": ["age", "township", "village"], "contradicts": []}  # fmt: skip
    world.row(
        "death_cremation", who="zhang", link=probable, name="张桂兰", age=75, died_on="2026-04-28",
        cremated_on="2026-04-30", address="青石镇柳河村3组",
    )  # fmt: skip
    world.row("death_cremation", who="li", died_on="2026-05-20", cremated_on="2026-05-22", age=70)
    world.row("payroll", who="sunli", status="active", kind="事业编制", from_month="2020-01")
    world.row("payroll", who="zhou", status="active", kind="公益性岗位", from_month="2025-03")
    world.row("prison", who="wu", custody="prison", from_on="2026-05-15")
    footer = {"sheet": "2026年6月", "first_row": 2, "last_row": 99, "amount_field": "amount"}
    world.footer("roll_dibao_rural", row=100, amount_fen=340000, **footer)
    for person, name in NAMES.items():
        world.person(person, name=name)
    return dict(world.facts())


def account(person: str) -> str:
    """周玉梅 and 林小芳 share an account."""
    return "acc-zhou" if person == "lin" else f"acc-{person}"


def returned(world: Any, batch: str, no: int, person: str, fen: int, result: str) -> None:
    """The bank's answer to a line."""
    world.row(
        "pay_return", batch_no=batch, line_no=no, account=account(person), amount_fen=fen, result=result
    )


def rows(facts: dict[str, Any], table: str, person: str, *columns: str) -> list[tuple[Any, ...]]:
    return facts[table].filter(person_id=person).select(columns).rows()


def test_wang_died_in_april_and_is_paid_for_may_and_june(facts: dict[str, Any]) -> None:
    assert rows(facts, "death", "wang", "death_date", "source_count") == [(date(2026, 4, 10), 1)]
    paid = rows(facts, "paid_month", "wang", "benefit_month", "paid_fen", "has_other_living_members")
    assert paid == [(MAY, 42000, False), (JUNE, 42000, False)]


def test_li_died_in_may_and_the_line_of_june_is_for_april(facts: dict[str, Any]) -> None:
    assert rows(facts, "death", "li", "death_date", "source_count") == [(date(2026, 5, 20), 2)]
    paid = rows(facts, "paid_month", "li", "benefit_month", "paid_fen", "arrears_fen")
    assert paid == [(date(2026, 4, 1), 41000, 41000), (MAY, 41000, 0)]


def test_zhang_born_1950_is_suspected_and_her_namesake_is_not(facts: dict[str, Any]) -> None:
    columns = ("agree_count", "contradict_count", "death_date")
    assert rows(facts, "suspected_death", "zhang", *columns) == [(3, 0, date(2026, 4, 28))]
    assert rows(facts, "suspected_death", "zhang62") == []


def test_zhou_did_not_die(facts: dict[str, Any]) -> None:
    assert rows(facts, "death_record", "zhou", "death_date") == []


def test_chen_has_two_normal_lines_against_one_due_amount(facts: dict[str, Any]) -> None:
    columns = ("benefit_month", "normal_lines", "counted_fen", "entitlement_fen")
    assert rows(facts, "paid_month", "chen", *columns) == [(MAY, 1, 40000, 40000), (JUNE, 2, 80000, 40000)]


def test_liu_was_returned_and_reissued(facts: dict[str, Any]) -> None:
    columns = ("benefit_month", "normal_lines", "correction_lines", "returned_lines", "paid_fen")
    assert rows(facts, "paid_month", "liu", *columns)[1] == (JUNE, 0, 1, 1, 35000)


def test_qiang_is_counted_in_two_households_in_both_months(facts: dict[str, Any]) -> None:
    columns = ("household_id", "benefit_month", "is_counted", "share_fen", "first_month", "last_month")
    assert rows(facts, "household_member", "qiang", *columns) == [
        ("NC007", MAY, True, 23000, MAY, JUNE),
        ("NC007", JUNE, True, 23000, MAY, JUNE),
        ("NC008", MAY, True, 21500, MAY, JUNE),
        ("NC008", JUNE, True, 21500, MAY, JUNE),
    ]


def test_he_receives_tekun_and_a_disability_subsidy(facts: dict[str, Any]) -> None:
    received = rows(facts, "received_month", "he", "programme", "received_fen")
    assert received == [("dis_care", 9000), ("tekun_scattered", 120000)]


def test_sun_is_on_the_payroll_and_counted_in_her_husbands_household(facts: dict[str, Any]) -> None:
    assert rows(facts, "payroll_spell", "sunli", "kind", "valid_from") == [("事业编制", date(2020, 1, 1))]
    received = rows(facts, "received_month", "sunli", "benefit_month", "role", "is_counted", "received_fen")
    assert received == [(MAY, "member", True, 52000), (JUNE, "member", True, 52000)]


def test_wu_is_in_prison_from_the_middle_of_may(facts: dict[str, Any]) -> None:
    assert rows(facts, "custody_spell", "wu", "valid_from", "valid_to") == [(date(2026, 5, 15), None)]
    assert rows(facts, "received_month", "wu", "share_fen", "is_counted") == [(21500, True)] * 2


def test_certificates_are_found_through_the_suffix_with_their_levels(facts: dict[str, Any]) -> None:
    months = (
        facts["certificate_month"].select("person_id", "rows", "worst_status", "category", "level").rows()
    )
    assert months == [
        ("guo", 1, "valid", "精神", 3),
        ("he", 1, "valid", "肢体", 1),
        ("lin", 1, "valid", "肢体", 3),
        ("zheng", 1, "cancelled", "肢体", 1),
    ]


def test_zhou_and_lin_share_an_account_and_no_household(facts: dict[str, Any]) -> None:
    shared = facts["account_person"].filter(account="acc-zhou")
    columns = ("person_id", "group_id", "is_holder_group", "paid_fen")
    assert shared.select(columns).rows() == [("lin", "lin", False, 9000), ("zhou", "zhou", True, 92000)]


def test_the_footer_of_june_says_fifty_yuan_more_than_its_rows(facts: dict[str, Any]) -> None:
    assert facts["sheet_total"].select("amount_fen", "detail_fen", "detail_count").rows() == [
        (340000, 335000, 8)
    ]


def test_the_batches_agree_with_the_bank(facts: dict[str, Any]) -> None:
    books = (
        facts["tie_out"].filter(test="B", has_right=True).select("unit_key", "left_fen", "right_fen").rows()
    )
    assert books == [("NCDB202605", 376000, 376000), ("NCDB202606", 451000, 451000)]
