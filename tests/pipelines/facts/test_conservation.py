"""No fen is lost or doubled between the accepted rows and the facts; row order does not matter."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.facts import facts, money_in_facts
from pipelines.tables import FACTS, FOOTER, LINK, MEMBER_ROW, SOURCE_FILE

PEOPLE = st.sampled_from("abcd")
MONTHS = st.sampled_from(["2026-04", "2026-05", "2026-06"])
LINES = st.fixed_dictionaries(
    {
        "person": PEOPLE,
        "fen": st.integers(-50000, 100000),
        "month": st.one_of(st.none(), MONTHS),
        "programme": st.sampled_from(["dibao_rural", "dis_care", "tekun", None]),
        "status": st.sampled_from(["paid", "paid", "paid", "returned", "stopped", "applied", None]),
        "line_kind": st.sampled_from(["normal", "normal", "arrears", "correction", "price", None]),
        "line_kind_text": st.sampled_from([None, "某类"]),
        "line_no": st.one_of(st.none(), st.integers(1, 4)),
        "batch_no": st.sampled_from(["B1", "B2"]),
        "account": st.sampled_from(["x", "y", None]),
        "head": PEOPLE,
    }
)
RETURNS = st.fixed_dictionaries(
    {
        "batch_no": st.sampled_from(["B1", "B2", "B3"]),
        "line_no": st.one_of(st.none(), st.integers(1, 4)),
        "account": st.sampled_from(["x", "y"]),
        "amount_fen": st.sampled_from([100, 40000]),
        "result": st.sampled_from(["success", "failed", None]),
    }
)
HOUSEHOLDS = st.fixed_dictionaries(
    {
        "head": PEOPLE,
        "number": st.sampled_from(["1", "2"]),
        "fen": st.sampled_from([40000, 50000]),
        "month": MONTHS,
        "headcount": st.one_of(st.none(), st.integers(0, 3)),
        "member": st.one_of(st.none(), PEOPLE),
    }
)
ROLLS = st.fixed_dictionaries(
    {
        "who": PEOPLE,
        "benefit_month": MONTHS,
        "programme": st.sampled_from(["dis_care", "dis_life", None]),
        "amount_fen": st.integers(0, 20000),
    }
)


def filled(world: Any, lines: Any, returns: Any, households: Any, rolls: Any) -> Any:
    """The world with these rows; fresh for every example."""
    fresh = type(world)()
    for line in lines:
        head, person = line["head"], line["person"]
        rest = {k: v for k, v in line.items() if k not in ("head", "person", "fen", "month")}
        who = {"head": head, "payee": head, "beneficiary": person}
        fresh.line(person, line["fen"], line["month"], who=who, **rest)
    for row in returns:
        fresh.row("pay_return", **row)
    for home in households:
        members = ((home["member"], home["member"]),) if home["member"] else ()
        fresh.household(
            home["head"], home["number"], home["fen"], home["month"], headcount=home["headcount"],
            members=members,
        )  # fmt: skip
    for row in rolls:
        fresh.row("roll_disability", **row)
    return fresh


COUNTIES = given(
    lines=st.lists(LINES, max_size=8),
    returns=st.lists(RETURNS, max_size=4),
    households=st.lists(HOUSEHOLDS, max_size=5),
    rolls=st.lists(ROLLS, max_size=4),
)
QUIET = settings(
    max_examples=10, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@QUIET
@COUNTIES
def test_every_fen_read_is_found_again(
    world: Any, lines: Any, returns: Any, households: Any, rolls: Any
) -> None:
    county = filled(world, lines, returns, households, rolls)
    made = county.facts()
    money = money_in_facts(made, county.accepted, county.registers)
    assert money["difference_fen"].to_list() == [0] * len(county.registers)
    accounts = made["account_person"]["paid_fen"].sum()
    window = made["payment_line"].filter(
        pl.col("is_successful")
        & pl.col("account").is_not_null()
        & pl.col("benefit_month").is_between(county.county.first_month, county.county.last_month)
    )
    assert accounts == window["amount_fen"].sum()


@QUIET
@COUNTIES
def test_rows_given_in_another_order_make_the_same_facts(
    world: Any, lines: Any, returns: Any, households: Any, rolls: Any
) -> None:
    county = filled(world, lines, returns, households, rolls)
    turned = facts(
        county.registers[::-1],
        {code: frame.reverse() for code, frame in county.accepted.items()},
        {},
        MEMBER_ROW.rows(*county.member_rows).reverse(),
        FOOTER.empty(),
        LINK.rows(*county.link_rows).reverse(),
        county.persons.reverse(),
        SOURCE_FILE.empty(),
        county.county,
    )
    for name, frame in county.facts().items():
        assert frame.equals(turned[name]), name


def test_a_doubled_line_in_the_facts_is_found_out(world: Any) -> None:
    world.line("wang", 100)
    made = world.facts()
    doubled = {**made, "paid_month": pl.concat([made["paid_month"]] * 2)}
    money = money_in_facts(doubled, world.accepted, world.registers)
    assert money.select("register", "read_fen", "in_facts_fen", "difference_fen").rows() == [
        ("pay_batch", 100, 200, -100)
    ]


@pytest.mark.parametrize(
    ("amounts", "in_facts", "aside"),
    [((46000, 46000), 46000, 46000), ((46000, 5000), 51000, 0)],
    ids=["a repeated amount", "two amounts"],
)
def test_the_repeated_amount_of_a_vertical_household_is_set_aside(
    world: Any, amounts: tuple[int, int], in_facts: int, aside: int
) -> None:
    for fen in amounts:
        world.household("zhou", "NC7", fen)
    money = money_in_facts(world.facts(), world.accepted, world.registers)
    assert money.rows() == [("roll_dibao_rural", sum(amounts), in_facts, aside, 0)]


def test_books_of_other_batches_are_set_aside(world: Any) -> None:
    world.line("wang", 100)
    for batch in ("B1", "B2"):
        world.row("fund_ledger", batch_no=batch, direction="out", amount_fen=70)
    money = money_in_facts(world.facts(), world.accepted, world.registers)
    assert money.rows()[0] == ("fund_ledger", 140, 70, 70, 0)


def test_a_county_without_any_register_has_every_table_empty(world: Any) -> None:
    made = world.facts()
    assert sorted(made) == sorted(FACTS)
    assert all(frame.is_empty() for frame in made.values())
    for name, frame in made.items():
        assert FACTS[name].check(frame).equals(frame)
