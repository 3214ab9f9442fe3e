"""What two values must have in common to meet, key by key."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linkage.keys import KEYS, deletions

LETTERS = st.sampled_from("abcd王小明é😀")


def meet(key: str, left: str | None, right: str | None) -> bool:
    at, keys = KEYS[key](pl.Series([left, right], dtype=pl.String))
    return bool(set(keys[at == 0].tolist()) & set(keys[at == 1].tolist()))


@pytest.mark.parametrize(
    ("key", "left", "right", "expected"),
    [
        ("whole", "王芳", "王芳", True),
        ("whole", "王芳", "王方", False),
        ("whole", "", "", False),
        ("first1", "王芳", "王方", True),
        ("first3", "ab", "ab", False),
        ("first3", "abc", "abd", False),
        ("first4", "abcd", "abcde", True),
        ("year", "1962-05-03", "19620711", True),
        ("year", "1962-05-03", "1963-05-03", False),
        ("month_day", "1962-05-03", "19810503", True),
        ("month_day", "1962-05-03", "1962-03-05", False),
        ("month_day", "1962-01-01", "1980-01-01", False),
        ("month_day", "1962", "1962", False),
        ("sound", "Smith", "smyth", True),
        ("sound", "robert", "rupert", True),
        ("sound", "smith", "jones", False),
        ("sound", "王", "王", False),
        ("tokens", "mary ann smith", "ann-lee", True),
        ("tokens", "j smith", "j jones", False),
        ("tokens", "中华 人民", "人民 路", True),
        ("first_token", "EH1 2AB", "EH1 9ZZ", True),
        ("first_token", "EH1 2AB", "EH2 2AB", False),
        ("first_token", "EH1", "EH1", False),
        ("deletions", "abc", "abd", False),
        ("deletions", "abc", "abc", True),
        ("deletions", "abc", "abcd", True),
        ("deletions", "欧阳娜娜", "欧阳娜", True),
    ],
)
def test_two_values_meet(key: str, left: str, right: str, *, expected: bool) -> None:
    assert meet(key, left, right) == expected


@pytest.mark.parametrize("key", sorted(KEYS))
def test_absent_values_have_no_key_and_keys_are_listed_once_in_order(key: str) -> None:
    at, keys = KEYS[key](pl.Series([None, "", "aaaa aaaa", "1962-05-03", "1962-05-03"]))
    assert set(at.tolist()) <= {2, 3, 4}
    listed = list(zip(at.tolist(), keys.tolist(), strict=True))
    assert len(set(listed)) == len(listed)
    assert at.tolist() == sorted(at.tolist())
    assert [k for a, k in listed if a == 3] == [k for a, k in listed if a == 4]


@pytest.mark.parametrize("key", sorted(KEYS))
@pytest.mark.parametrize("values", [[], [None, None]], ids=["nothing", "only nulls"])
def test_no_values_give_no_keys(key: str, values: list[None]) -> None:
    at, keys = KEYS[key](pl.Series(values, dtype=pl.String))
    assert (len(at), len(keys)) == (0, 0)


@given(st.text(LETTERS, min_size=4, max_size=24), st.integers(0, 23), LETTERS, st.sampled_from("idsx"))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_deletions_meet_every_text_one_edit_away(text: str, place: int, letter: str, edit: str) -> None:
    at = place % len(text)
    edited = {
        "i": text[:at] + letter + text[at:],
        "d": text[:at] + text[at + 1 :],
        "s": text[:at] + letter + text[at + 1 :],
        "x": text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
    }[edit]
    assert meet("deletions", text, edited)


def test_deletions_leave_out_nothing_behind_the_last_place_asked() -> None:
    _, keys = deletions(least=4, most=3)(pl.Series(["abcdef"]))
    assert len(keys) == 4


def test_every_key_of_a_long_text_keeps_its_position() -> None:
    at, keys = KEYS["deletions"](pl.Series(["abcd", "x", "abcx"]))
    by_value = [set(keys[at == k].tolist()) for k in range(3)]
    assert [len(k) for k in by_value] == [5, 1, 5]
    assert len(by_value[0] & by_value[2]) == 1  # abc
