"""Which of the beneficiaries of one account belong together as one household.

Only the grouping; sums and the holder stand in ``accounts``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.register_rows import RoleLinks, register_rows, with_person
from pipelines.tables import S


def household_keys(
    members: pl.DataFrame,
    accepted: Mapping[str, pl.DataFrame],
    links: RoleLinks,
    guardianships: pl.DataFrame,
) -> pl.DataFrame:
    """person_id × bond: two persons with the same bond are of one household.

    A bond is a dibao household (any of the given months), a hukou household number, or a pair of
    ward and guardian.

    Args:
        members: HOUSEHOLD_MEMBER of the window.
        accepted: hukou is used, strong links only.
        guardianships: GUARDIANSHIP.

    Source: rule PAY-02, terms.
    """
    dibao = members.select(
        "person_id", bond=pl.concat_str(pl.lit("d"), "programme", "household_id", separator="|")
    )
    take = {"person_id": "person_id", "is_strong": "is_strong"}
    rows = with_person(register_rows(accepted, "hukou", {"household_no": S}), links, ["subject"], take)
    hukou = (
        rows.filter("is_strong")
        .drop_nulls(["person_id", "household_no"])
        .select("person_id", bond=pl.concat_str(pl.lit("h"), "household_no", separator="|"))
    )
    pair = pl.concat_str(pl.lit("g"), "ward_id", "guardian_id", separator="|")
    wards = guardianships.select(person_id="ward_id", bond=pair)
    guardians = guardianships.select(person_id="guardian_id", bond=pair)
    return pl.concat([dibao, hukou, wards, guardians]).unique().sort("person_id", "bond")


def with_group(account_persons: pl.DataFrame, bonds: pl.DataFrame) -> pl.DataFrame:
    """Rows with group_id: the smallest person_id that bonds lead to within the account.

    Only accounts with two or more persons are looked at; alone, a person is the group. Labels
    spread over shared bonds until none changes (as many rounds as the longest chain).

    Args:
        account_persons: account, person_id (null: a beneficiary nobody mentions), unique.
        bonds: ``household_keys``.
    """
    several = account_persons.drop_nulls("person_id").filter(pl.len().over("account") > 1)
    edges = several.select("account", "person_id").join(bonds, on="person_id")
    labels = several.select("account", "person_id", group_id="person_id")
    while True:
        spread = (
            edges.join(labels, on=["account", "person_id"], validate="m:1")
            .with_columns(least=pl.col("group_id").min().over("account", "bond"))
            .group_by("account", "person_id")
            .agg(pl.col("least").min())
        )
        moved = labels.join(spread, on=["account", "person_id"], how="left", validate="1:1").select(
            "account", "person_id", group_id=pl.coalesce("least", "group_id"), old="group_id"
        )
        has_changed = moved.select((pl.col("group_id") != pl.col("old")).any()).item()
        labels = moved.drop("old")
        if not has_changed:
            break
    return account_persons.join(labels, on=["account", "person_id"], how="left", validate="1:1").with_columns(
        group_id=pl.coalesce("group_id", "person_id", pl.lit(""))
    )
