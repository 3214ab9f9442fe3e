"""Links by number: exact, upgraded, repaired, and what must never be merged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Make = dict[str, Callable[..., Any]]
ZHANG = "339901195011300440"


@pytest.fixture
def hukou(make: Make) -> list[dict[str, Any]]:
    """张桂兰 with her right number, in another register."""
    return [make["mention"]("hukou", 1, name="张桂兰", id_number=ZHANG)]


def second(make: Make, hukou: list[dict[str, Any]], **values: Any) -> tuple[dict[str, Any], bool]:
    """The link of a second mention, and whether it is the same person."""
    found = make["identified"]([*hukou, make["mention"]("roll", 7, **values)])
    it = make["link"](found, "roll", 7)
    return it, it["person_id"] == make["link"](found, "hukou", 1)["person_id"]


def test_the_same_valid_number_is_the_same_person(make: Make, hukou: list[dict[str, Any]]) -> None:
    it, same = second(make, hukou, name="张桂兰", id_number=ZHANG, sex="女", birth_date=date(1950, 11, 30))
    assert (it["evidence"], it["probability"], it["is_strong"], same) == ("exact_id", 1.0, True, True)
    assert it["agrees"] == ["birth", "sex"]
    assert it["explanation"] == "证件号一致，姓名一致"


def test_a_number_typed_for_somebody_else_links_and_shows_it(make: Make, hukou: list[dict[str, Any]]) -> None:
    again = make["mention"]("pension", 2, name="张桂兰", id_number=ZHANG)
    it, same = second(make, [*hukou, again], name="李大山", id_number=ZHANG)
    assert (it["evidence"], it["name_agreement"], same) == ("exact_id", 0.0, True)
    assert "姓名不同" in it["explanation"]


def test_a_valid_number_alone_is_exact(make: Make, hukou: list[dict[str, Any]]) -> None:
    found = make["identified"](hukou)
    assert make["link"](found, "hukou", 1)["evidence"] == "exact_id"
    assert found.persons["is_identified"].to_list() == [True]


def test_fifteen_digits_are_upgraded(make: Make, hukou: list[dict[str, Any]]) -> None:
    it, same = second(make, hukou, name="张桂兰", id_number="339901501130044")
    assert (it["evidence"], it["is_strong"], same) == ("upgraded_id", True, True)
    assert it["id_number"] == "339901501130044"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        pytest.param("339901195011300410", "证件号第17位一字之差", id="substitution"),
        pytest.param("339901195011300441", "证件号第18位一字之差", id="check digit"),
        pytest.param("339901196011300440", "证件号第9位一字之差", id="birth year"),
        pytest.param("339901195013100440", "证件号第12、13位颠倒", id="swap to no date"),
        pytest.param("33990119511300440", "证件号第10位漏一字", id="missing digit"),
        pytest.param("3399011950111300440", "多一字", id="extra digit"),
        pytest.param("3399O1195011300440", "证件号第5位一字之差", id="letter O"),
        pytest.param("339901195011300000", "后三位丢失", id="damaged by a spreadsheet"),
        pytest.param("3.39901195011300E+17", "后三位丢失", id="scientific"),
    ],
)
def test_one_slip_is_repaired(make: Make, hukou: list[dict[str, Any]], wrong: str, why: str) -> None:
    it, same = second(make, hukou, name="张桂兰", id_number=wrong)
    assert (it["evidence"], it["is_strong"], same) == ("repaired_id", True, True)
    assert why in it["explanation"]
    assert "目标唯一" in it["explanation"]
    assert ZHANG not in it["explanation"]
    assert wrong not in it["explanation"]


def test_a_homophone_repairs_a_stranger_does_not(make: Make, hukou: list[dict[str, Any]]) -> None:
    wrong = "339901195011300441"
    assert second(make, hukou, name="章桂兰", id_number=wrong)[0]["evidence"] == "repaired_id"
    it, same = second(make, hukou, name="李大山", id_number=wrong)
    assert (it["evidence"], it["is_strong"], same) == ("single", False, False)


def test_one_character_off_needs_the_birth_date(make: Make, hukou: list[dict[str, Any]]) -> None:
    wrong = {"name": "张桂英", "id_number": "339901195011300441"}
    assert second(make, hukou, **wrong)[1] is False
    it, same = second(make, hukou, **wrong, birth_date=date(1950, 11, 30))
    assert (it["evidence"], same, it["is_strong"]) == ("repaired_id", True, False)


def test_two_targets_are_no_target(make: Make) -> None:
    one, two = make["number"]("19501130", 44), make["number"]("19501130", 45)
    wrong = one[:16] + "5" + one[17]  # one digit from the first number, one from the second
    assert wrong not in (one, two)
    both = [
        make["mention"]("hukou", 1, name="张桂兰", id_number=one),
        make["mention"]("hukou", 2, name="张桂兰", id_number=two),
    ]
    it, _ = second(make, both, name="张桂兰", id_number=wrong)
    assert it["evidence"] in {"single", "probable"}
    assert not it["is_strong"]


def test_twins_are_told_apart_by_name(make: Make) -> None:
    elder, younger = make["number"]("20100618", 17), make["number"]("20100618", 19)
    twins = [
        make["mention"]("hukou", 1, name="刘大洋", id_number=elder),
        make["mention"]("hukou", 2, name="刘小洋", id_number=younger),
    ]
    wrong = elder[:16] + "9" + elder[17]
    found = make["identified"]([*twins, make["mention"]("roll", 7, name="刘小洋", id_number=wrong,
                                                        birth_date=date(2010, 6, 18))])  # fmt: skip
    it = make["link"](found, "roll", 7)
    assert it["evidence"] == "repaired_id"
    assert it["person_id"] == make["link"](found, "hukou", 2)["person_id"]


def test_valid_neighbours_never_merge(make: Make) -> None:
    numbers = [make["number"]("20100618", k) for k in range(10, 20)]
    found = make["identified"](
        make["mention"]("hukou", k, name="刘洋", id_number=n, township="白水镇", village="高桥村",
                        birth_date=date(2010, 6, 18), household="H0001")
        for k, n in enumerate(numbers)
    )  # fmt: skip
    assert found.links["person_id"].n_unique() == 10
    assert found.links["evidence"].unique().to_list() == ["exact_id"]


def test_the_spouses_number_stays_the_spouses(make: Make) -> None:
    wife, husband = make["number"]("19500101", 22), make["number"]("19480101", 11)
    found = make["identified"]([
        make["mention"]("hukou", 1, name="王秀英", id_number=wife),
        make["mention"]("hukou", 2, name="李建国", id_number=husband),
        make["mention"]("pension", 3, name="李建国", id_number=husband),
        make["mention"]("roll", 7, name="王秀英", id_number=husband),
    ])  # fmt: skip
    it = make["link"](found, "roll", 7)
    assert it["person_id"] == make["link"](found, "hukou", 2)["person_id"]
    assert (it["evidence"], it["name_agreement"]) == ("exact_id", 0.0)


def test_a_certificate_carries_its_holders_number(make: Make, hukou: list[dict[str, Any]]) -> None:
    it, same = second(make, hukou, name="张桂兰", certificate=f"{ZHANG}41")
    assert (it["evidence"], same) == ("repaired_id", True)
    other = make["number"]("19621130", 44)
    it, same = second(make, hukou, name="张桂兰", id_number=ZHANG, certificate=f"{other}41")
    assert (it["evidence"], it["has_id_conflict"], same) == ("exact_id", True, True)


def test_a_number_the_reader_saw_damaged_is_not_trusted(make: Make) -> None:
    body = next(n for k in range(100) if (n := make["number"]("19501130", k)).endswith("0"))
    lost = make["mention"]("roll", 7, name="张桂兰", id_number=body, id_status="damaged")
    it = make["link"](make["identified"]([lost]), "roll", 7)
    assert it["evidence"] == "single"


def test_one_wrong_number_every_month_is_one_person(make: Make) -> None:
    wrong = "339901201006180172"
    found = make["identified"](
        [make["mention"]("roll", k, name="刘洋", id_number=wrong) for k in (3, 4)]
        + [make["mention"]("roll", 5, name="赵德明", id_number=wrong)]
    )
    one, again, other = (make["link"](found, "roll", k) for k in (3, 4, 5))
    assert one["person_id"] == again["person_id"] != other["person_id"]
    assert (one["evidence"], one["is_strong"], other["evidence"]) == ("probable", False, "single")


def test_a_number_that_says_nothing_joins_nobody(make: Make) -> None:
    found = make["identified"](make["mention"]("roll", k, name="刘洋", id_number="无") for k in (3, 4))
    assert found.links["person_id"].n_unique() == 2
    assert found.links["evidence"].to_list() == ["single", "single"]


def test_former_name_repairs(make: Make) -> None:
    known = [make["mention"]("hukou", 1, name="张桂兰", former_name="张招弟", id_number=ZHANG)]
    it, same = second(make, known, name="张招弟", id_number="339901195011300441")
    assert (it["evidence"], same) == ("repaired_id", True)


def test_earlier_persons_can_be_found(make: Make, hukou: list[dict[str, Any]]) -> None:
    earlier = make["identified"](hukou).persons
    now = [make["mention"]("roll", 7, name="张桂兰", id_number="339901195011300441")]
    found = make["identified"](now, known_persons=earlier)
    assert found.links["evidence"].to_list() == ["repaired_id"]
    assert found.persons["person_id"].to_list() == earlier["person_id"].to_list()
    assert found.persons["mentions"].to_list() == [1]
