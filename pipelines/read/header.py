"""Where the header of a sheet stands, found by content: title rows above, one to three levels.

Belongs here: choosing the header rows and the texts over each column, with merged parents carried
to the right. Not here: which column gets which field (``columns``), what the other rows are (``rows``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipelines.read.aliases import PARENT, Aliases, Header
from pipelines.read.members import is_member_header

_ROWS_LOOKED_AT = 60
_LEVELS = 3
_NUMBERS = ("id", "cert", "account", "phone", "date", "datetime", "month", "money", "int")
_DIGIT = re.compile(r"[\d零壹贰叁肆伍陆柒捌玖一二三四五六七八九十无*?#]|^[-—/]+$")
Cells = Sequence[tuple[str | None, ...]]


@dataclass(frozen=True)
class HeaderBlock:
    """The header rows ``first`` to ``last`` (0-based) and the header of every column that has one.

    ``is_table``: enough of the register's required fields are named to take the rows below for
    its rows. ``hits``: how many fields are named.
    """

    first: int
    last: int
    headers: tuple[Header, ...]
    is_table: bool
    hits: int


def find_header(cells: pl.DataFrame, aliases: Aliases) -> HeaderBlock | None:
    """The rows that name most of the register's fields; None where no row names any.

    Required fields count before others, then how well they fit, then fewer levels.
    """
    top = cells.head(_ROWS_LOOKED_AT + _LEVELS).rows()
    best: HeaderBlock | None = None
    best_score: tuple[int, ...] = (0,)
    complete_at: int | None = None
    for first in range(min(len(top), _ROWS_LOOKED_AT)):
        if complete_at is not None and first > complete_at + _LEVELS:
            break
        for levels in range(1, min(_LEVELS, len(top) - first) + 1):
            headers = _headers(top[first : first + levels])
            if headers is None:
                continue
            score = _score(headers, aliases)
            if score[1] and (*score, -levels) > best_score:
                best_score = (*score, -levels)
                best = _block(first, levels, headers, score, aliases)
                needed = sum(f.required for f in aliases.register.fields)
                complete_at = first if score[0] >= needed else complete_at
    if best is not None and best.last + 1 < len(top) and _goes_on(best, top[best.last + 1], aliases):
        best = replace(best, last=best.last + 1)
    return best


def _goes_on(block: HeaderBlock, row: tuple[str | None, ...], aliases: Aliases) -> bool:
    """Whether the row below only comments the header (元/月, 见证件): words where numbers must stand."""
    claims = [c for h in block.headers if (c := aliases.claim(h))]
    of_numbers = [row[c.column] for c in claims if _type_of(c.field, aliases) in _NUMBERS]
    said = [text for text in row if text]
    return any(of_numbers) and not any(_DIGIT.search(text) for text in said)


def _type_of(name: str, aliases: Aliases) -> str:
    field = aliases.register.field(name)
    return field.type if field else ""


def _headers(rows: Cells) -> tuple[Header, ...] | None:
    """The headers over all columns; None when the lowest row is empty: then fewer levels say the same."""
    texts = [[(c or "").strip() for c in row] for row in rows]
    if not any(texts[-1]) or not any(texts[0]):
        return None
    for level in range(len(texts) - 1):
        _carry_parents(texts, level)
    columns = range(len(texts[0]))
    stacked = [tuple(t for level in texts if (t := level[c])) for c in columns]
    return tuple(Header(c, levels) for c, levels in enumerate(stacked) if levels)


def _carry_parents(texts: list[list[str]], level: int) -> None:
    """Give an empty parent cell the text to its left, when both stand over a lower header.

    A merged cell keeps its text in its first column. A header merged downwards has nothing below
    it and is nobody's parent.
    """
    parent = ""
    for column, text in enumerate(texts[level]):
        has_child = any(lower[column] for lower in texts[level + 1 :])
        if text:
            parent = text if has_child else ""
        elif has_child and parent:
            texts[level][column] = parent


def _score(headers: Sequence[Header], aliases: Aliases) -> tuple[int, int, int]:
    """Required fields named, things named (fields and member columns), sum of strengths."""
    claims = [c for h in headers if not is_member_header(h, aliases) and (c := aliases.claim(h))]
    claims = [c for c in claims if c.strength != PARENT]  # a title row is no level of a header
    best: dict[str, int] = {}
    for claim in claims:
        best[claim.field] = max(best.get(claim.field, 0), claim.strength)
    required = sum(f.required for f in aliases.register.fields if f.name in best)
    members = sum(is_member_header(h, aliases) for h in headers)
    return required, len(best) + members, sum(best.values())


def _block(
    first: int, levels: int, headers: tuple[Header, ...], score: tuple[int, int, int], aliases: Aliases
) -> HeaderBlock:
    needed = sum(f.required for f in aliases.register.fields)
    is_table = score[0] >= -(-needed // 2) and score[1] >= min(2, len(aliases.register.fields))
    return HeaderBlock(first, first + levels - 1, headers, is_table, score[1])
