"""Chinese names: folding, readings, and the agreement of two names (rules_catalogue: name_agreement).

Shared by the stations that compare names. Everything is worked out once per distinct value: per
character, per name, per pair of names. What a name proves about a person does not belong here
(``pipelines.identify``); the character tables are in ``pipelines.name_characters``.
"""

from __future__ import annotations

from functools import lru_cache

import opencc
import polars as pl
from pypinyin import Style, pinyin

from pipelines.name_characters import (
    COMPOUND_SURNAME_READINGS,
    LOOK_ALIKES,
    SURNAME_READINGS,
    VARIANTS,
)

EQUAL, SAME_SOUND, NEAR, ONE_DIFFERS, DIFFERENT = 1.0, 0.95, 0.9, 0.6, 0.0

# NFKC leaves most middle dots apart; a name with and without dots is the same name.
DOTS = r"[·•・‧∙⋅●．.｡･﹒᛫⸱]"
INVISIBLE = r"[\s\p{Cc}\p{Cf}'\"“”‘’`]"
# Text in brackets is a remark (已故); an unclosed bracket cuts the rest.
BRACKETS = r"[(\[{<【〔〈《「][^)\]}>】〕〉》」]*(?:[)\]}>】〕〉》」]|$)"
TITLES = r"(?:同志|先生|女士|小姐|太太|师傅)+$"
UNKNOWN_SIGN = r"[?□�\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFD}]"
HAN = r"^\p{Han}$"


def name_agreement(left: pl.Series, right: pl.Series) -> pl.Series:
    """How well two names agree, pair by pair.

    Args:
        left, right: names as written (String), same length.

    Returns:
        Float64, aligned: 1.0 equal after folding; 0.95 same length, every character equal or with
        the same toned reading; 0.9 the same with near readings, look-alikes or an unknown sign,
        or one name of three or more characters begins the other; 0.6 three or more characters,
        exactly one differs otherwise; 0.0 everything else. Null where a name is null or empty.
    """
    pairs = pl.DataFrame({"left": left.cast(pl.String), "right": right.cast(pl.String)})
    distinct = pairs.unique().drop_nulls()
    names = folded_names(pl.concat([distinct["left"], distinct["right"]]))
    known = distinct.with_columns(
        agreement=folded_agreement(
            *(
                distinct.select(pl.col(side).replace_strict(names["name"], names["folded"])).to_series()
                for side in ("left", "right")
            )
        )
    ) if distinct.height else distinct.with_columns(agreement=pl.lit(None, dtype=pl.Float64))
    return pairs.join(
        known, on=["left", "right"], how="left", nulls_equal=True, maintain_order="left", validate="m:1"
    )["agreement"]


def agreement_of(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """``name_agreement`` as an expression, for plans that compare two columns."""
    return pl.struct(left.alias("left"), right.alias("right")).map_batches(
        lambda pairs: name_agreement(pairs.struct.field("left"), pairs.struct.field("right")),
        return_dtype=pl.Float64,
    )


def folded_names(names: pl.Series) -> pl.DataFrame:
    """Every distinct name and its folded form.

    Returns:
        One row per distinct non-null name, sorted: name, folded (null when nothing but signs is
        left: such a text names nobody).
    """
    distinct = pl.DataFrame({"name": names.cast(pl.String).drop_nulls().unique().sort()})
    folded = (
        pl.col("name")
        .str.normalize("NFKC")
        .str.replace_all(INVISIBLE, "")
        .str.replace_all(BRACKETS, "")
        .str.replace_all(DOTS, "")
        .str.to_uppercase()
    )
    folded = pl.when(folded.str.replace(TITLES, "").str.len_chars() >= 2).then(
        folded.str.replace(TITLES, "")
    ).otherwise(folded)
    bare = distinct.with_columns(folded=folded)
    variants = _variants(bare["folded"])
    if variants:
        bare = bare.with_columns(
            pl.col("folded").str.replace_many(list(variants), list(variants.values()))
        )
    return bare.with_columns(
        pl.when(pl.col("folded").str.replace_all(UNKNOWN_SIGN, "") != "").then(pl.col("folded"))
    )


def sound_keys(folded: pl.Series) -> pl.DataFrame:
    """A key per distinct folded name that homophones and near homophones share (for blocking).

    Returns:
        folded, sound: the first near reading of every character; a character that is no Han
        character stands for itself. A rare second reading may escape the key.
    """
    names = pl.DataFrame({"folded": folded.drop_nulls().unique().sort()})
    letters = _letters(names["folded"], "name", with_replacement=names.with_row_index("name"))
    return (
        letters.join(character_readings(letters["letter"]), on=["letter", "is_surname"], how="left")
        .with_columns(sound=pl.coalesce(pl.col("near").list.first(), pl.col("letter")))
        .sort("name", "place")
        .group_by("name", maintain_order=True)
        .agg(pl.col("sound").str.join("|"))
        .join(names.with_row_index("name"), on="name")
        .sort("name")
        .select("folded", "sound")
    )
