"""A plain second reading of the judged rules on clean frames, to compare with the planted truth.

Persons are known by their truth numbers here, so only the facts are tested, not the matching.
"""

from __future__ import annotations

import polars as pl

from pipelines.months import completed_years
from pipelines.synthetic.plan import SyntheticCounty
from pipelines.synthetic.registers.particulars import PROGRAMME_TEXTS
from pipelines.synthetic.registers.rolls import CHILD_SHEETS

CODES = {text: code for code, text in PROGRAMME_TEXTS.items()}
MONTH = pl.col("benefit_month")


class FrameAudit:
    """The facts of a county's frames and the clues they make, rule by rule, as sets of tuples."""

    def __init__(self, county: SyntheticCounty) -> None:
        r = self.registers = county.registers
        self.county = county
        returned = r["pay_return"].filter(pl.col("result") == "失败").select("batch_no", "line_no")
        self.lines = r["pay_batch"].with_columns(
            programme=pl.col("programme").replace_strict(CODES), person=pl.col("truth_beneficiary")
        )
        self.good = self.lines.filter(pl.col("status") == "已支付").join(
            returned, on=["batch_no", "line_no"], how="anti"
        )
        self.paid = (
            self.good.filter(pl.col("programme") != "temporary")
            .group_by("person", "programme", "benefit_month")
            .agg(paid_fen=pl.col("amount_fen").sum(), kinds=pl.col("line_kind"))
        )
        deaths = pl.concat(
            r[code]
            .filter(pl.col("id_number").is_not_null())
            .select(
                person="truth_subject",
                died_on=pl.coalesce("died_on", pl.col(day)),
            )
            for code, day in (("death_cremation", "cremated_on"), ("death_health", "reported_on"))
        )
        police = (
            r["death_police"]
            .filter(pl.col("reason").str.contains("死亡"))
            .select(person="truth_subject", died_on=pl.coalesce("died_on", "cancelled_on"))
        )
        self.died = pl.concat([deaths, police]).group_by("person").agg(pl.col("died_on").max())
        self.members = self._members()

    def _members(self) -> pl.DataFrame:
        parts = []
        for code in ("dibao_urban", "dibao_rural"):
            roll = self.registers[f"roll_{code}"].with_columns(programme=pl.lit(code))
            columns = ["truth_head", *(c for c in roll.columns if c.startswith("truth_member_"))]
            parts.append(
                roll.select(
                    "programme", "household_id", "benefit_month", "headcount",
                    person=pl.concat_list(columns).list.drop_nulls(),
                ).with_columns(listed=pl.col("person").list.len()).explode("person")
            )  # fmt: skip
        members = pl.concat(parts).join(self.died, on="person", how="left")
        tekun = self.registers["roll_tekun"].select(
            "benefit_month", person="truth_beneficiary", on_tekun=True
        )
        prison = self.prison_months().select("benefit_month", "person", held=True).unique()
        members = members.join(tekun, on=["person", "benefit_month"], how="left").join(
            prison, on=["person", "benefit_month"], how="left"
        )
        apart = (
            pl.col("on_tekun").fill_null(False)
            | pl.col("held").fill_null(False)
            | (pl.col("died_on").dt.month_start() < MONTH).fill_null(False)
        )
        short = pl.col("headcount") < pl.col("listed")
        return members.with_columns(is_counted=~(short & apart), apart=apart)

    def prison_months(self) -> pl.DataFrame:
        """person, benefit_month, in custody (prison or compulsory rehabilitation) on its first day."""
        months = pl.DataFrame({"benefit_month": list(self.county.plan.months)})
        held = self.registers["prison"].filter(pl.col("custody").is_in(["监狱服刑", "强制隔离戒毒"]))
        return months.join(held, how="cross").filter(
            (pl.col("from_on") <= MONTH) & (pl.col("to_on").is_null() | (pl.col("to_on") >= MONTH))
        ).select("benefit_month", person="truth_subject")  # fmt: skip

    def planted(self, rule: str, *columns: str) -> set[tuple[object, ...]]:
        """The planted cases of a rule as tuples of truth columns."""
        return set(
            self.county.truth_cases.filter((pl.col("rule_id") == rule) & (pl.col("kind") == "planted"))
            .select(columns)
            .rows()
        )

    def _months(self, clues: pl.DataFrame, *keys: str) -> set[tuple[object, ...]]:
        """keys, first and last month of the clue months."""
        return set(
            clues.group_by(keys)
            .agg(first=MONTH.min(), last=MONTH.max())
            .select(*keys, "first", "last")
            .rows()
        )

    def dec_01(self) -> set[tuple[object, ...]]:
        rows = self.paid.join(self.died, on="person").filter(pl.col("died_on").dt.month_start() < MONTH)
        return self._months(rows, "person", "programme")

    def dec_04(self) -> set[tuple[object, ...]]:
        payees = self.died.rename({"person": "truth_payee", "died_on": "payee_died"})
        rows = (
            self.good.filter(pl.col("truth_payee") != pl.col("person"))
            .join(payees, on="truth_payee")
            .filter(
                pl.col("paid_on").dt.month_start() > pl.col("payee_died").dt.month_start().dt.offset_by("1mo")
            )
        )
        return self._months(rows, "truth_payee", "account")

    def dup_01(self) -> set[tuple[object, ...]]:
        returned = self.lines.join(
            self.good.select("batch_no", "line_no"), on=["batch_no", "line_no"], how="anti"
        ).select("person", "programme", "benefit_month", came_back=True)
        counted = (
            self.good.filter(
                pl.col("line_kind").is_in(["正常", "更正发放"]) & (pl.col("programme") != "temporary")
            )
            .join(returned.unique(), on=["person", "programme", "benefit_month"], how="left")
            .group_by("person", "programme", "benefit_month")
            .agg(lines=pl.len(), came_back=pl.col("came_back").any(), total=pl.col("amount_fen").sum())
            .join(self.entitlements(), on=["person", "programme", "benefit_month"], how="left")
        )
        rows = counted.filter(
            (pl.col("lines") > 1)
            & ~pl.col("came_back").fill_null(False)
            & (pl.col("total") - pl.col("roll_fen") > 100)
        )
        return self._months(rows, "person", "programme")

    def entitlements(self) -> pl.DataFrame:
        """person, programme, benefit_month, roll_fen."""
        r = self.registers
        parts = [
            r[f"roll_{code}"].select(
                "benefit_month", person="truth_head", programme=pl.lit(code),
                roll_fen=pl.col("amount_fen") + pl.col("other_amount_fen"),
            )
            for code in ("dibao_urban", "dibao_rural")
        ]  # fmt: skip
        parts.append(
            r["roll_tekun"].select(
                "benefit_month", person="truth_beneficiary",
                programme=pl.when(pl.col("support_form") == "集中供养").then(pl.lit("tekun_central"))
                .otherwise(pl.lit("tekun_scattered")),
                roll_fen=pl.col("living_amount_fen") + pl.col("care_amount_fen"),
            )
        )  # fmt: skip
        subsidy = {"生活补贴": "dis_life", "护理补贴": "dis_care"}
        parts.append(
            r["roll_disability"].select(
                "benefit_month", person="truth_beneficiary",
                programme=pl.col("subsidy").replace_strict(subsidy), roll_fen="amount_fen",
            )
        )  # fmt: skip
        parts.append(
            r["roll_elderly"].select(
                "benefit_month",
                person="truth_beneficiary",
                programme=pl.lit("elderly_age"),
                roll_fen="amount_fen",
            )
        )
        parts.append(
            r["roll_child"].select(
                "benefit_month",
                person="truth_beneficiary",
                roll_fen="amount_fen",
                programme=pl.col("programme").replace_strict({t: c for c, t in CHILD_SHEETS.items()}),
            )
        )
        order = ["person", "programme", "benefit_month", "roll_fen"]
        return pl.concat(part.select(order) for part in parts)

    def in_two_households(self, same_programme: bool) -> set[tuple[object, ...]]:
        """DUP-03 (same programme) or DUP-02; a single month that ends one and begins the other is left
        out."""
        counted = self.members.filter("is_counted")
        spans = self.members.group_by("person", "programme", "household_id").agg(
            begins=MONTH.min(), ends=MONTH.max()
        )
        pairs = counted.join(counted, on=["person", "benefit_month"], suffix="_2").filter(
            pl.col("household_id") < pl.col("household_id_2")
        )
        same = pl.col("programme") == pl.col("programme_2")
        pairs = pairs.filter(same if same_programme else ~same)
        overlaps = pairs.group_by("person", "household_id", "household_id_2").agg(
            first=MONTH.min(), last=MONTH.max()
        )
        one = overlaps.join(spans.drop("programme"), on=["person", "household_id"]).join(
            spans.drop("programme"), left_on=["person", "household_id_2"], right_on=["person",
            "household_id"],
            suffix="_2",
        )  # fmt: skip
        transfer = (pl.col("first") == pl.col("last")) & (
            ((pl.col("ends") == pl.col("first")) & (pl.col("begins_2") == pl.col("first")))
            | ((pl.col("ends_2") == pl.col("first")) & (pl.col("begins") == pl.col("first")))
        )
        return set(one.filter(~transfer).select("person", "first", "last").rows())

    def exc_01(self) -> set[tuple[object, ...]]:
        tekun = self.paid.filter(pl.col("programme").str.starts_with("tekun")).select(
            "person", "benefit_month"
        )
        rows = tekun.join(self.members.filter("is_counted"), on=["person", "benefit_month"])
        return self._months(rows, "person")

    def both(self, one: tuple[str, ...], other: tuple[str, ...]) -> set[tuple[object, ...]]:
        """Persons paid for a programme of ``one`` and of ``other`` in a month."""
        left = self.paid.filter(pl.col("programme").is_in(one)).select("person", "benefit_month")
        right = self.paid.filter(pl.col("programme").is_in(other)).select("person", "benefit_month").unique()
        return self._months(left.join(right, on=["person", "benefit_month"]), "person")

    def inc_01(self) -> set[tuple[object, ...]]:
        exempt = "公益性岗位|公益岗|遗属|临时人员|村医|乡村医生"
        jobs = self.registers["payroll"].filter(
            pl.col("status").is_in(["在职", "离退休"])
            & ~pl.col("kind").str.contains(exempt)
            & ~pl.col("origin").str.contains(exempt)
        ).select("from_month", "to_month", person="truth_subject")  # fmt: skip
        programmes = ("tekun_scattered", "tekun_central", "de_facto_orphan")
        received = pl.concat(
            [
                self.paid.filter(pl.col("programme").is_in(programmes)).select("person", "benefit_month"),
                self.members.filter("is_counted").select("person", "benefit_month"),
                self._marginal_months(),
            ]
        )
        rows = received.join(jobs, on="person").filter(
            (pl.col("from_month").dt.offset_by("1mo") <= MONTH)
            & (pl.col("to_month").is_null() | (pl.col("to_month") >= MONTH))
        )
        return self._months(rows, "person")

    def _marginal_months(self) -> pl.DataFrame:
        months = pl.DataFrame({"benefit_month": list(self.county.plan.months)})
        return months.join(
            self.registers["marginal_list"].select("from_on", "to_on", person="truth_subject"), how="cross"
        ).filter((pl.col("from_on") <= MONTH.dt.month_end()) & (pl.col("to_on") >= MONTH)).select(
            "person", "benefit_month"
        )  # fmt: skip

    def ins_01(self) -> set[tuple[object, ...]]:
        received = pl.concat(
            [
                self.paid.filter(~pl.col("programme").str.starts_with("dibao")).select(
                    "person", "benefit_month"
                ),
                self.members.filter("is_counted").select("person", "benefit_month"),
            ]
        )
        return self._months(received.join(self.prison_months(), on=["person", "benefit_month"]), "person")

    def dis_01(self) -> set[tuple[object, ...]]:
        certificates = self.registers["disability_certificates"].select(
            "status", "valid_to", "issued_on", person="truth_subject"
        )
        rows = self.paid.filter(pl.col("programme").is_in(["dis_life", "dis_care"])).join(
            certificates, on="person", how="left"
        )
        bad = (
            pl.col("status").is_null()
            | pl.col("status").str.contains("注销|冻结|作废|过期|迁出")
            | (pl.coalesce("valid_to", pl.col("issued_on").dt.offset_by("10y")) < MONTH.dt.offset_by("-3mo"))
        )
        return self._months(rows.filter(bad), "person", "programme")

    def dis_02(self) -> set[tuple[object, ...]]:
        roll = self.registers["roll_disability"].filter(pl.col("subsidy") == "护理补贴")
        bad = (pl.col("level").cast(pl.Int64) > 3) | (
            (pl.col("level") == "3") & ~pl.col("category").is_in(["智力", "精神"])
        )
        return self._months(roll.filter(bad).rename({"truth_beneficiary": "person"}), "person")

    def age_01(self) -> set[tuple[object, ...]]:
        born = self.county.truth_people.select(person="truth_person", born="birth_date")
        rows = (
            self.registers["roll_elderly"]
            .rename({"truth_beneficiary": "person"})
            .join(born, on="person")
            .with_columns(age=completed_years(pl.col("born"), MONTH.dt.month_end()))
        )
        due = (
            pl.when(pl.col("age") >= 100).then(50_000).when(pl.col("age") >= 90).then(15_000).otherwise(6_000)
        )
        off = (pl.col("age") < 80) | ((pl.col("amount_fen") // pl.col("months") - due).abs() > 100)
        return self._months(rows.filter(off), "person")

    def pay_02(self) -> set[tuple[object, ...]]:
        people = self.county.truth_people
        homes = people.select(person="truth_person", home="household_no")
        wards = self.registers["roll_child"].select("truth_beneficiary", "truth_guardian").unique()
        lines = self.good.filter(~pl.col("payee_name").str.contains("敬老院|福利院|养老院|供养|救助站")).join(
            homes, on="person"
        )
        guardian_home = wards.join(
            homes.rename({"person": "truth_guardian", "home": "guardian_home"}), on="truth_guardian"
        ).select(person="truth_beneficiary", guardian_home="guardian_home")
        lines = lines.join(guardian_home.unique("person"), on="person", how="left").with_columns(
            group=pl.coalesce("guardian_home", "home")
        )
        shared = lines.group_by("account").agg(groups=pl.col("group").n_unique())
        return set(shared.filter(pl.col("groups") > 1).select("account").rows())

    def pay_06_a(self) -> set[tuple[object, ...]]:
        normal = (
            self.lines.filter((pl.col("line_kind") == "正常") & (pl.col("status") != "已停发"))
            .group_by("programme", "benefit_month")
            .agg(line_fen=pl.col("amount_fen").sum(), line_people=pl.col("person").n_unique())
        )
        roll = (
            self.entitlements()
            .group_by("programme", "benefit_month")
            .agg(roll_fen=pl.col("roll_fen").sum(), roll_people=pl.col("person").n_unique())
        )
        both = normal.join(roll, on=["programme", "benefit_month"])
        off = both.filter(
            (pl.col("line_fen") != pl.col("roll_fen")) | (pl.col("line_people") != pl.col("roll_people"))
        )
        return set(off.select("programme", "benefit_month").rows())

    def pay_06_bc(self) -> set[tuple[object, ...]]:
        sent = (
            self.lines.filter(pl.col("status") != "已停发")
            .group_by("batch_no")
            .agg(sent_fen=pl.col("amount_fen").sum(), sent=pl.len())
        )
        back = (
            self.registers["pay_return"]
            .group_by("batch_no")
            .agg(back_fen=pl.col("amount_fen").sum(), back=pl.len())
        )
        booked = (
            self.registers["fund_ledger"]
            .filter(pl.col("direction") == "支出")
            .group_by("batch_no")
            .agg(booked_fen=pl.col("amount_fen").sum())
        )
        both = sent.join(back, on="batch_no", how="full", coalesce=True).join(
            booked, on="batch_no", how="left"
        )
        off = both.filter(
            (pl.col("sent_fen") != pl.col("back_fen")) | (pl.col("sent") != pl.col("back"))
        ).select("batch_no", test=pl.lit("B"))
        off_c = both.filter(pl.col("sent_fen").ne_missing(pl.col("booked_fen"))).select(
            "batch_no", test=pl.lit("C")
        )
        return {*off.rows(), *off_c.rows()}
