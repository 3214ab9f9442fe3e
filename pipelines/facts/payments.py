"""PAYMENT_LINE and COVERAGE: every accepted line of pay_batch, whom it was for and whether it arrived.

Sums per person and month stand in ``paid_months``; which return row answers a line in ``returns``;
the month of a re-issue in ``reissues``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.codes import FAILED, NORMAL, PAID, TEKUN, TEKUN_CENTRAL, TEKUN_SCATTERED
from pipelines.facts.month_runs import with_nearest_month
from pipelines.facts.register_rows import RoleLinks, finished, numbered_rows, register_rows, with_person
from pipelines.facts.reissues import original_months
from pipelines.facts.returns import bank_answers
from pipelines.tables import COVERAGE, I64, PAYMENT_LINE, D, S

LINE_FIELDS: dict[str, pl.DataType] = {
    "batch_no": S, "line_no": I64, "programme": S, "programme_text": S, "benefit_month": D, "status": S,
    "line_kind": S, "line_kind_text": S, "amount_fen": I64, "account": S, "channel": S, "payee_name": S,
    "beneficiary_name": S, "paid_on": D, "village": S,
}  # fmt: skip
RETURN_FIELDS: dict[str, pl.DataType] = {
    "batch_no": S, "line_no": I64, "account": S, "amount_fen": I64, "result": S, "handled_on": D,
}  # fmt: skip


def payment_lines(
    accepted: Mapping[str, pl.DataFrame], links: RoleLinks, deaths: pl.DataFrame
) -> pl.DataFrame:
    """PAYMENT_LINE: the accepted pay_batch lines.

    Args:
        accepted: pay_batch, pay_return and roll_tekun are used.
        links: who the head, payee and beneficiary of each line are.
        deaths: DEATH.

    Nulls: an unknown status is not paid; an unknown kind stays null; an empty kind is normal.
    Source: definitions.successful_line and definitions.paid.
    """
    lines = register_rows(accepted, "pay_batch", LINE_FIELDS).with_row_index("line")
    returns = register_rows(accepted, "pay_return", RETURN_FIELDS)
    linked = numbered_rows(lines, links)
    for role in ("head", "payee", "beneficiary"):
        strong = {} if role == "head" else {"is_strong": f"is_{role}_strong"}
        linked = with_person(linked, links, [role], {"person_id": f"{role}_id", **strong})
    answered = linked.join(
        bank_answers(lines, returns), on="line", how="left", validate="1:1", maintain_order="left"
    )
    judged = _with_outcome(_with_kind(answered))
    named = _with_tekun_form(judged, tekun_forms(accepted, links))
    moved = named.join(original_months(named), on="line", how="left", validate="1:1", maintain_order="left")
    dated = moved.with_columns(
        stated_month=pl.col("benefit_month"),
        benefit_month=pl.coalesce("original_month", "benefit_month"),
    )
    died = deaths.select(beneficiary_id="person_id", beneficiary_death_date="death_date")
    complete = _with_later_account(dated).join(
        died, on="beneficiary_id", how="left", validate="m:1", maintain_order="left"
    )
    return finished(complete, PAYMENT_LINE)


def coverage(lines: pl.DataFrame) -> pl.DataFrame:
    """COVERAGE: programme and benefit month that pay_batch holds a line of, whatever its status.

    A line that says tekun without its form covers both forms.

    Args:
        lines: PAYMENT_LINE; a line without programme or month covers nothing.

    Source: definitions.covered.
    """
    stated = lines.select("programme", "stated_programme", benefit_month="stated_month").unique()
    formless = stated.filter(pl.col("stated_programme") == TEKUN)
    forms = [formless.with_columns(programme=pl.lit(form)) for form in (TEKUN_CENTRAL, TEKUN_SCATTERED)]
    covered = pl.concat([stated, *forms]).select("programme", "benefit_month")
    return finished(covered.drop_nulls().unique(), COVERAGE)


def tekun_forms(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """person_id, benefit_month, programme (tekun_scattered | tekun_central): the form on the roll."""
    roll = register_rows(accepted, "roll_tekun", {"benefit_month": D, "programme": S})
    rows = with_person(roll, links, ("beneficiary", "subject"), {"person_id": "person_id"})
    return (
        rows.drop_nulls(["person_id", "benefit_month", "programme"])
        .filter(pl.col("programme") != TEKUN)
        .sort("person_id", "benefit_month", "programme")
        .unique(["person_id", "benefit_month"], keep="last", maintain_order=True)
        .select("person_id", "benefit_month", "programme")
    )


def _with_kind(lines: pl.DataFrame) -> pl.DataFrame:
    is_empty = pl.col("line_kind").is_null() & (
        pl.col("line_kind_text").fill_null("").str.strip_chars() == ""
    )
    return lines.with_columns(
        line_kind=pl.when(is_empty).then(pl.lit(NORMAL)).otherwise("line_kind"), is_kind_empty=is_empty
    )


def _with_outcome(lines: pl.DataFrame) -> pl.DataFrame:
    has_failed = pl.col("is_failed").fill_null(False)
    return lines.with_columns(
        is_returned=pl.col("status").is_in(FAILED).fill_null(False) | has_failed,
        is_successful=(pl.col("status") == PAID).fill_null(False) & ~has_failed,
        is_status_unknown=pl.col("status").is_null() & ~has_failed,
        is_beneficiary_strong=pl.col("is_beneficiary_strong").fill_null(False),
        is_payee_strong=pl.col("is_payee_strong").fill_null(False),
        return_row=pl.col("return_row").cast(pl.Int32),
    )


def _with_tekun_form(lines: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """Lines that say tekun without its form take it from the roll of the month, else the nearest."""
    stated = lines.with_columns(stated_programme=pl.col("programme"))
    formless = stated.filter(pl.col("programme") == TEKUN)
    if formless.is_empty():
        return stated
    found = with_nearest_month(
        formless.select("line", "benefit_month", person_id="beneficiary_id"),
        forms, ["person_id"], {"programme": "form"},
    )  # fmt: skip
    resolved = found.select("line", form=pl.col("form").fill_null(TEKUN_SCATTERED))
    return (
        stated.join(resolved, on="line", how="left", validate="1:1", maintain_order="left")
        .with_columns(programme=pl.coalesce("form", "programme"))
        .drop("form")
    )


def _with_later_account(lines: pl.DataFrame) -> pl.DataFrame:
    """The last month in which the beneficiary is paid to another account than the line's."""
    last_months = (
        lines.filter("is_successful")
        .drop_nulls(["beneficiary_id", "account", "benefit_month"])
        .group_by("beneficiary_id", "account")
        .agg(month=pl.col("benefit_month").max())
        .sort("beneficiary_id", "month", "account", descending=[False, True, False])
    )
    best = last_months.group_by("beneficiary_id", maintain_order=True).agg(
        best_account=pl.col("account").first(),
        best_month=pl.col("month").first(),
        second_month=pl.col("month").get(1, null_on_oob=True),
    )
    is_best = pl.col("account").eq_missing(pl.col("best_account"))
    located = lines.join(best, on="beneficiary_id", how="left", validate="m:1", maintain_order="left")
    return located.with_columns(
        beneficiary_later_account_month=pl.when(is_best).then("second_month").otherwise("best_month")
    )
