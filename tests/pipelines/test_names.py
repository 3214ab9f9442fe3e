"""Names: folding, readings, agreement."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.names import agreement_of, bracketed_names, folded_names, name_agreement, sound_keys


def agreement(left: str | None, right: str | None) -> float | None:
    return name_agreement(pl.Series([left]), pl.Series([right]))[0]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param("张桂兰", "张桂兰", 1.0, id="equal"),
        pytest.param("張桂蘭", "张桂兰", 1.0, id="traditional"),
        pytest.param("李昇", "李升", 1.0, id="variant"),
        pytest.param(" 张 三　", "张三", 1.0, id="spaces"),
        pytest.param("张三（已故）", "张三", 1.0, id="bracket text"),
        pytest.param("张三(已故", "张三", 1.0, id="unclosed bracket"),
        pytest.param("张三同志", "张三", 1.0, id="title"),
        pytest.param("买买提·艾力", "买买提•艾力", 1.0, id="another dot"),
        pytest.param("买买提・艾力", "買買提艾力", 1.0, id="no dot, traditional"),
        pytest.param("王小明", "王晓明", 0.95, id="homophone"),
        pytest.param("张伟", "张玮", 0.95, id="homophone of two characters"),
        pytest.param("曾强", "增强", 0.95, id="surname reading zeng"),
        pytest.param("任志", "仁志", 0.95, id="surname reading ren"),
        pytest.param("陈静", "程静", 0.9, id="en and eng"),
        pytest.param("刘兰", "牛兰", 0.9, id="l and n"),
        pytest.param("张志", "张子", 0.9, id="zh and z"),
        pytest.param("末小芳", "未小芳", 0.9, id="look-alike"),
        pytest.param("张□华", "张建华", 0.9, id="unknown sign"),
        pytest.param("张?", "张伟", 0.9, id="question mark"),
        pytest.param("张\ue123华", "张建华", 0.9, id="private use"),
        pytest.param("阿不都热依木·买买提", "阿不都热依木", 0.9, id="cut off"),
        pytest.param("李秀英", "李秀兰", 0.6, id="one of three differs"),
        pytest.param("王芳", "王静", 0.0, id="one of two differs"),
        pytest.param("张建国", "李建民", 0.0, id="two differ"),
        pytest.param("张三", "张三丰", 0.0, id="two characters begin nothing"),
        pytest.param("张三", None, None, id="no name"),
        pytest.param("", "张三", None, id="empty name"),
        pytest.param("??", "张三", None, id="nothing but unknown signs"),
    ],
)
def test_agreement(left: str | None, right: str | None, expected: float | None) -> None:
    assert agreement(left, right) == expected
    assert agreement(right, left) == expected


def test_pairs_stay_aligned_and_keep_their_name() -> None:
    left = pl.Series("listed", ["王小明", None, "张三", "王小明"])
    right = pl.Series("golden", ["王晓明", "张三", "张三", "李四"])
    assert name_agreement(left, right).to_list() == [0.95, None, 1.0, 0.0]
    assert name_agreement(left, right).name == "listed"


def test_no_pairs() -> None:
    empty = pl.Series([], dtype=pl.String)
    assert name_agreement(empty, empty).dtype == pl.Float64


def test_agreement_in_a_plan() -> None:
    pairs = pl.DataFrame({"a": ["张伟", "张伟"], "b": ["张玮", "李四"]})
    assert pairs.lazy().select(x=agreement_of(pl.col("a"), pl.col("b"))).collect()["x"].to_list() == [
        0.95,
        0.0,
    ]


def test_folding_keeps_a_surname_with_title() -> None:
    assert folded_names(pl.Series(["王先生", "王小先生"]))["folded"].to_list() == ["王先生", "王小"]


def test_near_homophones_share_a_sound_key() -> None:
    keys = sound_keys(pl.Series(["陈静", "程静", "曾强", "任强", None]))
    assert keys["folded"].to_list() == ["任强", "曾强", "程静", "陈静"]
    by_name = dict(keys.iter_rows())
    assert by_name["陈静"] == by_name["程静"]
    assert by_name["曾强"].startswith("zen")


texts = st.text(alphabet="张章王小晓明伟玮?□·（） A艾", max_size=6)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=8))
def test_agreement_is_symmetric_and_total(pairs: list[tuple[str, str]]) -> None:
    left = pl.Series([a for a, _ in pairs], dtype=pl.String)
    right = pl.Series([b for _, b in pairs], dtype=pl.String)
    there, back = name_agreement(left, right), name_agreement(right, left)
    assert there.to_list() == back.to_list()
    assert set(there.drop_nulls()) <= {1.0, 0.95, 0.9, 0.6, 0.0}
    assert set(name_agreement(left, left).drop_nulls()) <= {1.0}


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        pytest.param("张三（曾用名：张四）", [("former", "张四")], id="former name"),
        pytest.param("张三 曾用名张四", [("former", "张四")], id="without brackets"),
        pytest.param("张三（原名李四）", [("former", "李四")], id="original name"),
        pytest.param("张三(已故，原名李 四", [("former", "李 四")], id="after a remark, unclosed, spaced"),
        pytest.param("买买提(曾用名:买买提·艾力)", [("former", "买买提·艾力")], id="dotted"),
        pytest.param("John (原名 John Smith)", [("former", "John Smith")], id="Latin"),
        pytest.param("张小明(监护人张三)", [("guardian", "张三")], id="guardian"),
        pytest.param("张小明（监护人：父亲张大山 138）", [("guardian", "张大山")], id="kinship and phone"),
        pytest.param(
            "张三(又名张山,监护人李四)", [("former", "张山"), ("guardian", "李四")], id="both kinds"
        ),
        pytest.param("张三（曾用名：无）", [], id="no former name"),
        pytest.param("张三（监护人：不详）", [], id="unknown guardian"),
        pytest.param("张三(李四的监护人)", [], id="is a guardian"),
        pytest.param("高原名扬", [], id="part of a name"),
        pytest.param("张三（已故）", [], id="another remark"),
    ],
)
def test_bracketed_names(text: str, carried: list[tuple[str, str]]) -> None:
    assert bracketed_names(pl.Series([text, None])).rows() == [(text, *one) for one in carried]


@pytest.mark.parametrize(
    "text",
    ["张三（曾用名：张四）", "张三 曾用名张四", "张三曾用名：无", "张三，原名李四", "张三（原名李四）"],
)
def test_folding_drops_the_former_name(text: str) -> None:
    assert folded_names(pl.Series([text]))["folded"].to_list() == ["张三"]


@pytest.mark.parametrize("name", ["高原名扬", "李原名", "曾用名"])
def test_folding_keeps_a_name_that_looks_like_the_words(name: str) -> None:
    assert folded_names(pl.Series([name]))["folded"].to_list() == [name]
