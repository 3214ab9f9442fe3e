"""Kinds of compound values: lists, mappings with free keys, and forms with known keys.

A form's keys are data, so that one declaration reads the file, words the faults and makes the JSON
Schema. Not here: single values (``values``), which file has which keys (``rule_keys`` ...).
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import Any

from checks.rules.kinds import Kind, Unread, refuse
from checks.rules.refusals import KEY, Refusals, did_you_mean
from checks.rules.strict_yaml import Mapping, Node, Scalar, Sequence
from checks.rules.values import Words
from pipelines.faults import Text


@dataclass(frozen=True)
class OrNull:
    """The inner kind, or nothing (None)."""

    inner: Kind

    def read(self, node: Node, refusals: Refusals) -> Any:
        """The value or None."""
        if isinstance(node, Scalar) and node.text is None:
            return None
        return self.inner.read(node, refusals)

    def schema(self) -> dict[str, Any]:
        """Either."""
        return {"anyOf": [self.inner.schema(), {"type": "null"}]}


@dataclass(frozen=True)
class ListOf:
    """A list of one kind; every item that cannot be read is reported."""

    inner: Kind

    def read(self, node: Node, refusals: Refusals) -> tuple[Any, ...]:
        """The items that could be read."""
        if not isinstance(node, Sequence):
            raise refuse(node, refusals, Text("列表", "a list"))
        items = []
        for item in node.items:
            try:
                items.append(self.inner.read(item, refusals))
            except Unread:
                continue
        return tuple(items)

    def schema(self) -> dict[str, Any]:
        """Array."""
        return {"type": "array", "items": self.inner.schema()}


@dataclass(frozen=True)
class MapOf:
    """A mapping with free keys and values of one kind."""

    inner: Kind

    def read(self, node: Node, refusals: Refusals) -> dict[str, Any]:
        """The entries that could be read, in file order."""
        if not isinstance(node, Mapping):
            raise refuse(node, refusals, Text("键值", "a mapping"))
        entries = {}
        for key, value in node.entries:
            try:
                entries[key.text or ""] = self.inner.read(value, refusals)
            except Unread:
                continue
        return entries

    def schema(self) -> dict[str, Any]:
        """Object with free keys."""
        return {"type": "object", "additionalProperties": self.inner.schema()}


@dataclass(frozen=True)
class Raw:
    """Any node, read later by someone who knows more; ``described`` is its schema."""

    described: Dict[str, Any] = field(default_factory=dict)

    def read(self, node: Node, refusals: Refusals) -> Node:
        """The node itself."""
        return node

    def schema(self) -> dict[str, Any]:
        """As declared."""
        return dict(self.described)


@dataclass(frozen=True)
class Key:
    """A key of a form."""

    name: str
    kind: Kind
    required: bool = False
    doc: str = ""


@dataclass(frozen=True)
class Form:
    """A mapping with known keys. Unknown and missing ones are reported; ``free`` keys are left alone."""

    keys: tuple[Key, ...]
    free: bool = False

    def read(self, node: Node, refusals: Refusals) -> dict[str, Any]:
        """The keys that are there. Raises Unread when a required one is missing or cannot be read."""
        values, is_complete = self.attempt(node, refusals)
        if not is_complete:
            raise Unread
        return values

    def attempt(self, node: Node, refusals: Refusals) -> tuple[dict[str, Any], bool]:
        """The keys that could be read, and whether all required ones are among them."""
        if not isinstance(node, Mapping):
            raise refuse(node, refusals, Text("键值", "a mapping"))
        known = {key.name: key for key in self.keys}
        values: dict[str, Any] = {}
        for name, value in node.entries:
            key = known.get(name.text or "")
            if key is None:
                if not self.free:
                    unknown_key(name, known, refusals)
                continue
            try:
                values[key.name] = key.kind.read(value, refusals)
            except Unread:
                continue
        there = {name.text for name, _ in node.entries}
        required = [key.name for key in self.keys if key.required]
        for missing in (name for name in required if name not in there):
            what = Text(f"缺少“{missing}”。", f"“{missing}” is missing.")
            refusals.add(KEY, node.at, what, Text(f"请补上“{missing}: …”。", f"Add “{missing}: ...”."))
        return values, all(name in values for name in required)

    def schema(self) -> dict[str, Any]:
        """Object with these properties."""
        properties = {
            key.name: {**key.kind.schema(), **({"description": key.doc} if key.doc else {})}
            for key in self.keys
        }
        found: dict[str, Any] = {"type": "object", "properties": properties}
        if required := [key.name for key in self.keys if key.required]:
            found["required"] = required
        return found if self.free else {**found, "additionalProperties": False}


def unknown_key(name: Scalar, known: Dict[str, Any], refusals: Refusals) -> None:
    """Report a key nobody knows."""
    text = name.text or ""
    what = Text(f"未知的键“{text}”。", f"unknown key “{text}”.")
    refusals.add(KEY, name.at, what, did_you_mean(text, known, Text("可用的键", "keys")))


@dataclass(frozen=True)
class Bilingual:
    """``{zh: …, en: …}``."""

    def read(self, node: Node, refusals: Refusals) -> Text:
        """Both sentences."""
        values = _ZH_EN.read(node, refusals)
        return Text(values["zh"], values["en"])

    def schema(self) -> dict[str, Any]:
        """Object with zh and en."""
        return _ZH_EN.schema()


_ZH_EN = Form((Key("zh", Words(), True), Key("en", Words(), True)))
