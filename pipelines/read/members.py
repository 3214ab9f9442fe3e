"""Household members that stand to the right of the head: name, number, relation, again and again.

Belongs here: recognising the columns, numbered (家庭成员1姓名), under a parent (家庭成员1 → 姓名) or
merely repeated (姓名, 身份证号, 姓名, 身份证号), and turning them into MEMBER_ROW.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl

from pipelines.definitions import Vocabulary
from pipelines.read.aliases import Aliases, Header
from pipelines.read.codes import codes
from pipelines.read.folding import folded, without_brackets
from pipelines.read.text_values import id_numbers, id_statuses, names, original
from pipelines.tables import MEMBER_ROW, ROW_REF

NAME, ID, RELATION = "member_name", "member_id", "member_relation"
_NUMBER = r"(\d{1,2}|[一二三四五六七八九十]{1,2})"
_ABOUT = r"(?:基本)?(?:情况|信息|资料)"
_MEMBER = re.compile(
    rf"^(?:其他|其它|共同生活的?|家庭|成员|{_ABOUT})*(?:第?{_NUMBER}个?)?(?:家庭)?成员{_NUMBER}?({_ABOUT})?"
    rf"[-_:/.]?(.*?)[-_:/.]?{_NUMBER}?$"
)
_NUMBERED = re.compile(rf"^(.+?)[-_:/.]?{_NUMBER}$")
_FIELD = re.compile(r"^member_?(\d{1,2})?_?(name|id|relation)_?(\d{1,2})?$", re.IGNORECASE)
_KINDS = (
    (RELATION, re.compile(r"^(?:姓名)?(?:与?(?:户主|申请人|本人))?的?关系$")),
    (ID, re.compile(r"^(?:公民|居民)?(?:身份证件?|身份|证件)(?:号码?|件号码?)?$")),
    (NAME, re.compile(r"^(?:姓名|名字)?$")),
)
_BRACKET_MARKS = re.compile(r"[()\[\]【】〔〕]")
_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_HEAD_NAME = ("户主", "申请人", "低保户主", "保障对象")


@dataclass(frozen=True)
class Group:
    """The columns of one member, by field."""

    columns: Mapping[str, int]


def is_member_header(header: Header, aliases: Aliases) -> bool:
    """Whether the header says by its own words that it is about a further household member."""
    return bool(aliases.register.repeats) and _said(header, aliases) is not None


def member_groups(headers: Sequence[Header], aliases: Aliases) -> tuple[Group, ...]:
    """The members' columns from left to right; the head's own columns are not among them.

    Numbered columns go together by number, the others by sequence: a new member begins where a
    kind comes again. Plain 姓名 and 身份证号 are the head's the first time, members' afterwards,
    unless the head has columns that say 户主.
    """
    if not aliases.register.repeats:
        return ()
    numbered: dict[int, dict[str, int]] = {}
    unnumbered: list[tuple[str, int]] = []
    last: int | None = None  # 成员1姓名, 身份证号, 与户主关系: what follows a number goes with it
    for header, (kind, number) in _with_plain_repeats(headers, aliases):
        number = last if number is None else number
        if number is None or kind in numbered.setdefault(number, {}):
            unnumbered.append((kind, header.column))
        else:
            numbered[number][kind] = header.column
            last = number
    groups = [*numbered.values(), *_in_sequence(_without_heads_relation(unnumbered))]
    with_person = [g for g in groups if NAME in g or ID in g]
    return tuple(Group(g) for g in sorted(with_person, key=lambda g: min(g.values())))


def member_columns(headers: Sequence[Header], aliases: Aliases) -> frozenset[int]:
    """All columns that belong to members, so that the head's fields leave them alone."""
    if not aliases.register.repeats:
        return frozenset()
    return frozenset(h.column for h, _ in _with_plain_repeats(headers, aliases))


def member_rows(
    data: pl.DataFrame,
    groups: Sequence[Group],
    cells: pl.DataFrame,
    vocabulary: Vocabulary | None,
    *,
    as_of: date,
) -> tuple[pl.DataFrame, date]:
    """MEMBER_ROW of the register rows ``data``, and the day from which statuses are settled.

    Args:
        data: register_row frame of the sheet.
        groups: the members' columns.
        cells: the texts of the same rows, in the same order.
    """
    parts = [_of_group(data, group, number, cells, vocabulary) for number, group in enumerate(groups, 1)]
    if not parts:
        return MEMBER_ROW.empty(), date.min
    rows = pl.concat(parts)
    (status,), settled_on = id_statuses([rows["member_id"]], as_of=as_of)
    rows = rows.with_columns(status.alias("member_id_status"))
    return MEMBER_ROW.check(rows.sort("row", "member_no")), settled_on


def _of_group(
    data: pl.DataFrame, group: Group, number: int, cells: pl.DataFrame, vocabulary: Vocabulary | None
) -> pl.DataFrame:
    def texts(kind: str) -> pl.Series:
        column = group.columns.get(kind)
        return pl.Series([None] * data.height, dtype=pl.String) if column is None else cells.to_series(column)

    household = (
        "household_id" if "household_id" in data.columns else pl.lit(None, pl.String).alias("household_id")
    )
    relation = codes(original(texts(RELATION)), vocabulary)
    return (
        data.select(*ROW_REF, "benefit_month", household, "is_hidden")
        .with_columns(
            pl.lit(number, pl.Int32).alias("member_no"),
            names(texts(NAME)).alias("member_name"),
            id_numbers(texts(ID)).alias("member_id"),
            original(texts(ID)).alias("member_id_text"),
            relation.alias("member_relation"),
        )
        .filter(pl.col("member_name").is_not_null() | pl.col("member_id").is_not_null())
    )


def _with_plain_repeats(
    headers: Sequence[Header], aliases: Aliases
) -> list[tuple[Header, tuple[str, int | None]]]:
    found: list[tuple[Header, tuple[str, int | None]]] = []
    taken = {"head_name": _head_says_so(headers, "姓名"), "head_id": _head_says_so(headers, "身份证")}
    for header in headers:
        said = _said(header, aliases)
        if said is not None:
            found.append((header, said))
            continue
        kind = _kind(without_brackets(header.joined)) if len(header.levels) == 1 else None
        field = {NAME: "head_name", ID: "head_id"}.get(kind or "")
        if field is None:
            if kind == RELATION:
                found.append((header, (RELATION, None)))
        elif taken[field]:
            found.append((header, (str(kind), None)))
        else:
            taken[field] = True
    return found


def _head_says_so(headers: Sequence[Header], what: str) -> bool:
    texts = [without_brackets(h.joined) for h in headers]
    return any(
        (t.startswith(_HEAD_NAME) and what in t) or (what == "姓名" and t in _HEAD_NAME) for t in texts
    )


def _said(header: Header, aliases: Aliases) -> tuple[str, int | None] | None:
    """(kind, number) of a header that names a member or is numbered: 成员2姓名, 身份证号2.

    What stands in brackets may be the kind, 成员2(姓名), or a remark, 成员2姓名(全名).
    """
    text = header.joined
    said = _said_by(_BRACKET_MARKS.sub("", text)) or _said_by(without_brackets(text))
    if said is not None:
        return said
    numbered = _NUMBERED.match(text)
    for known, number in ((text, None), (numbered[1], numbered[2]) if numbered else ("", None)):
        if kind := aliases.of_member(known):
            return kind, _number(number)
    return None


@lru_cache(maxsize=20_000)
def _said_by(text: str) -> tuple[str, int | None] | None:
    if named := _FIELD.match(text):
        return f"member_{named[2].lower()}", _number(named[1] or named[3])
    if member := _MEMBER.match(text):
        first, second, about, rest, last = member.groups()
        kind = _kind(rest) if rest or not about else None  # 家庭成员情况 alone is a heading
        return (kind, _number(first or second or last)) if kind else None
    numbered = _NUMBERED.match(text)
    if numbered and folded(numbered[1]) and (kind := _kind(numbered[1])):
        return kind, _number(numbered[2])
    return None


def _kind(text: str) -> str | None:
    return next((kind for kind, pattern in _KINDS if pattern.match(text)), None)


def _number(text: str | None) -> int | None:
    return None if not text else _CHINESE.get(text) or int(text)


def _without_heads_relation(columns: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """A relation more than members, before the first of them, is the head's own (本人)."""
    kinds = [kind for kind, _ in columns]
    is_heads = kinds[:1] == [RELATION] and kinds.count(RELATION) > max(kinds.count(NAME), kinds.count(ID))
    return columns[1:] if is_heads else columns


def _in_sequence(columns: Sequence[tuple[str, int]]) -> list[dict[str, int]]:
    groups: list[dict[str, int]] = []
    for kind, column in columns:
        if not groups or kind in groups[-1]:
            groups.append({})
        groups[-1][kind] = column
    return groups
