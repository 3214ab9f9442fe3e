"""bank_accounts, vehicle, company, realestate, pension, hpf, tax, medical: what people own and earn.

Owners are people who receive nothing; pensions and medical bills are everybody's.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from pipelines.synthetic.numbers import credit_codes
from pipelines.synthetic.plan import CountyPlan, month_index, stream
from pipelines.synthetic.registers.particulars import BANK
from pipelines.synthetic.world import World

BRANDS = ("五菱宏光", "长安", "吉利", "比亚迪", "大众")
TRADES = ("超市", "餐饮店", "运输有限公司", "农业专业合作社", "建材经营部")


def holding_registers(plan: CountyPlan, people: pl.DataFrame, world: World) -> dict[str, pl.DataFrame]:
    """The registers, in person order."""
    rng = stream(plan, "holdings")
    paid = pl.concat(
        [world.table("spells")["person"], world.table("members")["person"], world.table("marginal")["person"]]
    ).unique()
    age = (pl.lit(plan.first_month) - pl.col("birth_date")).dt.total_days() / 365.25
    living = people.with_columns(age=age).filter(pl.col("died_on").is_null())
    rich = living.filter(
        ~pl.col("is_cast") & ~pl.col("truth_person").is_in(paid.implode()) & pl.col("age").is_between(22, 70)
    )
    receivers = living.filter(pl.col("truth_person").is_in(paid.implode()))

    def some(rows: pl.DataFrame, share: float) -> pl.DataFrame:
        return rows.filter(pl.Series(rng.random(len(rows)) < share)).with_columns(
            truth_subject="truth_person"
        )

    payroll = world.table("payroll").filter(pl.col("to_month").is_null() & (pl.col("status") == "在职"))
    staff = living.filter(pl.col("truth_person").is_in(payroll["person"].implode())).with_columns(
        truth_subject="truth_person"
    )
    return {
        "bank_accounts": _accounts(
            plan, pl.concat([some(receivers, 1.0), some(rich, 0.1)]).sort("truth_person")
        ),
        "vehicle": _vehicles(some(rich, 0.08)),
        "company": _companies(some(rich, 0.02)),
        "realestate": _estates(some(rich, 0.06)),
        "pension": _pensions(plan, some(living.filter(pl.col("age") >= 60), 0.8)),
        "hpf": _funds(plan, staff),
        "tax": _taxes(plan, staff),
        "medical": _bills(plan, some(living, 0.02), rng),
    }


def _pick(texts: tuple[str, ...], step: int = 1) -> pl.Expr:
    return (pl.col("truth_person") // step % len(texts)).replace_strict(
        list(range(len(texts))), list(texts), return_dtype=pl.String
    )


def _accounts(plan: CountyPlan, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        "name", "id_number",
        bank=pl.lit(BANK),
        account="account",
        opened_on=pl.lit(date(2016, 1, 4)) + pl.duration(days=pl.col("truth_person") % 1500),
        changed_on=pl.lit(None, dtype=pl.Date),
        status=pl.lit("正常"),
        truth_subject="truth_subject",
    )  # fmt: skip


def _vehicles(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        "name", "id_number",
        registered_on=pl.lit(date(2015, 1, 5)) + pl.duration(days=pl.col("truth_person") * 7 % 3900),
        brand=_pick(BRANDS),
        plate=pl.lit("示A") + (pl.col("truth_person") % 100_000).cast(pl.String).str.zfill(5),
        kind=pl.lit("小型汽车"),
        status=pl.lit("正常"),
        value_fen=pl.lit(3_000_000, dtype=pl.Int64) + pl.col("truth_person") % 90 * 100_000,
        truth_subject="truth_subject",
    )  # fmt: skip


def _companies(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        credit_code=credit_codes(pl.col("truth_person")),
        company=pl.lit("示例县") + pl.col("name").str.slice(-1) + _pick(TRADES),
        kind=pl.lit("个体工商户"),
        person_name="name",
        person_id="id_number",
        person_role=pl.lit("法定代表人"),
        founded_on=pl.lit(date(2010, 3, 1)) + pl.duration(days=pl.col("truth_person") * 11 % 5000),
        status=pl.lit("存续"),
        capital_fen=(pl.col("truth_person") % 50 + 1) * 1_000_000,  # whole 万元
        truth_subject="truth_subject",
    )


def _estates(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        unit_no=pl.lit("339901") + pl.col("truth_person").cast(pl.String).str.zfill(9) + "F0001",
        name="name",
        id_number="id_number",
        share=pl.lit("单独所有"),
        address=pl.format("示例县城关镇人民路{}号", pl.col("truth_person") % 400 + 1),
        area_fen=(pl.col("truth_person") % 90 + 50) * 100,
        use=pl.lit("住宅"),
        registered_on=pl.lit(date(2008, 6, 2)) + pl.duration(days=pl.col("truth_person") * 13 % 6000),
        status=pl.lit("现势"),
        truth_subject="truth_subject",
    )


def _pensions(plan: CountyPlan, rows: pl.DataFrame) -> pl.DataFrame:
    at_60 = month_index(plan, pl.col("birth_date")) + 720
    return rows.filter(at_60 <= 0).select(
        "name", "id_number",
        scheme=pl.lit("城乡居民"),
        status=pl.lit("领取"),
        monthly_fen=pl.lit(13_000, dtype=pl.Int64) + pl.col("truth_person") % 60 * 100,
        from_month=pl.max_horizontal(
            pl.col("birth_date").dt.offset_by("60y").dt.month_start(), pl.lit(date(2012, 1, 1))
        ),
        to_month=pl.lit(None, dtype=pl.Date),
        contribution_month=pl.lit(None, dtype=pl.Date),
        payer=pl.lit(None, dtype=pl.String),
        truth_subject="truth_subject",
    )  # fmt: skip


def _funds(plan: CountyPlan, staff: pl.DataFrame) -> pl.DataFrame:
    return staff.select(
        employer=pl.col("township") + "人民政府",
        name="name",
        id_number="id_number",
        base_fen=pl.lit(500_000, dtype=pl.Int64),
        balance_fen=pl.col("truth_person") % 700 * 10_000,
        status=pl.lit("正常"),
        last_month=pl.lit(plan.last_month),
        truth_subject="truth_subject",
    )


def _taxes(plan: CountyPlan, staff: pl.DataFrame) -> pl.DataFrame:
    return staff.select(
        "name", "id_number",
        month=pl.lit(plan.last_month),
        income_fen=pl.lit(560_000, dtype=pl.Int64),
        kind=pl.lit("工资薪金所得"),
        payer=pl.col("township") + "人民政府",
        truth_subject="truth_subject",
    )  # fmt: skip


def _bills(plan: CountyPlan, rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    total = pl.Series(rng.integers(20, 400, len(rows)) * 10_000)
    return rows.select(
        "name", "id_number",
        settled_on=pl.lit(plan.first_month) + pl.duration(days=pl.col("truth_person") % 240),
        total_fen=total,
        self_paid_fen=total * 3 // 10,
        truth_subject="truth_subject",
    )  # fmt: skip
