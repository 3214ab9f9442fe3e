"""Levels of all fields as one integer, there and back."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linkage import Comparison, Records, columns
from pipelines.linkage.levels import Equal, Text
from pipelines.linkage.vectors import Vectors, levels_of, pattern_of


@given(
    st.lists(st.integers(2, 12), min_size=1, max_size=8),
    st.integers(0, 30),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_patterns_and_levels_are_inverse(sizes: list[int], pairs: int, random: st.random.Random) -> None:
    levels = [np.array([random.randrange(s) for _ in range(pairs)], dtype=np.uint8) for s in sizes]
    patterns = pattern_of(levels, sizes)
    assert [level.tolist() for level in levels_of(patterns, sizes)] == [level.tolist() for level in levels]
    assert len(set(patterns.tolist())) == len(set(zip(*(level.tolist() for level in levels), strict=True)))


def test_every_pattern_has_its_own_levels() -> None:
    sizes = (3, 2, 4)
    patterns = np.arange(24)
    assert pattern_of(levels_of(patterns, sizes), sizes).tolist() == patterns.tolist()


def test_vectors_compare_every_field() -> None:
    frame = pl.DataFrame({"name": ["smith", "smyth", None], "town": ["x", "x", "y"]})
    vectors = Vectors(
        Records(columns(frame), 3),
        (Comparison("name", ("name",), Text()), Comparison("town", ("town",), Equal())),
    )
    levels = vectors.levels(np.array([0, 0], dtype=np.int32), np.array([1, 2], dtype=np.int32))
    assert [level.tolist() for level in levels] == [[2, 0], [1, 2]]
    assert [level.tolist() for level in vectors.levels_of(vectors.patterns(levels))] == [[2, 0], [1, 2]]


def test_more_levels_than_one_integer_holds_are_refused() -> None:
    frame = pl.DataFrame({"name": ["a"]})
    with pytest.raises(ValueError, match="too many comparisons"):
        Vectors(Records(columns(frame), 1), [Comparison(f"{k}", ("name",), Text()) for k in range(21)])
