"""Mentions → comparable values, once per distinct value, as integer codes.

The texts stay in small tables beside the people frame. Nothing is compared here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.id_numbers import DAMAGED, MASKED, VALID_15, read_numbers
from pipelines.identify.mentions_in_order import Mentions, mentions_in_order
from pipelines.identify.order import coded, sparse
from pipelines.identify.places import Places, places
from pipelines.names import bracketed_names, folded_names, sound_key_sets, sound_keys
from pipelines.tables import MENTION, PERSON

# A number that says something about its owner: 无, 0 or 3.4E+17 stand with half a county.
LEAST_DIGITS, LEAST_DIGITS_OF_MASKED, LEAST_DIFFERENT_DIGITS = 14, 8, 4
LENGTH = 18


@dataclass(frozen=True)
class Normalised:
    """What the stages work on.

    ``mentions``: MENTION in canonical order, read when asked for. ``people``: one row per mention in
    that order, of ``known_from_before`` behind them (mention null): mention, row_at (number of its row),
    role, name (code of folded), former (same codes), spelling (code of the text), known (code of the
    usable number; null without), is_15, number (text of a number that is not usable but says
    something), number_kind (its status), birth_date, age_years, age_on, sex, township, village
    (codes), phone, account, certificate, household (texts), certificate_id (usable number inside
    the certificate number).
    ``names``: name, folded, sound. ``spellings``: spelling, text, name. ``numbers``: known, id18,
    birth_date, sex; sorted by id18, so that ``known`` is its place.
    """

    mentions: Mentions
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


@dataclass(frozen=True)
class _Rows:
    """Mentions and, behind them, people of earlier runs as MENTION. Columns are read one at a time."""

    mentions: Mentions
    earlier: pl.DataFrame

    @property
    def height(self) -> int:
        return self.mentions.height + self.earlier.height

    def __getitem__(self, column: str, /) -> pl.Series:
        read = self.mentions.columns(column)[column]
        return read if self.earlier.is_empty() else pl.concat([read, self.earlier[column]])

    def numbered(self) -> pl.DataFrame:
        """mention (null for earlier people), row_at."""
        known = self.mentions.row_at
        behind = pl.int_range(self.earlier.height, dtype=pl.UInt32, eager=True) + (known.max() or 0) + 1
        return (
            pl.DataFrame({"row_at": pl.concat([known, behind.cast(pl.UInt32)])})
            .with_row_index("mention")
            .with_columns(mention=pl.when(pl.col("mention") < known.len()).then("mention"))
        )


def normalise(
    mentions: pl.DataFrame | pl.LazyFrame, known_persons: pl.DataFrame | None, *, as_of: date
) -> Normalised:
    """MENTION and earlier PERSONs as codes. Age is null where the day it was true is unknown.

    Every text is read, becomes a code, and is let go before the next: together they are several times
    what is kept of them.
    """
    ordered = mentions_in_order(mentions)
    rows = _Rows(ordered, MENTION.empty() if known_persons is None else _as_mentions(known_persons))
    where = places(rows)
    spellings, names, called = _names(rows)
    certificate, certificates = coded(rows["certificate"])
    bare = certificates.to_frame("certificate").select(_code_text("certificate"))["certificate"]
    numbers, numbered = _numbers(rows, certificate, bare, as_of=as_of)
    people = rows.numbered().hstack(
        [
            *(rows[column] for column in ("role", "birth_date", "age_years", "sex", "household")),
            _first_known(rows["age_on"], rows["benefit_month"]),
            _of_distinct(rows["phone"], _digits("phone")),
            _of_distinct(rows["account"], _digits("account")),
            bare.gather(certificate),
        ]
    )
    people = people.hstack(called).hstack(numbered).hstack(where.of_mentions.drop("mention"))
    return Normalised(ordered, people, names, spellings, numbers, where)


def _first_known(values: pl.Series, others: pl.Series) -> pl.Series:
    return pl.select(pl.coalesce(values, others).alias(values.name)).to_series()


def _of_distinct(values: pl.Series, change: pl.Expr) -> pl.Series:
    """The values as changed by an expression of them, worked out once per distinct value."""
    code, distinct = coded(values)
    return distinct.to_frame().select(change).to_series().gather(code)


def _as_mentions(known_persons: pl.DataFrame) -> pl.DataFrame:
    """Identified persons of earlier runs as mentions of no row: they can be found, not linked."""
    persons = PERSON.check(known_persons).filter("is_identified").sort("id_number")
    given = {"name", "id_number", "birth_date", "sex", "township", "village"}
    return persons.select(
        (pl.col(c) if c in given else pl.lit(None, dtype=dtype)).alias(c)
        for c, dtype in MENTION.columns.items()
    ).with_columns(register=pl.lit(""), row=pl.int_range(pl.len(), dtype=pl.Int32))


def _names(rows: _Rows) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """spelling, text, name of every text; name, folded, sound of every folded name; and per row:
    spelling, name, former (from its column, else from the name: 张三（曾用名张四）).
    """
    written, texts = coded(rows["name"])
    earlier, formers = coded(rows["former_name"])
    beside = _former_beside(texts)
    folds = folded_names(pl.concat([texts, formers, beside]))
    names = sound_keys(folds["folded"])
    names = names.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("name"), "folded", "sound")
    spellings = folds.rename({"name": "text"}).join(
        names.select("folded", "name"), on="folded", how="left", validate="m:1"
    )
    spellings = spellings.sort("text").with_row_index("spelling").select("spelling", "text", "name")
    of_texts = _looked_up(texts, spellings)
    called = pl.DataFrame(
        {
            "spelling": of_texts["spelling"].gather(written),
            "name": of_texts["name"].gather(written),
            "former": _looked_up(formers, spellings)["name"].gather(earlier),
            "beside": _looked_up(beside, spellings)["name"].gather(written),
        }
    ).select("spelling", "name", former=pl.coalesce("former", "beside"))
    return spellings, names, called


def _former_beside(texts: pl.Series) -> pl.Series:
    """The first former name every text carries beside the name; null without one."""
    carried = bracketed_names(texts).filter(pl.col("kind") == "former")
    carried = carried.unique("name", keep="first", maintain_order=True)
    return texts.to_frame("name").join(
        carried.select("name", "other"), on="name", how="left", maintain_order="left", validate="m:1"
    )["other"]  # fmt: skip


def _looked_up(texts: pl.Series, spellings: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame({"text": texts}).join(
        spellings, on="text", how="left", maintain_order="left", validate="m:1"
    )


def _numbers(
    rows: _Rows, certificate: pl.Series, certificates: pl.Series, *, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The usable numbers, and per row: known, is_15, number, number_kind, certificate_id.

    Args:
        certificate: per row, its place in ``certificates`` (bare texts).
    """
    written, texts = coded(rows["id_number"])
    read = read_numbers(texts, as_of=as_of)  # texts are distinct and sorted: its rows are theirs
    held = certificates.str.slice(0, LENGTH).to_frame("id_number")
    held = held.join(
        read_numbers(held.filter(pl.col("id_number").str.len_chars() == LENGTH)["id_number"], as_of=as_of),
        on="id_number", how="left", maintain_order="left", validate="m:1",
    )  # fmt: skip
    usable = pl.concat([read, held]).select("id18", "birth_date", "sex")
    known, id18 = coded(usable["id18"])
    numbers = (
        usable.select(known=known, birth_date="birth_date", sex="sex")
        .drop_nulls("known")
        .unique("known", keep="any")
        .sort("known")
        .select("known", id18, "birth_date", "sex")
    )
    of_rows = pl.DataFrame(
        {
            "known": known.head(read.height).gather(written),
            "is_15": (read["id_status"] == VALID_15).gather(written),
            # the reader saw the cell: what it calls damaged has lost digits, even if the rest looks right
            "lost": rows["id_status"].is_in([DAMAGED, MASKED]).fill_null(False),
        }
    )
    is_usable = pl.col("known").is_not_null() & ~pl.col("lost")
    unusable = of_rows.select(~is_usable).to_series() & written.is_not_null()
    left = written.filter(unusable).unique().sort()
    telling = left.filter(read[left].select(_says_something()).to_series())
    kept = (unusable & written.is_in(telling.implode())).fill_null(False).arg_true()
    at = written.gather(kept)
    kinds = pl.DataFrame(
        {
            "lost": of_rows["lost"].gather(kept),
            "seen": rows["id_status"].gather(kept),
            "read": read["id_status"].gather(at),
        }
    )
    kind = kinds.select(pl.when("lost").then("seen").otherwise("read")).to_series()
    return numbers, of_rows.select(
        known=pl.when(is_usable).then("known"),
        is_15=is_usable & pl.col("is_15").fill_null(False),
        number=sparse(texts.gather(at), kept, rows.height),
        number_kind=sparse(kind, kept, rows.height),
        certificate_id=held["id18"].gather(certificate),
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
