"""Mentions without usable number: what makes a probable link, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Make = dict[str, Callable[..., Any]]
DIED = date(2026, 4, 28)


@pytest.fixture
def county(make: Make) -> list[dict[str, Any]]:
    """Two 张桂兰 on the roll, and neighbours; payments know the village only."""
    people = [
        ("张桂兰", "339901195011300440", "青石镇", "柳河村"),
        ("张桂兰", "339901196204210649", "白水镇", "高桥村"),
        ("李建国", "339901195507010332", "青石镇", "柳河村"),
        ("刘小红", "339901198109090625", "白水镇", "高桥村"),
    ]
    rolls = [
        make["mention"]("roll", k, "head", name=n, id_number=i, township=t, village=v, household=f"NC00{k}")
        for k, (n, i, t, v) in enumerate(people)
    ]
    lines = [
        make["mention"]("pay_batch", k, "payee", name=n, id_number=i, village=f"{v}委会",
                        account=f"622180999900000000{k}", phone=f"1390000000{k}")
        for k, (n, i, _, v) in enumerate(people)
    ]  # fmt: skip
    return [*rolls, *lines]


def linked(make: Make, county: list[dict[str, Any]], **values: Any) -> tuple[dict[str, Any], int | None]:
    """The link of one more row, and the roll row of the person it leads to (None: nobody's)."""
    found = make["identified"]([*county, make["mention"]("death_cremation", 9, **values)])
    it = make["link"](found, "death_cremation", 9)
    rows = [k for k in range(4) if make["link"](found, "roll", k, "head")["person_id"] == it["person_id"]]
    return it, rows[0] if rows else None


def test_name_age_village_township_and_sex(make: Make, county: list[dict[str, Any]]) -> None:
    it, row = linked(
        make, county, name="张桂兰", sex="女", age_years=75, age_on=DIED, address="青石镇柳河村3组"
    )
    assert (it["evidence"], row, it["rivals"], it["is_strong"]) == ("probable", 0, 0, False)
    assert it["probability"] >= 0.85
    assert it["agrees"] == ["age", "village", "township", "sex"]
    assert it["contradicts"] == []
    assert it["explanation"] == "姓名一致，年龄、村、乡镇、性别相符，无证件号"


@pytest.mark.parametrize(
    "address", ["青石镇柳河3组", "示例县青石镇柳河社区", "柳河村民委员会", "青石乡柳河行政村"],
)  # fmt: skip
def test_however_the_village_is_written(make: Make, county: list[dict[str, Any]], address: str) -> None:
    it, row = linked(make, county, name="张桂兰", sex="女", age_years=75, age_on=DIED, address=address)
    assert ("village" in it["agrees"], "township" in it["agrees"], row) == (True, True, 0)


def test_a_common_name_still_reaches_the_bar(make: Make, county: list[dict[str, Any]]) -> None:
    namesakes = [
        make["mention"]("hukou", k, name="张桂兰", id_number=make["number"](f"19{20 + k // 3}0101", k),
                        township="白水镇", village="高桥村")
        for k in range(100)
    ]  # fmt: skip
    it, row = linked(
        make, [*county, *namesakes], name="张桂兰", sex="女", age_years=75, age_on=DIED,
        township="青石镇", village="柳河村",
    )  # fmt: skip
    assert (it["evidence"], row) == ("probable", 0)
    assert it["probability"] >= 0.85


def test_birth_date_and_township(make: Make, county: list[dict[str, Any]]) -> None:
    it, row = linked(make, county, name="张桂兰", birth_date=date(1950, 11, 30), township="青石镇")
    assert row == 0
    assert it["probability"] >= 0.95


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="name alone"),
        pytest.param({"sex": "女"}, id="name and sex"),
        pytest.param({"sex": "女", "village": "石门村", "township": "青石镇"}, id="another village"),
        pytest.param({"sex": "女", "age_years": 40, "age_on": DIED, "address": "青石镇柳河村"}, id="age off"),
        pytest.param(
            {"sex": "男", "age_years": 75, "age_on": DIED, "township": "青石镇"}, id="the other sex"
        ),
        pytest.param({"age_years": 75, "age_on": DIED, "township": "白水镇"}, id="another township"),
    ],
)
def test_too_little_or_contradicted_stays_single(
    make: Make, county: list[dict[str, Any]], values: dict[str, Any]
) -> None:
    it, row = linked(make, county, name="张桂兰", **values)
    assert (it["evidence"], row) == ("single", None)
    assert it["probability"] < 0.5


def test_the_holder_of_a_bank_return(make: Make, county: list[dict[str, Any]]) -> None:
    it, row = linked(make, county, name="刘小红", account="6221 8099 9900 0000 003")
    assert (it["evidence"], row, it["agrees"]) == ("probable", 3, ["account"])
    assert "6221" not in it["explanation"]
    assert linked(make, county, name="王五", account="6221809999000000003")[1] is None


def test_a_homophone_needs_more(make: Make, county: list[dict[str, Any]]) -> None:
    assert linked(make, county, name="章桂兰", village="柳河村", township="青石镇")[1] is None
    it, row = linked(make, county, name="章桂兰", birth_date=date(1950, 11, 30), township="青石镇")
    assert (it["evidence"], row) == ("probable", 0)
    assert it["name_agreement"] == 0.95


def test_minority_names_meet_with_and_without_dots(make: Make, county: list[dict[str, Any]]) -> None:
    uyghur = make["mention"]("hukou", 1, name="买买提·艾力", id_number=make["number"]("19600506", 31))
    found = make["identified"](
        [*county, uyghur, make["mention"]("death_health", 2, name="買買提艾力", birth_date=date(1960, 5, 6))]
    )
    assert make["link"](found, "death_health", 2)["person_id"] == make["link"](found, "hukou", 1)["person_id"]


def test_a_masked_number_is_evidence_not_a_number(make: Make, county: list[dict[str, Any]]) -> None:
    it, row = linked(make, county, name="张桂兰", id_number="339901********0440", id_status="masked")
    assert (it["evidence"], row, it["is_strong"]) == ("probable", 0, False)
    assert "证件号被遮盖" in it["explanation"]
    other = {"id_number": "339901********9999", "id_status": "masked"}
    assert linked(make, county, name="张桂兰", birth_date=date(1950, 11, 30), **other)[1] is None


def test_equal_candidates_are_rivals(make: Make, county: list[dict[str, Any]]) -> None:
    twin = make["mention"](
        "roll", 20, "head", name="张桂兰", id_number=make["number"]("19501002", 62), township="青石镇",
        village="柳河村",
    )  # fmt: skip
    values = {"name": "张桂兰", "sex": "女", "age_years": 75, "age_on": DIED, "address": "青石镇柳河村"}
    it, _ = linked(make, [*county, twin], **values)
    assert (it["evidence"], it["rivals"]) == ("probable", 1)
    assert "另有同样相符的人" in it["explanation"]


def test_a_row_that_names_one_person_twice(make: Make, county: list[dict[str, Any]]) -> None:
    line = [
        make["mention"]("pay_batch", 30, "payee", name="李建国", id_number="339901195507010332"),
        make["mention"]("pay_batch", 30, "beneficiary", name="李建国"),
        make["mention"]("pay_batch", 31, "payee", name="李建国", id_number="339901195507010332"),
        make["mention"]("pay_batch", 31, "beneficiary", name="李小国"),
    ]
    found = make["identified"]([*county, *line])
    own = make["link"](found, "pay_batch", 30, "beneficiary")
    assert own["person_id"] == make["link"](found, "pay_batch", 30, "payee")["person_id"]
    assert "本行同名" in own["explanation"]
    assert make["link"](found, "pay_batch", 31, "beneficiary")["evidence"] == "single"


def test_household_members_are_different_people(make: Make, county: list[dict[str, Any]]) -> None:
    shared = {"name": "王芳", "township": "青石镇", "village": "柳河村", "household": "NC040"}
    household = [
        make["mention"]("roll", 40, "head", **shared, id_number=make["number"]("19700101", 22)),
        make["mention"]("roll", 40, "member_1", **shared),
        make["mention"]("roll", 40, "member_2", **shared),
    ]
    found = make["identified"]([*county, *household])
    assert (
        len({make["link"](found, "roll", 40, r)["person_id"] for r in ("head", "member_1", "member_2")}) == 3
    )


def test_two_death_records_without_number_are_one_death(make: Make) -> None:
    found = make["identified"]([
        make["mention"]("roll", 1, name="赵六", id_number=make["number"]("19900101", 11), township="青石镇",
                        village="柳河村"),
        make["mention"]("death_cremation", 3, name="王大山", sex="男", age_years=80, age_on=DIED,
                        address="青石镇柳河村"),
        make["mention"]("death_health", 4, name="王大山", birth_date=date(1946, 2, 3),
                        address="青石镇柳河村2组"),
        make["mention"]("death_health", 5, name="王大山", birth_date=date(1986, 2, 3),
                        address="青石镇柳河村2组"),
    ])  # fmt: skip
    cremation, health, young = (
        make["link"](found, r, k)
        for r, k in (("death_cremation", 3), ("death_health", 4), ("death_health", 5))
    )
    assert cremation["person_id"] == health["person_id"] != young["person_id"]
    assert (cremation["evidence"], health["evidence"], young["evidence"]) == (
        "probable",
        "probable",
        "single",
    )


def test_the_report_counts_pairs_and_links(make: Make, county: list[dict[str, Any]]) -> None:
    found = make["identified"](
        [*county, make["mention"]("x", 1, name="刘小红", account="6221809999000000003")]
    )
    counted = dict(found.report.select("stage", "links").iter_rows())
    assert (counted["exact"], counted["probable"], counted["single"]) == (8, 1, 0)
    assert found.report.filter(found.report["stage"] == "block:account")["pairs"].to_list() == [1]
    assert found.report["dropped"].sum() == 0


def test_a_former_name_in_brackets_finds_its_person(make: Make) -> None:
    found = make["identified"]([
        make["mention"]("hukou", 1, name="李小红（曾用名：王丽华）", id_number=make["number"]("19600202", 42),
                        village="柳河村"),
        make["mention"]("liveness", 2, name="王丽华", birth_date=date(1960, 2, 2), village="柳河村"),
        make["mention"]("medical", 3, name="李小红", birth_date=date(1960, 2, 2), village="柳河村"),
    ])  # fmt: skip
    persons = {
        make["link"](found, *at)["person_id"] for at in (("hukou", 1), ("liveness", 2), ("medical", 3))
    }
    assert len(persons) == 1


def test_two_people_with_one_former_name_in_brackets(make: Make) -> None:
    found = make["identified"](
        make["mention"]("roll", k, name=f"{name}（曾用名王丽华）", village="柳河村")
        for k, name in enumerate(["李小红", "赵四", "李小红"])
    )
    assert found.links.height == 3
