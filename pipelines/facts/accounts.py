"""ACCOUNT_PERSON: who is paid through which account in the window, grouped by household.

How households are told apart stands in ``account_groups``; how many people an account may serve
is rule PAY-02's matter.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.definitions import County
from pipelines.facts.account_groups import with_group
from pipelines.facts.codes import CHILD, COLLECTIVE, INSTITUTION_NAME, TEKUN_CENTRAL
from pipelines.facts.register_rows import ROW_KEY, finished, register_rows
from pipelines.tables import ACCOUNT_PERSON, S


def account_persons(
    lines: pl.DataFrame,
    entitlements: pl.DataFrame,
    members: pl.DataFrame,
    bonds: pl.DataFrame,
    guardianships: pl.DataFrame,
    persons: pl.DataFrame,
    accepted: Mapping[str, pl.DataFrame],
    county: County,
) -> pl.DataFrame:
    """ACCOUNT_PERSON: account × beneficiary of the successful lines of the window.

    The holder is the payee with most money on the account. The holder's group is the one with the
    payee in it, else the one bonded to the payee, else the largest (money, then group_id).

    Args:
        lines: PAYMENT_LINE.
        entitlements: ENTITLEMENT (placement of children).
        members: HOUSEHOLD_MEMBER.
        bonds: ``household_keys`` of the window.
        guardianships: GUARDIANSHIP.
        persons: PERSON.
        accepted: institution names; whether hukou is given.

    Source: rule PAY-02.
    """
    window = lines.filter(
        pl.col("is_successful")
        & pl.col("account").is_not_null()
        & pl.col("benefit_month").is_between(county.first_month, county.last_month)
    ).sort(ROW_KEY)
    pairs = (
        window.rename({"beneficiary_id": "person_id"})
        .group_by("account", "person_id", maintain_order=True)
        .agg(
            name=pl.col("beneficiary_name").first(),
            paid_fen=pl.col("amount_fen").sum(),
            lines=pl.len().cast(pl.Int32),
            first_month=pl.col("benefit_month").min(),
            last_month=pl.col("benefit_month").max(),
        )
    )
    institutions = _institution_accounts(window, entitlements, accepted)
    grouped = (
        with_group(pairs, bonds)
        .join(_holders(window), on="account", how="left", validate="m:1")
        .with_columns(is_institution=pl.col("account").is_in(institutions.implode()))
    )
    wards = guardianships.select(person_id="ward_id", payee_id="guardian_id", is_ward_of_payee=pl.lit(True))
    has_hukou = "hukou" in accepted and accepted["hukou"].height > 0
    own = lines.filter(
        pl.col("is_successful")
        & (pl.col("payee_id") == pl.col("beneficiary_id"))
        & pl.col("account").is_not_null()
    )
    owners = own.select(person_id="beneficiary_id", has_own_account=pl.lit(True)).unique()
    on_roll = members.select("person_id").unique().with_columns(on_roll=pl.lit(True))
    complete = (
        _with_holder_group(grouped, bonds)
        .join(wards, on=["person_id", "payee_id"], how="left", validate="m:1")
        .join(owners, on="person_id", how="left", validate="m:1")
        .join(on_roll, on="person_id", how="left", validate="m:1")
        .join(
            persons.select("person_id", "is_identified", "township", "village"),
            on="person_id", how="left", validate="m:1",
        )
        .with_columns(
            is_ward_of_payee=pl.col("is_ward_of_payee").fill_null(False),
            has_own_account=pl.col("has_own_account").fill_null(False),
            is_household_known=pl.lit(has_hukou) | pl.col("on_roll").fill_null(False),
            is_identified=pl.col("is_identified").fill_null(False),
        )
    )  # fmt: skip
    return finished(complete, ACCOUNT_PERSON)


def _holders(window: pl.DataFrame) -> pl.DataFrame:
    """account, payee_id, payee_name: the payee with most money, then the smallest id."""
    return (
        window.group_by("account", "payee_id", maintain_order=True)
        .agg(pl.col("payee_name").first(), fen=pl.col("amount_fen").sum())
        .sort("account", "fen", "payee_id", descending=[False, True, False], nulls_last=True)
        .unique("account", keep="first", maintain_order=True)
        .drop("fen")
    )


def _with_holder_group(grouped: pl.DataFrame, bonds: pl.DataFrame) -> pl.DataFrame:
    several = grouped.filter(pl.len().over("account") > 1)
    payee_bonds = (
        several.select("account", "payee_id").unique().join(bonds, left_on="payee_id", right_on="person_id")
    )
    bonded = (
        several.select("account", "person_id")
        .join(bonds, on="person_id")
        .join(payee_bonds, on=["account", "bond"], how="semi")
        .select("account", "person_id", is_bonded=pl.lit(True))
        .unique()
    )
    groups = (
        grouped.join(bonded, on=["account", "person_id"], how="left", validate="1:1")
        .group_by("account", "group_id")
        .agg(
            has_payee=(pl.col("person_id") == pl.col("payee_id")).fill_null(False).any(),
            is_bonded=pl.col("is_bonded").fill_null(False).any(),
            fen=pl.col("paid_fen").sum(),
        )
    )
    holders = (
        groups.sort(
            "account", "has_payee", "is_bonded", "fen", "group_id",
            descending=[False, True, True, True, False],
        )
        .unique("account", keep="first", maintain_order=True)
        .select("account", holder_group="group_id")
    )  # fmt: skip
    return grouped.join(holders, on="account", validate="m:1").with_columns(
        is_holder_group=pl.col("group_id") == pl.col("holder_group")
    )


def _institution_accounts(
    window: pl.DataFrame, entitlements: pl.DataFrame, accepted: Mapping[str, pl.DataFrame]
) -> pl.Series:
    """The accounts of homes: a tekun_central or 集中养育 line, or a payee that is an institution by name."""
    names = register_rows(accepted, "institution", {"institution": S})["institution"].drop_nulls().unique()
    in_care = (
        entitlements.filter(
            pl.col("programme").is_in(CHILD) & pl.col("placement").str.contains(COLLECTIVE, literal=True)
        )
        .select(beneficiary_id="person_id", programme="programme", in_care=pl.lit(True))
        .unique()
    )
    marked = window.join(in_care, on=["beneficiary_id", "programme"], how="left", validate="m:1")
    is_home = (
        (pl.col("programme") == TEKUN_CENTRAL)
        | pl.col("in_care").fill_null(False)
        | pl.col("payee_name").str.contains(INSTITUTION_NAME).fill_null(False)
        | pl.col("payee_name").is_in(names.implode()).fill_null(False)
    )
    return marked.filter(is_home)["account"].unique().sort()
