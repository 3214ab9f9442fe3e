"""DEATH_RECORD, DEATH and SUSPECTED_DEATH."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

PROBABLE = {
    "evidence": "probable", "probability": 0.9, "is_strong": False, "agrees": ["age", "village"],
    "contradicts": [],
}  # fmt: skip


def death(world: Any, *columns: str, **options: Any) -> tuple[Any, ...]:
    (row,) = world.facts(**options)["death"].select(columns).rows()
    return row


def test_only_police_rows_whose_reason_means_death_are_records(world: Any) -> None:
    world.row("death_police", who="wang", reason="death", died_on="2026-04-10")
    world.row("death_police", who="zhou", reason="moved_out", cancelled_on="2026-03-01")
    world.row("death_police", who="li", reason=None, cancelled_on="2026-03-01")
    facts = world.facts()
    assert facts["death_record"]["person_id"].to_list() == ["wang"]
    assert facts["death"]["person_id"].to_list() == ["wang"]


@pytest.mark.parametrize(
    ("register", "dates", "expected"),
    [
        (
            "death_police",
            {"died_on": "2026-04-10", "cancelled_on": "2026-04-20"},
            (date(2026, 4, 10), "died_on"),
        ),
        ("death_police", {"cancelled_on": "2026-04-20"}, (date(2026, 4, 20), "cancelled_on")),
        ("death_cremation", {"cremated_on": "2026-04-13"}, (date(2026, 4, 13), "cremated_on")),
        ("death_health", {"reported_on": "2026-05-02"}, (date(2026, 5, 2), "reported_on")),
        ("death_police", {}, (None, None)),
    ],
)
def test_the_best_date_of_a_row_stands_for_the_death(
    world: Any, register: str, dates: dict[str, str], expected: tuple[Any, ...]
) -> None:
    world.row(register, who="wang", reason="death", **dates)
    assert death(world, "death_date", "date_basis") == expected


def test_of_several_registers_the_latest_date_counts(world: Any) -> None:
    world.row("death_police", who="wang", reason="death", died_on="2026-04-10")
    world.row("death_cremation", who="wang", cremated_on="2026-04-13")
    columns = ("death_date", "earliest_date", "source_count", "is_date_conflict")
    assert death(world, *columns) == (date(2026, 4, 13), date(2026, 4, 10), 2, False)


@pytest.mark.parametrize(("later", "is_conflict"), [("2026-05-11", False), ("2026-05-12", True)])
def test_dates_more_than_the_limit_apart_are_in_conflict(world: Any, later: str, is_conflict: bool) -> None:
    world.row("death_police", who="wang", reason="death", died_on="2026-04-10")
    world.row("death_health", who="wang", died_on=later)
    assert death(world, "is_date_conflict", date_conflict_days=31) == (is_conflict,)


def test_a_record_with_a_weak_link_is_no_death(world: Any) -> None:
    world.row("death_cremation", who="zhang", link=PROBABLE, died_on="2026-04-28")
    facts = world.facts()
    assert facts["death"].is_empty()
    assert facts["death_record"]["is_strong"].to_list() == [False]


def test_a_death_dated_after_the_audits_today_is_not_used(world: Any) -> None:
    world.row("death_police", who="wang", reason="death", died_on="2026-07-11")
    assert world.facts()["death_record"].is_empty()


@pytest.mark.parametrize(
    ("register", "values", "kind"),
    [
        ("liveness", {"verified_on": "2026-05-01", "result": "success"}, "liveness"),
        ("liveness", {"verified_on": "2026-05-01", "result": "failed"}, None),
        ("liveness", {"verified_on": "2026-04-10", "result": "success"}, None),
        ("liveness", {"verified_on": "2026-07-11", "result": "success"}, None),
        ("review_log", {"reviewed_on": "2026-05-01", "visited": "yes"}, "review_log"),
        ("review_log", {"reviewed_on": "2026-05-01", "visited": "no"}, None),
        ("payroll", {"from_month": "2026-05"}, "payroll"),
        ("payroll", {"from_month": "2020-01"}, None),
        ("student", {"from_on": "2026-05-01"}, "student"),
    ],
)
def test_a_proof_of_life_counts_only_after_the_death(
    world: Any, register: str, values: dict[str, str], kind: str | None
) -> None:
    world.row("death_police", who="wang", reason="death", died_on="2026-04-10")
    world.row(register, who="wang", **values)
    assert death(world, "proof_of_life_kind") == (kind,)


def test_a_proof_of_life_needs_a_strong_link(world: Any) -> None:
    world.row("death_police", who="wang", reason="death", died_on="2026-04-10")
    world.row("student", who="wang", link={"is_strong": False}, from_on="2026-05-01")
    assert death(world, "proof_of_life_on") == (None,)


# --- suspected -----------------------------------------------------------------------------------


def suspected(world: Any, agrees: list[str], contradicts: list[str]) -> tuple[Any, ...]:
    world.row(
        "death_cremation", who="zhang", link={**PROBABLE, "agrees": agrees, "contradicts": contradicts},
        died_on="2026-04-28", name="张桂兰", age=75, address="青石镇柳河村3组",
    )  # fmt: skip
    (row,) = world.facts()["suspected_death"].select("agree_count", "contradict_count").rows()
    return row


@pytest.mark.parametrize(
    ("agrees", "count"),
    [
        (["age", "village"], 2),
        (["birth", "age"], 1),
        (["age", "village", "township"], 3),
        (["sex", "village"], 1),
        (["sex", "phone"], 1),
        (["sex", "account", "township"], 2),
        (["phone", "account", "household"], 0),
        ([], 0),
    ],
    ids=lambda v: "+".join(v) if isinstance(v, list) else str(v),
)
def test_birth_or_age_counts_once_and_sex_only_with_phone_or_account(
    world: Any, agrees: list[str], count: int
) -> None:
    assert suspected(world, agrees, []) == (count, 0)


def test_points_that_stand_against_each_other_are_counted_too(world: Any) -> None:
    assert suspected(world, ["township"], ["birth", "age", "village", "sex", "phone"]) == (1, 3)


def test_a_person_with_a_strong_record_is_not_suspected(world: Any) -> None:
    world.row("death_police", who="zhang", reason="death", died_on="2026-04-28")
    world.row("death_cremation", who="zhang", link=PROBABLE, died_on="2026-04-28")
    assert world.facts()["suspected_death"].is_empty()


def test_a_suspected_death_shows_the_record_and_the_namesakes_of_the_township(world: Any) -> None:
    world.row(
        "death_cremation", who="z1", link=PROBABLE, died_on="2026-04-28", name="张桂兰", age=75,
        address="青石镇柳河村3组",
    )  # fmt: skip
    world.person("z1", name="张桂兰", township="青石镇")
    world.person("z2", name="张桂兰", township="青石镇")
    world.person("z3", name="张桂兰", township="白水镇")
    world.person("z4", name="张桂兰", township="青石镇")
    world.row("death_police", who="z4", reason="death", died_on="2020-01-01")
    columns = ("person_id", "namesakes", "agrees", "record_name", "record_age", "record_address")
    (row,) = world.facts()["suspected_death"].select(columns).rows()
    assert row == ("z1", 1, "年龄、村（社区）", "张桂兰", 75, "青石镇柳河村3组")


def test_all_who_fit_one_record_equally_well_stand_with_it(world: Any) -> None:
    world.row(
        "death_cremation", who="z1", link={**PROBABLE, "rivals": 1}, died_on="2026-04-28", name="李大山",
        age=84,
    )  # fmt: skip
    alike = {"name": "李大山", "township": "青石镇", "village": "柳河村"}
    world.person("z1", **alike, birth_date=date(1942, 1, 1))
    world.person("z2", **alike, birth_date=date(1942, 3, 1))
    world.person("too young", **alike, birth_date=date(1962, 3, 1))
    world.person("elsewhere", **(alike | {"village": "高桥村"}), birth_date=date(1942, 3, 1))
    rows = world.facts()["suspected_death"].select("person_id", "rivals", "death_date").rows()
    assert rows == [("z1", 1, date(2026, 4, 28)), ("z2", 1, date(2026, 4, 28))]


def test_a_death_keeps_the_lowest_name_agreement_of_its_strong_records(world: Any) -> None:
    world.row("death_health", who="li", died_on="2026-03-01", link={"name_agreement": 1.0})
    world.row("death_cremation", who="li", cremated_on="2026-03-03", link={"name_agreement": 0.0})
    assert world.facts()["death"]["name_agreement"].to_list() == [0.0]
