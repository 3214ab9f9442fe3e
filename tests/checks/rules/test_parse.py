"""Expression text → tree: precedence, places, refusals, and printing back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.rules.parse import (
    COMPARISONS,
    MINUS_STRENGTH,
    NOT_STRENGTH,
    Call,
    Listing,
    Literal,
    Name,
    Node,
    Operation,
    parse,
)
from checks.rules.tokens import Trouble


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("a or b and not c", "a or (b and (not c))"),
        ("not a = b", "not (a = b)"),
        ("a + b * c - d", "(a + (b * c)) - d"),
        ("-a * b", "(-a) * b"),
        ("a - -b", "a - (-b)"),
        ("a + 1 <= b and c is not null", "((a + 1) <= b) and (c is not null)"),
        ("a not in ['x', 'y'] or b", "(a not in ['x', 'y']) or b"),
        ("a / b / c", "(a / b) / c"),
        ("f(a, b + 1) > 0", "(f(a, (b + 1))) > 0"),
    ],
)
def test_operators_bind_by_precedence(text: str, bracketed: str) -> None:
    assert parse(text) == parse(bracketed)


def test_every_node_knows_its_place() -> None:
    text = "paid > 0 and fact.death_date is null"
    tree = parse(text)
    assert isinstance(tree, Operation)
    assert [text[a.start : a.end] for a in tree.args] == ["paid > 0", "fact.death_date is null"]


def test_literals() -> None:
    assert parse("'it''s'") == Literal("it's", "text")
    assert parse('"女"') == Literal("女", "text")
    assert parse("0.85") == Literal(Decimal("0.85"), "number")
    assert parse("date(2026-07-01)") == Literal(date(2026, 7, 1), "date")
    assert parse("date(2026-07)") == Literal(date(2026, 7, 1), "month")
    assert parse("null") == Literal(None, "null")


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("", 0, "不完整"),
        ("a =", 3, "不完整"),
        ("a == b", 2, "=="),
        ("a && b", 2, "&&"),
        ("a （b", 2, "（"),
        ("a < b < c", 0, "连写"),
        ("f(a", 3, "不完整"),
        ("a b", 2, "不能出现"),
        ("a is 3", 5, "不能出现"),
        ("a not b", 6, "不能出现"),
        ("'open", 0, "引号"),
        ("date(7-1)", 0, "日期"),
        ("3x", 0, "不是数字"),
        ("1.1234567", 0, "位数"),
        ("(" * 60 + "a", 40, "嵌套"),
        ("a" + " + a" * 500, 800, "过长"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, at: int, says: str) -> None:
    trouble = parse(text)
    assert isinstance(trouble, Trouble)
    assert says in trouble.what.zh
    assert trouble.do.zh
    assert trouble.do.en
    assert abs(trouble.start - at) <= 5 if "过长" in says else trouble.start == at


# --- trees, and trees as text with as few brackets as the precedence allows -----------------------

_STRENGTH = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6}


def printed(node: Node) -> str:
    """The text of a tree; parsing it gives the same tree again."""
    return _printed(node, 0)


def _printed(node: Node, around: int) -> str:
    if isinstance(node, Literal):
        return _literal(node)
    if isinstance(node, Name):
        return node.text
    if isinstance(node, Call):
        return f"{node.name}({', '.join(map(printed, node.args))})"
    if isinstance(node, Listing):
        return f"[{', '.join(map(printed, node.items))}]"
    strength, text = _operation(node.sign, node.args)
    return f"({text})" if strength < around else text


def _operation(sign: str, args: tuple[Node, ...]) -> tuple[int, str]:
    if sign == "not":
        return NOT_STRENGTH, f"not {_printed(args[0], NOT_STRENGTH)}"
    if sign == "-" and len(args) == 1:
        return MINUS_STRENGTH, f"-{_printed(args[0], MINUS_STRENGTH)}"
    if sign in ("is null", "is not null"):
        return 4, f"{_printed(args[0], 5)} {sign}"
    if sign in (*COMPARISONS, "in", "not in"):
        return 4, f"{_printed(args[0], 5)} {sign} {_printed(args[1], 5)}"
    strength = _STRENGTH[sign]
    return strength, f"{_printed(args[0], strength)} {sign} {_printed(args[1], strength + 1)}"


def _literal(node: Literal) -> str:
    value = node.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return f"date({value.isoformat()[: 7 if node.kind == 'month' else 10]})"
    quoted = value.replace("'", "''")
    return f"'{quoted}'"


names = st.from_regex(r"[a-z][a-z_]{0,5}(\.[a-z]{1,4})?", fullmatch=True).filter(
    lambda n: not set(n.split(".")) & {"and", "or", "not", "in", "is", "null", "true", "false", "date"}
)
literals = st.one_of(
    st.decimals(0, 10**9, places=2, allow_nan=False).map(lambda d: Literal(d, "number")),
    st.integers(0, 10**9).map(lambda n: Literal(Decimal(n), "number")),
    st.text(max_size=5).map(lambda t: Literal(t, "text")),
    st.dates().map(lambda d: Literal(d, "date")),
    st.dates().map(lambda d: Literal(d.replace(day=1), "month")),
    st.sampled_from([Literal(True, "bool"), Literal(False, "bool"), Literal(None, "null")]),
)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pair = st.tuples(inner, inner)
    infix = st.sampled_from(
        ["or", "and", "=", "!=", "<", "<=", ">", ">=", "in", "not in", "+", "-", "*", "/"]
    )
    return st.one_of(
        st.builds(lambda s, p: Operation(s, p), infix, pair),
        st.builds(
            lambda s, x: Operation(s, (x,)), st.sampled_from(["not", "-", "is null", "is not null"]), inner
        ),
        st.builds(
            lambda n, a: Call(n, tuple(a)), names.filter(lambda n: "." not in n), st.lists(inner, max_size=3)
        ),
        st.lists(inner, max_size=3).map(lambda items: Listing(tuple(items))),
    )


trees: st.SearchStrategy[Node] = st.recursive(literals | names.map(Name), _grown, max_leaves=12)


@settings(deadline=None)
@given(trees)
def test_a_printed_tree_reads_back_as_itself(tree: Node) -> None:
    assert parse(printed(tree)) == tree


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="ab.()[]'\"=<>!+-*/, 1９（“的notisull", max_size=60))
def test_any_text_gives_a_tree_or_a_trouble(text: str) -> None:
    result = parse(text)
    if isinstance(result, Trouble):
        assert 0 <= result.start <= result.end <= len(text) + 1
