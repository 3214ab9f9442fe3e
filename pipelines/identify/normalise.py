"""Mentions → comparable values, once per distinct value, as integer codes.

The texts stay in small tables beside the people frame. Nothing is compared here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.id_numbers import DAMAGED, MASKED, VALID_15, read_numbers
from pipelines.identify.order import changes, in_mention_order
from pipelines.identify.places import Places, places
from pipelines.names import folded_names, sound_key_sets, sound_keys
from pipelines.tables import MENTION, PERSON, ROW_REF

# A number that says something about its owner: 无, 0 or 3.4E+17 stand with half a county.
LEAST_DIGITS, LEAST_DIGITS_OF_MASKED, LEAST_DIFFERENT_DIGITS = 14, 8, 4
LENGTH = 18


@dataclass(frozen=True)
class Normalised:
    """What the stages work on.

    ``mentions``: MENTION in canonical order. ``people``: one row per mention in that order, of
    ``known_from_before`` behind them (mention null): mention, row_at (number of its row), role,
    name (code of folded), former (same codes), spelling (code of the text), known (code of the
    usable number; null without), is_15, number (text of a number that is not usable but says
    something), number_kind (its status), birth_date, age_years, age_on, sex, township, village
    (codes), phone, account, certificate, household (texts), certificate_id (usable number inside
    the certificate number).
    ``names``: name, folded, sound. ``spellings``: spelling, text, name. ``numbers``: known, id18,
    birth_date, sex; sorted by id18, so that ``known`` is its place.
    """

    mentions: pl.DataFrame
    people: pl.DataFrame
    names: pl.DataFrame
    spellings: pl.DataFrame
    numbers: pl.DataFrame
    places: Places

    def sounds_of(self, names: pl.Series) -> pl.DataFrame:
        """name, sound: every key these names (codes) can be met on by their readings."""
        wanted = self.names.join(names.drop_nulls().unique().to_frame("name"), on="name", how="semi")
        sets = sound_key_sets(wanted["folded"])
        return wanted.select("name", "folded").join(sets, on="folded", validate="1:m").select("name", "sound")


def normalise(mentions: pl.DataFrame, known_persons: pl.DataFrame | None, *, as_of: date) -> Normalised:
    """MENTION and earlier PERSONs as codes. Age is null where the day it was true is unknown."""
    ordered = in_mention_order(mentions)
    rows = pl.concat([ordered, _as_mentions(known_persons)]).with_row_index("mention")
    is_new = pl.col("mention") < ordered.height
    spellings, names = _names(rows)
    numbers, of_rows = _numbers(rows, as_of=as_of)
    where = places(rows.select("mention", "township", "village", "address"))
    people = pl.concat(
        [
            rows.select(
                pl.when(is_new).then("mention").alias("mention"),
                "role", "birth_date", "age_years", "sex", "household",
                age_on=pl.coalesce("age_on", "benefit_month"),
                row_at=changes(*ROW_REF).cum_sum().cast(pl.UInt32),
                phone=_digits("phone"), account=_digits("account"), certificate=_code_text("certificate"),
            ),
            rows.select("name", "former_name")
            .join(spellings, left_on="name", right_on="text", how="left", maintain_order="left")
            .join(
                spellings.select("text", former="name"), left_on="former_name", right_on="text", how="left",
                maintain_order="left",
            )
            .select("spelling", pl.col("name_right").alias("name"), "former"),
            of_rows,
            where.of_mentions.drop("mention"),
        ],
        how="horizontal",
    )  # fmt: skip
    return Normalised(ordered, people, names, spellings, numbers, where)


def _as_mentions(known_persons: pl.DataFrame | None) -> pl.DataFrame:
    """Identified persons of earlier runs as mentions of no row: they can be found, not linked."""
    if known_persons is None:
        return MENTION.empty()
    persons = PERSON.check(known_persons).filter("is_identified").sort("id_number")
    given = {"name", "id_number", "birth_date", "sex", "township", "village"}
    return persons.select(
        (pl.col(c) if c in given else pl.lit(None, dtype=dtype)).alias(c)
        for c, dtype in MENTION.columns.items()
    ).with_columns(register=pl.lit(""), row=pl.int_range(pl.len(), dtype=pl.Int32))


def _names(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """spelling, text, name of every text; name, folded, sound of every folded name."""
    folds = folded_names(pl.concat([rows["name"], rows["former_name"]]))
    names = sound_keys(folds["folded"])
    names = names.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("name"), "folded", "sound")
    spellings = folds.rename({"name": "text"}).join(
        names.select("folded", "name"), on="folded", how="left", validate="m:1"
    )
    spellings = spellings.sort("text").with_row_index("spelling")
    return spellings.select("spelling", "text", "name"), names


def _numbers(rows: pl.DataFrame, *, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The usable numbers, and per row: known, is_15, number, number_kind, certificate_id."""
    head = _code_text("certificate").str.slice(0, LENGTH)
    certified = pl.when(head.str.len_chars() == LENGTH).then(head)
    written = rows.select("id_number", "id_status", certificate_id=certified)
    read = read_numbers(pl.concat([written["id_number"], written["certificate_id"]]), as_of=as_of)
    numbers = (
        read.drop_nulls("id18")
        .select("id18", "birth_date", "sex")
        .unique("id18", keep="any")
        .sort("id18")
        .with_row_index("known")
    )
    read = read.join(numbers.select("id18", "known"), on="id18", how="left", validate="m:1").select(
        "id_number", "id18", "known", read_status="id_status", says_something=_says_something()
    )
    inside = read.filter(pl.col("id_number").str.len_chars() == LENGTH).select(
        certificate_id="id_number", certificate_id18="id18"
    )
    found = written.join(
        read.drop("id18"), on="id_number", how="left", maintain_order="left", validate="m:1"
    ).join(inside, on="certificate_id", how="left", maintain_order="left", validate="m:1")
    # the reader saw the cell: what it calls damaged has lost digits, even if the rest looks right
    lost = pl.col("id_status").is_in([DAMAGED, MASKED]).fill_null(False)
    status = pl.when(lost).then("id_status").otherwise("read_status")
    is_usable = pl.col("known").is_not_null() & ~lost
    is_kept = ~is_usable & pl.col("says_something")
    return numbers, found.select(
        known=pl.when(is_usable).then("known"),
        is_15=is_usable & (status == VALID_15),
        number=pl.when(is_kept).then("id_number"),
        number_kind=pl.when(is_kept).then(status),
        certificate_id="certificate_id18",
    )


def _says_something() -> pl.Expr:
    digits = pl.col("id_number").str.replace_all("[^0-9X]", "")
    least = pl.when(pl.col("id_status") == MASKED).then(LEAST_DIGITS_OF_MASKED).otherwise(LEAST_DIGITS)
    different = pl.sum_horizontal(digits.str.contains(d, literal=True).cast(pl.Int32) for d in "0123456789")
    return (digits.str.len_chars() >= least) & (different >= LEAST_DIFFERENT_DIGITS)


def _digits(column: str) -> pl.Expr:
    """A phone or account without signs; too short to mean anything becomes null."""
    bare = pl.col(column).str.replace_all("[^0-9]", "")
    return pl.when(bare.str.len_chars() >= 7).then(bare)


def _code_text(column: str) -> pl.Expr:
    bare = pl.col(column).str.normalize("NFKC").str.replace_all(r"\s", "").str.to_uppercase()
    return pl.when(bare != "").then(bare)
