"""roll_dibao_urban, roll_dibao_rural, roll_tekun, roll_disability, roll_elderly, roll_child."""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.numbers import certificate_numbers
from pipelines.synthetic.plan import CountyPlan, month_at
from pipelines.synthetic.recipients import MEMBERS_AT_MOST
from pipelines.synthetic.registers.particulars import BANK, household_ids, with_particulars

FURTHER_MEMBERS = MEMBERS_AT_MOST - 1
CHILD_SHEETS = {"orphan": "孤儿", "aids_child": "艾滋病病毒感染儿童", "de_facto_orphan": "事实无人抚养儿童"}
"""Programme → the name of its sheet in roll_child."""
SUBSIDIES = {"dis_life": "生活补贴", "dis_care": "护理补贴"}
BAND_TEXTS = {"80-89": "80-89周岁", "90-99": "90-99周岁", "100-": "100周岁以上"}


def dibao_registers(
    plan: CountyPlan, people: pl.DataFrame, households: pl.DataFrame, members: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Household rows; further members stand in member_<no>_name, _id, _relation."""
    rows = with_particulars(
        households, people, "head", township="township", village="village", head_name="name",
        head_id="id_number", account_name="name", account="account",
    ).with_columns(
        household_id=household_ids(pl.col("household"), pl.col("programme")),
        bank=pl.lit(BANK),
        start_month=month_at(plan, pl.col("first_month")),
        truth_head=pl.col("head"),
    )  # fmt: skip
    rows = rows.with_columns(approved_on=pl.col("start_month").dt.offset_by("-12d"))
    for number in range(1, FURTHER_MEMBERS + 1):
        rows = _with_member(rows, people, members, number)
    columns = [
        "benefit_month", "township", "village", "household_id", "head_name", "head_id", "category",
        "headcount",
        "household_income_fen", "amount_fen", "other_amount_fen", "approved_on", "start_month", "bank",
        "account_name", "account", "truth_head",
        *(f"{part.format(n)}" for n in range(1, FURTHER_MEMBERS + 1)
          for part in ("member_{}_name", "member_{}_id", "member_{}_relation", "truth_member_{}")),
    ]  # fmt: skip
    written = rows.drop("amount_fen").rename(
        {"base_fen": "amount_fen", "other_fen": "other_amount_fen", "income_fen": "household_income_fen"}
    )
    ordered = written.sort("benefit_month", "township", "village", "household_id")
    return {
        f"roll_{programme}": ordered.filter(pl.col("programme") == programme).select(columns)
        for programme in ("dibao_urban", "dibao_rural")
    }


def _with_member(
    rows: pl.DataFrame, people: pl.DataFrame, members: pl.DataFrame, number: int
) -> pl.DataFrame:
    """The number-th listed member besides the head; who has left does not leave a gap."""
    further = members.filter(pl.col("place") > 0).with_columns(
        turn=pl.int_range(1, pl.len() + 1).over("household", "month")
    )
    nth = further.filter(pl.col("turn") == number).select(
        "household", "month", "person", pl.col("relation").alias(f"member_{number}_relation")
    )
    member = with_particulars(
        nth, people, "person", **{f"member_{number}_name": "name", f"member_{number}_id": "id_number"}
    ).rename({"person": f"truth_member_{number}"})
    return rows.join(member, on=["household", "month"], how="left", validate="1:1", maintain_order="left")


def person_registers(plan: CountyPlan, people: pl.DataFrame, rolls: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rolls with one person a row, sorted by month, place and number."""
    rows = with_particulars(
        rolls, people, "person", township="township", village="village", name="name", sex="sex",
        birth_date="birth_date", id_number="id_number", household_address="address", father="father",
        mother="mother", own_account="account",
    )  # fmt: skip
    rows = with_particulars(rows, people, "account_of", their_account="account")
    rows = with_particulars(rows, people, "payee", payee_name="name")
    rows = with_particulars(rows, people, "guardian", guardian_name="name", guardian_id="id_number")
    rows = with_particulars(
        rows, people, "father", father_name="name", father_id="id_number", father_died="died_on"
    )
    rows = with_particulars(
        rows, people, "mother", mother_name="name", mother_id="id_number", mother_died="died_on"
    )
    rows = rows.with_columns(
        account=pl.coalesce("account", "their_account"),
        account_name=pl.coalesce("institution", "payee_name"),
        start_month=month_at(plan, pl.col("first")),
        truth_beneficiary=pl.col("person"),
    ).sort("benefit_month", "township", "village", "id_number", "programme")
    rows = rows.with_columns(approved_on=pl.col("start_month").dt.offset_by("-9d"))
    return {
        "roll_tekun": _tekun(rows),
        "roll_disability": _disability(rows),
        "roll_elderly": _elderly(rows),
        "roll_child": _child(rows),
    }


def _tekun(rows: pl.DataFrame) -> pl.DataFrame:
    central = pl.col("programme") == "tekun_central"
    return rows.filter(pl.col("programme").is_in(["tekun_scattered", "tekun_central"])).select(
        "benefit_month", "township", "village", "name", "id_number",
        support_form=pl.when(central).then(pl.lit("集中供养")).otherwise(pl.lit("分散供养")),
        care_level="care_level",
        living_amount_fen="living_fen",
        care_amount_fen="care_fen",
        institution="institution",
        approved_on="approved_on",
        account_name="account_name",
        account="account",
        truth_beneficiary="truth_beneficiary",
    )  # fmt: skip


def _disability(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("programme").is_in(list(SUBSIDIES))).select(
        "benefit_month", "township", "village", "name", "sex", "id_number",
        certificate=certificate_numbers(pl.col("id_number"), pl.col("category"), pl.col("level")),
        category="category",
        level=pl.col("level").cast(pl.String),
        subsidy=pl.col("programme").replace_strict(SUBSIDIES, return_dtype=pl.String),
        standard_fen="standard_fen",
        months="months",
        amount_fen="amount_fen",
        applied_on=pl.col("start_month").dt.offset_by("4d"),
        start_month="start_month",
        guardian="guardian_name",
        account_name="account_name",
        account="account",
        truth_beneficiary="truth_beneficiary",
        truth_guardian="guardian",
    )  # fmt: skip


def _elderly(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("programme") == "elderly_age").select(
        "benefit_month", "township", "village", "name", "sex", "birth_date", "id_number",
        band=pl.col("band").replace_strict(BAND_TEXTS, return_dtype=pl.String),
        standard_fen="standard_fen",
        months="months",
        amount_fen="amount_fen",
        account="account",
        household_address="household_address",
        remark=pl.when(pl.col("months") == 3).then(pl.lit("按季发放")),
        truth_beneficiary="truth_beneficiary",
    )  # fmt: skip


def _child(rows: pl.DataFrame) -> pl.DataFrame:
    def status(died: str) -> pl.Expr:
        living = pl.when(pl.col("programme") == "aids_child").then(pl.lit("正常")).otherwise(pl.lit("失联"))
        return pl.when(pl.col(died).is_not_null()).then(pl.lit("死亡")).otherwise(living)

    central = pl.col("placement") == "集中养育"
    return rows.filter(pl.col("programme").is_in(list(CHILD_SHEETS))).select(
        "benefit_month", "township", "name", "id_number",
        programme=pl.col("programme").replace_strict(CHILD_SHEETS, return_dtype=pl.String),
        placement=pl.when(central).then(pl.lit("集中养育")).otherwise(pl.lit("社会散居")),
        amount_fen="amount_fen",
        full_rate=pl.lit("全额"),
        father_name="father_name",
        father_id="father_id",
        father_status=status("father_died"),
        mother_name="mother_name",
        mother_id="mother_id",
        mother_status=status("mother_died"),
        guardian_name="guardian_name",
        guardian_id="guardian_id",
        account_name="account_name",
        account="account",
        truth_beneficiary="truth_beneficiary",
        truth_father="father",
        truth_mother="mother",
        truth_guardian="guardian",
    )  # fmt: skip
