"""YAML as Hecha reads it: text, lists and mappings with a position each, and nothing clever.

Refused: duplicate keys, anchors and aliases, tags, merge keys, several documents, tabs, and bytes
that are not UTF-8. A plain value is text, whatever it looks like (``no``, ``2026-05``, ``012``);
``null``, ``~`` and nothing are None. Numbers, days and yes/no are made only where ``document``
asks for them. Not here: what a file should contain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from checks.rules.refusals import FILE, KEY, Refusals
from checks.rules.yaml_errors import plain_words
from pipelines.faults import Text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, ten times faster, where built in
_MAX_DEPTH = 40
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Scalar:
    """A text (None for null) with the place of its first character (line and column from 1)."""

    text: str | None
    line: int
    column: int
    raw: str = field(default="", compare=False, repr=False)
    is_quoted: bool = field(default=False, compare=False)

    @property
    def at(self) -> tuple[int, int]:
        """Line and column."""
        return self.line, self.column

    def place_of(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at ``offset`` in ``text``, also in folded lines."""
        line, column = self.line, self.column
        position = _raw_position(self.text or "", self.raw, offset)
        for character in self.raw[:position]:
            line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
        return line, column


@dataclass(frozen=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int

    @property
    def at(self) -> tuple[int, int]:
        """Line and column."""
        return self.line, self.column


@dataclass(frozen=True)
class Mapping:
    """Keys and values in file order; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    @property
    def at(self) -> tuple[int, int]:
        """Line and column."""
        return self.line, self.column

    def get(self, key: str) -> Node | None:
        """The value under ``key``, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


@dataclass
class _Open:
    """A list or mapping whose end has not been read yet."""

    is_mapping: bool
    line: int
    column: int
    nodes: list[Node] = field(default_factory=list)


def parse_yaml(content: bytes, refusals: Refusals) -> Node | None:
    """The document, or None when it cannot be read; every problem goes to ``refusals``.

    An empty document is a null Scalar. Problems that leave the rest readable (a duplicate key, an
    anchor, a tag) are all reported; the first occurrence of a duplicate key counts.
    """
    text = _decoded(content, refusals)
    if text is None:
        return None
    for number, line in enumerate(text.splitlines(), 1):
        if "\t" in line:
            refusals.add(
                FILE,
                (number, line.index("\t") + 1),
                Text("有制表符（Tab）。", "a tab character."),
                Text("请用空格代替。", "Use spaces instead."),
            )
            return None
    try:
        return _composed(text, refusals)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        refusals.add(FILE, at, *plain_words(error.problem or error.context or ""))
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        at = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        refusals.add(
            FILE,
            at,
            Text("有不可见的控制字符。", "a control character that YAML does not allow."),
            Text("请删除该字符。", "Delete it."),
        )
    return None


def _decoded(content: bytes, refusals: Refusals) -> str | None:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        good = content[: error.start]
        refusals.add(
            FILE,
            (good.count(b"\n") + 1, 1),
            Text("文件不是 UTF-8 编码。", "the file is not UTF-8."),
            Text("请另存为 UTF-8 编码。", "Save it as UTF-8."),
        )
        return None


def _composed(text: str, refusals: Refusals) -> Node | None:
    open_: list[_Open] = [_Open(False, 1, 1)]
    documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        mark: Any = event.start_mark
        at = (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                refusals.add(
                    FILE,
                    at,
                    Text("文件中有多个文档（---）。", "a second document (---)."),
                    Text("一个文件只写一个文档。", "Write one document a file."),
                )
                return None
        _refuse_cleverness(event, at, refusals)
        if isinstance(event, yaml.ScalarEvent):
            open_[-1].nodes.append(_scalar(event, text, at))
        elif isinstance(event, yaml.AliasEvent):
            open_[-1].nodes.append(Scalar(None, *at))
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            if len(open_) > _MAX_DEPTH:
                refusals.add(
                    FILE,
                    at,
                    Text("嵌套过深。", "nested too deeply."),
                    Text(f"最多 {_MAX_DEPTH} 层。", f"At most {_MAX_DEPTH} levels."),
                )
                return None
            open_.append(_Open(isinstance(event, yaml.MappingStartEvent), *at))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            closed = open_.pop()
            open_[-1].nodes.append(_closed(closed, refusals))
    return open_[0].nodes[0] if open_[0].nodes else Scalar(None, 1, 1)


def _refuse_cleverness(event: Any, at: tuple[int, int], refusals: Refusals) -> None:
    if getattr(event, "anchor", None):
        refusals.add(
            FILE,
            at,
            Text("锚点（& 和 *）不可用。", "anchors and aliases (& and *) are not used."),
            Text(
                "请把内容写全；以 & 或 * 开头的文字请加引号。",
                "Write the content out; put a text that starts with & or * in quotes.",
            ),
        )
    if getattr(event, "tag", None):
        refusals.add(
            FILE,
            at,
            Text("标签（!）不可用。", "tags (!) are not used."),
            Text("请删除；以 ! 开头的文字请加引号。", "Delete it; put a text that starts with ! in quotes."),
        )


def _scalar(event: Any, text: str, at: tuple[int, int]) -> Scalar:
    raw = text[event.start_mark.index : event.end_mark.index]
    plain = event.style in (None, "")
    value = None if plain and event.value in _NULLS else event.value
    return Scalar(value, *at, raw=raw, is_quoted=not plain)


def _closed(closed: _Open, refusals: Refusals) -> Node:
    if not closed.is_mapping:
        return Sequence(tuple(closed.nodes), closed.line, closed.column)
    entries: list[tuple[Scalar, Node]] = []
    seen: dict[str, int] = {}
    for key, value in zip(closed.nodes[::2], closed.nodes[1::2], strict=True):
        if not isinstance(key, Scalar) or key.text is None:
            refusals.add(
                KEY,
                key.at,
                Text("键必须是文字。", "a key must be a text."),
                Text("检查缩进和冒号。", "Check indentation and colons."),
            )
        elif key.text == "<<" and not key.is_quoted:
            refusals.add(
                FILE,
                key.at,
                Text("合并键（<<）不可用。", "merge keys (<<) are not used."),
                Text("请把内容写全。", "Write the content out."),
            )
        elif key.text in seen:
            first = seen[key.text]
            refusals.add(
                KEY,
                key.at,
                Text(
                    f"“{key.text}”重复，第一次在第{first}行。",
                    f"“{key.text}” stands twice, first in line {first}.",
                ),
                Text("只保留一个。", "Keep one."),
            )
        else:
            seen[key.text] = key.line
            entries.append((key, value))
    return Mapping(tuple(entries), closed.line, closed.column)


def _raw_position(text: str, raw: str, offset: int) -> int:
    """Where the character at ``offset`` of the value stands in the source slice."""
    position = 1 if raw[:1] in ("'", '"') else 0
    if raw[:1] in ("|", ">"):
        position = raw.find("\n") + 1
    for character in text[:offset]:
        if character.isspace():
            continue
        found = raw.find(character, position)
        position = found + 1 if found >= 0 else position
    if offset < len(text) and not text[offset].isspace():
        found = raw.find(text[offset], position)
        return found if found >= 0 else position
    return position
