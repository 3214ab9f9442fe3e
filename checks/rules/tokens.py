"""The words of the expression language: text → tokens, each with its place.

Belongs here: what a number, text, name, date and sign look like, and what to say about signs that
are not part of the language. Not here: their order (``parse``) or meaning (``typecheck``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pipelines.faults import Text

TokenKind = Literal["number", "text", "date", "month", "name", "word", "sign", "end"]

WORDS = frozenset({"and", "or", "not", "in", "is", "null", "true", "false"})
MAX_TOKENS = 400
_MAX_DIGITS = 15
_MAX_DECIMALS = 6


@dataclass(frozen=True)
class Trouble:
    """What is wrong in an expression between two offsets of its text, and what to do."""

    start: int
    end: int
    what: Text
    do: Text
    kind: Literal["syntax", "name", "type"] = "syntax"


class Unreadable(Exception):
    """Carries the first Trouble out of tokenizer and parser; ``parse`` turns it into a value."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble.what.en)


@dataclass(frozen=True)
class Token:
    """A word of an expression; ``value`` is its meaning (Decimal, str, date)."""

    kind: TokenKind
    text: str
    start: int
    end: int
    value: Decimal | str | date | None = None


_DATE_CALL = re.compile(r"date\s*\(\s*([^()]*?)\s*\)")
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_SIGN = re.compile(r"!=|<=|>=|[=<>+\-*/(),\[\]]")
_TEXT = re.compile(r"'((?:[^']|'')*)'|\"((?:[^\"]|\"\")*)\"")
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")

_INSTEAD = {
    "==": "=",
    "<>": "!=",
    "&&": "and",
    "||": "or",
    "!": "not",
    "（": "(",
    "）": ")",
    "，": ",",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "“": "'",
    "”": "'",
    "‘": "'",
    "’": "'",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "＋": "+",
    "－": "-",
    "×": "*",
    "÷": "/",
    "【": "[",
    "】": "]",
    "；": ",",
    ";": ",",
}


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of an expression, the last one of kind ``end``. Raises Unreadable."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        if space := _SPACE.match(text, position):
            position = space.end()
            continue
        token = _token(text, position)
        tokens.append(token)
        position = token.end
        if len(tokens) > MAX_TOKENS:
            raise Unreadable(
                Trouble(
                    position,
                    position,
                    Text("表达式过长。", "the expression is too long."),
                    Text("请把长列表写成参数。", "Make a parameter of a long list."),
                )
            )
    tokens.append(Token("end", "", len(text), len(text)))
    return tuple(tokens)


def _token(text: str, at: int) -> Token:
    if text.startswith("==", at) or text.startswith("<>", at):
        raise _instead(text, at)
    if call := _DATE_CALL.match(text, at):
        return _day(call)
    if match := _NUMBER.match(text, at):
        return _number(text, match)
    if match := _NAME.match(text, at):
        word = match.group()
        return Token("word" if word in WORDS else "name", word, at, match.end())
    if match := _TEXT.match(text, at):
        single, double = match.groups()
        value = single.replace("''", "'") if single is not None else double.replace('""', '"')
        return Token("text", match.group(), at, match.end(), value)
    if match := _SIGN.match(text, at):
        return Token("sign", match.group(), at, match.end())
    raise _instead(text, at)


def _day(call: re.Match[str]) -> Token:
    written = _DAY.fullmatch(call.group(1))
    try:
        if written is None:
            raise ValueError
        year, month, day = written.groups()
        value = date(int(year), int(month), int(day or 1))
    except ValueError:
        raise Unreadable(
            Trouble(
                call.start(),
                call.end(),
                Text(f"“{call.group()}”不是日期。", f"“{call.group()}” is not a date."),
                Text(
                    "日期写作 date(2026-07-01)，月份写作 date(2026-07)。",
                    "Write a day as date(2026-07-01), a month as date(2026-07).",
                ),
            )
        ) from None
    return Token("date" if day else "month", call.group(), call.start(), call.end(), value)


def _number(text: str, match: re.Match[str]) -> Token:
    whole, _, decimals = match.group().partition(".")
    after = text[match.end() : match.end() + 1]
    if len(whole) > _MAX_DIGITS or len(decimals) > _MAX_DECIMALS:
        what = Text("数字位数过多。", "the number has too many digits.")
        do = Text("整数最多15位，小数最多6位。", "At most 15 digits before and 6 after the point.")
    elif after.isalnum() or after in ("_", "."):
        what = Text(f"“{match.group()}{after}”不是数字。", f"“{match.group()}{after}” is not a number.")
        do = Text(
            "文字请加引号，日期写作 date(2026-07-01)。", "Quote texts; write a day as date(2026-07-01)."
        )
    else:
        return Token("number", match.group(), match.start(), match.end(), Decimal(match.group()))
    raise Unreadable(Trouble(match.start(), match.end(), what, do))


def _instead(text: str, at: int) -> Unreadable:
    for sign in (text[at : at + 2], text[at]):
        if sign in _INSTEAD:
            right = _INSTEAD[sign]
            return Unreadable(
                Trouble(
                    at,
                    at + len(sign),
                    Text(f"“{sign}”不是本语言的符号。", f"“{sign}” is not a sign of this language."),
                    Text(f"请改用“{right}”。", f"Write “{right}”."),
                )
            )
    if text[at] in "'\"":
        return Unreadable(
            Trouble(
                at,
                len(text),
                Text("引号没有结束。", "the quote is not closed."),
                Text("补上结束的引号。", "Close it."),
            )
        )
    return Unreadable(
        Trouble(
            at,
            at + 1,
            Text(f"“{text[at]}”在此无意义。", f"“{text[at]}” means nothing here."),
            Text("删除它；文字请加引号。", "Delete it; put texts in quotes."),
        )
    )
