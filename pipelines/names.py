"""Chinese names: folding, readings, and the agreement of two names (rules_catalogue: name_agreement).

Shared by the stations that compare names. Everything is worked out once per distinct value: per
character, per name, per pair of names. What a name proves about a person does not belong here
(``pipelines.identify``); the character tables are in ``pipelines.name_characters``.
"""

from __future__ import annotations

from functools import cache

import opencc
import polars as pl
from pypinyin import Style, pinyin

from pipelines.name_characters import LOOK_ALIKES, SURNAME_READINGS, VARIANTS

EQUAL, SAME_SOUND, NEAR, ONE_DIFFERS, DIFFERENT = 1.0, 0.95, 0.9, 0.6, 0.0

# NFKC leaves most middle dots apart; a name with and without dots is the same name.
DOTS = "[·•・‧∙⋅●．.｡･﹒᛫⸱]"
INVISIBLE = r"[\s\p{Cc}\p{Cf}'\"“”‘’`]"
# Text in brackets is a remark (已故); an unclosed bracket cuts the rest.
BRACKETS = r"[(\[{<【〔〈《「][^)\]}>】〕〉》」]*(?:[)\]}>】〕〉》」]|$)"
TITLES = "(?:同志|先生|女士|小姐|太太|师傅)+$"
# What stands where a system could not write the character.
UNKNOWN_SIGN = r"[?□\x{FFFD}\p{Co}]"

NEAR_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))
NEAR_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


def name_agreement(left: pl.Series, right: pl.Series) -> pl.Series:
    """How well two names agree, pair by pair.

    Args:
        left, right: names as written (String), the same length.

    Returns:
        Float64, aligned: 1.0 equal after folding; 0.95 same length, every character equal or with
        the same toned reading; 0.9 the same with near readings, look-alikes or an unknown sign,
        or one name of three or more characters begins the other; 0.6 three or more characters,
        exactly one differs otherwise; 0.0 everything else. Null where a side names nobody.
    """
    folds = folded_names(pl.concat([left.cast(pl.String), right.cast(pl.String)]))
    sides = pl.DataFrame({"l": left.cast(pl.String), "r": right.cast(pl.String)}).with_row_index("at")
    for side in ("l", "r"):
        sides = sides.join(
            folds.rename({"name": side, "folded": f"{side}_folded"}), on=side, how="left", validate="m:1"
        )
    return (
        sides.join(
            folded_agreement(sides.select(left="l_folded", right="r_folded")),
            left_on=["l_folded", "r_folded"],
            right_on=["left", "right"],
            how="left",
            validate="m:1",
        )
        .sort("at")["agreement"]
        .rename(left.name)
    )


def agreement_of(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """``name_agreement`` as an expression, for plans that compare two columns."""
    return pl.struct(left.alias("left"), right.alias("right")).map_batches(
        lambda pairs: name_agreement(pairs.struct.field("left"), pairs.struct.field("right")),
        return_dtype=pl.Float64,
    )


def folded_names(names: pl.Series) -> pl.DataFrame:
    """Every distinct name and its folded form.

    Returns:
        name, folded: one row per distinct non-null name, sorted. folded is null when nothing but
        signs is left: such a text names nobody.
    """
    distinct = pl.DataFrame({"name": names.cast(pl.String).drop_nulls().unique().sort()})
    bare = (
        pl.col("name")
        .str.normalize("NFKC")
        .str.replace_all(INVISIBLE, "")
        .str.replace_all(BRACKETS, "")
        .str.replace_all(DOTS, "")
        .str.to_uppercase()
    )
    untitled = bare.str.replace(TITLES, "")  # 王先生 keeps its title: a surname alone is no name
    folded = distinct.with_columns(
        folded=pl.when(untitled.str.len_chars() >= 2).then(untitled).otherwise(bare)
    )
    variants = _variants(folded["folded"])
    if variants:
        folded = folded.with_columns(pl.col("folded").str.replace_many(variants))
    known = pl.col("folded").str.replace_all(UNKNOWN_SIGN, "") != ""
    return folded.with_columns(pl.when(known).then(pl.col("folded")))


def sound_keys(folded: pl.Series) -> pl.DataFrame:
    """A key that homophones and near homophones share, for blocking.

    Returns:
        folded, sound: one row per distinct non-null folded name, sorted. sound joins the first
        near reading of every character; what is no Han character stands for itself. A character's
        second reading can escape the key.
    """
    names = pl.DataFrame({"folded": folded.drop_nulls().unique().sort()}).with_row_index("name")
    letters = _letters(names, "folded").join(_readings(names["folded"]), on="letter", how="left")
    return (
        names.join(
            letters.sort("name", "place")
            .group_by("name", maintain_order=True)
            .agg(sound=pl.coalesce(pl.col("near").list.first(), pl.col("letter")).str.join("|")),
            on="name",
            how="left",
            validate="1:1",
        )
        .sort("name")
        .select("folded", "sound")
    )


def folded_agreement(pairs: pl.DataFrame) -> pl.DataFrame:
    """The agreement of every distinct pair of folded names.

    Args:
        pairs: left, right (String; pairs with a null are left out).

    Returns:
        left, right, agreement (Float64), unordered.
    """
    distinct = pairs.select("left", "right").drop_nulls().unique()
    same = pl.col("left") == pl.col("right")
    alike = distinct.filter(
        ~same & (pl.col("left").str.len_chars() == pl.col("right").str.len_chars())
    ).with_row_index("name")
    per_pair = (
        _letter_levels(alike)
        .group_by("name")
        .agg(worst=pl.col("level").min(), differing=(pl.col("level") == DIFFERENT).sum(), length=pl.len())
    )
    letterwise = alike.join(per_pair, on="name", how="inner", validate="1:1").select(
        "left",
        "right",
        by_letter=pl.when(pl.col("worst") > DIFFERENT)
        .then(pl.col("worst"))
        .when((pl.col("differing") == 1) & (pl.col("length") >= 3))
        .then(ONE_DIFFERS)
        .otherwise(DIFFERENT),
    )
    begins = pl.min_horizontal(pl.col("left").str.len_chars(), pl.col("right").str.len_chars()) >= 3
    begins &= pl.col("left").str.starts_with(pl.col("right")) | pl.col("right").str.starts_with(
        pl.col("left")
    )
    return distinct.join(letterwise, on=["left", "right"], how="left", validate="1:1").select(
        "left",
        "right",
        agreement=pl.when(same)
        .then(EQUAL)
        .when(begins)
        .then(NEAR)
        .otherwise(pl.col("by_letter").fill_null(DIFFERENT)),
    )


def _letter_levels(alike: pl.DataFrame) -> pl.DataFrame:
    """name, level: how the characters at one place agree, for pairs of the same length."""
    letters = _letters(alike, "left").join(
        _letters(alike, "right").rename({"letter": "other"}), on=["name", "place"], validate="1:1"
    )
    pairs = letters.select("letter", "other").unique()
    readings = _readings(pl.concat([alike["left"], alike["right"]]))
    sets = pairs.join(readings, on="letter", how="left", validate="m:1").join(
        readings.rename({"letter": "other", "toned": "other_toned", "near": "other_near"}),
        on="other",
        how="left",
        validate="m:1",
    )
    meet = (
        pl.col(reading).list.set_intersection(f"other_{reading}").list.len().fill_null(0) > 0
        for reading in ("toned", "near")
    )
    same_sound, near_sound = meet
    plain, other = pl.col("letter").str.strip_prefix("^"), pl.col("other").str.strip_prefix("^")
    unknown = plain.str.contains(UNKNOWN_SIGN) | other.str.contains(UNKNOWN_SIGN)
    look_alike = pl.concat_str(plain, other).is_in(_look_alike_pairs())
    levels = sets.select(
        "letter",
        "other",
        level=pl.when(plain == other)
        .then(EQUAL)
        .when(same_sound)
        .then(SAME_SOUND)
        .when(near_sound | look_alike | unknown)
        .then(NEAR)
        .otherwise(DIFFERENT),
    )
    return letters.join(levels, on=["letter", "other"], validate="m:1").select("name", "level")


def _letters(names: pl.DataFrame, column: str) -> pl.DataFrame:
    """name, place, letter: a surname read in its own way is marked ``^`` (only at the first place)."""
    return (
        names.select("name", letter=pl.col(column).str.split(""))
        .explode("letter")
        .with_columns(place=pl.int_range(pl.len()).over("name"))
        .with_columns(
            letter=pl.when((pl.col("place") == 0) & pl.col("letter").is_in(list(SURNAME_READINGS)))
            .then("^" + pl.col("letter"))
            .otherwise("letter")
        )
    )


def _readings(folded: pl.Series) -> pl.DataFrame:
    """letter (with its surname mark), toned and near: lists of readings of every Han character."""
    letters = (
        _letters(pl.DataFrame({"folded": folded.unique()}).with_row_index("name"), "folded")["letter"]
        .unique()
        .sort()
    )
    han = letters.filter(letters.str.contains(r"^\^?\p{Han}$"))
    toned = [list(_toned_readings(letter)) for letter in han]
    near = [list(dict.fromkeys(_near(reading) for reading in readings)) for readings in toned]
    return pl.DataFrame(
        {"letter": han, "toned": toned, "near": near},
        schema={"letter": pl.String, "toned": pl.List(pl.String), "near": pl.List(pl.String)},
    )


@cache
def _toned_readings(letter: str) -> tuple[str, ...]:
    """All toned readings of a character, the usual one first; ``^`` asks for the surname's."""
    if letter.startswith("^"):
        return SURNAME_READINGS[letter[1:]]
    readings = pinyin(letter, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
    return tuple(dict.fromkeys(readings[0]))


def _near(reading: str) -> str:
    """The toneless reading with the confusions of southern speech folded (n/l, zh/z, ang/an ...)."""
    sound = reading.rstrip("12345")
    for initial, folded in NEAR_INITIALS:
        if sound.startswith(initial):
            sound = folded + sound.removeprefix(initial)
            break
    for final, folded in NEAR_FINALS:
        if sound.endswith(final):
            return sound.removesuffix(final) + folded
    return sound


@cache
def _look_alike_pairs() -> list[str]:
    """Every two characters of a group of look-alikes, both ways round."""
    return sorted({a + b for group in LOOK_ALIKES for a in group for b in group if a != b})


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _plain(letter: str) -> str:
    """The simplified, usual form of one character."""
    simple: str = _converter().convert(VARIANTS.get(letter, letter))
    return VARIANTS.get(simple, simple)


def _variants(names: pl.Series) -> dict[str, str]:
    """The characters of these names that have another usual form, and that form."""
    letters = names.drop_nulls().str.split("").explode().drop_nulls().unique().sort()
    return {letter: _plain(letter) for letter in letters if _plain(letter) != letter}
