"""Identity numbers (GB 11643-1999): cleaning, status, birth date, sex, upgrade from 15 digits.

All work is done once per distinct value; callers join the small table back. Repairing a wrong
number does not belong here: it needs names and other registers (``pipelines.identify``).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.region_codes import REGION_CODES, SYNTHETIC_PREFECTURE, WHOLE_PROVINCES

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
_REGIONS = pl.Series(REGION_CODES).implode()

VALID = "valid"  # 18 characters, all tests passed
VALID_15 = "valid_15"  # an old 15-digit number with a real birth date
BAD_LENGTH, BAD_CHARACTER, BAD_DATE = "bad_length", "bad_character", "bad_date"
BAD_REGION, BAD_CHECK = "bad_region", "bad_check"
DAMAGED = "damaged"  # went through a number type: the last digits are lost
MASKED = "masked"
USABLE = (VALID, VALID_15)


def check_digit(first_17: str) -> str:
    """The check character of 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(w * int(d) for w, d in zip(WEIGHTS, first_17, strict=True))
    return CHECK_CHARACTERS[total % 11]


def cleaned(text: pl.Expr) -> pl.Expr:
    """An identity number as cleaned: NFKC, without spaces, quotes and marks; x and × as X.

    An empty text becomes null. What cleaning repairs is not a fault (IDQ-01).
    """
    bare = (
        text.str.normalize("NFKC")
        .str.replace_all(r"[\s'`’‘\"“”\u200b\ufeff\u00a0]", "")
        .str.to_uppercase()
        .str.replace_all("×", "X")
    )
    return pl.when(bare != "").then(bare)


def _check_is_right(number: pl.Expr) -> pl.Expr:
    total = pl.sum_horizontal(
        number.str.slice(i, 1).cast(pl.Int32, strict=False) * w for i, w in enumerate(WEIGHTS)
    )
    remainder = total % 11
    expected = remainder.replace_strict(list(range(11)), list(CHECK_CHARACTERS), return_dtype=pl.String)
    return number.str.slice(17, 1) == expected


def _region_is_known(number: pl.Expr) -> pl.Expr:
    """The first six digits were a region code in some year; a retired code is no fault (IDQ-01)."""
    return (
        number.str.slice(0, 6).is_in(_REGIONS)
        | number.str.slice(0, 2).is_in(WHOLE_PROVINCES)
        | number.str.starts_with(SYNTHETIC_PREFECTURE)
    )


def read_numbers(numbers: pl.Series, *, as_of: date) -> pl.DataFrame:
    """What each distinct cleaned number says.

    Args:
        numbers: cleaned numbers (any order, repeats and nulls allowed).
        as_of: the audit's today; a later birth date is not real.

    Returns:
        One row per distinct non-null number, sorted: id_number, id_status (never ``damaged`` for a
        plain digit string: that is known only where the cell type was seen), id18 (upgraded; null
        unless usable), birth_date, sex (男 | 女) (null unless usable), region (first six digits).
    """
    distinct = pl.DataFrame({"id_number": numbers.drop_nulls().unique().sort()})
    n = pl.col("id_number")
    length = n.str.len_chars()
    is_18 = n.str.contains(r"^[0-9]{17}[0-9X]$")
    is_15 = n.str.contains(r"^[0-9]{15}$")
    birth_text = pl.when(is_18).then(n.str.slice(6, 8)).when(is_15).then(pl.lit("19") + n.str.slice(6, 6))
    birth = birth_text.str.strptime(pl.Date, "%Y%m%d", strict=False)
    real = birth.is_not_null() & (birth >= date(1900, 1, 1)) & (birth <= as_of)
    body = n.str.slice(0, 6) + "19" + n.str.slice(6, 9)
    sequence = pl.when(is_18).then(n.str.slice(14, 3)).otherwise(n.str.slice(12, 3))
    table = distinct.with_columns(
        id_status=pl.when(n.str.contains(r"[*＊]"))
        .then(pl.lit(MASKED))
        .when(n.str.contains(r"^[0-9](\.[0-9]+)?E\+?[0-9]+$"))
        .then(pl.lit(DAMAGED))
        .when(~length.is_in([15, 18]))
        .then(pl.lit(BAD_LENGTH))
        .when(~(is_18 | is_15))
        .then(pl.lit(BAD_CHARACTER))
        .when(~real)
        .then(pl.lit(BAD_DATE))
        .when(~_region_is_known(n))
        .then(pl.lit(BAD_REGION))
        .when(is_15)
        .then(pl.lit(VALID_15))
        .when(_check_is_right(n))
        .then(pl.lit(VALID))
        .when(n.str.ends_with("000"))  # Excel keeps 15 digits: a wrong number ending so lost three
        .then(pl.lit(DAMAGED))
        .otherwise(pl.lit(BAD_CHECK)),
    )
    usable = pl.col("id_status").is_in(USABLE)
    return table.with_columns(
        id18=pl.when(pl.col("id_status") == VALID)
        .then(n)
        .when(pl.col("id_status") == VALID_15)
        .then(body + _check_of(body)),
        birth_date=pl.when(usable).then(birth),
        sex=pl.when(usable).then(
            pl.when(sequence.cast(pl.Int32, strict=False) % 2 == 1).then(pl.lit("男")).otherwise(pl.lit("女"))
        ),
        region=pl.when(is_18 | is_15).then(n.str.slice(0, 6)),
    )


def _check_of(body: pl.Expr) -> pl.Expr:
    total = pl.sum_horizontal(
        body.str.slice(i, 1).cast(pl.Int32, strict=False) * w for i, w in enumerate(WEIGHTS)
    )
    return (total % 11).replace_strict(
        list(range(11)), list(CHECK_CHARACTERS), return_dtype=pl.String, default=None
    )


def masked_for_reading(number: str | None) -> str:
    """A number as it may stand in messages and HTML: first six and last four (GB/T 35273 habit)."""
    if not number:
        return ""
    return f"{number[:6]}********{number[-4:]}" if len(number) >= 15 else "*" * len(number)
