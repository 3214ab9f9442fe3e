"""Sentences with expressions in them: ``{name}已于{fact.death_date}死亡，共{amount}元。``

Belongs here: splitting a sentence, checking its expressions, and writing values as people read them
(money 1,234.50, days 2026-04-10, months 2026-05, lists with 、). ``{{`` and ``}}`` are braces. Not here:
what the values are. No format string ever meets data.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from checks.rules.compile import Context, to_polars
from checks.rules.names import CLUE_COLUMNS, Scope
from checks.rules.tokens import Trouble
from checks.rules.typecheck import check_text
from checks.rules.typed import Template, Typed
from checks.rules.types import Type
from pipelines.faults import Lang, Text

_GROUPS = (10**12, 10**9, 10**6, 10**3, 1)
"""Thousands groups of an amount, largest first; no county pays more."""


def check_template(text: str, scope: Scope) -> tuple[Template | None, tuple[Trouble, ...]]:
    """The sentence as texts and typed expressions, or None and all troubles (offsets in ``text``).

    ``scope`` is the rule's; the names of ``CLUE_COLUMNS`` and aggregates are added here.
    """
    pieces = _split(text)
    if isinstance(pieces, Trouble):
        return None, (pieces,)
    inside = replace(scope, special=CLUE_COLUMNS, aggregates=True)
    parts: list[str | Typed] = []
    troubles: list[Trouble] = []
    for piece, start in pieces:
        if start is None:
            parts.append(piece)
            continue
        typed, found = check_text(piece, inside)
        troubles += [replace(t, start=t.start + start, end=t.end + start) for t in found]
        if typed is not None:
            parts.append(typed)
    return (None if troubles else tuple(parts)), tuple(troubles)


def template_to_polars(template: Template, *, context: Context, lang: Lang) -> pl.Expr:
    """The sentence as a String expression; an unknown value reads 未知 or unknown, so it is never null."""
    texts = [
        pl.lit(part) if isinstance(part, str) else written(to_polars(part, context=context), part.type, lang)
        for part in template
    ]
    return pl.concat_str(texts) if texts else pl.lit("")


def written(value: pl.Expr, type_: Type, lang: Lang) -> pl.Expr:
    """A value as people read it, String without nulls."""
    unknown = "未知" if lang == "zh" else "unknown"
    return _text(value, type_, lang).fill_null(unknown)


def _text(value: pl.Expr, type_: Type, lang: Lang) -> pl.Expr:
    if type_ is Type.MONEY:
        return _yuan(value)
    if type_ is Type.MONTH:
        return value.dt.strftime("%Y-%m")
    if type_ is Type.DATE:
        return value.dt.strftime("%Y-%m-%d")
    if type_ is Type.BOOL:
        yes, no = ("是", "否") if lang == "zh" else ("yes", "no")
        return pl.when(value).then(pl.lit(yes)).when(~value).then(pl.lit(no))
    if type_ in (Type.TEXT_LIST, Type.INT_LIST):
        return value.cast(pl.List(pl.String)).list.join("、" if lang == "zh" else ", ")
    if type_ is Type.NUMBER:
        return value.round(2).cast(pl.String)
    return value.cast(pl.String)


def _yuan(fen: pl.Expr) -> pl.Expr:
    """``1,234.50``: as ``money.say_yuan``, for a column."""
    amount = fen.abs()
    yuan, cents = amount // 100, _padded(amount % 100, 2)
    grouped = (yuan // _GROUPS[0]).cast(pl.String)
    for size in _GROUPS[1:]:  # a zero before the first group is dropped, later groups keep three digits
        leading = pl.when(grouped == "0").then((yuan // size % 1000).cast(pl.String))
        grouped = leading.otherwise(pl.concat_str(grouped, pl.lit(","), _padded(yuan // size % 1000, 3)))
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.when(fen.is_not_null()).then(pl.concat_str(sign, grouped, pl.lit("."), cents))


def _padded(number: pl.Expr, width: int) -> pl.Expr:
    return number.cast(pl.String).str.zfill(width)


def _split(text: str) -> list[tuple[str, int | None]] | Trouble:
    """Pieces of the sentence: (text, None), or (expression, its offset)."""
    pieces: list[tuple[str, int | None]] = []
    plain, at = "", 0
    while at < len(text):
        sign = text[at]
        if text[at : at + 2] in ("{{", "}}"):
            plain, at = plain + sign, at + 2
            continue
        if sign == "}":
            return _brace(at, "}")
        if sign != "{":
            plain, at = plain + sign, at + 1
            continue
        end = text.find("}", at)
        if end < 0:
            return _brace(at, "{")
        pieces += [(plain, None)] * bool(plain) + [(text[at + 1 : end], at + 1)]
        plain, at = "", end + 1
    return [*pieces, (plain, None)] if plain else pieces


def _brace(at: int, sign: str) -> Trouble:
    return Trouble(
        at,
        at + 1,
        Text(f"花括号“{sign}”不成对。", f"a brace “{sign}” without its partner."),
        Text("表达式写作 {名称}；要显示花括号请写两个。", "Write {name}; write a brace twice to show it."),
    )
