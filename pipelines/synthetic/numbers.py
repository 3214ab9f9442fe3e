"""Identity numbers, accounts, phones and certificates that exist nowhere.

Every number begins with 3399 (no such region), has a right check digit and is unique; accounts begin with
6221809999, phones with 1390000. Checking and reading numbers is ``pipelines.id_numbers``.
"""

from __future__ import annotations

import polars as pl

from pipelines.id_numbers import CHECK_CHARACTERS, WEIGHTS

REGION = 339901
RETIRED_REGIONS = (339900, 339921, 339922)
PHONES = 10_000
INSTITUTION_ACCOUNTS_FROM = 900_000_000
SEQUENCES = 497  # of each sex and day; 996 to 999 are left to centenarians


def identity_numbers(people: pl.DataFrame) -> pl.Series:
    """Valid unique 18-digit numbers.

    Args:
        people: region (Int64), birth_date, sex; rows in register order (twins get neighbouring
            sequences).

    Returns:
        String, in row order.
    """
    birth = pl.col("birth_date").dt
    stamp = birth.year().cast(pl.Int64) * 10_000 + birth.month().cast(pl.Int64) * 100 + birth.day()
    rank = pl.int_range(pl.len()).over("region", "birth_date", "sex")
    place = (rank + (stamp * 7_919 + pl.col("region") * 104_729) % SEQUENCES) % SEQUENCES
    sequence = 2 * place + pl.when(pl.col("sex") == "男").then(1).otherwise(2)
    bodies = people.select(body=(pl.col("region") * 100_000_000 + stamp) * 1_000 + sequence)
    total = pl.sum_horizontal(
        pl.col("body") // 10 ** (16 - place) % 10 * weight for place, weight in enumerate(WEIGHTS)
    )
    check = (total % 11).replace_strict(list(range(11)), list(CHECK_CHARACTERS), return_dtype=pl.String)
    return bodies.select(pl.format("{}{}", "body", check)).to_series().alias("id_number")


def account_numbers(person: pl.Expr) -> pl.Expr:
    """A person's own account, 19 digits."""
    return pl.lit("6221809999") + (person * 7 + 1).cast(pl.String).str.zfill(9)


def phone_numbers(household: pl.Expr) -> pl.Expr:
    """A household's phone; null beyond the reserved range."""
    return pl.when(household < PHONES).then(
        pl.lit("1390000") + ((household * 7 + 11) % PHONES).cast(pl.String).str.zfill(4)
    )


CATEGORIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")


def certificate_numbers(id_number: pl.Expr, category: pl.Expr, level: pl.Expr) -> pl.Expr:
    """Disability certificate: identity number, category digit, level digit."""
    digit = category.replace_strict(
        list(CATEGORIES), [str(i) for i in range(1, 8)], return_dtype=pl.String, default=None
    )
    return id_number + digit + level.cast(pl.String)


def credit_codes(company: pl.Expr) -> pl.Expr:
    """A unified social credit code of the reserved region (its check character is not computed)."""
    return pl.lit("91339901MA") + (company + 10_000_000).cast(pl.String)
