"""What a value in a definition file may be: each kind reads a YAML node and describes itself to editors.

Belongs here: the kinds (text, choice, day, list, form ...). A form's keys are data, so that one
declaration reads the file, words the faults and makes the JSON Schema. Not here: which file has which
keys (``rule_keys``, ``county_keys``, ``register_file`` ...).
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from checks.rules.refusals import KEY, VALUE, Refusals, did_you_mean
from checks.rules.strict_yaml import Mapping, Node, Scalar, Sequence
from pipelines.faults import Text
from pipelines.months import last_day, parse_month


class Unread(Exception):
    """A value could not be read; its fault is reported already."""


class Kind(Protocol):
    """A kind of value."""

    def read(self, node: Node, refusals: Refusals) -> Any:
        """The value. Raises Unread after reporting what is wrong."""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value as editors see it."""


def refuse(node: Node, refusals: Refusals, expected: Text, number: int = VALUE) -> Unread:
    """Report a value of the wrong form; ``raise`` what this returns."""
    shown = node.text if isinstance(node, Scalar) else None
    if shown is None:
        kind = {Mapping: Text("键值", "a mapping"), Sequence: Text("列表", "a list")}
        what_is = kind.get(type(node), Text("空值", "nothing"))
        what = Text(f"此处是{what_is.zh}。", f"there is {what_is.en} here.")
    else:
        what = Text(f"“{_short(shown)}”不是这里可用的值。", f"“{_short(shown)}” is not a value for this place.")
    refusals.add(number, node.at, what, Text(f"应为{expected.zh}。", f"Write {expected.en}."))
    return Unread()


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


@dataclass(frozen=True)
class Words:
    """A text, not empty."""

    pattern: str = ""
    example: str = ""

    def read(self, node: Node, refusals: Refusals) -> str:
        """The text."""
        fits = isinstance(node, Scalar) and node.text and re.fullmatch(self.pattern or r"(?s).+", node.text)
        if not fits:
            hint = Text(f"文字，如 {self.example}", f"a text such as {self.example}")
            raise refuse(node, refusals, hint if self.example else Text("文字", "a text"))
        assert isinstance(node, Scalar)
        return node.text or ""

    def schema(self) -> dict[str, Any]:
        """String; a plain number is a text too."""
        return {"type": "string", "pattern": f"^{self.pattern}$"} if self.pattern else {"type": ["string", "number"]}


@dataclass(frozen=True)
class Choice:
    """One of a closed list of texts."""

    choices: tuple[str, ...]

    def read(self, node: Node, refusals: Refusals) -> str:
        """The text."""
        if isinstance(node, Scalar) and node.text in self.choices:
            return node.text
        if isinstance(node, Scalar) and node.text:
            what = Text(f"“{node.text}”不在可用的值中。", f"“{node.text}” is not one of the values.")
            refusals.add(VALUE, node.at, what, did_you_mean(node.text, self.choices, Text("可用的值", "values")))
            raise Unread
        raise refuse(node, refusals, Text("、".join(self.choices) + " 之一", "one of " + ", ".join(self.choices)))

    def schema(self) -> dict[str, Any]:
        """Enum."""
        return {"enum": list(self.choices)}


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int = -(10**12)

    def read(self, node: Node, refusals: Refusals) -> int:
        """The number."""
        text = node.text if isinstance(node, Scalar) else None
        if text is None or not re.fullmatch(r"-?(0|[1-9][0-9]{0,11})", text) or int(text) < self.least:
            raise refuse(node, refusals, Text("整数", "a whole number"))
        return int(text)

    def schema(self) -> dict[str, Any]:
        """Integer."""
        return {"type": "integer"}


@dataclass(frozen=True)
class Decimals:
    """A decimal number with at most so many decimals."""

    places: int = 6
    words: Text = Text("数字", "a number")

    def read(self, node: Node, refusals: Refusals) -> Decimal:
        """The exact number."""
        text = node.text if isinstance(node, Scalar) else None
        if text is None or not re.fullmatch(rf"-?[0-9]{{1,12}}(\.[0-9]{{1,{self.places}}})?", text):
            raise refuse(node, refusals, self.words)
        return Decimal(text)

    def schema(self) -> dict[str, Any]:
        """Number."""
        return {"type": "number"}


@dataclass(frozen=True)
class Yuan:
    """An amount in yuan with at most two decimals, given as fen."""

    def read(self, node: Node, refusals: Refusals) -> int:
        """Fen, exactly."""
        words = Text("以元为单位的金额，最多两位小数，如 420.00", "an amount in yuan, at most two decimals, e.g. 420.00")
        return int(Decimals(2, words).read(node, refusals) * 100)

    def schema(self) -> dict[str, Any]:
        """Number in steps of a fen."""
        return {"type": "number", "multipleOf": 0.01}


@dataclass(frozen=True)
class YesNo:
    """true or false."""

    def read(self, node: Node, refusals: Refusals) -> bool:
        """The bool."""
        if isinstance(node, Scalar) and node.text in ("true", "false"):
            return node.text == "true"
        raise refuse(node, refusals, Text("true 或 false", "true or false"))

    def schema(self) -> dict[str, Any]:
        """Boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day:
    """A day: 2026-07-01. ``months`` allows a month too: its first day, or its ``last``."""

    months: bool = False
    last: bool = False
    days: bool = True

    def read(self, node: Node, refusals: Refusals) -> date:
        """The day."""
        text = node.text if isinstance(node, Scalar) else None
        try:
            if text and self.days and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return date.fromisoformat(text)
            if text and self.months and re.fullmatch(r"\d{4}-\d{2}", text):
                month = parse_month(text)
                return last_day(month) if self.last else month
        except ValueError:
            pass  # not a day of the calendar: refused below like any other text
        day, month_ = Text("日期，如 2026-07-01", "a day such as 2026-07-01"), Text("月份，如 2026-07", "a month such as 2026-07")
        both = Text(f"{month_.zh}，或{day.zh}", f"{month_.en} or {day.en}")
        raise refuse(node, refusals, both if self.days and self.months else day if self.days else month_)

    def schema(self) -> dict[str, Any]:
        """String with the form of a day or month."""
        forms = [r"\d{4}-\d{2}-\d{2}"] * self.days + [r"\d{4}-\d{2}"] * self.months
        return {"type": "string", "pattern": f"^({'|'.join(forms)})$"}


MONTH = Day(months=True, days=False)


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
class Written:
    """An expression or sentence: the Scalar, so that places inside it stay known."""

    def read(self, node: Node, refusals: Refusals) -> Scalar:
        """The scalar."""
        if isinstance(node, Scalar) and node.text:
            return node
        raise refuse(node, refusals, Text("表达式", "an expression"))

    def schema(self) -> dict[str, Any]:
        """String; a plain number or true is an expression too."""
        return {"type": ["string", "number", "boolean"]}


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
        """The keys that are there and could be read. Raises Unread when a required one is not."""
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
        missing = [key.name for key in self.keys if key.required and key.name not in there]
        for name in missing:
            what = Text(f"缺少“{name}”。", f"“{name}” is missing.")
            refusals.add(KEY, node.at, what, Text(f"请补上“{name}: …”。", f"Add “{name}: ...”."))
        if any(key.required and key.name not in values for key in self.keys):
            raise Unread
        return values

    def schema(self) -> dict[str, Any]:
        """Object with these properties."""
        properties = {
            key.name: {**key.kind.schema(), **({"description": key.doc} if key.doc else {})} for key in self.keys
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
