"""Invariants of the judge on random small counties: nothing is lost, order of rows is irrelevant."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from checks.rules.accounts import violations
from checks.rules.judge import Judged, judge
from checks.rules.load import load_rules
from checks.rules.shapes.closed_set import SPECS
from pipelines.definitions import County
from pipelines.tables import COVERAGE, FACTS, LINK, REGISTER_STATE

# Shrinking a whole county takes minutes; the first failing one says enough.
QUICK = {"deadline": None, "phases": [Phase.explicit, Phase.reuse, Phase.generate]}

RULES = load_rules(Path(__file__).parents[3] / "rules", shapes=SPECS)[0]
MONTHS = [date(2026, month, 1) for month in range(1, 6)]  # January and May lie outside the window
WINDOW = (date(2026, 2, 1), date(2026, 4, 1))
COUNTY = County("", "", *WINDOW, date(2026, 6, 5))
REGISTERS = sorted({c for rule in RULES for group in rule.rule.requires for c in group} - {"any"})

person = st.sampled_from("ABC")
month = st.sampled_from(MONTHS)
maybe = st.sampled_from([True, False, None])
fen = st.sampled_from([None, 0, 100, 250])
dibao = st.sampled_from(["dibao_urban", "dibao_rural"])
day = st.sampled_from([None, date(2026, 1, 20), date(2026, 3, 10)])
programme = st.sampled_from(
    ["dibao_rural", "tekun_scattered", "dis_life", "dis_care", "orphan", "elderly_age"]
)


Found = list[dict[str, Any]]


def rows(register: str, **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Found]:
    """Rows of a register, each with its own place."""
    places = {
        "register": st.just(register),
        "file": st.just("f"),
        "sheet": st.just(""),
        "row": st.integers(1, 30),
    }
    return st.lists(
        st.fixed_dictionaries({**places, **columns}), max_size=7, unique_by=lambda found: found["row"]
    )


def keyed(table: str, **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[Found]:
    """Rows with different keys."""
    key = FACTS[table].key
    return st.lists(
        st.fixed_dictionaries(columns), max_size=7, unique_by=lambda row: tuple(row.get(k) for k in key)
    )


FACTS_OF_A_COUNTY = st.fixed_dictionaries(
    {
        "paid_month": keyed(
            "paid_month", person_id=person, programme=programme, benefit_month=month, paid_fen=fen,
            share_fen=fen, has_other_living_members=maybe, is_identified=maybe,
            normal_lines=st.integers(0, 2), correction_lines=st.integers(0, 1),
            returned_lines=st.integers(0, 1), counted_fen=fen,
            largest_line_fen=fen, has_entitlement=maybe, entitlement_fen=fen,
        ),
        "death": keyed("death", person_id=person, death_date=day, earliest_date=day, source_count=st.just(1)),
        "person_gap": keyed("person_gap", person_id=person, programme=programme, lines=st.just(1)),
        "received_month": keyed(
            "received_month", person_id=person, programme=programme, benefit_month=month, received_fen=fen,
            share_fen=fen, is_counted=maybe, is_identified=maybe, arrears_only=maybe,
        ),
        "household_member": keyed(
            "household_member", person_id=person, programme=dibao, household_id=st.sampled_from("HJ"),
            benefit_month=month, is_counted=maybe, paid_fen=fen, share_fen=fen, is_identified=maybe,
            first_month=month, last_month=month,
        ),
        "custody_spell": rows(
            "prison",
            person_id=person, custody=st.sampled_from(["prison", "bail", None]), valid_from=day, valid_to=day
        ),
        "payroll_spell": rows(
            "payroll",
            person_id=person, status=st.sampled_from(["active", "left", None]), valid_from=day,
            from_known=maybe
        ),
        "certificate": rows(
            "disability_certificates",
            person_id=person, status=st.sampled_from(["valid", "cancelled", None]), valid_until=day,
            is_strong=maybe,
        ),
        "marginal_spell": rows(
            "marginal_list",person_id=person, valid_from=day, valid_to=day, is_strong=maybe),
        "suspected_death": rows(
            "death_cremation",
            person_id=person, link_probability=st.sampled_from([0.8, 0.9]), name_agreement=st.just(1.0),
            agree_count=st.integers(1, 2), contradict_count=st.integers(0, 1), has_id_conflict=maybe,
            rivals=st.integers(0, 1), death_date=day,
        ),
        "tie_out": keyed(
            "tie_out", test=st.sampled_from("ABC"), unit_key=st.sampled_from("XY"), has_left=maybe,
            has_right=maybe, left_fen=fen, right_fen=fen, has_rejected_amount=maybe,
            left_count=st.integers(0, 1), right_count=st.integers(0, 1), benefit_month=month,
        ),
    }
)  # fmt: skip


def judged(facts: dict[str, Found], present: list[str], *, reverse: bool = False) -> Judged:
    tables = {n: FACTS[n].rows(*(reversed(r) if reverse else r)) for n, r in facts.items()}
    tables["register_state"] = REGISTER_STATE.rows(*({"register": c, "is_present": True} for c in present))
    tables["coverage"] = COVERAGE.rows({"programme": "dibao_rural", "benefit_month": WINDOW[0]})
    rules = reversed(RULES) if reverse else RULES
    return judge(
        list(rules), tables, accepted={}, links=LINK.empty(), county=COUNTY, registers=(), programmes={}
    )


def paid_units(facts: dict[str, Found]) -> set[tuple[str, str]]:
    """POP_PAID of the DEC rules, counted by hand."""
    return {
        (r["person_id"], r["programme"])
        for r in facts["paid_month"]
        if WINDOW[0] <= r["benefit_month"] <= WINDOW[1] and (r["paid_fen"] is None or r["paid_fen"] > 0)
    }


def listed(facts: dict[str, Found]) -> set[str]:
    return {r["person_id"] for r in facts["household_member"] if WINDOW[0] <= r["benefit_month"] <= WINDOW[1]}


@settings(max_examples=15, **QUICK)
@given(FACTS_OF_A_COUNTY)
def test_clue_and_clean_and_not_evaluable_make_the_scope(facts: dict[str, Found]) -> None:
    out = judged(facts, REGISTERS)
    assert violations(out.clues, out.clue_months, out.tallies) == ()
    scope = dict(out.tallies.select("rule_id", "scope").iter_rows())
    assert scope["DEC-01"] == len(paid_units(facts))
    assert scope["DUP-02"] == scope["DUP-03"] == len(listed(facts))
    assert scope["PAY-06"] == len(facts["tie_out"])
    in_window = out.clue_months.join(out.clues, on="clue_id").filter(pl.col("rule_id") != "PAY-06")[
        "benefit_month"
    ]
    assert all(WINDOW[0] <= m <= WINDOW[1] for m in in_window)


@settings(max_examples=6, **QUICK)
@given(FACTS_OF_A_COUNTY, st.lists(st.sampled_from(REGISTERS), unique=True))
def test_absent_registers_lose_no_unit(facts: dict[str, Found], present: list[str]) -> None:
    out = judged(facts, present)
    assert violations(out.clues, out.clue_months, out.tallies) == ()
    units = out.not_evaluable.group_by("rule_id").agg(pl.col("units").sum())
    counted = out.tallies.join(units, on="rule_id", how="left").with_columns(pl.col("units").fill_null(0))
    assert counted.filter(pl.col("units") != pl.col("not_evaluable")).is_empty()


@settings(max_examples=6, **QUICK)
@given(FACTS_OF_A_COUNTY)
def test_the_order_of_rows_and_rules_is_irrelevant(facts: dict[str, Found]) -> None:
    one, other = judged(facts, REGISTERS), judged(facts, REGISTERS, reverse=True)
    for name in ("clues", "clue_months", "clue_evidence", "not_evaluable", "tallies", "near_misses"):
        assert getattr(one, name).equals(getattr(other, name)), name
