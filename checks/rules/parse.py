"""Tokens → syntax tree (Pratt parser). Every node knows its place in the text.

Belongs here: precedence and the shape of the tree. Not here: whether names exist and types fit
(``typecheck``). Precedence, loosest first: or; and; not;
comparisons, in, is null; + -; * /; unary minus.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal as Lit

from checks.rules.tokens import Token, Trouble, Unreadable, tokenize
from pipelines.faults import Text

MAX_NESTING = 40


@dataclass(frozen=True)
class Literal:
    """A number (Decimal), text, day, month, yes/no or null."""

    value: Decimal | str | date | bool | None
    kind: Lit["number", "text", "date", "month", "bool", "null"]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name:
    """A column, parameter or constant: ``death_date``, ``fact.death_date``."""

    text: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Operation:
    """``not x``, ``-x``, ``a and b``, ``a <= b``, ``x is null``, ``x not in y``."""

    sign: str
    args: tuple[Node, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Call:
    """``name(args)``."""

    name: str
    args: tuple[Node, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Listing:
    """``[a, b]``."""

    items: tuple[Node, ...]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


Node = Literal | Name | Operation | Call | Listing

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_STRENGTH = {
    "or": 1,
    "and": 2,
    **dict.fromkeys((*COMPARISONS, "in", "not", "is"), 4),
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}
NOT_STRENGTH, MINUS_STRENGTH = 3, 7


def parse(text: str) -> Node | Trouble:
    """The tree of an expression, or what is wrong with it. Never raises."""
    try:
        parser = _Parser(tokenize(text))
        node = parser.expression(0)
        parser.must_end()
    except Unreadable as unreadable:
        return unreadable.trouble
    return node


class _Parser:
    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.position = 0
        self.nesting = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.next
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def takes(self, *texts: str) -> bool:
        """Whether the next tokens are these words or signs; if so they are taken."""
        ahead = self.tokens[self.position : self.position + len(texts)]
        if [t.text for t in ahead] != list(texts) or any(t.kind not in ("word", "sign") for t in ahead):
            return False
        self.position += len(texts)
        return True

    def must_take(self, text: str) -> Token:
        token = self.next
        if not self.takes(text):
            raise _expected(token, Text(f"“{text}”", f"“{text}”"))
        return token

    def must_end(self) -> None:
        if self.next.kind != "end":
            raise _expected(self.next, Text("运算符或结尾", "an operator or the end"))

    def expression(self, strength: int) -> Node:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise Unreadable(Trouble(
                self.next.start, self.next.end, Text("括号嵌套过深。", "nested too deeply."),
                Text("请拆成几个条件。", "Split the condition."),
            ))  # fmt: skip
        left = self.prefix()
        before = 0
        while (found := self.infix_strength()) > strength:
            if found == before == _STRENGTH["="]:
                raise Unreadable(Trouble(
                    left.start, self.next.start, Text("比较不能连写。", "comparisons cannot be chained."),
                    Text("写作 a < b and b < c。", "Write a < b and b < c."),
                ))  # fmt: skip
            left = self.infix(left, found)
            before = found
        self.nesting -= 1
        return left

    def infix_strength(self) -> int:
        if self.next.kind not in ("word", "sign"):
            return 0
        return _STRENGTH.get(self.next.text, 0)

    def prefix(self) -> Node:
        token = self.next
        if self.takes("("):
            inner = self.expression(0)
            self.must_take(")")
            return inner
        if self.takes("["):
            return self.listing(token)
        if self.takes("not"):
            arg = self.expression(NOT_STRENGTH - 1)
            return Operation("not", (arg,), token.start, arg.end)
        if self.takes("-"):
            arg = self.expression(MINUS_STRENGTH - 1)
            return Operation("-", (arg,), token.start, arg.end)
        return self.atom()

    def atom(self) -> Node:
        token = self.take()
        place = (token.start, token.end)
        if token.kind in ("number", "text", "date", "month"):
            return Literal(token.value, token.kind, *place)
        if token.kind == "word" and token.text in ("true", "false"):
            return Literal(token.text == "true", "bool", *place)
        if token.kind == "word" and token.text == "null":
            return Literal(None, "null", *place)
        if token.kind == "name":
            if self.next.kind == "sign" and self.next.text == "(":
                return self.call(token)
            return Name(token.text, *place)
        raise _expected(token, Text("列名、参数、数字或文字", "a column, parameter, number or text"))

    def call(self, name: Token) -> Node:
        self.must_take("(")
        args, end = self.items(")")
        return Call(name.text, args, name.start, end)

    def listing(self, opening: Token) -> Node:
        items, end = self.items("]")
        return Listing(items, opening.start, end)

    def items(self, closing: str) -> tuple[tuple[Node, ...], int]:
        items: list[Node] = []
        if self.next.text != closing:
            items.append(self.expression(0))
            while self.takes(","):
                items.append(self.expression(0))
        return tuple(items), self.must_take(closing).end

    def infix(self, left: Node, strength: int) -> Node:
        if self.takes("is", "not", "null"):
            return Operation("is not null", (left,), left.start, self.tokens[self.position - 1].end)
        if self.takes("is", "null"):
            return Operation("is null", (left,), left.start, self.tokens[self.position - 1].end)
        if self.next.text == "is":
            raise _expected(
                self.tokens[self.position + 1], Text("“null”或“not null”", "“null” or “not null”")
            )
        sign = "not in" if self.takes("not", "in") else self.take().text
        if sign == "not":
            raise _expected(self.next, Text("“in”", "“in”"))
        right = self.expression(strength)
        return Operation(sign, (left, right), left.start, right.end)


def _expected(token: Token, what: Text) -> Unreadable:
    if token.kind == "end":
        found = Text("表达式不完整", "the expression is incomplete")
    else:
        found = Text(f"“{token.text}”不能出现在此处", f"“{token.text}” cannot stand here")
    return Unreadable(Trouble(
        token.start, max(token.end, token.start + 1), Text(f"{found.zh}。", f"{found.en}."),
        Text(f"此处应为{what.zh}。", f"Expected {what.en}."),
    ))  # fmt: skip
