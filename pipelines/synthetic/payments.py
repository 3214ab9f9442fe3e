"""Payment lines: one per roll row, and what happens to lines afterwards.

The edits of ``world`` (per person, programme, benefit month) become lines here:

returned    the line came back from the bank and stays so
reissued    it came back and was paid again by a correction (更正发放) in the same month
split       two fundings pay two parts that add up to the roll's amount
duplicate   the same line stands twice in the batch (a planted case)
correction  a correction although nothing came back (a planted case)
short       the line differs from the roll by amount_fen (a planted case)
arrears     an extra line (补发) for the month, paid in paid_month; amount_fen or the roll's amount
stopped     an extra arrears line that was stopped (已停发) and never sent

Batches are cut in ``books.py``, where the bank's return and the fund ledger are written too.
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.plan import CountyPlan, stream
from pipelines.synthetic.world import World

REISSUED_SHARE, RETURNED_SHARE = 0.004, 0.0005
PRICE_SUBSIDY_FEN = 3_000
PRICE_MONTHS = (1, 7)
PRICE_PROGRAMMES = ("dibao_rural", "dibao_urban", "tekun_scattered", "tekun_central")
FIRST_FUNDING_PERCENT = 60


def payment_lines(
    plan: CountyPlan, people: pl.DataFrame, world: World, persons: pl.DataFrame, households: pl.DataFrame
) -> pl.DataFrame:
    """All payment lines of the monthly programmes.

    Args:
        people: with died_on.
        persons: ``person_rolls``.
        households: ``dibao_rolls``.

    Returns:
        programme, month (benefit month), paid_month, part (normal, second, correction, price: the
        batches of a month), kind (正常 补发 更正发放 价格临时补贴), state (paid, failed, stopped), person
        (beneficiary), payee, institution, account, head, household (dibao), amount_fen; sorted.
    """
    normal = _normal(people, persons, households)
    edited = _edited(plan, world, normal)
    lines = pl.concat([edited, _extra(world, normal), _price_subsidies(world, normal)], how="diagonal").sort(
        "paid_month", "programme", "part", "person", "month", "kind", "amount_fen", "turn"
    )
    return lines.drop("turn")


def _normal(people: pl.DataFrame, persons: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    accounts = people.select(account_of="truth_person", own_account="account")
    hukou_heads = people.select(person="truth_person", hukou_head="head", household_no="household_no").join(
        people.select(hukou_head="truth_person", head_died="died_on"),
        on="hukou_head",
        how="left",
        validate="m:1",
    )
    single = persons.select(
        "programme", "month", "person", "payee", "institution", "account", "account_of", "amount_fen"
    )
    family = households.select(
        "programme", "month", "household", "amount_fen", "headcount", person="head", payee="head",
        account_of="head",
    )  # fmt: skip
    lines = (
        pl.concat([single, family], how="diagonal")
        .join(accounts, on="account_of", how="left", validate="m:1", maintain_order="left")
        .join(hukou_heads, on="person", how="left", validate="m:1", maintain_order="left")
    )
    living_head = pl.when(pl.col("head_died").is_null()).then("hukou_head")
    return lines.with_columns(
        account=pl.coalesce("account", "own_account"),
        head=pl.when(pl.col("household").is_not_null())
        .then("person")
        .otherwise(pl.coalesce(living_head, "payee", "person")),
        paid_month=pl.col("month"),
        part=pl.lit("normal"),
        kind=pl.lit("正常"),
        state=pl.lit("paid"),
        turn=pl.lit(0),
    ).drop("own_account", "account_of", "hukou_head", "head_died", "household_no")


def _edited(plan: CountyPlan, world: World, normal: pl.DataFrame) -> pl.DataFrame:
    """Normal lines after the edits that touch them, with second and corrected lines."""
    edits = (
        world.table("line_edits")
        .filter(~pl.col("edit").is_in(["arrears", "stopped"]))
        .select("person", "programme", "month", "edit", edit_fen="amount_fen")
    )
    rng = stream(plan, "bank")
    luck = pl.Series(rng.random(len(normal)))
    lines = normal.join(
        edits, on=["person", "programme", "month"], how="left", validate="m:1", maintain_order="left"
    )
    is_cast = pl.col("person").is_in(world.table("cases")["person"].drop_nulls().unique().implode())
    ordinary = pl.col("edit").is_null() & ~is_cast & ~pl.col("programme").is_in(["orphan", "aids_child"])
    lines = lines.with_columns(
        edit=pl.when(ordinary & (luck < RETURNED_SHARE))
        .then(pl.lit("returned"))
        .when(ordinary & (luck < RETURNED_SHARE + REISSUED_SHARE))
        .then(pl.lit("reissued"))
        .otherwise("edit")
    )
    edit = pl.col("edit")
    first_part = pl.col("amount_fen") * FIRST_FUNDING_PERCENT // 10_000 * 100
    touched = lines.with_columns(
        state=pl.when(edit.is_in(["returned", "reissued"])).then(pl.lit("failed")).otherwise("state"),
        amount_fen=pl.when(edit == "split")
        .then(first_part)
        .when(edit == "short")
        .then(pl.col("amount_fen") + pl.col("edit_fen"))
        .otherwise("amount_fen"),
    )
    second = lines.filter(edit == "split").with_columns(
        amount_fen=pl.col("amount_fen") - first_part, part=pl.lit("second"), turn=pl.lit(1)
    )
    corrected = lines.filter(edit.is_in(["reissued", "correction"])).with_columns(
        part=pl.lit("correction"), kind=pl.lit("更正发放"), turn=pl.lit(1)
    )
    twice = lines.filter(edit == "duplicate").with_columns(turn=pl.lit(1))
    return pl.concat([touched, second, corrected, twice]).drop("edit", "edit_fen")


def _extra(world: World, normal: pl.DataFrame) -> pl.DataFrame:
    """Arrears and stopped lines; account, payee and amount as in the person's own line nearest in time."""
    edits = world.table("line_edits").filter(pl.col("edit").is_in(["arrears", "stopped"]))
    model = normal.sort("month").unique(["person", "programme"], keep="first", maintain_order=True)
    return (
        edits.rename({"amount_fen": "edit_fen", "month": "for_month", "paid_month": "late_month"})
        .join(model, on=["person", "programme"], validate="m:1", maintain_order="left")
        .with_columns(
            month=pl.col("for_month"),
            paid_month=pl.col("late_month"),
            amount_fen=pl.coalesce("edit_fen", "amount_fen"),
            kind=pl.lit("补发"),
            state=pl.when(pl.col("edit") == "stopped").then(pl.lit("stopped")).otherwise(pl.lit("paid")),
            turn=pl.lit(2),
        )
        .drop("edit", "edit_fen", "for_month", "late_month")
    )


def _price_subsidies(world: World, normal: pl.DataFrame) -> pl.DataFrame:
    # whoever's line comes back for good gets no price subsidy in that month either
    returned = world.table("line_edits").filter(pl.col("edit") == "returned")
    due = normal.join(
        returned, on=["person", "programme", "month"], how="anti", maintain_order="left"
    ).filter(pl.col("month").is_in(list(PRICE_MONTHS)) & pl.col("programme").is_in(list(PRICE_PROGRAMMES)))
    return due.with_columns(
        amount_fen=PRICE_SUBSIDY_FEN * pl.col("headcount").fill_null(1),
        part=pl.lit("price"),
        kind=pl.lit("价格临时补贴"),
        turn=pl.lit(3),
    )


PAY_DAYS = {"normal": 10, "second": 18, "price": 20, "correction": 28}
"""Part of a month → the day its batch is paid."""
