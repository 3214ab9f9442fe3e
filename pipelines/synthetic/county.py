"""The synthetic county: people → facts → registers → truth, for one plan.

Everything derives from the plan's seed; equal plans give equal frames. Files are written by
``reports.county_files.write``.
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic import books
from pipelines.synthetic.cases.kinds import KINDS
from pipelines.synthetic.cast import Kind, Stage
from pipelines.synthetic.children import ordinary_children
from pipelines.synthetic.dirt import dirt_of
from pipelines.synthetic.mortality import ordinary_deaths
from pipelines.synthetic.payments import payment_lines
from pipelines.synthetic.people import people_of
from pipelines.synthetic.plan import CountyPlan, SyntheticCounty, stream
from pipelines.synthetic.recipients import ordinary_recipients
from pipelines.synthetic.record_truth import footer_cases, footers, number_cases
from pipelines.synthetic.registers import casework, payment
from pipelines.synthetic.registers.deaths import death_registers
from pipelines.synthetic.registers.holdings import holding_registers
from pipelines.synthetic.registers.particulars import PROGRAMME_TEXTS
from pipelines.synthetic.registers.population import hukou, marriage, student
from pipelines.synthetic.registers.rolls import dibao_registers, person_registers
from pipelines.synthetic.registers.standings import standing_registers
from pipelines.synthetic.rolls import dibao_member_rolls, dibao_rolls, person_rolls
from pipelines.synthetic.standards import county_yaml
from pipelines.synthetic.standings import ordinary_standings
from pipelines.synthetic.truth import truth_cases
from pipelines.synthetic.world import World

PERIODIC = (
    "roll_dibao_urban", "roll_dibao_rural", "roll_tekun", "roll_disability", "roll_elderly", "roll_child",
    "pay_batch", "pay_return", "fund_ledger", "temp_ledger", "funeral_roll", "approval", "review_log",
    "publicity_log",
)  # fmt: skip
"""Registers of months and events; all others describe a state and have an extract date."""


def synthetic_county(plan: CountyPlan) -> SyntheticCounty:
    """The county of the plan. See ``SyntheticCounty`` for what it holds."""
    people = people_of(plan, KINDS)
    world = World()
    people, taken = _ordinary_life(plan, people, world)
    _play(plan, people, world, KINDS)
    people = _with_deaths(people.drop("died_on"), world)
    ordinary_recipients(plan, people, world, taken)
    ordinary_standings(plan, people, world)

    persons = person_rolls(plan, people, world)
    members = dibao_member_rolls(plan, people, world)
    households = dibao_rolls(plan, members, world)
    relief = casework.temporary_cases(plan, people)
    lines = pl.concat(
        [
            payment_lines(plan, people, world, persons, households),
            casework.temporary_lines(people, relief),
        ],
        how="diagonal",
    )
    lines = books.batched(plan, payment.named_lines(people, lines))
    planted = books.planted_batches(plan, lines, world)

    deaths = death_registers(plan, people, world)
    registers = {
        **dibao_registers(plan, people, households, members),
        **person_registers(plan, people, persons),
        "pay_batch": payment.pay_batch(plan, lines),
        "pay_return": books.pay_return(plan, lines, planted),
        "fund_ledger": books.fund_ledger(plan, lines, planted, PROGRAMME_TEXTS),
        **deaths,
        "hukou": hukou(people, world, deaths["death_police"]),
        "marriage": marriage(plan, people),
        "student": student(plan, people),
        **standing_registers(plan, people, world, persons),
        **holding_registers(plan, people, world),
        "temp_ledger": casework.temp_ledger(plan, people, relief),
        "funeral_roll": casework.funeral_roll(plan, people, world),
        **casework.decisions(plan, people, world, households),
        "liveness": casework.liveness(plan, people, world),
    }
    dirt = dirt_of(plan, people, registers)
    sheets = footers(plan, registers)
    cases = pl.concat(
        [
            truth_cases(plan, people, world, lines, persons, households),
            number_cases(people, registers, dirt),
            footer_cases(sheets),
        ]
    )
    return SyntheticCounty(
        plan=plan,
        registers=registers,
        truth_cases=_numbered(cases),
        truth_people=people.drop("place", "village_no", "township_no", "slot"),
        county=county_yaml(plan, tuple(sorted(set(registers) - set(PERIODIC)))),
        dirt=dirt,
        footers=sheets,
    )


def _ordinary_life(plan: CountyPlan, people: pl.DataFrame, world: World) -> tuple[pl.DataFrame, pl.Series]:
    with_deaths = people.with_columns(ordinary_deaths(plan, people, world))
    taken = ordinary_children(plan, with_deaths, world)
    return with_deaths, taken


def _play(plan: CountyPlan, people: pl.DataFrame, world: World, kinds: tuple[Kind, ...]) -> None:
    cast = people.filter("is_cast").sort("kind_no", "case_no", "slot")
    for number, kind in enumerate(kinds):
        actors = cast.filter(pl.col("kind_no") == number)
        by_slot = [actors.filter(pl.col("slot") == slot) for slot in range(len(kind.actors))]
        kind.play(
            Stage(
                kind=kind,
                plan=plan,
                world=world,
                rng=stream(plan, f"play:{kind.rule_id}:{kind.label}"),
                slots=tuple(part["truth_person"].to_numpy() for part in by_slot),
                births=tuple(part["birth_date"].to_numpy() for part in by_slot),
            )
        )


def _with_deaths(people: pl.DataFrame, world: World) -> pl.DataFrame:
    """People with died_on of every death, the children's parents and the cast included."""
    died = world.table("deaths").group_by("person").agg(pl.col("died_on").max())
    return people.join(
        died.rename({"person": "truth_person"}),
        on="truth_person",
        how="left",
        validate="1:1",
        maintain_order="left",
    )


def _numbered(cases: pl.DataFrame) -> pl.DataFrame:
    return (
        cases.sort(
            "rule_id", "kind", "label", "truth_person", "batch_no", "programme", "register", "field",
            "written", "first_month", maintain_order=True,
        )
        .with_columns(case_no=pl.int_range(1, pl.len() + 1).over("rule_id"))
    )  # fmt: skip
