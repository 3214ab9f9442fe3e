"""Letters of names: how they are read, and which of them sound or look alike.

Everything is worked out once per distinct letter. How letters make the agreement of two names, and
how names are folded, lives in ``pipelines.names``; the tables are in ``pipelines.name_characters``.
A surname that is read in its own way is a letter of its own: ``^`` before it in a text, SURNAME
added to its code point.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl
from pypinyin import Style, pinyin

from pipelines.name_characters import LOOK_ALIKES, SURNAME_READINGS, UNKNOWN_SIGN

Codes = npt.NDArray[np.uint32]

# How two letters agree, best first; letters that agree in none of these ways come after them.
LETTER_LEVELS = ("equal", "same_sound", "near_sound", "look_alike", "unknown_sign")
SAME_SOUND, NEAR_SOUND, LOOK_ALIKE, UNKNOWN, UNLIKE = 2, 3, 4, 5, 6

SURNAME = 1 << 21  # above every code point
NEAR_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))
NEAR_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


def letter_codes(names: pl.Series, starts: npt.NDArray[np.int64]) -> Codes:
    """The letters of all names one after another; starts: where each name begins (none is empty)."""
    codes = np.frombuffer(names.str.join("").item().encode("utf-32-le"), dtype=np.uint32).copy()
    surnames = np.array([ord(letter) for letter in SURNAME_READINGS], dtype=np.uint32)
    codes[starts] += np.where(np.isin(codes[starts], surnames, kind="table"), SURNAME, 0).astype(np.uint32)
    return codes


def letter_levels(left: Codes, right: Codes) -> npt.NDArray[np.uint8]:
    """How the letters agree, place by place: the position in LETTER_LEVELS counted from 1, or UNLIKE."""
    levels = np.ones(len(left), dtype=np.uint8)
    unequal = np.flatnonzero(left != right)
    places = pl.DataFrame({"letter": left[unequal], "other": right[unequal]})
    letters = pl.concat([places["letter"], places["other"]]).unique().sort()
    texts = pl.Series([_text(code) for code in letters], dtype=pl.String)
    unknown = letters.filter(texts.str.contains(UNKNOWN_SIGN)).implode()
    judged = places.select(
        "letter",
        "other",
        pair=_pair_key(),
        unknown=pl.any_horizontal(pl.col("letter", "other").is_in(unknown)),
    ).join(_alike_letters(letters, texts), on="pair", how="left", validate="m:1", maintain_order="left")
    levels[unequal] = judged.select(
        pl.coalesce("level", pl.when("unknown").then(pl.lit(UNKNOWN, pl.UInt8)), pl.lit(UNLIKE, pl.UInt8))
    ).to_series()
    return levels


def readings_of(letters: pl.Series) -> pl.DataFrame:
    """letter (a text with its surname mark), toned and near: the readings of every Han character."""
    han = letters.filter(letters.str.contains(r"^\^?\p{Han}$"))
    toned = [list(_toned_readings(letter)) for letter in han]
    near = [list(dict.fromkeys(_near(reading) for reading in readings)) for readings in toned]
    return pl.DataFrame(
        {"letter": han, "toned": toned, "near": near},
        schema={"letter": pl.String, "toned": pl.List(pl.String), "near": pl.List(pl.String)},
    )


@cache
def first_choices(shape: str, at_most: int) -> list[tuple[int, ...]]:
    """The first ways to choose one reading a letter, those that pass over the fewest readings first.

    shape: how many readings each letter of a name has, joined by commas.
    """
    best: list[tuple[int, ...]] = [()]
    for count in shape.split(","):  # what is not among the best beginnings is not among the best choices
        longer = [(*chosen, reading) for chosen in best for reading in range(int(count))]
        best = sorted(longer, key=lambda chosen: (sum(chosen), chosen))[:at_most]
    return best


def _alike_letters(letters: pl.Series, texts: pl.Series) -> pl.DataFrame:
    """pair, level: the pairs of these letters that sound or look alike, both ways round."""
    coded = pl.DataFrame({"letter": letters, "text": texts})
    readings = coded.join(readings_of(texts), left_on="text", right_on="letter", validate="1:1")
    pairs = [
        _who_share(readings.select("letter", shared=sound).explode("shared"), level)
        for sound, level in (("toned", SAME_SOUND), ("near", NEAR_SOUND))
    ]
    groups = pl.DataFrame(
        {"shared": range(len(LOOK_ALIKES)), "plain": [list(group) for group in LOOK_ALIKES]},
        schema={"shared": pl.Int32, "plain": pl.List(pl.String)},
    ).explode("plain")
    plain = coded.select("letter", plain=pl.col("text").str.strip_prefix("^"))
    pairs.append(_who_share(plain.join(groups, on="plain", validate="m:m"), LOOK_ALIKE))
    return pl.concat(pairs).group_by("pair").agg(pl.col("level").min())


def _who_share(letters: pl.DataFrame, level: int) -> pl.DataFrame:
    """pair, level: every two letters with the same value in ``shared``."""
    both = letters.select("letter", "shared").join(
        letters.select("shared", other="letter"), on="shared", validate="m:m"
    )
    return both.filter(pl.col("letter") != pl.col("other")).select(
        pair=_pair_key(), level=pl.lit(level, pl.UInt8)
    )


def _pair_key() -> pl.Expr:
    return pl.col("letter").cast(pl.UInt64) * 2**32 + pl.col("other")


def _text(code: int) -> str:
    return "^" + chr(code - SURNAME) if code >= SURNAME else chr(code)


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
