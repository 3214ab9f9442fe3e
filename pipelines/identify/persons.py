"""Linked mentions → PERSON: stable ids and golden values.

An id is made of the person's own number, or for people without one of the facts that stand for
them; never of a counter. Golden values are the most frequent ones, ties by text.
"""

from __future__ import annotations

from hashlib import sha256

import polars as pl

from pipelines.identify.normalise import Normalised
from pipelines.tables import ROW_REF


def person_ids(linked: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """person, person_id of every person with a mention.

    Args:
        linked: person, known (null: no usable number), centre (mention that stands for a person
            without number; the same in all its rows), number (its wrong number, when one makes the
            group).

    With a usable number: ``P`` and 16 hexadecimal digits of its SHA-256. Without: ``Q`` and those
    of the centre's facts; where two persons share all of them, the later one adds its row.
    """
    persons = linked["person"].unique().sort()
    identified = persons.filter(persons < values.numbers.height)
    numbers = values.numbers["id18"].gather(identified)
    others = linked.select("person", "centre").filter(linked["known"].is_null()).unique()
    facts = _facts(others.sort("centre"), values)
    repeated = pl.col("fact").is_first_distinct()
    facts = facts.select(
        "person", text=pl.when(repeated).then("fact").otherwise(pl.col("fact") + pl.col("place"))
    )
    return pl.concat(
        [
            _hashed(pl.DataFrame({"person": identified, "text": "id:" + numbers}), "P"),
            _hashed(facts, "Q"),
        ]
    ).sort("person")


def _facts(centres: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """person, fact (what stands for the person), place (its row), in row order."""
    columns = ("birth_date", "number", "household", "account", "phone", "certificate")
    people = values.people.select("name", "township", "village", *columns)[centres["centre"]]
    rows = values.mentions.rows(centres["centre"], *ROW_REF, "role")
    told = people.select(
        *columns,
        folded=values.names["folded"].gather(people["name"]),
        in_township=values.places.townships["bare"].gather(people["township"]),
        in_village=values.places.villages["bare"].gather(people["village"]),
        register=rows["register"],
        person=centres["person"],
    )
    standing = ("folded", "birth_date", "in_township", "in_village", "register", "household", "account",
                "phone", "certificate")  # fmt: skip
    by_facts = pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in standing], separator="|")
    by_number = pl.concat_str(pl.lit("number:"), "number", pl.lit("|"), pl.col("folded").fill_null(""))
    return told.select(
        "person",
        rows.select(place=pl.format("|{}|{}|{}|{}|{}", *ROW_REF, "role"))["place"],
        fact=pl.when(pl.col("number").is_not_null()).then(by_number).otherwise("name:" + by_facts),
    )


def _hashed(texts: pl.DataFrame, prefix: str) -> pl.DataFrame:
    digests = [sha256(text).digest()[:8] for text in texts["text"].cast(pl.Binary)]
    ids = pl.Series(digests, dtype=pl.Binary).bin.encode("hex")
    return texts.select("person", person_id=prefix + ids)


def golden_names(linked: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """person, name (code), spelling: the most frequent name of mentions with the person's own number.

    Args:
        linked: person, name, spelling, weight (2 own number, 1 other links, 0 from earlier runs).

    A person without any such mention takes the most frequent name of all its mentions.
    """
    size = values.spellings.height
    counted = (
        linked.drop_nulls("name")
        .group_by(pair=pl.col("person").cast(pl.UInt64) * size + pl.col("spelling"))
        .agg(own=(pl.col("weight") == 2).sum(), any=(pl.col("weight") > 0).sum())
        .select(
            "own", "any",
            person=(pl.col("pair") // size).cast(pl.UInt32), spelling=(pl.col("pair") % size).cast(pl.UInt32),
        )
    )  # fmt: skip
    named = counted.with_columns(name=values.spellings["name"].gather(counted["spelling"]))
    is_contested = named["person"].is_duplicated()
    return pl.concat(
        [
            named.filter(~is_contested).select("person", "name", "spelling"),
            _most_frequent_names(named.filter(is_contested)),
        ]
    ).sort("person")


def _most_frequent_names(counted: pl.DataFrame) -> pl.DataFrame:
    """person, name, spelling: the most frequent name, in its most frequent spelling."""
    by_name = (
        counted.group_by("person", "name")
        .agg(pl.col("own", "any").sum())
        .sort("person", "own", "any", "name", descending=[False, True, True, False])
        .unique("person", keep="first", maintain_order=True)
    )
    return (
        counted.join(by_name.select("person", "name"), on=["person", "name"], how="semi")
        .sort("person", "own", "any", "spelling", descending=[False, True, True, False])
        .unique("person", keep="first", maintain_order=True)
        .select("person", "name", "spelling")
    )


def golden_persons(
    linked: pl.DataFrame, ids: pl.DataFrame, golden: pl.DataFrame, values: Normalised
) -> pl.DataFrame:
    """PERSON, sorted by person_id.

    Args:
        linked: person, known, birth_date, sex, township, village: one row per mention.
    """
    counts = linked["person"].value_counts(name="mentions").sort("person")
    without = linked.select("person", "birth_date", "sex").filter(linked["known"].is_null())
    births = _most_frequent(without.drop_nulls("birth_date"), "birth_date")
    sexes = _most_frequent(without.drop_nulls("sex"), "sex")
    persons = counts.join(ids, on="person", how="left", maintain_order="left", validate="1:1")
    for table in (golden.select("person", "spelling"), _homes(linked, values), births, sexes):
        persons = persons.join(table, on="person", how="left", maintain_order="left", validate="1:1")
    known = persons.select(pl.when(pl.col("person") < values.numbers.height).then("person"))["person"]
    persons = persons.with_columns(
        known=known,
        id18=values.numbers["id18"].gather(known),
        birth_by_id=values.numbers["birth_date"].gather(known),
        sex_by_id=values.numbers["sex"].gather(known),
        name=values.spellings["text"].gather(persons["spelling"]),
        in_township=values.places.townships["text"].gather(persons["township"]),
        in_village=values.places.villages["text"].gather(persons["village"]),
    )
    by_id = pl.col("birth_by_id").is_not_null()
    return persons.select(
        "person_id",
        "name",
        id_number="id18",
        is_identified=pl.col("known").is_not_null(),
        birth_date=pl.coalesce("birth_by_id", "birth_date"),
        birth_basis=pl.when(by_id)
        .then(pl.lit("id"))
        .when(pl.col("birth_date").is_not_null())
        .then(pl.lit("register")),
        sex=pl.coalesce("sex_by_id", "sex"),
        township="in_township",
        village="in_village",
        mentions=pl.col("mentions").cast(pl.Int32),
    ).sort("person_id")


def _homes(linked: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """person, township, village: the most frequent place of those that name a village, else a township."""
    places = values.places
    townships, villages = places.townships.height + 1, places.villages.height + 1
    township, village = ((pl.col(c).cast(pl.UInt64) + 1).fill_null(0) for c in ("township", "village"))
    packed = (pl.col("person").cast(pl.UInt64) * townships + township) * villages + village
    counted = (
        linked.select("person", "township", "village")
        .filter(pl.any_horizontal(pl.col("township", "village").is_not_null()))
        .group_by(home=packed)
        .agg(count=pl.len())
        .with_columns(person=(pl.col("home") // (townships * villages)).cast(pl.UInt32))
    )
    counted = counted.with_columns(
        township=_code(pl.col("home") // villages % townships), village=_code(pl.col("home") % villages)
    )
    is_contested = counted["person"].is_duplicated()
    most = counted.filter(is_contested).sort(
        "person", pl.col("village").is_null(), pl.col("township").is_null(), "count", "home",
        descending=[False, False, False, True, False],
    ).unique("person", keep="first", maintain_order=True)  # fmt: skip
    return pl.concat([counted.filter(~is_contested), most]).select("person", "township", "village")


def _code(number: pl.Expr) -> pl.Expr:
    return pl.when(number > 0).then(number - 1).cast(pl.UInt32)


def _most_frequent(linked: pl.DataFrame, column: str) -> pl.DataFrame:
    """person + column: the most frequent value, ties by value."""
    counted = linked.group_by("person", column).agg(count=pl.len())
    order = counted.sort("person", "count", column, descending=[False, True, False])
    return order.unique("person", keep="first", maintain_order=True).drop("count")
