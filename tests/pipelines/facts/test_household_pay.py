"""Which of several households a line belongs to: head, then account, then amount, then in turn."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    "line",
    [
        {"who": {"head": "wu", "payee": "wu", "beneficiary": "qiang"}, "account": "acc-zhou", "fen": 46000},
        {"account": "acc-wu", "fen": 46000},
        {"account": "elsewhere", "fen": 43000},
    ],
    ids=["its head heads that one", "its account is that one's", "its amount is that one's"],
)
def test_a_line_for_somebody_listed_twice_goes_where_it_fits_best(world: Any, line: dict[str, Any]) -> None:
    for head, number, fen in (("zhou", "NC7", 46000), ("wu", "NC8", 43000)):
        world.household(head, number, fen, account=f"acc-{head}", members=(("qiang", "周强"),))
    who = {"payee": "x", "beneficiary": "qiang"}
    world.line("qiang", line["fen"], **{"who": who, **{k: v for k, v in line.items() if k != "fen"}})
    months = world.facts()["household_month"].select("household_id", "paid_fen").rows()
    assert months == [("NC7", 0), ("NC8", line["fen"])]


def test_a_beneficiary_who_heads_one_household_is_paid_there(world: Any) -> None:
    world.household("zhou", "NC7", 46000, account="acc-qiang", members=(("qiang", "周强"),))
    world.household("qiang", "NC8", 43000)
    world.line("qiang", 46000, who={"payee": "qiang", "beneficiary": "qiang"})
    months = world.facts()["household_month"].select("household_id", "paid_fen").rows()
    assert months == [("NC7", 0), ("NC8", 46000)]


def test_a_line_whose_persons_no_household_lists_belongs_to_none(world: Any) -> None:
    world.household("zhou", "NC7", 46000)
    world.line("ghost", 46000)
    assert world.facts()["household_month"]["paid_fen"].to_list() == [0]
