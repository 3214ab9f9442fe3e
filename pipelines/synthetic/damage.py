"""How a damaged cell is written: the text of every error.

Which cells are damaged, and how often, stands in ``dirt``.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.synthetic.name_lists import HOMOPHONES, VARIANTS

WRONG = ("id_typo", "id_swap", "id_bad_date", "id_short", "id_letter")
"""Errors that IDQ-01 must find; the last three are planted only."""
ODD = ("id_space", "id_quote", "id_full_width", "id_lower_x", "id_times", "id_15")
"""Numbers that cleaning repairs: near-misses of IDQ-01."""


EDIT_COLUMNS = ("row", "truth", "field", "error", "clean", "written", "truth_person")


@dataclass(frozen=True)
class Role:
    """The cells of one person in a register's row."""

    truth: str
    name: str | None
    id: str | None
    account: str | None = None
    village: str | None = None


def damaged(table: pl.DataFrame, role: Role, spouses: pl.DataFrame) -> pl.DataFrame:
    """The cells with what is written in them.

    Args:
        table: row, error, place (0..1, where in the text), truth_person and the clean cells name, id,
            account, village.
        spouses: truth_person → spouse_id.

    Returns:
        EDIT_COLUMNS; cells that come out unchanged are left out.
    """
    number, name, error = pl.col("id"), pl.col("name"), pl.col("error")
    at = (6 + (pl.col("place") * 10).floor()).cast(pl.Int64)  # a place in the date or sequence
    digit = number.str.slice(at, 1).cast(pl.Int64, strict=False)
    typo = number.str.slice(0, at) + ((digit + 1 + at % 8) % 10).cast(pl.String) + number.str.slice(at + 1)
    following = number.str.slice(at + 1, 1)
    swap = (
        pl.when(number.str.slice(at, 1) == following)
        .then(typo)
        .otherwise(number.str.slice(0, at) + following + number.str.slice(at, 1) + number.str.slice(at + 2))
    )
    full_width = {str(d): chr(0xFF10 + d) for d in range(10)}
    dot = pl.when(pl.col("place") < 0.4).then(pl.lit("•")).when(pl.col("place") < 0.7).then(pl.lit("・"))
    village = pl.when(pl.col("place") < 0.6).then(pl.lit("委会")).otherwise(pl.lit("民委员会"))
    spaced = number.str.slice(0, 6) + " " + number.str.slice(6, 8) + " " + number.str.slice(14)
    account = pl.col("account")
    texts: dict[str, pl.Expr] = {
        "name_space": name.str.slice(0, 1) + " " + name.str.slice(1),
        "name_dot": name.str.replace("·", dot.otherwise(pl.lit(".")), literal=True),
        "name_variant": name.str.replace_many(list(VARIANTS), list(VARIANTS.values())),
        "name_homophone": name.str.slice(0, name.str.len_chars() - 1)
        + name.str.slice(-1).replace(HOMOPHONES),
        "name_unknown_sign": name.str.slice(0, name.str.len_chars() - 1) + "?",
        "name_bracket": name + "(代)",
        "id_space": spaced,
        "id_quote": number + "'",
        "id_full_width": number.str.replace_many(list(full_width), list(full_width.values())),
        "id_lower_x": number.str.replace("X", "x", literal=True),
        "id_times": number.str.replace("X", "×", literal=True),
        "id_15": number.str.slice(0, 6) + number.str.slice(8, 9),
        "id_typo": typo,
        "id_swap": swap,
        "id_bad_date": number.str.slice(0, 10) + "13" + number.str.slice(12),
        "id_short": number.str.slice(0, 17),
        "id_letter": number.str.slice(0, 15) + "O" + number.str.slice(16),
        "id_number": number.str.slice(0, 1) + "." + number.str.slice(1, 5) + "E+17",
        "id_masked": number.str.slice(0, 6) + "********" + number.str.slice(14),
        "id_missing": pl.lit(""),
        "id_spouse": pl.coalesce("spouse_id", spaced),
        "account_space": account.str.slice(0, 4) + " " + account.str.slice(4, 4) + " " + account.str.slice(8),
        "village_form": pl.col("village") + village,
    }  # fmt: skip
    written, clean, field = (
        pl.lit(None, dtype=pl.String),
        pl.lit(None, dtype=pl.String),
        pl.lit(None, dtype=pl.String),
    )
    fields = {"name": role.name, "id": role.id, "account": role.account, "village": role.village}
    for label, text in texts.items():
        kind = label.split("_")[0]
        here = error == label
        written = pl.when(here).then(text).otherwise(written)
        clean = pl.when(here).then(kind).otherwise(clean)
        field = pl.when(here).then(pl.lit(fields[kind], dtype=pl.String)).otherwise(field)
    edited = table.join(
        spouses, on="truth_person", how="left", validate="m:1", maintain_order="left"
    ).with_columns(written=written, clean=clean, field=field, truth=pl.lit(role.truth))
    # a wrong number that ends in 000 reads as damaged by Excel, which is another fault
    misread = pl.col("error").is_in(list(WRONG)) & pl.col("written").str.ends_with("000")
    return (
        edited.with_columns(
            written=pl.when(misread).then(spaced).otherwise("written"),
            error=pl.when(misread | ((error == "id_spouse") & pl.col("spouse_id").is_null()))
            .then(pl.lit("id_space"))
            .otherwise("error"),
        )
        .filter(pl.col("written") != pl.col("clean"))
        .select(EDIT_COLUMNS)
    )
