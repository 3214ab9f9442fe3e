"""The planted truth against a second reading of the frames: nothing missing, nothing besides."""

from __future__ import annotations

from datetime import date
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from pipelines.id_numbers import cleaned, read_numbers
from pipelines.synthetic import CountyPlan, SyntheticCounty, synthetic_county
from pipelines.synthetic.dirt import DIRT

PERSON = ("truth_person", "first_month", "last_month")
PROGRAMME = ("truth_person", "programme", "first_month", "last_month")


@pytest.fixture(scope="session", params=["6,000 people", "2,000 people", "2025 to 2026"])
def audit(request: pytest.FixtureRequest, county: SyntheticCounty, frame_audit: ModuleType) -> Any:
    made = {
        "6,000 people": lambda: county,
        "2,000 people": lambda: synthetic_county(CountyPlan(people=2_000, seed=11)),
        "2025 to 2026": lambda: synthetic_county(
            CountyPlan(people=4_000, seed=2, first_month=date(2025, 9, 1), last_month=date(2026, 8, 1))
        ),
    }[request.param]()
    return frame_audit.FrameAudit(made)


@pytest.mark.parametrize(
    ("rule", "columns", "clues"),
    [
        ("DEC-01", PROGRAMME, lambda a: a.dec_01()),
        ("DEC-04", ("truth_person", "account", "first_month", "last_month"), lambda a: a.dec_04()),
        ("DUP-01", PROGRAMME, lambda a: a.dup_01()),
        ("DUP-02", PERSON, lambda a: a.in_two_households(False)),
        ("DUP-03", PERSON, lambda a: a.in_two_households(True)),
        ("EXC-01", PERSON, lambda a: a.exc_01()),
        ("EXC-02", PERSON, lambda a: a.both(("tekun_scattered", "tekun_central"), ("dis_life", "dis_care"))),
        ("EXC-03", PERSON, lambda a: a.both(("orphan", "aids_child"), ("dis_life",))),
        ("INC-01", PERSON, lambda a: a.inc_01()),
        ("INS-01", PERSON, lambda a: a.ins_01()),
        ("DIS-01", PROGRAMME, lambda a: a.dis_01()),
        ("DIS-02", PERSON, lambda a: a.dis_02()),
        ("AGE-01", PERSON, lambda a: a.age_01()),
        ("PAY-02", ("account",), lambda a: a.pay_02()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_frames_give_exactly_the_planted_clues(
    audit: Any, rule: str, columns: tuple[str, ...], clues: Any
) -> None:
    assert clues(audit) == audit.planted(rule, *columns)


def test_books_disagree_exactly_where_planted(audit: Any) -> None:
    planted = audit.county.truth_cases.filter((pl.col("rule_id") == "PAY-06") & (pl.col("kind") == "planted"))
    a = set(planted.filter(pl.col("label") == "A").select("programme", "first_month").rows())
    bc = set(planted.filter(pl.col("label") != "A").select("batch_no", "label").rows())
    assert audit.pay_06_a() == a
    assert audit.pay_06_bc() == bc


def test_weak_death_records_have_no_number_and_one_fitting_person(county: SyntheticCounty) -> None:
    cases = county.truth_cases.filter((pl.col("rule_id") == "DEC-05") & (pl.col("kind") == "planted"))
    records = pl.concat(
        [
            county.registers["death_cremation"].select("name", "id_number", "truth_subject"),
            county.registers["death_health"].select("name", "id_number", "truth_subject"),
        ]
    )
    found = records.filter(pl.col("truth_subject").is_in(cases["truth_person"].implode()))
    assert len(found) == len(cases)
    assert found["id_number"].null_count() == len(found)
    police = county.registers["death_police"]["truth_subject"]
    assert not police.is_in(cases["truth_person"].implode()).any()
    namesakes = county.truth_people.filter(pl.col("name").is_in(found["name"].implode()))
    assert len(namesakes) == len(cases)


def test_a_near_miss_namesake_shares_only_the_name(county: SyntheticCounty) -> None:
    people = county.truth_people
    cases = county.truth_cases.filter((pl.col("rule_id") == "DEC-05") & (pl.col("kind") == "near_miss"))
    for name, person in cases.select("name", "truth_person").rows():
        two = people.filter(pl.col("name") == name)
        assert len(two) == 2
        assert two["village"].n_unique() == 2
        years = two["birth_date"].dt.year()
        assert abs(years[0] - years[1]) > 10
        assert person in two["truth_person"]


def test_amounts_follow_the_catalogue(county: SyntheticCounty, frame_audit: ModuleType) -> None:
    audit = frame_audit.FrameAudit(county)
    paid = audit.paid.rename({"person": "truth_person"})
    cases = county.truth_cases.filter(
        pl.col("rule_id").is_in(["DEC-05", "EXC-02", "EXC-03", "DIS-01", "DIS-02"])
        & (pl.col("kind") == "planted")
    )
    months = cases.explode("months").rename({"months": "benefit_month"})
    reckoned = (
        months.join(paid, on=["truth_person", "programme", "benefit_month"], how="left")
        .group_by("rule_id", "case_no", "amount_fen")
        .agg(pl.col("paid_fen").sum())
    )
    assert reckoned.filter(pl.col("amount_fen") != pl.col("paid_fen")).is_empty()
    without = county.truth_cases.filter(pl.col("rule_id").is_in(["DEC-04", "IDQ-01", "IDQ-05"]))
    assert without["amount_fen"].null_count() == len(without)


def test_amounts_are_what_the_standards_say(county: SyntheticCounty) -> None:
    rural = county.registers["roll_dibao_rural"]
    standard = pl.when(pl.col("benefit_month") < pl.date(2026, 7, 1)).then(64_000).otherwise(68_000)
    off = rural.filter(
        pl.col("amount_fen") != standard * pl.col("headcount") - pl.col("household_income_fen")
    )
    assert off.is_empty()
    assert (rural["amount_fen"] > 0).all()


def test_wrong_numbers_are_in_the_truth_cell_by_cell(county: SyntheticCounty) -> None:
    cases = county.truth_cases.filter(pl.col("rule_id") == "IDQ-01")
    ids = cases.select("kind", "id_number", number=cleaned(pl.col("written")))
    read = read_numbers(ids["number"], as_of=county.plan.as_of).rename({"id_number": "number"})
    both = ids.join(read, on="number")
    planted = both.filter(pl.col("kind") == "planted")
    assert not planted["id_status"].is_in(["valid", "valid_15", "damaged", "masked"]).any()
    near = both.filter(pl.col("kind") == "near_miss")
    assert set(near["id_status"]) == {"valid", "valid_15"}
    assert (near["id18"] == near["id_number"]).all()


def test_cases_are_damaged_only_where_a_reader_sees_through(county: SyntheticCounty) -> None:
    cast = county.truth_people.filter("is_cast")["truth_person"]
    for edits in county.dirt.values():
        errors = edits.filter(pl.col("truth_person").is_in(cast.implode()))["error"].unique()
        assert all(DIRT[error].survivable for error in errors)


def test_without_dirt_only_the_planted_numbers_are_damaged() -> None:
    clean = synthetic_county(CountyPlan(people=2_000, dirty_share=0.0))
    edits = pl.concat(list(clean.dirt.values()))
    records = clean.truth_cases.filter(pl.col("rule_id") == "IDQ-01")
    assert len(edits) == len(records)
    assert records.filter(pl.col("kind") == "planted").height == clean.plan.planted_per_rule
