"""The county as frames: numbers, families, sizes, determinism."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.id_numbers import read_numbers
from pipelines.synthetic import CountyPlan, SyntheticCounty, synthetic_county

JUDGED = {
    "DEC-01", "DEC-04", "DEC-05", "DUP-01", "DUP-02", "DUP-03", "EXC-01", "EXC-02", "EXC-03", "INC-01",
    "INS-01", "DIS-01", "DIS-02", "AGE-01", "PAY-02", "PAY-06", "IDQ-01", "IDQ-05",
}  # fmt: skip


def test_equal_plans_give_equal_counties() -> None:
    one, other = (synthetic_county(CountyPlan(people=2_000, seed=3)) for _ in range(2))
    assert one.county == other.county
    assert_frame_equal(one.truth_cases, other.truth_cases)
    for code, rows in one.registers.items():
        assert_frame_equal(rows, other.registers[code])
    for code, edits in one.dirt.items():
        assert_frame_equal(edits, other.dirt[code])


def test_another_seed_gives_other_people() -> None:
    one, other = (synthetic_county(CountyPlan(people=2_000, seed=s)) for s in (3, 4))
    shared = set(one.truth_people["id_number"]) & set(other.truth_people["id_number"])
    assert len(shared) < 100


@pytest.mark.parametrize("people", [2_000, 2_001, 5_003])
def test_there_are_exactly_as_many_people_as_asked(people: int) -> None:
    made = synthetic_county(CountyPlan(people=people))
    assert len(made.truth_people) == people == len(made.registers["hukou"])


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"people": 500}, "people"),
        ({"last_month": date(2026, 3, 1)}, "months"),
        ({"dirty_share": 2.0}, "dirty"),
    ],
)
def test_a_plan_without_room_is_refused(plan: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        CountyPlan(**plan)  # type: ignore[arg-type]  # wrong on purpose


def test_every_number_is_valid_unique_and_of_the_reserved_region(county: SyntheticCounty) -> None:
    people = county.truth_people
    read = read_numbers(people["id_number"], as_of=county.plan.as_of)
    assert len(read) == len(people)
    assert set(read["id_status"]) == {"valid"}
    assert set(read["region"].str.slice(0, 4)) == {"3399"}
    assert read["region"].n_unique() > 2, "some numbers carry retired regions"
    both = people.join(read, on="id_number", suffix="_read")
    assert both.filter(
        (pl.col("birth_date") != pl.col("birth_date_read")) | (pl.col("sex") != pl.col("sex_read"))
    ).is_empty()


def test_every_identity_cell_of_the_frames_is_valid(county: SyntheticCounty) -> None:
    for code, rows in county.registers.items():
        for column in (c for c in rows.columns if c.endswith(("_id", "id_number")) and c != "household_id"):
            found = read_numbers(rows[column], as_of=county.plan.as_of)
            assert set(found["id_status"]) <= {"valid"}, (code, column)


def test_accounts_and_phones_are_of_the_reserved_ranges(county: SyntheticCounty) -> None:
    lines = county.registers["pay_batch"]
    assert lines["account"].str.contains(r"^6221809999\d{9}$").all()
    assert lines["phone"].drop_nulls().str.contains(r"^1390000\d{4}$").all()


def test_parents_are_older_and_of_the_right_sex(county: SyntheticCounty) -> None:
    people = county.truth_people
    for parent, sex in (("father", "男"), ("mother", "女")):
        pairs = people.select("birth_date", parent).join(
            people.select(pl.col("truth_person").alias(parent), born="birth_date", parent_sex="sex"),
            on=parent,
        )
        gap = (pairs["birth_date"] - pairs["born"]).dt.total_days() / 365.25
        assert len(pairs) > 500
        assert gap.min() > 15  # type: ignore[operator]  # a number: there are pairs
        assert gap.max() < 60  # type: ignore[operator]
        assert set(pairs["parent_sex"]) == {sex}


def test_homes_have_one_head_and_names_look_like_a_county(county: SyntheticCounty) -> None:
    people = county.truth_people
    heads = people.filter(pl.col("relation") == "户主").group_by("household").len()
    assert (heads["len"] == 1).all()
    assert len(heads) == people["household"].n_unique()
    assert people["name"].str.len_chars().is_between(2, 12).all()
    assert people["name"].str.contains("·").any()
    assert people["name"].is_duplicated().mean() > 0.1  # type: ignore[operator]  # namesakes are common
    twins = people.group_by("household", "birth_date").len().filter(pl.col("len") > 1)
    assert len(twins) > 5


def test_about_seven_in_a_hundred_receive_something(county: SyntheticCounty) -> None:
    people = county.truth_people.filter(~pl.col("is_cast"))
    paid = people["truth_person"].is_in(county.registers["pay_batch"]["truth_beneficiary"].implode())
    assert 0.04 < paid.mean() < 0.10  # type: ignore[operator]  # a share


def test_every_judged_rule_has_planted_cases_and_near_misses(county: SyntheticCounty) -> None:
    kinds = county.truth_cases.group_by("rule_id", "kind").len()
    planted = dict(kinds.filter(pl.col("kind") == "planted").select("rule_id", "len").rows())
    near = dict(kinds.filter(pl.col("kind") == "near_miss").select("rule_id", "len").rows())
    assert set(planted) == JUDGED == set(near)
    assert min(planted.values()) >= county.plan.planted_per_rule
    assert min(near.values()) >= 2


def test_a_person_carries_one_planted_case(county: SyntheticCounty) -> None:
    persons = county.truth_cases.filter(
        (pl.col("kind") == "planted") & pl.col("truth_person").is_not_null() & (pl.col("rule_id") != "IDQ-01")
    )
    assert not persons["truth_person"].is_duplicated().any()


def test_county_yaml_states_the_standards_and_their_change(county: SyntheticCounty) -> None:
    settings = county.county
    assert settings["region"] == "339901"
    assert settings["months"] == {"from": "2026-01", "to": "2026-10"}
    rural = settings["rules"]["programmes"]["dibao_rural"]["standard"]
    assert [v["from"] for v in rural] == ["2025-07", "2026-07"]
    assert "合成" in settings["name"]
