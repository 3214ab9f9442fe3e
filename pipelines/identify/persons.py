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
    identified = (
        linked.select("person", "known").drop_nulls().unique().join(values.numbers, on="known").sort("person")
    )
    others = linked.filter(pl.col("known").is_null())
    facts = _facts(others.select("person", "centre").unique().sort("person"), values)
    repeated = pl.col("fact").is_first_distinct()
    facts = facts.select(
        "person", text=pl.when(repeated).then("fact").otherwise(pl.col("fact") + pl.col("place"))
    )
    return pl.concat(
        [
            _hashed(identified.select("person", text="id:" + pl.col("id18")), "P"),
            _hashed(facts, "Q"),
        ]
    ).sort("person")


def _facts(centres: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """person, fact (what stands for the person), place (its row), in row order."""
    people = (
        centres.sort("centre")
        .join(values.people, left_on="centre", right_on="mention", how="left", maintain_order="left")
        .join(values.names.select("name", "folded"), on="name", how="left", maintain_order="left")
        .join(values.places.townships.select(township="code", in_township="bare"), on="township", how="left",
              maintain_order="left")
        .join(values.places.villages.select(village="code", in_village="bare"), on="village", how="left",
              maintain_order="left")
    )  # fmt: skip
    rows = values.mentions.with_row_index("centre").select(
        "centre", "register", place=pl.format("|{}|{}|{}|{}|{}", *ROW_REF, "role")
    )
    told = ("folded", "birth_date", "in_township", "in_village", "register", "household", "account", "phone",
            "certificate")  # fmt: skip
    by_facts = pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in told], separator="|")
    by_number = pl.concat_str(pl.lit("number:"), "number", pl.lit("|"), pl.col("folded").fill_null(""))
    return people.join(rows, on="centre", how="left", maintain_order="left").select(
        "person",
        "place",
        fact=pl.when(pl.col("number").is_not_null()).then(by_number).otherwise("name:" + by_facts),
    )


def _hashed(texts: pl.DataFrame, prefix: str) -> pl.DataFrame:
    digests = [prefix + sha256(text.encode()).hexdigest()[:16] for text in texts["text"]]
    return texts.select("person", pl.Series("person_id", digests, dtype=pl.String))


def golden_names(linked: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """person, name (code), spelling: the most frequent name of mentions with the person's own number.

    Args:
        linked: person, name, spelling, weight (2 own number, 1 other links, 0 from earlier runs).

    A person without any such mention takes the most frequent name of all its mentions.
    """
    counted = (
        linked.drop_nulls("name")
        .group_by("person", "name", "spelling")
        .agg(own=(pl.col("weight") == 2).sum(), any=(pl.col("weight") > 0).sum())
    )
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
    counts = linked.group_by("person").agg(mentions=pl.len().cast(pl.Int32), known=pl.col("known").first())
    text = values.spellings.select("spelling", name="text")
    places = _most_frequent(
        linked.filter(pl.any_horizontal(pl.col("township", "village").is_not_null())),
        ["township", "village"],
        first=[pl.col("village").is_null(), pl.col("township").is_null()],
    )
    without = linked.filter(pl.col("known").is_null())
    births = _most_frequent(without.drop_nulls("birth_date"), ["birth_date"])
    sexes = _most_frequent(without.drop_nulls("sex"), ["sex"])
    numbers = values.numbers.rename({"birth_date": "birth_by_id", "sex": "sex_by_id"})
    persons = counts.join(ids, on="person", how="left", validate="1:1")
    for table in (golden.select("person", "spelling"), places, births, sexes):
        persons = persons.join(table, on="person", how="left", validate="1:1")
    persons = (
        persons.join(numbers, on="known", how="left", validate="1:1")
        .join(text, on="spelling", how="left", validate="m:1")
        .join(values.places.townships.select(township="code", in_township="text"), on="township", how="left")
        .join(values.places.villages.select(village="code", in_village="text"), on="village", how="left")
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
        mentions="mentions",
    ).sort("person_id")


def _most_frequent(
    linked: pl.DataFrame, columns: list[str], *, first: list[pl.Expr] | None = None
) -> pl.DataFrame:
    """person + columns: the most frequent values, ties by value; ``first`` sorts before frequency."""
    counted = linked.group_by("person", *columns).agg(count=pl.len().cast(pl.Int64))
    order = [pl.col("person"), *(first or []), -pl.col("count"), *(pl.col(c) for c in columns)]
    return counted.sort(order).unique("person", keep="first", maintain_order=True).drop("count")
