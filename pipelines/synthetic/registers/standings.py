"""payroll, cadres, prison, institution, disability_certificates, marginal_list."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.synthetic.name_lists import EMPLOYERS
from pipelines.synthetic.numbers import certificate_numbers
from pipelines.synthetic.plan import CountyPlan, month_at, stream
from pipelines.synthetic.registers.particulars import level_text, with_particulars
from pipelines.synthetic.world import World

POSTS = ("村党支部书记", "村委会主任", "村会计", "民政专干")


def standing_registers(
    plan: CountyPlan, people: pl.DataFrame, world: World, tekun: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The registers that describe a state; rows sorted by person unless said otherwise.

    Args:
        tekun: roll rows (``person_rolls``) of central tekun, for the institutions' books.
    """
    return {
        "payroll": _payroll(people, world),
        "cadres": _cadres(plan, people, world),
        "prison": _prison(people, world),
        "institution": _institution(plan, people, tekun),
        "disability_certificates": _certificates(people, world),
        "marginal_list": _marginal(people, world),
    }


def _payroll(people: pl.DataFrame, world: World) -> pl.DataFrame:
    rows = with_particulars(
        world.table("payroll"),
        people,
        "person",
        name="name",
        id_number="id_number",
        sex="sex",
        township="township",
    ).sort("person")
    place = pl.col("person") % len(EMPLOYERS)
    employer = place.replace_strict(list(range(len(EMPLOYERS))), list(EMPLOYERS), return_dtype=pl.String)
    return rows.select(
        "id_number", "name", "sex", "status", "origin", "kind",
        "from_month", "to_month", "gross_fen",
        employer=pl.col("township") + employer,
        truth_subject="person",
    )  # fmt: skip


def _cadres(plan: CountyPlan, people: pl.DataFrame, world: World) -> pl.DataFrame:
    """Village cadres who receive nothing themselves, with a relative from the same home."""
    rng = stream(plan, "cadres")
    paid = pl.concat([world.table("spells")["person"], world.table("members")["person"]]).unique()
    age = (pl.lit(plan.first_month) - pl.col("birth_date")).dt.total_days() / 365.25
    fit = people.filter(
        ~pl.col("is_cast") & pl.col("died_on").is_null() & age.is_between(30, 58)
        & ~pl.col("truth_person").is_in(paid.implode())
    )  # fmt: skip
    mixed = fit.with_columns(luck=pl.Series(rng.random(len(fit)))).sort("village_no", "luck")
    chosen = mixed.with_columns(turn=pl.int_range(pl.len()).over("village_no")).filter(
        pl.col("turn") < len(POSTS)
    )
    kin = (
        people.filter(~pl.col("is_cast"))
        .join(
            chosen.select("household", cadre="truth_person"),
            on="household",
            validate="m:m",
            maintain_order="left",
        )
        .filter(pl.col("truth_person") != pl.col("cadre"))
        .unique("cadre", keep="first", maintain_order=True)
        .select(
            "relation",
            truth_person="cadre",
            truth_relative="truth_person",
            relative_name="name",
            relative_id="id_number",
        )
    )
    return (
        chosen.drop("relation")
        .join(kin, on="truth_person", how="left", validate="1:1", maintain_order="left")
        .select(
            "name", "id_number",
            post=pl.col("turn").replace_strict(list(range(len(POSTS))), list(POSTS), return_dtype=pl.String),
            village="village",
            from_on=pl.lit(date(2021, 3, 1)),
            to_on=pl.lit(None, dtype=pl.Date),
            relative_name="relative_name",
            relative_id="relative_id",
            relation="relation",
            filed_on=pl.when(pl.col("relative_id").is_not_null()).then(pl.lit(date(2021, 4, 10))),
            truth_subject="truth_person",
            truth_relative="truth_relative",
        )
    )  # fmt: skip


def _prison(people: pl.DataFrame, world: World) -> pl.DataFrame:
    rows = with_particulars(world.table("custody"), people, "person", name="name", id_number="id_number")
    return rows.sort("from_on", "person").select(
        "name", "id_number", "custody", "from_on", "to_on", truth_subject="person"
    )


def _institution(plan: CountyPlan, people: pl.DataFrame, tekun: pl.DataFrame) -> pl.DataFrame:
    """Residents of the institutions: central tekun, and some old people who pay themselves."""
    rng = stream(plan, "institutions")
    central = (
        tekun.filter(pl.col("programme") == "tekun_central")
        .unique("person", keep="first", maintain_order=True)
        .select("person", "institution", from_on=month_at(plan, pl.col("first")))
    )
    age = (pl.lit(plan.first_month) - pl.col("birth_date")).dt.total_days() / 365.25
    old = people.filter(~pl.col("is_cast") & pl.col("died_on").is_null() & (age > 75))
    paying = old.filter(pl.Series(rng.random(len(old)) < 0.03)).select(
        person="truth_person",
        institution=pl.col("township") + "养老服务中心",
        from_on=pl.lit(date(2025, 4, 1)),
    )
    rows = pl.concat([central, paying]).unique("person", keep="first", maintain_order=True)
    named = with_particulars(rows, people, "person", name="name", id_number="id_number", to_on="died_on")
    return named.sort("institution", "person").select(
        "institution", "name", "id_number", "from_on", "to_on", truth_subject="person"
    )


def _certificates(people: pl.DataFrame, world: World) -> pl.DataFrame:
    rows = with_particulars(
        world.table("certificates"), people, "person", name="name", sex="sex", birth_date="birth_date",
        id_number="id_number",
    ).sort("person")  # fmt: skip
    number = certificate_numbers(pl.col("id_number"), pl.col("category"), pl.col("level"))
    return rows.select(
        "name", "sex", "birth_date",
        certificate=number + pl.col("suffix").fill_null(""),
        id_number="id_number",
        category="category",
        level=level_text(pl.col("level")),
        issued_on="issued_on",
        valid_to="valid_to",
        status="status",
        truth_subject="person",
    )  # fmt: skip


def _marginal(people: pl.DataFrame, world: World) -> pl.DataFrame:
    rows = with_particulars(
        world.table("marginal"), people, "person", name="name", id_number="id_number",
        household_no="household_no",
    )  # fmt: skip
    return rows.sort("household_no", "person").select(
        "name", "id_number", "household_no", "kind", "from_on", "to_on", truth_subject="person"
    )
