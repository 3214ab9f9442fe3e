"""Chinese names: folding, sound keys, and the agreement of two names (rules_catalogue: name_agreement).

Shared by the stations that compare names. Everything is worked out once per distinct value. How
single letters are read and which are alike is in ``pipelines.name_readings``, the character tables
in ``pipelines.name_characters``. What a name proves about a person belongs to neither.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import opencc
import polars as pl

from pipelines.name_characters import SURNAME_READINGS, UNKNOWN_SIGN, VARIANTS
from pipelines.name_readings import (
    LETTER_LEVELS,
    UNLIKE,
    first_choices,
    letter_codes,
    letter_levels,
    readings_of,
)

EQUAL, SAME_SOUND, NEAR, ONE_DIFFERS, DIFFERENT = 1.0, 0.95, 0.9, 0.6, 0.0

# From the best to the worst, and what agreement each level is worth.
NAME_LEVELS = (*LETTER_LEVELS, "begins", "one_differs", "differs")
AGREEMENTS = (EQUAL, SAME_SOUND, NEAR, NEAR, NEAR, NEAR, ONE_DIFFERS, DIFFERENT)
BEGINS, ONE_LETTER_DIFFERS, DIFFERS = 6, 7, 8

KEYS_A_NAME = 4
PAIRS_AT_ONCE = 1_000_000  # bounds the memory of one comparison

# NFKC leaves most middle dots apart; a name with and without dots is the same name.
DOTS = "[·•・‧∙⋅●．.｡･﹒᛫⸱⸳ꞏ⦁]"
INVISIBLE = r"[\s\p{Cc}\p{Cf}'\"“”‘’`]"
# Text in brackets is a remark (已故); an unclosed bracket cuts the rest.
BRACKETS = r"[(\[{<【〔〈《「][^)\]}>】〕〉》」]*(?:[)\]}>】〕〉》」]|$)"
# A former name after the name, without brackets; 原名 alone could be part of a name.
FORMER_NAME = r"(?s)^(\s*\S\s*\S.*?)(?:曾用名|[\s,;、]+原名|原名\s*[:为]).*$"
# The other name a text carries: the words before it, the name (its letters, or two set apart: 张 三), and
# what is written where there is none.
CALLED = (
    r"(?P<word>曾用姓?名|曾名|法定监护人|监护人|(?:^|[^\p{L}])(?:原姓?名|又名|别名|旧名)|(?:原姓?名|又名|别名|旧名)\s*[:为])"
    r"(?:姓名)?[\s:为是叫]*(?:(?:父亲|母亲|祖父|祖母|爷爷|奶奶|外公|外婆|配偶)[\s:]*)?"
)
NAME_LETTER = r"[\p{L}\p{M}\p{Co}\x{FFFD}?□·•・‧∙⋅.]"
OTHER = rf"(?P<other>[A-Za-z]+(?: +[A-Za-z]+)+|{NAME_LETTER}{{2,}}|\p{{Han}}\s+\p{{Han}})"
NOBODY = "^(?:没有|不详|未知|同上|本人|已故|死亡)$"
TITLES = "(?:同志|先生|女士|小姐|太太|师傅)+$"


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
        .str.replace_all(BRACKETS, "")
        .str.replace(FORMER_NAME, "$1")
        .str.replace_all(INVISIBLE, "")
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


def bracketed_names(names: pl.Series) -> pl.DataFrame:
    """The former name or the guardian that a text carries beside the name: 张三（曾用名：张四）.

    Returns:
        name, kind ('former' | 'guardian'), other: a row per distinct text and name in it, in the
        order of the texts; other as written, so fold it. A text that carries none does not appear.
    """
    carried = (
        pl.DataFrame({"name": names.cast(pl.String).drop_nulls().unique().sort()})
        .with_columns(called=pl.col("name").str.normalize("NFKC").str.extract_all(CALLED + OTHER))
        .explode("called", empty_as_null=False, keep_nulls=False)
        .with_columns(pl.col("called").str.extract_groups(CALLED + OTHER))
        .unnest("called")
    )
    guardian = pl.col("word").str.contains("监护")
    return (
        carried.filter(~pl.col("other").str.contains(NOBODY))
        .select(
            "name", kind=pl.when(guardian).then(pl.lit("guardian")).otherwise(pl.lit("former")), other="other"
        )
        .unique(maintain_order=True)
    )


def sound_keys(folded: pl.Series) -> pl.DataFrame:
    """A key that homophones and near homophones share, for blocking.

    Returns:
        folded, sound: one row per distinct non-null folded name, sorted. sound joins the first
        near reading of every character; what is no Han character stands for itself. A character's
        second reading can escape the key.
    """
    names = pl.DataFrame({"folded": folded.drop_nulls().unique().sort()}).with_row_index("name")
    letters = _letters(names, "folded")
    readings = readings_of(letters["letter"].unique().sort())
    letters = letters.join(readings, on="letter", how="left", validate="m:1")
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


def sound_key_sets(folded: pl.Series) -> pl.DataFrame:
    """The keys of all readings of a name, so that heteronyms (乐 le or yue) meet in blocking.

    Returns:
        folded, sound: up to KEYS_A_NAME rows per distinct non-null folded name, sorted by name; the
        key of ``sound_keys`` first, then those that pass over the fewest usual readings.
    """
    names = pl.DataFrame({"folded": folded.drop_nulls().unique().sort()}).with_row_index("name")
    letters = _letters(names, "folded")
    readings = readings_of(letters["letter"].unique().sort()).select("letter", "near")
    shaped = (
        letters.join(readings, on="letter", how="left", validate="m:1", maintain_order="left")
        .select("name", pl.coalesce("near", pl.concat_list("letter")))
        .group_by("name", maintain_order=True)
        .agg("near", shape=pl.col("near").list.len().cast(pl.String).str.join(","))
    )
    shapes = shaped.select(pl.col("shape").unique().sort())
    choices = [first_choices(shape, KEYS_A_NAME) for shape in shapes["shape"]]
    chosen = shapes.with_columns(choice=pl.Series(choices, dtype=pl.List(pl.List(pl.Int64))))
    return (
        shaped.join(chosen, on="shape", validate="m:1", maintain_order="left")
        .explode("choice", empty_as_null=False, keep_nulls=False)
        .with_row_index("key")
        .explode("near", "choice", empty_as_null=False, keep_nulls=False)
        .select("key", "name", sound=pl.col("near").list.get(pl.col("choice")))
        .group_by("key", maintain_order=True)
        .agg(pl.col("name").first(), pl.col("sound").str.join("|"))
        .join(names, on="name", validate="m:1", maintain_order="left")
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
    levels = name_levels(distinct["left"], distinct["right"])
    return distinct.with_columns(agreement=pl.Series(AGREEMENTS, dtype=pl.Float64).gather(levels - 1))


def name_levels(left: pl.Series, right: pl.Series) -> pl.Series:
    """How two folded names agree, pair by pair.

    Args:
        left, right: folded names (String, no nulls), the same length. Every row is judged, so give
            distinct pairs.

    Returns:
        UInt8, aligned: the position in NAME_LEVELS, counted from 1. The worst letter decides between
        names of the same length. ``begins``: three letters or more begin the other name (old systems
        cut long names off). ``one_differs``: of three letters or more, exactly one agrees in no way.
    """
    pairs = pl.DataFrame({"left": left.cast(pl.String), "right": right.cast(pl.String)})
    slices = [_levels_of(part) for part in pairs.iter_slices(PAIRS_AT_ONCE)]
    return pl.concat(slices).rename(left.name) if slices else pl.Series(left.name, [], dtype=pl.UInt8)


def _levels_of(pairs: pl.DataFrame) -> pl.Series:
    """The levels of one slice: letters are compared only in unequal names of the same length."""
    left, right = pl.col("left"), pl.col("right")
    lengths = left.str.len_chars(), right.str.len_chars()
    cut = (pl.min_horizontal(lengths) >= 3) & (left.str.starts_with(right) | right.str.starts_with(left))
    by_length = pairs.select(
        pl.when(left == right)
        .then(1)
        .when(lengths[0] == lengths[1])
        .then(None)
        .when(cut)
        .then(BEGINS)
        .otherwise(DIFFERS)
        .cast(pl.UInt8)
        .alias("level")
    )["level"]
    levels = by_length.fill_null(0).to_numpy().copy()
    undecided = pairs.filter(by_length.is_null())
    if len(undecided):
        levels[levels == 0] = _levels_by_letter(undecided)
    return pl.Series("level", levels)


def _levels_by_letter(pairs: pl.DataFrame) -> npt.NDArray[np.uint8]:
    """The levels of names of the same length: the letters of all names in a row, compared at once."""
    lengths = pairs["left"].str.len_chars().to_numpy().astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    letters = letter_levels(letter_codes(pairs["left"], starts), letter_codes(pairs["right"], starts))
    worst = np.maximum.reduceat(letters, starts)
    unlike = np.add.reduceat(letters == UNLIKE, starts, dtype=np.int64)
    several = np.where((unlike == 1) & (lengths >= 3), ONE_LETTER_DIFFERS, DIFFERS)
    return np.where(worst < UNLIKE, worst, several).astype(np.uint8)


def _letters(names: pl.DataFrame, column: str) -> pl.DataFrame:
    """name, place, letter: a surname read in its own way is marked ``^`` (only at the first place)."""
    return (
        names.select("name", letter=pl.col(column).str.split(""))
        .with_columns(place=pl.int_ranges(pl.col("letter").list.len()))
        .explode("letter", "place", empty_as_null=False, keep_nulls=False)
        .with_columns(
            letter=pl.when((pl.col("place") == 0) & pl.col("letter").is_in(list(SURNAME_READINGS)))
            .then("^" + pl.col("letter"))
            .otherwise("letter")
        )
    )


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
