"""ID_CELL: the filled identity-number cells."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.id_numbers import check_digit
from pipelines.tables import ID_CELL

RIGHT = "33990120100618017" + check_digit("33990120100618017")
WRONG = RIGHT[:-1] + ("1" if RIGHT[-1] != "1" else "2")


def cell(world: Any, register: str, number: str | None, status: str, **values: Any) -> None:
    world.row(
        register, who=values.pop("who", "liu"), name=values.pop("name", "刘洋"), id_number=number,
        id_number_text=values.pop("text", number), id_number_status=status, **values,
    )  # fmt: skip


def suggested(world: Any, register: str = "roll_child") -> list[bool]:
    cells = world.facts()["id_cell"]
    return cells.filter(register=register)["suggested"].to_list()


def test_every_filled_cell_is_here_with_its_person_and_an_empty_one_is_not(world: Any) -> None:
    cell(world, "roll_child", WRONG, "bad_check", benefit_month="2026-06", township="白水镇")
    cell(world, "roll_child", None, "", text=None)
    cell(world, "roll_child", None, "bad_length", text="无")
    cell(world, "hukou", RIGHT, "valid")
    columns = ("register", "row", "field", "role", "name", "id_text", "person_id", "is_standing", "township")
    assert world.facts()["id_cell"].select(columns).rows() == [
        ("hukou", 2, "id_number", "subject", "刘洋", RIGHT, "liu", True, None),
        ("roll_child", 2, "id_number", "beneficiary", "刘洋", WRONG, "liu", False, "白水镇"),
        ("roll_child", 4, "id_number", "beneficiary", "刘洋", "无", "liu", False, None),
    ]


def test_a_members_cell_carries_its_number_in_the_row(world: Any) -> None:
    world.household("zhou", "NC7", 1, members=(("qiang", "周强"), ("mei", "周梅")), head_id=RIGHT,
                    head_id_text=RIGHT, head_id_status="valid", village="石门村")  # fmt: skip
    world.member_rows[1] |= {"member_id": WRONG, "member_id_text": WRONG, "member_id_status": "bad_check"}
    cells = world.facts()["id_cell"]
    assert cells.select("field", "role", "name", "person_id", "village").rows() == [
        ("head_id", "head", "zhou", "zhou", "石门村"),
        ("member_id_2", "member_2", "周梅", "mei", "石门村"),
    ]


def test_cells_are_sorted_by_row_and_field(world: Any) -> None:
    for _ in range(2):
        world.row(
            "hukou", who={"subject": "a", "father": "b"}, id_number=RIGHT, id_number_text=RIGHT,
            id_number_status="valid", father_id=RIGHT, father_id_text=RIGHT, father_id_status="valid",
        )  # fmt: skip
    cells = world.facts()["id_cell"]
    assert cells.equals(cells.sort(ID_CELL.key))
    assert cells["field"].to_list() == ["father_id", "id_number"] * 2


def test_a_unique_valid_number_of_the_name_and_birth_elsewhere_is_suggested(world: Any) -> None:
    cell(world, "roll_child", WRONG, "bad_check")
    cell(world, "hukou", RIGHT, "valid")
    assert suggested(world) == [True]


def test_a_number_of_the_same_register_suggests_nothing(world: Any) -> None:
    cell(world, "roll_child", WRONG, "bad_check")
    cell(world, "roll_child", RIGHT, "valid")
    assert suggested(world) == [False, False]


def test_two_different_valid_numbers_suggest_nothing(world: Any) -> None:
    twin = "33990120100618019" + check_digit("33990120100618019")
    cell(world, "roll_child", WRONG, "bad_check")
    cell(world, "hukou", RIGHT, "valid")
    cell(world, "student", twin, "valid")
    assert suggested(world) == [False]


def test_another_name_or_birth_date_suggests_nothing(world: Any) -> None:
    cell(world, "roll_child", WRONG, "bad_check")
    cell(world, "hukou", RIGHT, "valid", name="刘阳")
    cell(world, "student", "33990120100619017" + check_digit("33990120100619017"), "valid")
    assert suggested(world) == [False]


def test_the_persons_known_birth_date_finds_the_number_of_a_short_cell(world: Any) -> None:
    cell(world, "roll_child", "3399012010", "bad_length")
    cell(world, "hukou", RIGHT, "valid")
    assert suggested(world) == [False]
    world.person("liu", birth_date=date(2010, 6, 18))
    assert suggested(world) == [True]
