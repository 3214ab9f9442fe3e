"""CERTIFICATE and CERTIFICATE_MONTH: disability certificates, and those found for a paid month.

Which statuses, validity and levels are wrong does not belong here: DIS-01 and DIS-02 say so.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.codes import CATEGORY_OF_DIGIT, CERTIFICATE_STATUSES, DISABILITY
from pipelines.facts.month_runs import with_nearest_month
from pipelines.facts.register_rows import ROW_KEY, RoleLinks, finished, register_rows, with_person
from pipelines.facts.spells import is_unreadable, spell_rows
from pipelines.tables import CERTIFICATE, CERTIFICATE_MONTH, D, S

MONTH = ["person_id", "programme", "benefit_month"]
FIELDS: dict[str, pl.DataType] = {
    "certificate": S, "status": S, "status_text": S, "category": S, "category_text": S, "level": S,
    "issued_on": D, "valid_to": D, "valid_to_text": S,
}  # fmt: skip


def certificates(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """CERTIFICATE: every row of the certificate register, from issue to the stated end.

    certificate20 is what stands before a replacement suffix (B1, B2): the first 20 characters.
    """
    rows = spell_rows(accepted, links, "disability_certificates", FIELDS, only_strong=False)
    return finished(
        rows.with_columns(
            certificate20=pl.col("certificate").str.to_uppercase().str.slice(0, 20),
            level=_level(pl.col("level")),
            valid_from=pl.col("issued_on"),
            valid_until=pl.col("valid_to"),
            is_end_unreadable=is_unreadable("valid_to"),
        ),
        CERTIFICATE,
    )


def certificate_months(
    received: pl.DataFrame,
    certificates: pl.DataFrame,
    accepted: Mapping[str, pl.DataFrame],
    links: RoleLinks,
) -> pl.DataFrame:
    """CERTIFICATE_MONTH: a received disability subsidy month with the certificate rows found for it.

    Found by the first 20 characters of the roll's certificate number, else by the person (strong
    link). Category and level come from the newest row issued by the month's last day (no date
    passes, and counts as oldest), else from digits 19 and 20 of the roll's number, else from the
    roll's columns: the first source in which both are readable. The roll row is that of the month,
    else of the nearest month.

    Args:
        received: RECEIVED_MONTH.
        certificates: CERTIFICATE.
        accepted: roll_disability is used.

    Source: rules DIS-01 and DIS-02.
    """
    months = received.filter(pl.col("programme").is_in(DISABILITY)).select(MONTH)
    rolled = with_nearest_month(
        months, _roll(accepted, links), ["person_id", "programme"],
        {c: c for c in ("roll_certificate", "roll_category", "roll_level", "roll_category_text")},
    )  # fmt: skip
    found = _found(rolled, certificates)
    number = pl.col("roll_certificate").str.to_uppercase()
    read = (
        rolled.join(_statuses(found), on=MONTH, how="left", validate="1:1")
        .join(_newest(found), on=MONTH, how="left", validate="1:1")
        .with_columns(
            number_category=number.str.slice(18, 1).replace_strict(CATEGORY_OF_DIGIT, default=None),
            number_level=_level(number.str.slice(19, 1)),
            register_extracted_on=pl.lit(certificates["extracted_on"].max(), dtype=pl.Date),
            has_status_gap=pl.col("has_status_gap").fill_null(False),
            rows=pl.col("rows").fill_null(0),
        )
    )
    basis = pl.coalesce(
        pl.when(pl.col(f"{source}_category").is_not_null() & pl.col(f"{source}_level").is_not_null()).then(
            pl.lit(source)
        )
        for source in SOURCES
    )
    chosen = read.with_columns(basis=basis)

    def of_basis(what: str) -> pl.Expr:
        return pl.coalesce(pl.when(pl.col("basis") == s).then(f"{s}_{what}") for s in SOURCES)

    return finished(
        chosen.with_columns(number_category_text="number_category").with_columns(
            category=of_basis("category"), level=of_basis("level"), category_text=of_basis("category_text")
        ),
        CERTIFICATE_MONTH,
    )


SOURCES = ("register", "number", "roll")


def _level(text: pl.Expr) -> pl.Expr:
    return pl.when(text.is_in(["1", "2", "3", "4"])).then(text).cast(pl.Int64)


def _roll(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    columns = {
        "benefit_month": D, "programme": S, "certificate": S, "category": S, "category_text": S, "level": S,
    }  # fmt: skip
    rows = register_rows(accepted, "roll_disability", columns)
    linked = with_person(rows, links, ("beneficiary", "subject"), {"person_id": "person_id"})
    return (
        linked.drop_nulls(MONTH)
        .sort(*MONTH, *ROW_KEY)
        .unique(MONTH, keep="first", maintain_order=True)
        .select(
            *MONTH, roll_certificate="certificate", roll_category="category",
            roll_level=_level(pl.col("level")), roll_category_text="category_text",
        )
    )  # fmt: skip


def _found(rolled: pl.DataFrame, certificates: pl.DataFrame) -> pl.DataFrame:
    wanted = rolled.select(
        *MONTH, certificate20=pl.col("roll_certificate").str.to_uppercase().str.slice(0, 20)
    )
    rows = certificates.rename({"person_id": "holder"})
    by_number = wanted.join(rows, on="certificate20")
    rest = wanted.join(by_number, on=MONTH, how="anti")
    by_person = rest.drop("certificate20").join(
        rows.filter("is_strong"), left_on="person_id", right_on="holder"
    )
    columns = [
        *MONTH, *ROW_KEY, "status", "status_text", "issued_on", "valid_until", "category", "category_text",
        "level",
    ]  # fmt: skip
    return pl.concat([by_number.select(columns), by_person.select(columns)]).with_columns(rank=_rank())


def _rank() -> pl.Expr:
    """0 valid; 1 a text no vocabulary knows; 2 no status; 3.. the ends, from moved out to cancelled."""
    known = {code: i + 2 if i else 0 for i, code in enumerate(CERTIFICATE_STATUSES)}
    ranked = pl.col("status").replace_strict(known, default=1, return_dtype=pl.Int8)
    is_empty = pl.col("status").is_null() & pl.col("status_text").is_null()
    return pl.when(is_empty).then(pl.lit(2, dtype=pl.Int8)).otherwise(ranked)


def _statuses(found: pl.DataFrame) -> pl.DataFrame:
    """Per month: how many rows, their statuses from best to worst, and whether one says nothing at all."""
    dated = pl.col("valid_until").is_not_null() | pl.col("issued_on").is_not_null()
    return (
        found.with_columns(text=pl.coalesce("status_text", "status"))
        .sort(*MONTH, "rank", *ROW_KEY)
        .group_by(MONTH, maintain_order=True)
        .agg(
            rows=pl.len().cast(pl.Int32),
            statuses=pl.col("text").drop_nulls().unique(maintain_order=True).str.join("、"),
            worst_status=pl.col("status").last(),
            has_status_gap=(pl.col("text").is_null() & ~dated).any(),
        )
    )


def _newest(found: pl.DataFrame) -> pl.DataFrame:
    issued = pl.col("issued_on")
    in_time = issued.is_null() | (issued <= pl.col("benefit_month").dt.month_end())
    return (
        found.filter(in_time)
        .sort(*MONTH, "issued_on", "rank", *ROW_KEY,
              descending=[False, False, False, True, False, False, False, False, False],
              nulls_last=[False, False, False, True, False, False, False, False, False])
        .unique(MONTH, keep="first", maintain_order=True)
        .select(*MONTH, register_category="category", register_level="level",
                register_category_text="category_text")
    )  # fmt: skip
