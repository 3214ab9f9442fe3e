"""Which column holds which field of the register.

Belongs here: settling the claims that headers make (``aliases``): aliases, then the mapping saved
in county.yaml, then a guess from the content; members' columns are set apart (``members``). Not
here: what the cells say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.definitions import Field, Register
from pipelines.read.aliases import GUESSED, PARENT, Aliases, Claim, Header
from pipelines.read.folding import folded
from pipelines.read.header import HeaderBlock
from pipelines.read.members import Group, member_columns, member_groups

_SAMPLE = 300
_ENOUGH = 0.9  # share of a column's filled cells that must look like the field
_LOOKS_LIKE = {
    "id": r"^\s*['’]?(?:[1-9]\d{5}(?:18|19|20)\d{9}[0-9Xx]|[1-9]\d{5}\d{9})\s*['’]?$",
    "cert": r"^\s*[1-9]\d{16}[0-9Xx][1-7][1-4](?:B\d?)?\s*$",
    "account": r"^\s*(?:62|60|68|9)\d{14,17}\s*$",
}


@dataclass(frozen=True)
class Columns:
    """The columns (0-based) of a sheet by field.

    ``extra``: further columns that are added up with the field's own (several special supports
    side by side). ``missing`` and ``doubled`` make the sheet unusable. ``preferred``: fields taken
    from the first of several headers, by the order of the aliases.
    """

    of: Mapping[str, int]
    extra: Mapping[str, tuple[int, ...]]
    groups: tuple[Group, ...]
    headers: Mapping[int, Header]
    guessed: tuple[str, ...]
    missing: tuple[Field, ...]
    doubled: tuple[tuple[Field, tuple[str, ...]], ...]
    preferred: tuple[tuple[Field, tuple[str, ...]], ...] = ()

    def label(self, field: str) -> str:
        """The header of the field's column as it stands in the file; '' without a column."""
        header = self.headers.get(self.of.get(field, -1))
        return header.text if header else ""

    @property
    def used(self) -> frozenset[int]:
        """All columns that are read."""
        extra = (c for columns in self.extra.values() for c in columns)
        members = (c for group in self.groups for c in group.columns.values())
        return frozenset((*self.of.values(), *extra, *members))


def find_columns(block: HeaderBlock, aliases: Aliases, below: pl.DataFrame) -> Columns:
    """The columns of the fields; ``below`` are the rows under the header."""
    register = aliases.register
    for_members = member_columns(block.headers, aliases)
    own = [h for h in block.headers if h.column not in for_members]
    claims = _without_split_parents([claim for h in own if (claim := aliases.claim(h))])
    headers = {h.column: h for h in block.headers}
    of: dict[str, int] = {}
    extra: dict[str, tuple[int, ...]] = {}
    doubled, preferred = [], []
    for field in register.fields:
        candidates = _best([c for c in claims if c.field == field.name], field, below)
        if not candidates:
            continue
        texts = tuple(headers[c.column].text for c in candidates)
        of[field.name] = candidates[0].column
        if len(candidates) > 1 and _adds_up(field, register):
            extra[field.name] = tuple(c.column for c in candidates[1:])
        elif len(candidates) > 1 and _has_order(candidates, field):
            preferred.append((field, texts))
        elif len(candidates) > 1:
            doubled.append((field, texts))
    missing = [
        f for f in register.fields if f.required and f.name not in of and f.name not in register.repeats
    ]
    taken = {c.column for c in claims} | set(for_members)
    guesses = _guesses(missing, [h for h in own if h.column not in taken], below)
    return Columns(
        of | {field: claim.column for field, claim in guesses.items()},
        extra,
        member_groups(block.headers, aliases),
        headers,
        tuple(guesses),
        tuple(f for f in missing if f.name not in guesses),
        tuple(doubled),
        tuple(preferred),
    )


def _without_split_parents(claims: Sequence[Claim]) -> list[Claim]:
    """Without claims by the parent alone where it stands over several columns: which one is not said."""
    of_parents = Counter(c.field for c in claims if c.strength == PARENT)
    return [c for c in claims if c.strength != PARENT or of_parents[c.field] == 1]


def _best(claims: Sequence[Claim], field: Field, below: pl.DataFrame) -> list[Claim]:
    """The strongest claims to a field, without columns that are empty or say the same as another."""
    if not claims:
        return []
    strongest = max(c.strength for c in claims)
    best = [c for c in claims if c.strength == strongest]
    if field.type == "id" and len(best) > 1:  # 身份证号 beside 学籍号 or 证件号
        best = [c for c in best if "身份" in c.alias] or best
    if len(best) == 1:
        return best
    filled = [c for c in best if below.to_series(c.column).drop_nulls().len()] or best[:1]
    different: list[Claim] = []
    for claim in filled:
        texts = below.to_series(claim.column).str.strip_chars().rename("")
        if not any(texts.equals(below.to_series(d.column).str.strip_chars().rename("")) for d in different):
            different.append(claim)
    order = [folded(alias) for alias in field.aliases]
    return sorted(different, key=lambda c: order.index(c.alias) if c.alias in order else len(order))


def _has_order(claims: Sequence[Claim], field: Field) -> bool:
    """Different headers of which real files give several: 家庭编号 and 低保证号, 发证日期 and 录入时间.

    Never what decides on money or persons: amounts, months, codes, numbers.
    """
    return field.type in ("text", "name", "address", "phone", "date", "datetime") and len(
        {c.alias for c in claims}
    ) == len(claims)


def _adds_up(field: Field, register: Register) -> bool:
    """Special supports may stand side by side, each in a column of its own."""
    return field.type == "money" and not field.required and field.name in register.amounts[1:]


def _guesses(missing: Sequence[Field], free: Sequence[Header], below: pl.DataFrame) -> dict[str, Claim]:
    """Missing number fields whose content is unmistakable: one such field, one such column."""
    guesses: dict[str, Claim] = {}
    for type_, pattern in _LOOKS_LIKE.items():
        fields = [f for f in missing if f.type == type_]
        fitting = [h for h in free if len(fields) == 1 and _looks_like(below.to_series(h.column), pattern)]
        if len(fitting) == 1:
            guesses[fields[0].name] = Claim(fitting[0].column, fields[0].name, GUESSED, fitting[0].text)
    return guesses


def _looks_like(texts: pl.Series, pattern: str) -> bool:
    sample = texts.drop_nulls().head(_SAMPLE)
    return sample.len() > 0 and int(sample.str.contains(pattern).sum()) >= _ENOUGH * sample.len()
