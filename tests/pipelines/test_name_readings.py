"""Letters of names: readings, look-alikes, and the levels of two names against a slow reference."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from pipelines.name_characters import LOOK_ALIKES, SURNAME_READINGS, VARIANTS
from pipelines.name_readings import first_choices, readings_of
from pipelines.names import (
    NAME_LEVELS,
    folded_agreement,
    folded_names,
    name_levels,
    sound_key_sets,
    sound_keys,
)

UNKNOWN = "?□\ufffd\ue123"
WORTH = {"equal": 1.0, "same_sound": 0.95, "one_differs": 0.6, "differs": 0.0}


def level_of(left: str, right: str) -> str:
    return NAME_LEVELS[name_levels(pl.Series([left]), pl.Series([right]))[0] - 1]


def readings(letter: str, *, is_first: bool) -> set[str]:
    if is_first and letter in SURNAME_READINGS:
        return set(SURNAME_READINGS[letter])
    return set(pinyin(letter, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0])


def near(reading: str) -> str:
    sound = reading.rstrip("12345")
    if sound[:2] in ("zh", "ch", "sh"):
        sound = sound[0] + sound[2:]
    elif sound[0] == "l":
        sound = "n" + sound[1:]
    return sound[:-1] if sound.endswith(("ang", "eng", "ing")) else sound


def letter_reference(left: str, right: str, *, is_first: bool) -> str:
    """How two letters agree, one pair at a time."""
    if left == right:
        return "equal"
    if all("\u4e00" <= letter <= "\u9fff" for letter in (left, right)):
        ours, theirs = readings(left, is_first=is_first), readings(right, is_first=is_first)
        if ours & theirs:
            return "same_sound"
        if {near(one) for one in ours} & {near(one) for one in theirs}:
            return "near_sound"
    if any(left in group and right in group for group in LOOK_ALIKES):
        return "look_alike"
    return "unknown_sign" if left in UNKNOWN or right in UNKNOWN else "differs"


def reference(left: str, right: str) -> str:
    """How two folded names agree, letter by letter."""
    if left == right:
        return "equal"
    if len(left) != len(right):
        begins = left.startswith(right) or right.startswith(left)
        return "begins" if begins and min(len(left), len(right)) >= 3 else "differs"
    letters = [
        letter_reference(a, b, is_first=place == 0)
        for place, (a, b) in enumerate(zip(left, right, strict=True))
    ]
    if len(letters) >= 3 and letters.count("differs") == 1:
        return "one_differs"
    return max(letters, key=NAME_LEVELS.index)


LETTERS = "张章王沈陈程曾增任仁万莫乐月行形未末刘到小晓明伟玮静A艾가?□\ufffd\ue123"
folded = st.text(alphabet=LETTERS, min_size=1, max_size=5)


@st.composite
def close_pairs(draw: st.DrawFn) -> tuple[str, str]:
    """A name beside itself with letters replaced, cut off or added."""
    left = draw(folded)
    right = "".join(draw(st.sampled_from([letter, *LETTERS])) for letter in left)
    return left, draw(st.sampled_from([right, left[:-1] or left, left + right]))


pairs = st.lists(st.one_of(close_pairs(), st.tuples(folded, folded)), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_levels_are_those_of_the_slow_reference_both_ways_round(pairs: list[tuple[str, str]]) -> None:
    left, right = (pl.Series(list(side), dtype=pl.String) for side in zip(*pairs, strict=True))
    levels = name_levels(left, right)
    assert [NAME_LEVELS[level - 1] for level in levels] == [reference(a, b) for a, b in pairs]
    assert name_levels(right, left).to_list() == levels.to_list()


@settings(max_examples=30, deadline=None)
@given(pairs)
def test_agreement_follows_from_the_level(pairs: list[tuple[str, str]]) -> None:
    told = folded_agreement(pl.DataFrame(pairs, schema=["left", "right"], orient="row"))
    assert {(a, b): worth for a, b, worth in told.iter_rows()} == {
        pair: WORTH.get(reference(*pair), 0.9) for pair in pairs
    }


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("张伟", "张伟", "equal", id="equal"),
        pytest.param("张伟", "张玮", "same_sound", id="homophone"),
        pytest.param("王小明", "王晓明", "same_sound", id="homophone of three letters"),
        pytest.param("陈静", "程静", "near_sound", id="en and eng"),
        pytest.param("末小芳", "未晓芳", "look_alike", id="look-alike is worse than homophone"),
        pytest.param("张?华", "章建华", "unknown_sign", id="unknown sign beside a homophone"),
        pytest.param("阿不都热", "阿不都热依木", "begins", id="cut off"),
        pytest.param("李秀英", "李秀兰", "one_differs", id="one of three differs"),
        pytest.param("王芳", "王静", "differs", id="one of two differs"),
        pytest.param("张三", "张三丰", "differs", id="two letters begin nothing"),
        pytest.param("曾强", "增强", "same_sound", id="surname reading"),
        pytest.param("小曾", "小层", "same_sound", id="the usual reading after the first place"),
        pytest.param("沈芳", "陈芳", "differs", id="no rare reading of a surname"),
        pytest.param("方芳", "王芳", "differs", id="no old reading of a surname"),
        pytest.param("JOHN", "JOHM", "one_differs", id="Latin"),
        pytest.param("𠮷田一", "吉田一", "one_differs", id="beyond the basic plane"),
    ],
)
def test_levels(left: str, right: str, level: str) -> None:
    assert level_of(left, right) == level
    assert level_of(right, left) == level


def test_a_long_name_is_judged_like_a_short_one() -> None:
    assert level_of("阿" * 300 + "伟", "阿" * 300 + "玮") == "same_sound"
    assert level_of("A" * 300, "B" * 300) == "differs"


def test_levels_stay_aligned_and_keep_the_name() -> None:
    left = pl.Series("claimed", ["王芳", "张伟", "李秀英", "张伟", "阿不都热"])
    right = pl.Series("known", ["王静", "张伟", "李秀兰", "张玮", "阿不都热依木"])
    levels = name_levels(left, right)
    assert (levels.to_list(), levels.dtype, levels.name) == ([8, 1, 7, 2, 6], pl.UInt8, "claimed")


def test_no_pairs_have_no_levels() -> None:
    empty = pl.Series([], dtype=pl.String)
    assert (name_levels(empty, empty).dtype, name_levels(empty, empty).len()) == (pl.UInt8, 0)


def test_slices_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = pl.Series(["张伟", "王芳", "陈静"]), pl.Series(["张玮", "王静", "程静"])
    monkeypatch.setattr("pipelines.names.PAIRS_AT_ONCE", 2)
    assert name_levels(left, right).to_list() == [2, 8, 3]


def test_variants_are_equal_after_folding() -> None:
    names = pl.Series(["買买提", "买买提", "呉栄", "吴荣", "锺楽", "鍾乐", "钟乐"])
    forms = dict(folded_names(names).iter_rows())
    assert forms["買买提"] == forms["买买提"]
    assert forms["呉栄"] == forms["吴荣"]
    assert len({forms["锺楽"], forms["鍾乐"], forms["钟乐"]}) == 1


@pytest.mark.parametrize("dot", "\u00b7\u2022\u30fb\u2027\u2219\u22c5\uff0e", ids=ascii)
def test_every_middle_dot_folds(dot: str) -> None:
    assert folded_names(pl.Series([f"买买提{dot}艾力"]))["folded"].to_list() == ["买买提艾力"]


def test_character_tables_stand_in_folded_form() -> None:
    told = "".join([*LOOK_ALIKES, *VARIANTS.values()])
    assert {letter for letter in told if letter in VARIANTS} == set()


def test_readings_of_han_letters_only() -> None:
    told = readings_of(pl.Series(["^曾", "曾", "A", "?"]))
    assert told["letter"].to_list() == ["^曾", "曾"]
    assert told["toned"].to_list()[0] == ["zeng1"]
    assert "ceng2" in told["toned"].to_list()[1]
    assert told["near"].to_list()[0] == ["zen"]


def test_the_usual_readings_come_first() -> None:
    assert first_choices("1,2,2", 4) == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1)]
    assert first_choices("3,3,3", 4) == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0)]
    assert first_choices("1,1", 4) == [(0, 0)]


def test_heteronyms_meet_in_a_key() -> None:
    keys = sound_key_sets(pl.Series(["张乐", "张月", "张勒", "张月", None]))
    sounds = {name: set(told["sound"]) for (name,), told in keys.group_by("folded")}
    assert sounds["张月"] & sounds["张乐"]
    assert sounds["张勒"] & sounds["张乐"]
    assert keys.is_duplicated().sum() == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(folded, max_size=8))
def test_key_sets_begin_with_the_sound_key(names: list[str]) -> None:
    keys = sound_key_sets(pl.Series(names, dtype=pl.String))
    assert (
        keys.group_by("folded", maintain_order=True)
        .first()
        .equals(sound_keys(pl.Series(names, dtype=pl.String)))
    )
    assert all(a <= b for a, b in pairwise(keys["folded"]))
    assert keys.group_by("folded").len()["len"].max() in {None, 1, 2, 3, 4}
