"""Rows → mentions."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.definitions import Field, PersonRole, Register
from pipelines.identify import mentions
from pipelines.tables import MEMBER_ROW, MENTION, register_row

ROLL = Register(
    "roll_dibao_rural", "农村低保花名册", "rural roll", "monthly",
    (
        Field("township", "text", False, ()), Field("village", "text", False, ()),
        Field("household_id", "text", True, ()), Field("head_name", "name", True, ()),
        Field("head_id", "id", True, ()), Field("member_name", "name", False, ()),
        Field("member_id", "id", False, ()),
    ),
    (PersonRole("head", name="head_name", id="head_id", township="township", village="village",
                household="household_id"),),
    repeats=("member_name", "member_id"),
)  # fmt: skip
CREMATION = Register(
    "death_cremation", "火化登记", "cremations", "standing",
    (
        Field("name", "name", True, ()), Field("id_number", "id", False, ()), Field("sex", "code", False, ()),
        Field("age", "int", False, ()), Field("died_on", "date", False, ()),
        Field("cremated_on", "date", True, ()), Field("address", "address", False, ()),
    ),
    (PersonRole("subject", name="name", id="id_number", sex="sex", age="age",
                age_on=("died_on", "cremated_on"), address="address"),),
)  # fmt: skip


def rows(register: Register, *records: dict[str, object]) -> dict[str, pl.DataFrame]:
    place = {"register": register.code, "file": "a.csv", "sheet": ""}
    return {register.code: register_row(register).rows(*({**place, **r} for r in records))}


def test_one_mention_per_person_of_a_row() -> None:
    accepted = rows(
        ROLL,
        {"row": 3, "head_name": "王秀英", "head_id": "339901194803120267",
         "head_id_text": " 339901194803120267",
         "head_id_status": "valid", "township": "青石镇", "village": "柳河村", "household_id": "NC001",
         "benefit_month": date(2026, 5, 1)},
    )  # fmt: skip
    household = {"register": ROLL.code, "file": "a.csv", "sheet": "", "household_id": "NC001"}
    members = MEMBER_ROW.rows(
        {**household, "row": 3, "member_no": 1, "member_name": "李强"},
        {**household, "row": 3, "member_no": 2},
        {**household, "row": 9, "member_no": 1, "member_name": "赵六"},
    )
    found = mentions([ROLL], accepted, members)
    assert found.schema == pl.Schema(MENTION.columns)
    assert found.select(
        "role", "name", "id_text", "id_status", "township", "village", "household"
    ).rows() == [
        ("head", "王秀英", " 339901194803120267", "valid", "青石镇", "柳河村", "NC001"),
        ("member_1", "李强", None, None, "青石镇", "柳河村", "NC001"),
    ]


def test_an_age_is_true_on_the_first_filled_day() -> None:
    accepted = rows(
        CREMATION,
        {
            "row": 3,
            "name": "张桂兰",
            "age": 75,
            "died_on": date(2026, 4, 28),
            "cremated_on": date(2026, 4, 30),
        },
        {"row": 4, "name": "李建国", "age": 70, "cremated_on": date(2026, 5, 22)},
        {"row": 5, "age": 70},
    )
    found = mentions([CREMATION, ROLL], accepted, MEMBER_ROW.empty())
    assert found.select("name", "age_years", "age_on").rows() == [
        ("张桂兰", 75, date(2026, 4, 28)), ("李建国", 70, date(2026, 5, 22)),
    ]  # fmt: skip


def test_no_rows_no_mentions() -> None:
    assert mentions([ROLL], {}, MEMBER_ROW.empty()).height == 0
