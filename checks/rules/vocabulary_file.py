"""One vocabulary file → a Vocabulary with folded texts, or every fault in it."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from typing import Any

from checks.rules.document import Form, Key, ListOf, MapOf
from checks.rules.kinds import Unread
from checks.rules.refusals import IDENTITY, VALUE, Refusals
from checks.rules.strict_yaml import Mapping, Node, Sequence
from checks.rules.values import Words
from pipelines.definitions import Vocabulary
from pipelines.faults import Text

VOCABULARY = Form(
    (
        Key("name", Words(r"[a-z][a-z0-9_]*", "decision"), True),
        Key("exact", MapOf(Words()), True, "text: code"),
        Key("contains", ListOf(ListOf(Words())), doc="[text, code]; the first contained one counts"),
    )
)


def folded(text: str) -> str:
    """A code text as vocabularies compare it: NFKC, whitespace removed."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_vocabulary(node: Node, refusals: Refusals) -> Vocabulary | None:
    """The vocabulary, or None; every fault goes to ``refusals``."""
    before = len(refusals.found)
    try:
        read = VOCABULARY.read(node, refusals)
    except Unread:
        return None
    assert isinstance(node, Mapping)
    stem = PurePosixPath(refusals.path).stem
    if read["name"] != stem:
        what = Text(
            f"文件名是“{stem}”，名称是“{read['name']}”。", f"the file is “{stem}”, the name “{read['name']}”."
        )
        do = Text("文件名应等于名称。", "Name the file after the vocabulary.")
        refusals.add(IDENTITY, (node.get("name") or node).at, what, do)
    exact = _exact(node.get("exact"), read["exact"], refusals)
    contains = _contains(node.get("contains"), read.get("contains", ()), refusals)
    return None if len(refusals.found) > before else Vocabulary(read["name"], exact, contains)


def _exact(node: Node | None, entries: dict[str, str], refusals: Refusals) -> dict[str, str]:
    """Folded text → code; two spellings that fold together must have one code."""
    found: dict[str, str] = {}
    for key, _ in node.entries if isinstance(node, Mapping) else ():
        text, code = folded(key.text or ""), entries.get(key.text or "")
        if code is None:
            continue
        if found.setdefault(text, code) != code:
            what = Text(
                f"“{text}”对应两个代码：{found[text]}、{code}。",
                f"“{text}” has two codes: {found[text]}, {code}.",
            )
            refusals.add(VALUE, key.at, what, Text("只保留一个。", "Keep one."))
    return found


def _contains(node: Node | None, pairs: tuple[Any, ...], refusals: Refusals) -> tuple[tuple[str, str], ...]:
    items = node.items if isinstance(node, Sequence) else ()
    for item, pair in zip(items, pairs, strict=False):
        if len(pair) != 2:
            what = Text("此处应有两项。", "there should be two items here.")
            refusals.add(VALUE, item.at, what, Text("写作 [文字, 代码]。", "Write [text, code]."))
    return tuple((folded(pair[0]), pair[1]) for pair in pairs if len(pair) == 2)
