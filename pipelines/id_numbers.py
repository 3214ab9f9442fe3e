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
FIRST_BIRTH = 1900_01_01
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
    n = pl.col("id_number")
    # every step reads the columns of the one before: an expression used twice is worked out once
    shaped = _distinct(numbers).with_columns(
        is_18=n.str.contains(r"^[0-9]{17}[0-9X]$"), is_15=n.str.contains(r"^[0-9]{15}$")
    )
    is_whole = pl.col("is_18") | pl.col("is_15")
    shaped = shaped.with_columns(
        region=pl.when(is_whole).then(n.str.slice(0, 6)), body=_body(pl.col("is_18"), pl.col("is_15"))
    )
    day = pl.col("body") // 1000 % 10**8
    shaped = shaped.with_columns(
        birth=pl.when(day >= FIRST_BIRTH)
        .then(day.cast(pl.String))
        .str.strptime(pl.Date, "%Y%m%d", strict=False),
        check=_check_of(pl.col("body")),
    )
    birth = pl.col("birth")
    real = birth.is_not_null() & (birth <= as_of)
    table = shaped.with_columns(
        id_status=pl.when(n.str.contains_any(["*", "＊"]))
        .then(pl.lit(MASKED))
        .when(n.str.contains(r"^[0-9](\.[0-9]+)?E\+?[0-9]+$"))
        .then(pl.lit(DAMAGED))
        .when(~n.str.len_chars().is_in([15, 18]))
        .then(pl.lit(BAD_LENGTH))
        .when(~is_whole)
        .then(pl.lit(BAD_CHARACTER))
        .when(~real)
        .then(pl.lit(BAD_DATE))
        .when(~_region_is_known(n))
        .then(pl.lit(BAD_REGION))
        .when("is_15")
        .then(pl.lit(VALID_15))
        .when(n.str.slice(17, 1) == pl.col("check"))
        .then(pl.lit(VALID))
        .when(n.str.ends_with("000"))  # Excel keeps 15 digits: a wrong number ending so lost three
        .then(pl.lit(DAMAGED))
        .otherwise(pl.lit(BAD_CHECK)),
    )
    usable = pl.col("id_status").is_in(USABLE)
    is_man = pl.col("body") % 2 == 1  # the last of the sequence's three digits
    return table.select(
        "id_number",
        "id_status",
        id18=pl.when(pl.col("id_status") == VALID)
        .then(n)
        .when(pl.col("id_status") == VALID_15)
        .then(pl.col("body").cast(pl.String).str.zfill(17) + pl.col("check")),
        birth_date=pl.when(usable).then(birth),
        sex=pl.when(usable).then(pl.when(is_man).then(pl.lit("男")).otherwise(pl.lit("女"))),
        region="region",
    )


def _distinct(numbers: pl.Series) -> pl.DataFrame:
    """id_number: sorted, without repeats and nulls; free where they are so already."""
    held = numbers.drop_nulls()
    is_ascending = (held.shift().is_null() | (held > held.shift()).fill_null(False)).all()
    return pl.DataFrame({"id_number": held if is_ascending else held.unique().sort()})


def _body(is_18: pl.Expr, is_15: pl.Expr) -> pl.Expr:
    """The first 17 digits as an integer; of 15 digits the year gets its century 19."""
    digits = pl.col("id_number").str.slice(0, 17).cast(pl.Int64, strict=False)
    region, behind = digits // 10**9, digits % 10**9
    return pl.when(is_18).then(digits).when(is_15).then(region * 10**11 + 19 * 10**9 + behind)


def _check_of(body: pl.Expr) -> pl.Expr:
    """The check character of 17 digits given as an integer."""
    total = pl.sum_horizontal((body // 10 ** (16 - i) % 10) * w for i, w in enumerate(WEIGHTS))
    return (total % 11).replace_strict(
        list(range(11)), list(CHECK_CHARACTERS), return_dtype=pl.String, default=None
    )


def masked_for_reading(number: str | None) -> str:
    """A number as it may stand in messages and HTML: first six and last four (GB/T 35273 habit)."""
    if not number:
        return ""
    return f"{number[:6]}********{number[-4:]}" if len(number) >= 15 else "*" * len(number)
