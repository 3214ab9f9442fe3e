"""Texts → dates, times and benefit months, in every spelling real files carry.

Belongs here: one text at a time (callers pass distinct values). Not here: months in titles and
file names (``periods``). What cannot be a real date is None, never the nearest one.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

_TIME = (
    r"(?:[T\s]*(?P<hour>\d{1,2})(?:[:时点](?:(?P<minute>\d{1,2})(?:[:分](?:(?P<second>\d{1,2})"
    r"(?:\.\d+)?秒?)?)?)?)(?:Z|\+08:?00)?)?"
)
_YMD = re.compile(
    r"(?P<year>\d{4})\s*(?:年|[-./\s])\s*(?P<month>\d{1,2})\s*(?:月|[-./\s])\s*(?P<day>\d{1,2})\s*(?:日|号)?"
    rf"{_TIME}"
)
_PACKED = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:\s*(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?"
)
_US = re.compile(rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}}|\d{{2}}){_TIME}")
_YM = re.compile(r"(?P<year>\d{4})\s*(?:年|[-./])\s*(?P<month>\d{1,2})\s*(?:月份?)?")
_YM_PACKED = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH_ALONE = re.compile(r"0?(\d{1,2})\s*月份?")
_NUMBER_ALONE = re.compile(r"0?([1-9]|1[0-2])(?:\.0)?")
_CHINESE_MONTH = re.compile(
    r"(?:(?P<year>\d{4}|[〇○零一二三四五六七八九]{4})\s*年)?\s*(?P<month>[一二三四五六七八九十]{1,2})\s*月份?"
)
_SHORT_YEAR = re.compile(r"(\d\d)\s*年\s*(\d{1,2})\s*月份?")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_MONTHS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 60_000  # 1954-10-03 to 2064-04-08
_EXCEL_ZERO = datetime(1899, 12, 30)
_FIRST_YEAR = 1800


def parse_datetime(text: str) -> datetime | None:
    """The moment a text names; a day alone is its midnight, a month alone its first day."""
    flat = unicodedata.normalize("NFKC", text).strip().strip("'’")
    for pattern in (_YMD, _PACKED, _US, _YM, _YM_PACKED):
        match = pattern.fullmatch(flat)
        if match:
            return _moment(match.groupdict())
    if _SERIAL.fullmatch(flat) and _FIRST_SERIAL <= float(flat) <= _LAST_SERIAL:
        whole, _, fraction = flat.partition(".")
        seconds = round(float(f"0.{fraction or 0}") * 86_400)
        return _EXCEL_ZERO + timedelta(days=int(whole), seconds=seconds)
    return None


def parse_date(text: str) -> date | None:
    """The day a text names, without its time."""
    moment = parse_datetime(text)
    return moment.date() if moment else None


def parse_month(text: str, year: int | None = None, *, or_number: bool = False) -> date | None:
    """The first day of the month a text names: ``2026-05``, ``202605``, a date, ``5月`` of ``year``.

    ``or_number``: in a column of benefit months ``5`` is 5月.
    """
    moment = parse_datetime(text)
    if moment:
        return moment.date().replace(day=1)
    flat = _in_digits(unicodedata.normalize("NFKC", text).strip().strip("'’"))
    if short := _SHORT_YEAR.fullmatch(flat):
        return parse_month(f"{'20' if short[1] < '50' else '19'}{short[1]}-{short[2]}")
    if flat[:4].isdigit() and "月" in flat:
        full = parse_datetime(flat)
        return full.date().replace(day=1) if full else None
    alone = _MONTH_ALONE.fullmatch(flat) or (_NUMBER_ALONE.fullmatch(flat) if or_number else None)
    if alone and year and 1 <= int(alone[1]) <= 12:
        return date(year, int(alone[1]), 1)
    return None


def _in_digits(text: str) -> str:
    """``二〇二六年三月`` and ``三月`` in digits; any other text as it is."""
    match = _CHINESE_MONTH.fullmatch(text)
    month = _CHINESE_MONTHS.get(match["month"]) if match else None
    if not match or not month:
        return text
    year = (match["year"] or "").translate(_CHINESE_DIGITS)
    return f"{year}年{month}月" if year else f"{month}月"


def _moment(parts: dict[str, str | None]) -> datetime | None:
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 2000 if year < 30 else 1900  # the rule Excel follows
    if year < _FIRST_YEAR:
        return None
    try:
        return datetime(
            year,
            int(parts["month"] or 0),
            int(parts.get("day") or 1),
            int(parts.get("hour") or 0),
            int(parts.get("minute") or 0),
            int(parts.get("second") or 0),
        )
    except ValueError:  # 30 February, hour 25: text that is no date
        return None
