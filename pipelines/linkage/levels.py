"""Comparators: two records → the level on which they agree in a field, from best to worst.

Level 0: nothing to compare (a side has no value). Level 1 is equality of values, found by code; the
others are worked out on unequal values only, texts once per distinct pair of values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from pipelines.linkage.columns import Codes, Column, coded

Levels = npt.NDArray[np.uint8]
Compare = Callable[[Codes, Codes], Levels]

NOTHING = 0
_WORST = np.uint8(255)


class Comparator(Protocol):
    """Ordered levels of agreement and how to find them."""

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels' names, best first."""
        ...

    @property
    def by_value(self) -> dict[int, int]:
        """Levels (1 = best) that weigh by how rare the shared value is → the column it is a value of."""
        ...

    def prepare(self, columns: Sequence[Column]) -> Compare:
        """Work done once per distinct value → the function from pairs of records to levels."""
        ...


def of_values(column: Column, unequal: Compare) -> Compare:
    """Pairs of records → levels: 1 for equal values, else what ``unequal`` says of the two codes.

    Of records with several values the best pair of values counts.
    """

    def single(left: Codes, right: Codes) -> Levels:
        return _of_codes(column.codes[left], column.codes[right], unequal)

    def several(left: Codes, right: Codes) -> Levels:
        assert column.starts is not None
        a, b, pair = value_pairs(column.starts, column.starts, left, right)
        return best_of(_of_codes(column.codes[a], column.codes[b], unequal), pair, len(left))

    return single if column.starts is None else several


def _of_codes(a: Codes, b: Codes, unequal: Compare) -> Levels:
    known = (a | b) >= 0  # a code below 0 keeps its sign bit
    differ = a != b
    levels: Levels = (known & ~differ).view(np.uint8)
    open_ = np.flatnonzero(known & differ)
    if len(open_):
        levels[open_] = unequal(a[open_], b[open_])
    return levels


def value_pairs(
    left_starts: npt.NDArray[np.int64], right_starts: npt.NDArray[np.int64], left: Codes, right: Codes
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Positions of every value of the left beside every value of the right, and their pair."""
    rights = right_starts[right + 1] - right_starts[right]
    counts = (left_starts[left + 1] - left_starts[left]) * rights
    pair = np.repeat(np.arange(len(left)), counts)
    ends = np.cumsum(counts)
    within = np.arange(len(pair)) - np.repeat(ends - counts, counts)
    a, b = np.divmod(within, rights[pair])
    return left_starts[left][pair] + a, right_starts[right][pair] + b, pair


def best_of(levels: Levels, pair: npt.NDArray[np.int64], pairs: int) -> Levels:
    """The smallest level above 0 among the value pairs of every pair (``pair`` ascending)."""
    best = np.zeros(pairs, dtype=np.uint8)
    if len(pair):
        firsts = np.flatnonzero(np.diff(pair, prepend=-1))
        ranked = np.minimum.reduceat(np.where(levels == NOTHING, _WORST, levels), firsts)
        best[pair[firsts]] = np.where(ranked == _WORST, NOTHING, ranked)
    return best


def per_distinct(a: Codes, b: Codes, judge: Compare) -> Levels:
    """``judge`` on every distinct unordered pair of codes, brought back to all pairs.

    Pair and position are sorted as one integer: several times faster than a dictionary or a join.
    """
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    code_bits, at_bits = int(high.max(initial=0)).bit_length(), len(a).bit_length()
    if 2 * code_bits + at_bits > 64:
        half = len(a) // 2
        return np.concatenate(
            [per_distinct(a[:half], b[:half], judge), per_distinct(a[half:], b[half:], judge)]
        )
    pair = (low << np.uint64(code_bits)) | high
    packed = (pair << np.uint64(at_bits)) | np.arange(len(a), dtype=np.uint64)
    ordered = pl.Series(packed).sort().to_numpy()
    at = (ordered & np.uint64((1 << at_bits) - 1)).astype(np.int64)
    pair = ordered >> np.uint64(at_bits)
    is_new = np.ones(len(pair), dtype=bool)
    is_new[1:] = pair[1:] != pair[:-1]
    heads = pair[is_new]
    found = judge(
        (heads >> np.uint64(code_bits)).astype(np.int32),
        (heads & np.uint64((1 << code_bits) - 1)).astype(np.int32),
    )
    levels = np.empty(len(a), dtype=np.uint8)
    levels[at] = np.repeat(found, np.diff(np.append(np.flatnonzero(is_new), len(pair))))
    return levels


class Equal:
    """Equal or not: codes, phones, categories."""

    levels: tuple[str, ...] = ("equal", "differs")
    by_value: ClassVar[dict[int, int]] = {1: 0}

    def prepare(self, columns: Sequence[Column]) -> Compare:
        return of_values(columns[0], lambda a, b: np.full(len(a), 2, dtype=np.uint8))


class Text:
    """Texts of any script: equal, one edit, two edits, close, one begins the other, same initial.

    An edit is an insertion, deletion, substitution or swap of neighbours (optimal string alignment).
    Close is a Jaro-Winkler similarity of at least ``close``, for texts of four letters and more with
    the same initial.
    """

    levels: tuple[str, ...] = ("equal", "one_edit", "two_edits", "close", "begins", "initial", "differs")

    by_value: ClassVar[dict[int, int]] = {1: 0}

    def __init__(self, *, close: float = 0.88) -> None:
        self.close = close

    def prepare(self, columns: Sequence[Column]) -> Compare:
        texts = columns[0].distinct.cast(pl.String)
        lengths = texts.str.len_chars().to_numpy()
        heads = _heads(texts)
        signs = _signs(texts)

        def judge(a: Codes, b: Codes) -> Levels:
            left, right = texts.gather(a).to_list(), texts.gather(b).to_list()
            edits = process.cpdist(left, right, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
            shorter = np.minimum(lengths[a], lengths[b])
            one = (edits == 1) & (shorter >= 2)
            two = (edits == 2) & (shorter >= 4)
            return np.select([one, two], [np.uint8(2), np.uint8(3)], np.uint8(0))

        def close(a: Codes, b: Codes) -> Levels:
            left, right = texts.gather(a).to_list(), texts.gather(b).to_list()
            alike = process.cpdist(
                left, right, scorer=JaroWinkler.similarity, score_cutoff=self.close, dtype=np.float32
            )
            begins = np.fromiter(map(_begins, left, right), dtype=bool, count=len(left))
            is_close = (alike > 0) & (np.minimum(lengths[a], lengths[b]) >= 4)
            return np.select([is_close, begins], [np.uint8(4), np.uint8(5)], np.uint8(0))

        def unequal(a: Codes, b: Codes) -> Levels:
            levels = np.where(heads[a] == heads[b], np.uint8(6), np.uint8(7))
            near = np.flatnonzero(np.bitwise_count(signs[a] ^ signs[b]) <= 4)
            if len(near):
                found = per_distinct(a[near], b[near], judge)
                levels[near] = np.where(found > 0, found, levels[near])
            same = np.flatnonzero(levels == 6)
            if len(same):
                found = per_distinct(a[same], b[same], close)
                levels[same] = np.where(found > 0, found, levels[same])
            return levels

        return of_values(columns[0], unequal)


def _begins(left: str, right: str) -> bool:
    return min(len(left), len(right)) >= 3 and (left.startswith(right) or right.startswith(left))


def _letters(texts: pl.Series) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """The code points of all texts behind each other, and where each text begins (one more at the end)."""
    full = texts.fill_null("")
    letters = np.frombuffer("".join(full.to_list()).encode("utf-32-le"), dtype=np.uint32)
    return letters, np.concatenate(([0], np.cumsum(full.str.len_chars().to_numpy()))).astype(np.int64)


def _heads(texts: pl.Series) -> npt.NDArray[np.uint32]:
    """The code point of the first letter; 0 of an empty text."""
    letters, starts = _letters(texts)
    heads = np.zeros(len(texts), dtype=np.uint32)
    filled = np.diff(starts) > 0
    heads[filled] = letters[starts[:-1][filled]]
    return heads


def _signs(texts: pl.Series) -> npt.NDArray[np.uint64]:
    """The letters a text contains, as a set of 64 bits.

    One edit changes at most two letters of the set, so more than four different bits rule out two edits.
    """
    letters, starts = _letters(texts)
    signs = np.zeros(len(texts), dtype=np.uint64)
    filled = np.diff(starts) > 0
    if len(letters):
        bits = np.uint64(1) << (letters % np.uint32(64)).astype(np.uint64)
        signs[filled] = np.bitwise_or.reduceat(bits, starts[:-1][filled])
    return signs


class DateText:
    """Dates written year first: equal, one digit or day and month swapped (or one date written in two
    ways), only the year known, same year, two digits, within ten years, differs. A day that is 1 January
    says the year only. A text that is no date has nothing to compare.
    """

    levels: tuple[str, ...] = (
        "equal", "one_digit", "year_only", "same_year", "two_digits", "within_10_years", "differs",
    )  # fmt: skip
    by_value: ClassVar[dict[int, int]] = {1: 0}

    def prepare(self, columns: Sequence[Column]) -> Compare:
        text = columns[0].distinct.cast(pl.String).str.replace_all("-", "", literal=True)
        is_date = text.str.len_chars() == 8
        number = text.set(~is_date, None).cast(pl.Int64, strict=False).fill_null(0).to_numpy()
        nibbles = np.zeros(len(number), dtype=np.uint32)
        for place in range(8):
            nibbles |= ((number // 10**place) % 10).astype(np.uint32) << np.uint32(4 * place)
        years, days = number // 10000, number % 10000

        def unequal(a: Codes, b: Codes) -> Levels:
            apart = nibbles[a] ^ nibbles[b]
            spread = (apart | apart >> 1 | apart >> 2 | apart >> 3) & np.uint32(0x11111111)
            digits = np.bitwise_count(spread)
            ya, yb, da, db = years[a], years[b], days[a], days[b]
            same_year = ya == yb
            swapped = same_year & ((da == db) | ((da // 100 == db % 100) & (da % 100 == db // 100)))
            year_only = same_year & ((da == 101) | (db == 101))
            no_date = (nibbles[a] == 0) | (nibbles[b] == 0)
            near = np.abs(ya - yb) <= 10
            return np.select(
                [no_date, swapped, year_only, digits == 1, same_year, digits == 2, near],
                [np.uint8(level) for level in (NOTHING, 2, 3, 2, 4, 5, 6)],
                np.uint8(7),
            )

        return of_values(columns[0], unequal)


class Code:
    """Codes of two words, such as postcodes: equal, one edit, same first word, same two letters, differs."""

    levels: tuple[str, ...] = ("equal", "one_edit", "same_first_word", "same_area", "differs")
    by_value: ClassVar[dict[int, int]] = {1: 0}

    def prepare(self, columns: Sequence[Column]) -> Compare:
        texts = columns[0].distinct.cast(pl.String)
        signs = _signs(texts)
        words = coded(texts.str.extract(r"(\S+)", 1))[0]
        areas = coded(texts.str.slice(0, 2))[0]

        def judge(a: Codes, b: Codes) -> Levels:
            left, right = texts.gather(a).to_list(), texts.gather(b).to_list()
            edits = process.cpdist(left, right, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
            return np.where(edits == 1, np.uint8(2), np.uint8(0))

        def unequal(a: Codes, b: Codes) -> Levels:
            levels = np.select(
                [words[a] == words[b], areas[a] == areas[b]], [np.uint8(3), np.uint8(4)], np.uint8(5)
            )
            near = np.flatnonzero(np.bitwise_count(signs[a] ^ signs[b]) <= 2)
            if len(near):
                found = per_distinct(a[near], b[near], judge)
                levels[near] = np.where(found > 0, found, levels[near])
            return levels

        return of_values(columns[0], unequal)
