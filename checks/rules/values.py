"""Kinds of single values: text, choice, whole number, decimal, yuan, yes/no, day and month, expression.

Every plain YAML scalar is text; here, and only where a key asks for it, it becomes something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from checks.rules.kinds import Unread, refuse
from checks.rules.refusals import VALUE, Refusals, did_you_mean
from checks.rules.strict_yaml import Node, Scalar
from pipelines.faults import Text
from pipelines.months import last_day, parse_month

_NUMBER = Text("数字", "a number")


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
        return (
            {"type": "string", "pattern": f"^{self.pattern}$"}
            if self.pattern
            else {"type": ["string", "number"]}
        )


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
            refusals.add(
                VALUE, node.at, what, did_you_mean(node.text, self.choices, Text("可用的值", "values"))
            )
            raise Unread
        raise refuse(
            node, refusals, Text("、".join(self.choices) + " 之一", "one of " + ", ".join(self.choices))
        )

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
    words: Text = _NUMBER

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
        words = Text(
            "以元为单位的金额，最多两位小数，如 420.00",
            "an amount in yuan, at most two decimals, e.g. 420.00",
        )
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
        day, month_ = (
            Text("日期，如 2026-07-01", "a day such as 2026-07-01"),
            Text("月份，如 2026-07", "a month such as 2026-07"),
        )
        both = Text(f"{month_.zh}，或{day.zh}", f"{month_.en} or {day.en}")
        raise refuse(node, refusals, both if self.days and self.months else day if self.days else month_)

    def schema(self) -> dict[str, Any]:
        """String with the form of a day or month."""
        forms = [r"\d{4}-\d{2}-\d{2}"] * self.days + [r"\d{4}-\d{2}"] * self.months
        return {"type": "string", "pattern": f"^({'|'.join(forms)})$"}


MONTH = Day(months=True, days=False)


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
