"""DEATH_RECORD and DEATH: rows that mean a death, and what they say about a person together.

Payments after a death do not belong here (rule DEC-01); weak records stand in ``suspected_deaths``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.facts.codes import DEATH as MEANS_DEATH
from pipelines.facts.register_rows import RoleLinks, finished, register_rows, with_person
from pipelines.tables import DEATH, DEATH_RECORD, I64, D, S

BASES = ("died_on", "cremated_on", "cancelled_on", "reported_on")
"""The date that stands for the death, best first."""

FIELDS: dict[str, pl.DataType] = {
    "name": S, "id_number": S, "sex": S, "address": S, "age": I64, "reason": S,
    **dict.fromkeys(BASES, D),
}  # fmt: skip
LINKED = {
    "person_id": "person_id", "evidence": "evidence", "is_strong": "is_strong",
    "probability": "link_probability", "name_agreement": "name_agreement", "agrees": "agrees",
    "contradicts": "contradicts", "has_id_conflict": "has_id_conflict", "rivals": "rivals",
}  # fmt: skip


def death_records(accepted: Mapping[str, pl.DataFrame], links: RoleLinks, *, as_of: date) -> pl.DataFrame:
    """DEATH_RECORD: rows of the three death registers that mean death, whatever their link.

    A police row counts only when its reason means death; a row dated after ``as_of`` does not.

    Source: definitions.death_date, definitions.as_of.
    """
    police = register_rows(accepted, "death_police", FIELDS).filter(pl.col("reason") == MEANS_DEATH)
    others = [register_rows(accepted, code, FIELDS) for code in ("death_cremation", "death_health")]
    rows = pl.concat([police, *others])
    dated = rows.with_columns(
        death_date=pl.coalesce(BASES),
        date_basis=pl.coalesce(pl.when(pl.col(b).is_not_null()).then(pl.lit(b)) for b in BASES),
        age_years="age",
    ).filter((pl.col("death_date") <= as_of).fill_null(True))
    linked = with_person(dated, links, ["subject"], LINKED).drop_nulls("person_id")
    return finished(linked.with_columns(pl.col("is_strong").fill_null(False)), DEATH_RECORD)


def deaths(records: pl.DataFrame, proofs: pl.DataFrame, *, date_conflict_days: int) -> pl.DataFrame:
    """DEATH: one row per person with a strong death record.

    The latest date counts (the reading in the person's favour); dates further apart than
    ``date_conflict_days`` are in conflict. death_date is null where no strong record has a date.

    Args:
        records: DEATH_RECORD.
        proofs: ``proofs_of_life``.

    Source: definitions.death_date.
    """
    strong = records.filter("is_strong")
    order = pl.col("date_basis").replace_strict({b: i for i, b in enumerate(BASES)}, default=9)
    latest = (
        strong.with_columns(order=order)
        .sort("person_id", "death_date", "order", descending=[False, True, False], nulls_last=True)
        .group_by("person_id", maintain_order=True)
        .agg(
            pl.col("death_date").first(),
            pl.col("date_basis").first(),
            source_count=pl.col("register").n_unique().cast(pl.Int32),
            earliest_date=pl.col("death_date").min(),
            name_agreement=pl.col("name_agreement").min(),
        )
        .with_columns(
            is_date_conflict=(
                (pl.col("death_date") - pl.col("earliest_date")).dt.total_days() > date_conflict_days
            ).fill_null(False)
        )
    )
    later = (
        proofs.join(latest.select("person_id", "death_date"), on="person_id", validate="m:1")
        .filter(pl.col("proof_of_life_on") > pl.col("death_date"))
        .sort("person_id", "proof_of_life_on", "proof_of_life_kind", descending=[False, True, False])
        .unique("person_id", keep="first", maintain_order=True)
        .drop("death_date")
    )
    return finished(latest.join(later, on="person_id", how="left", validate="1:1"), DEATH)


def proofs_of_life(accepted: Mapping[str, pl.DataFrame], links: RoleLinks, *, as_of: date) -> pl.DataFrame:
    """person_id, proof_of_life_on, proof_of_life_kind (the register), strong links only.

    A successful liveness test, a review with a visit, a payroll or school spell that begins.

    Source: rule DEC-01, counter_evidence.
    """
    says_yes = {
        "liveness": ("verified_on", "result"),
        "payroll": ("from_month", None),
        "review_log": ("reviewed_on", "visited"),
        "student": ("from_on", None),
    }
    take = {"person_id": "person_id", "is_strong": "is_strong"}
    proofs = []
    for register, (day, test) in sorted(says_yes.items()):
        columns: dict[str, pl.DataType] = {day: D}
        if test:
            columns |= {test: S, f"{test}_text": S}
        rows = register_rows(accepted, register, columns)
        passed = rows.filter(_is_yes(test)) if test else rows
        linked = with_person(passed, links, ("subject", "beneficiary"), take).filter("is_strong")
        proofs.append(linked.select("person_id", proof_of_life_on=day, proof_of_life_kind=pl.lit(register)))
    return pl.concat(proofs).drop_nulls().filter(pl.col("proof_of_life_on") <= as_of)


def _is_yes(field: str) -> pl.Expr:
    return pl.col(field).is_in(["success", "yes"]).fill_null(False)
