"""Folding: what two texts have in common although they were typed differently.

Belongs here: normal width (NFKC) and spaces of headers, codes, sheet and folder names. Cleaning of
values that are kept (names, accounts) stands in ``text_values``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_GAPS = re.compile(rf"[\s{INVISIBLE}]+")
_NUMBER_IN_BRACKETS = re.compile(r"[(\[【〔](\d{1,2})[)\]】〕]")
_BRACKETS = re.compile(r"[(\[【〔<《][^()\[\]【】〔〕<>《》]*[)\]】〕>》]")
_OPEN_BRACKET = re.compile(r"[(\[【〔].*$")
_AMOUNT = re.compile(r"\d+(\.\d+)?元")
_MARKS = re.compile(r"^[*#☆★\d、.]*[*#☆★、.]|[*#:;,。、★☆]+$")


def folded(text: str | None) -> str:
    """The text in normal width without any space; '' for None."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text)) if text else ""


@lru_cache(maxsize=20_000)
def header_forms(text: str | None) -> tuple[str, ...]:
    """The forms under which a header may be known, the fullest first.

    ``月保障金额(元)`` is also 月保障金额, ``重点救助60元`` also 重点救助, ``*姓名:`` also 姓名.
    """
    full = folded(text)
    if not full:
        return ()
    forms = [full, without_brackets(full)]
    forms.append(_AMOUNT.sub("", _MARKS.sub("", forms[-1])))
    return tuple(dict.fromkeys(f for f in forms if f))


def without_brackets(text: str) -> str:
    """A folded text without bracketed parts; a bracketed small number stays as a bare one."""
    numbered = _NUMBER_IN_BRACKETS.sub(r"\1", text)
    while (shorter := _BRACKETS.sub("", numbered)) != numbered:
        numbered = shorter
    return _OPEN_BRACKET.sub("", numbered)
