"""Names that wander between columns: a first name found in the surname, a surname only in the full name.

``word_columns`` codes the name columns and the words of a full name in one dictionary, so that "the same
word elsewhere" is an integer comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.linkage.columns import Codes, Column, Ints, coded
from pipelines.linkage.levels import Compare, Levels, Text, value_pairs

WORD = r"[\p{L}\p{N}]{2,}"


def word_columns(names: pl.DataFrame, text: pl.Series) -> dict[str, Column]:
    """The columns of ``names`` (one word each), ``words`` of the text, and ``others``: those in no name.

    Args:
        names: one row a record. text: whose words of two letters and more are taken; null none.
    """
    size = names.height
    found = text.str.extract_all(WORD).list.unique(maintain_order=True)
    held = (
        pl.DataFrame({"record": pl.int_range(size, eager=True), "word": found}).explode("word").drop_nulls()
    )
    codes, distinct = coded(pl.concat([*(names[c].cast(pl.String) for c in names.columns), held["word"]]))
    columns = {
        name: Column(codes[at * size : (at + 1) * size], distinct) for at, name in enumerate(names.columns)
    }
    words, holders = codes[len(names.columns) * size :], held["record"].to_numpy()
    is_name = np.zeros(len(words), dtype=bool)
    for column in columns.values():
        is_name |= words == column.codes[holders]
    columns["words"] = Column(words, distinct, _starts(holders, size))
    columns["others"] = Column(words[~is_name], distinct, _starts(holders[~is_name], size))
    return columns


def _starts(holders: Ints, size: int) -> Ints:
    return np.concatenate(([0], np.cumsum(np.bincount(holders, minlength=size)))).astype(np.int64)


class Word(Text):
    """A name by ``Text``, or found among the other record's words.

    Columns: the name, and the words of the whole record (same dictionary, several values).
    """

    levels: tuple[str, ...] = (
        "equal", "one_edit", "two_edits", "close", "begins", "elsewhere", "initial", "differs",
    )  # fmt: skip
    by_value: ClassVar[dict[int, int]] = {1: 0}

    def prepare(self, columns: Sequence[Column]) -> Compare:
        column, words = columns
        plain, signs, sign = super().prepare(columns[:1]), _signs(words), _sign(column.codes)

        def compare(left: Codes, right: Codes) -> Levels:
            levels = plain(left, right)
            levels[levels >= 6] += 1
            weak = np.flatnonzero(levels >= 6)
            a, b = left[weak], right[weak]
            for one, other in ((a, b), (b, a)):
                able = np.flatnonzero(sign[one] & signs[other])
                at = able[_among(column.codes[one[able]], words, other[able])]
                levels[weak[at]] = 6
            return levels

        return compare


def _among(codes: Codes, words: Column, records: Codes) -> npt.NDArray[np.bool_]:
    """Whether each code is one of the words of its record."""
    assert words.starts is not None
    single = np.arange(len(codes) + 1)
    at, word, pair = value_pairs(single, words.starts, np.arange(len(codes), dtype=np.int32), records)
    found = np.zeros(len(codes), dtype=bool)
    found[pair[codes[at] == words.codes[word]]] = True
    return found


class SharedWord:
    """Other words in common (a title, a second surname): shared, by the rarest, or none."""

    levels: tuple[str, ...] = ("shared", "differs")
    by_value: ClassVar[dict[int, int]] = {1: 0}

    def prepare(self, columns: Sequence[Column]) -> Compare:
        column = columns[0]
        assert column.starts is not None
        starts, signs = column.starts, _signs(column)
        held = np.diff(starts) > 0

        def compare(left: Codes, right: Codes) -> Levels:
            found = (held[left] & held[right]).astype(np.uint8) * np.uint8(2)
            able = np.flatnonzero(signs[left] & signs[right])
            x, y, pair = value_pairs(starts, starts, left[able], right[able])
            found[able[pair[column.codes[x] == column.codes[y]]]] = 1
            return found

        return compare


def _sign(codes: Codes) -> npt.NDArray[np.uint64]:
    """One of 64 bits for every code; none for no code."""
    signs = np.uint64(1) << (codes % 64).astype(np.uint64)
    signs[codes < 0] = 0
    return signs


def _signs(column: Column) -> npt.NDArray[np.uint64]:
    """The bits of all words of every record: no common bit, no common word."""
    assert column.starts is not None
    signs = np.zeros(column.records, dtype=np.uint64)
    np.bitwise_or.at(signs, column.holders(), _sign(column.codes))
    return signs
