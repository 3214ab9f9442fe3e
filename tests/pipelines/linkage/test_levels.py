"""Two values → the level on which they agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, JaroWinkler

from pipelines.linkage import Column, column, many_valued
from pipelines.linkage.columns import Codes
from pipelines.linkage.levels import Code, Comparator, DateText, Equal, Levels, Text, best_of, per_distinct

COMPARATORS = [Equal(), Text(), DateText(), Code()]
KINDS = [type(c).__name__ for c in COMPARATORS]


def level(comparator: Comparator, left: str | None, right: str | None) -> str:
    found = comparator.prepare([column(pl.Series([left, right], dtype=pl.String))])(rows([0]), rows([1]))
    return ("nothing", *comparator.levels)[found[0]]


def rows(numbers: Sequence[int]) -> Codes:
    return np.array(numbers, dtype=np.int32)


def every_pair(size: int) -> tuple[Codes, Codes]:
    left, right = np.divmod(np.arange(size * size, dtype=np.int32), max(size, 1))
    return left, right


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("smith", "smith", "equal"),
        ("smith", "smyth", "one_edit"),
        ("smith", "smiht", "one_edit"),
        ("smith", "mith", "one_edit"),
        ("smith", "smyhth", "two_edits"),
        ("abcdef", "abxdey", "two_edits"),
        ("catherine", "catherinexyz", "close"),
        ("abc", "abcde", "begins"),
        ("ben", "benjamin", "begins"),
        ("al", "alexander", "initial"),
        ("smith", "stone", "initial"),
        ("smith", "jones", "differs"),
        ("ab", "ac", "one_edit"),
        ("a", "b", "differs"),
        ("a", "ab", "initial"),
        ("王小明", "王小明", "equal"),
        ("王小明", "王晓明", "one_edit"),
        ("王明小", "王小明", "one_edit"),
        ("欧阳娜娜", "欧阳娜", "one_edit"),
        ("欧阳娜娜", "欧阳静芳", "two_edits"),
        ("王小明", "王大力", "initial"),
        ("王小明", "李大力", "differs"),
        ("王", "李", "differs"),
        ("王小明", "wang", "differs"),
        ("smith", None, "nothing"),
        ("", "", "nothing"),
    ],
)  # fmt: skip
def test_texts(left: str | None, right: str | None, expected: str) -> None:
    assert level(Text(), left, right) == expected
    assert level(Text(), right, left) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1962-05-03", "1962-05-03", "equal"),
        ("1962-05-03", "19620503", "one_digit"),
        ("1962-05-03", "1962-05-04", "one_digit"),
        ("1962-05-03", "1972-05-03", "one_digit"),
        ("1962-05-03", "1962-03-05", "one_digit"),
        ("1962-05-03", "1962-01-01", "year_only"),
        ("1962-05-03", "1962-11-27", "same_year"),
        ("1962-05-03", "1972-05-04", "two_digits"),
        ("1962-05-03", "1970-11-28", "within_10_years"),
        ("1962-05-03", "1985-11-28", "differs"),
        ("1962-05-03", None, "nothing"),
        ("1962", "1963", "nothing"),
        ("1962", "1962-05-03", "nothing"),
        ("unknown", "1962-05-03", "nothing"),
    ],
)  # fmt: skip
def test_dates(left: str | None, right: str | None, expected: str) -> None:
    assert level(DateText(), left, right) == expected
    assert level(DateText(), right, left) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("EH1 2AB", "EH1 2AB", "equal"),
        ("EH1 2AB", "EH1 2AC", "one_edit"),
        ("EH1 2AB", "EH1 9ZZ", "same_first_word"),
        ("EH1 2AB", "EH7 9ZZ", "same_area"),
        ("EH1 2AB", "G12 9ZZ", "differs"),
        ("EH1", "EH1 9ZZ", "same_first_word"),
        (" EH1 2AB", " G12 9ZZ", "differs"),
        ("EH1 2AB", None, "nothing"),
    ],
)  # fmt: skip
def test_codes(left: str | None, right: str | None, expected: str) -> None:
    assert level(Code(), left, right) == expected
    assert level(Code(), right, left) == expected


LETTERS = st.sampled_from("abcAB12 王小明é😀")
VALUES = st.lists(st.none() | st.text(LETTERS, max_size=7), max_size=9)
DATES = st.lists(st.dates().map(str) | st.sampled_from(["1962-01-01", "1962", "19620101", "x"]), max_size=9)


@pytest.mark.parametrize("comparator", COMPARATORS, ids=KINDS)
@given(VALUES | DATES)
@settings(max_examples=50, derandomize=True, deadline=None)
def test_levels_do_not_depend_on_the_side_nor_on_the_order_of_codes(
    comparator: Comparator, values: list[str | None]
) -> None:
    texts = pl.Series(values, dtype=pl.String)
    left, right = every_pair(len(texts))
    found = comparator.prepare([column(texts)])(left, right)
    turned = comparator.prepare([column(texts)])(right, left)
    last = len(texts) - 1
    backwards = comparator.prepare([column(texts.reverse())])(last - left, last - right)
    assert found.tolist() == turned.tolist() == backwards.tolist()
    is_known = (texts.fill_null("") != "").to_numpy()
    equal = is_known[left] & (texts.gather(left) == texts.gather(right)).fill_null(False).to_numpy()
    assert (found[equal] == 1).all()
    assert (found[~(is_known[left] & is_known[right])] == 0).all()
    assert (found <= len(comparator.levels)).all()


def plain_text_level(a: str, b: str) -> int:
    """Text, written out for two unequal values."""
    shorter, edits = min(len(a), len(b)), OSA.distance(a, b)
    if edits == 1 and shorter >= 2:
        return 2
    if edits == 2 and shorter >= 4:
        return 3
    if a[0] != b[0]:
        return 7
    if shorter >= 4 and JaroWinkler.similarity(a, b) >= 0.88:
        return 4
    return 5 if shorter >= 3 and (a.startswith(b) or b.startswith(a)) else 6


@given(
    st.lists(
        st.text(st.sampled_from("abcdefgh王小"), min_size=1, max_size=9), min_size=2, max_size=10, unique=True
    )
)
@settings(max_examples=80, derandomize=True, deadline=None)
def test_the_quick_filters_of_texts_lose_no_level(texts: list[str]) -> None:
    left, right = every_pair(len(texts))
    found = Text().prepare([column(pl.Series(texts))])(left, right)
    plain = [1 if a == b else plain_text_level(a, b) for a in texts for b in texts]
    assert found.tolist() == plain


def judged(a: Codes, b: Codes) -> Levels:
    low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
    return ((low * 31 + high * 17) % 7 + 1).astype(np.uint8)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40),
    st.sampled_from([0, 2**20, 2**31 - 8]),
)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_judging_each_distinct_pair_once_is_judging_every_pair(
    pairs: list[tuple[int, int]], first: int
) -> None:
    a, b = (rows([p[side] + first for p in pairs]) for side in (0, 1))
    asked: list[tuple[int, int]] = []

    def judge(left: Codes, right: Codes) -> Levels:
        asked.extend(zip(left.tolist(), right.tolist(), strict=True))
        return judged(left, right)

    assert per_distinct(a, b, judge).tolist() == judged(a, b).tolist()
    if first == 0:
        assert sorted(asked) == sorted({(min(p), max(p)) for p in pairs})


HELD = st.lists(
    st.lists(st.sampled_from(["smith", "smyth", "stone", "jones", "王芳"]), max_size=3),
    min_size=1,
    max_size=6,
)


def many(held: list[list[str]]) -> Column:
    holders = pl.Series([k for k, values in enumerate(held) for _ in values], dtype=pl.Int64)
    return many_valued(holders, pl.Series([v for h in held for v in h], dtype=pl.String), len(held))


@pytest.mark.parametrize("comparator", [Equal(), Text()], ids=["Equal", "Text"])
@given(HELD)
@settings(max_examples=40, derandomize=True, deadline=None)
def test_of_several_values_the_best_pair_counts(comparator: Comparator, held: list[list[str]]) -> None:
    left, right = every_pair(len(held))
    found = comparator.prepare([many(held)])(left, right)
    names = ("nothing", *comparator.levels)
    for a, b, got in zip(left, right, found, strict=True):
        each = [names.index(level(comparator, x, y)) for x in held[a] for y in held[b]]
        assert got == min((k for k in each if k), default=0)


def test_nothing_to_compare_in_a_value_pair_leaves_the_other_value_pairs() -> None:
    levels, pair = np.array([0, 4, 2, 0], dtype=np.uint8), np.array([0, 0, 2, 3])
    assert best_of(levels, pair, 5).tolist() == [4, 0, 2, 0, 0]


@pytest.mark.parametrize("comparator", COMPARATORS, ids=KINDS)
@pytest.mark.parametrize("values", [[], [None, None]], ids=["no records", "only nulls"])
def test_a_column_without_values_compares_nothing(comparator: Comparator, values: list[None]) -> None:
    compare = comparator.prepare([column(pl.Series(values, dtype=pl.String))])
    left = rows(list(range(len(values))))
    assert compare(left, left).tolist() == [0] * len(values)
