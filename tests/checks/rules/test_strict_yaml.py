"""Strict YAML: positions, text without implicit types, and everything that is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.rules.refusals import Refusals
from checks.rules.strict_yaml import Mapping, Node, Scalar, Sequence, parse_yaml


def read(text: str | bytes) -> tuple[Node | None, Refusals]:
    refusals = Refusals("a.yaml", "RULE")
    return parse_yaml(text if isinstance(text, bytes) else text.encode(), refusals), refusals


def test_every_plain_value_is_text_and_null_is_none() -> None:
    node, refusals = read("a: [no, 012, 2026-05, 1.0, true, ~, null, '', 'null']\nb:\n")
    assert isinstance(node, Mapping)
    assert not refusals.found
    items = node.get("a")
    assert isinstance(items, Sequence)
    assert [i.text for i in items.items if isinstance(i, Scalar)] == [
        "no", "012", "2026-05", "1.0", "true", None, None, "", "null",
    ]  # fmt: skip
    b = node.get("b")
    assert isinstance(b, Scalar)
    assert b.text is None


def test_positions_count_characters_from_one() -> None:
    node, _ = read("标题: 死亡\n列表:\n  - {甲: 乙}\n")
    assert isinstance(node, Mapping)
    inner = node.get("列表")
    assert isinstance(inner, Sequence)
    assert isinstance(inner.items[0], Mapping)
    assert inner.items[0].entries[0][0].at == (3, 6)
    assert inner.items[0].entries[0][1].at == (3, 9)


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("k: abc def", 4, (1, 8)),
        ("k: 'abc def'", 4, (1, 9)),
        ("k: >-\n  abc\n  def", 4, (3, 3)),
        ("k: |\n  abc\n  def", 4, (3, 3)),
        ("k: abc\n  def", 5, (2, 4)),
    ],
    ids=["plain", "quoted", "folded", "literal", "two plain lines"],
)
def test_a_place_inside_a_value_is_found_again_in_the_file(
    text: str, offset: int, place: tuple[int, int]
) -> None:
    node, _ = read(text)
    assert isinstance(node, Mapping)
    value = node.get("k")
    assert isinstance(value, Scalar)
    assert value.place_of(offset) == place


@pytest.mark.parametrize(
    ("text", "code", "at", "word"),
    [
        ("a: 1\nb: 2\na: 3", "RULE-02", (3, 1), "重复"),
        ("a: &x 1\nb: *x", "RULE-01", (1, 4), "锚点"),
        ("a: !!str 1", "RULE-01", (1, 4), "标签"),
        ("a: !x [1]", "RULE-01", (1, 4), "标签"),
        ("<<: {a: 1}", "RULE-01", (1, 1), "合并键"),
        ("a: 1\n---\nb: 2", "RULE-01", (2, 1), "多个文档"),
        ("a:\n\tb: 1", "RULE-01", (2, 1), "Tab"),
        ("a: b: c", "RULE-01", (1, 5), "冒号"),
        ("a: [1, 2\nb: 3", "RULE-01", (2, 2), "括号"),
        ("a: 'open", "RULE-01", (1, 9), "引号"),
        ("a:\n  b: 1\n c: 2", "RULE-01", (3, 2), "缩进"),
        ("[1]: 2", "RULE-02", (1, 1), "键"),
        ("a: \x07", "RULE-01", (1, 4), "控制字符"),
        ("[" * 100, "RULE-01", (1, 41), "嵌套"),
    ],
)
def test_what_is_refused_is_said_in_plain_words_with_its_place(
    text: str, code: str, at: tuple[int, int], word: str
) -> None:
    _, refusals = read(text)
    fault = refusals.sorted()[0]
    assert (fault.code, (fault.where.line, fault.where.at)) == (code, at)
    assert word in fault.what.zh
    assert fault.what.en
    assert fault.do.zh


def test_all_duplicates_of_a_file_are_reported_at_once() -> None:
    _, refusals = read("a: 1\na: 2\nb: {c: 1, c: 2}\n")
    assert [f.where.line for f in refusals.sorted()] == [2, 3]


def test_bytes_that_are_not_utf8_are_refused_with_their_line() -> None:
    node, refusals = read("a: 1\nb: 死亡".encode("gb18030"))
    assert node is None
    assert refusals.found[0].where.line == 2
    assert "UTF-8" in refusals.found[0].what.zh


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    node, refusals = read("a: 1\r\nb: 2\r\n".encode("utf-8-sig"))
    assert isinstance(node, Mapping)
    assert not refusals.found
    assert [k.text for k, _ in node.entries] == ["a", "b"]


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text(alphabet="ab:-[]{}#&*!|>'\"\n ,?%@\t~死", max_size=40))
def test_any_file_gives_a_document_or_a_fault(content: bytes | str) -> None:
    node, refusals = read(content)
    assert node is not None or refusals.found
