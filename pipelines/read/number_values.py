"""Texts → money in fen and whole numbers, exactly, by text arithmetic; no float takes part.

Belongs here: one text at a time (callers pass distinct values). What is no amount is None.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal

_CURRENCY = re.compile(r"人民币|RMB|CNY|[¥￥]")
_PER = re.compile(r"/?每?(?:人|户)?[/每]月$")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d{1,2})?")
_UNITS = {"亿": 10**8, "万": 10**4, "千": 10**3, "百": 10**2}
_UNIT = re.compile(r"([亿万千百]?)(?:元|圆|块)?整?$")
_COUNTED = re.compile(r"(?:周岁|个月|人|户|个|月|口|岁|名|次|期)$")
_DIGITS = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")} | {
    c: i for i, c in enumerate("〇一二三四五六七八九")
}
_DIGITS |= {"两": 2, "弍": 2, "参": 3, "○": 0}
_TENS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_SUMS = {"万": 10**4, "亿": 10**8}
_LIMIT_FEN = 10**17  # what Int64 and Decimal(18,2) hold


def parse_fen(text: str, unit: int = 1) -> int | None:
    """An amount as integer fen; None when it is no amount or has real parts of a fen.

    ``unit`` is 10000 where a header or title says 万元; a unit in the text itself wins. Digits
    that only binary floats leave behind (419.99999999999994) are no parts of a fen.
    """
    flat = _PER.sub("", _CURRENCY.sub("", "".join(unicodedata.normalize("NFKC", text).split())))
    flat = flat.upper().strip("'’").replace("−", "-").replace("—", "-")
    negative = flat.startswith("-") or (flat.startswith("(") and flat.endswith(")"))
    flat = flat.removeprefix("-").removeprefix("+")
    if flat.startswith("(") and flat.endswith(")"):
        flat = flat[1:-1]
    fen = _arabic_fen(flat, unit)
    if fen is None:
        fen = _chinese_fen(flat)
    if fen is None or fen > _LIMIT_FEN:
        return None
    return -fen if negative else fen


def parse_whole(text: str) -> int | None:
    """A whole number; a counter (人, 户, 岁) and ``.0`` may follow; None otherwise."""
    flat = _COUNTED.sub("", "".join(unicodedata.normalize("NFKC", text).split()).strip("'’"))
    if re.fullmatch(r"-?\d{1,15}(?:\.0*)?", flat):
        return int(flat.split(".")[0])
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+", flat):
        return int(flat.replace(",", ""))
    return _chinese_whole(flat) if flat else None


def _arabic_fen(flat: str, unit: int) -> int | None:
    tail = _UNIT.search(flat)
    if tail and tail[0]:
        flat = flat[: tail.start()]
        unit = _UNITS.get(tail[1], 1)
    if "," in flat:
        if not _GROUPED.fullmatch(flat):
            return None
        flat = flat.replace(",", "")
    if not _NUMBER.fullmatch(flat):
        return None
    value = Decimal(flat)
    exact = value * unit * 100
    if exact > _LIMIT_FEN:
        return None
    rounded = exact.to_integral_value(ROUND_HALF_EVEN)
    if exact == rounded:
        return int(rounded)
    digits = len(flat.partition("E")[0].replace(".", "").lstrip("0"))
    is_float_noise = digits >= 15 and abs(exact - rounded) <= exact * Decimal("1e-12")
    return int(rounded) if is_float_noise else None


def _chinese_fen(flat: str) -> int | None:
    match = re.fullmatch(r"(?:(.+?)[元圆])?(?:零?(.)角)?(?:零?(.)分)?[整正]?", flat)
    if not match or not any(match.groups()):
        bare = flat.rstrip("整正")  # 壹仟: the unit is understood; a lone digit is not an amount
        whole = _chinese_whole(bare) if any(c in _TENS for c in bare) else None
        return None if whole is None else whole * 100
    yuan = _chinese_whole(match[1]) if match[1] else 0
    jiao, fen = (_DIGITS.get(g) if g else 0 for g in (match[2], match[3]))
    if yuan is None or jiao is None or fen is None:
        return None
    return yuan * 100 + jiao * 10 + fen


def _chinese_whole(text: str) -> int | None:
    total = section = digit = 0
    before = ""
    for c in text:
        if c in _DIGITS:
            if (before in _DIGITS and before not in "零〇○") or (
                _TENS.get(before, 0) > 10 and _DIGITS[c] and c == text[-1]
            ):
                return None  # 一千二 may be 1200 or 1002
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or (1 if _TENS[c] == 10 else 0)) * _TENS[c]
            digit = 0
        elif c in _SUMS:
            total = (total + section + digit) * _SUMS[c]
            section = digit = 0
        else:
            return None
        before = c
    return total + section + digit if text else None
