"""The benefit month and the extract day that sheet names, titles, file and folder names state.

Belongs here: finding months in running text. Cells of a month column are read by ``date_values``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.definitions import County
from pipelines.months import last_day
from pipelines.read.folding import folded

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_FULL = (
    re.compile(_YEAR + r"年度?0?(1[0-2]|[1-9])月(?!\d)"),
    re.compile(_YEAR + r"[-_./](0?[1-9]|1[0-2])(?!\d|[-_./]\d)"),
    re.compile(_YEAR + r"(0[1-9]|1[0-2])(?!\d)"),
)
_DAY = (
    re.compile(_YEAR + r"年(\d{1,2})月(\d{1,2})[日号]"),
    re.compile(_YEAR + r"([-_./])(\d{1,2})\2(\d{1,2})(?!\d)"),
    re.compile(_YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
)
_BARE = re.compile(r"(?<![\d年])(0?[1-9]|1[0-2]|十[一二]?|[一二三四五六七八九])月(?!\d{1,2}[日号])")
_YEAR_ALONE = re.compile(_YEAR + r"(?!\d)")
_RANGE = re.compile(
    r"[\d一二三四五六七八九十月年](?:[-~—–]|至|到)[\d一二三四五六七八九十]{1,4}(?:年\d{1,2})?月"
)
_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
# Such a date says when a sheet was filled in or printed, not what it is for.
_OFFICE_DATE = re.compile(r"(填报|填表|制表|打印|导出|报送|统计|发放|支付)(日期|时间)")


@dataclass(frozen=True)
class Names:
    """Where a month may be stated, best first: sheet, titles, file name, folders from the inside."""

    sheet: str = ""
    titles: tuple[str, ...] = ()
    stem: str = ""
    folders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stated:
    """A stated month, the text it stands in, and whether its year came from the county's months."""

    month: date
    text: str
    in_name: bool = False
    used_window: bool = False


def stated_month(names: Names, county: County) -> Stated | None:
    """The benefit month that the names state, or None when none or more than one does.

    The nearest text with exactly one month counts. A month without a year takes it from the same
    text, else from the next one outwards, else from the county's months when only one year fits.
    """
    titles = [t for t in names.titles if not _OFFICE_DATE.search(folded(t))]
    inside = [names.sheet, *titles]
    texts = [*inside, names.stem, *names.folders]
    for place, text in enumerate(texts):
        months = months_in_text(text)
        if len(months) == 1:
            return Stated(months[0], text, in_name=place >= len(inside))
        bare = _bare_months(text)
        if months or len(bare) != 1:
            continue
        years = [(at, year) for at, outer in enumerate(texts) if at >= place and (year := _year_in(outer))]
        if years:
            at, year = years[0]
            return Stated(date(year, bare[0], 1), text, in_name=at >= len(inside))
        window = _fitting(bare[0], county)
        if window:
            return Stated(window, text, in_name=place >= len(inside), used_window=True)
    return None


def months_in_text(text: str) -> list[date]:
    """The distinct months with a year in a text, none of them part of a day or of a range."""
    flat = folded(text)
    if _RANGE.search(flat):
        return []
    found = {date(int(m[1]), int(m[2]), 1) for pattern in _FULL for m in pattern.finditer(flat)}
    return sorted(found)


def year_stated(names: Names) -> int | None:
    """The year that the names state for cells like ``5月``: the nearest text with exactly one."""
    for text in (names.sheet, *names.titles, names.stem, *names.folders):
        months = months_in_text(text)
        if year := (months[0].year if months else _year_in(text)):
            return year
    return None


def year_of(county: County) -> int | None:
    """The year of the county's months when they all lie in one."""
    return county.first_month.year if county.first_month.year == county.last_month.year else None


def stated_day(texts: Iterable[str]) -> date | None:
    """The day a register was extracted: a full date, else the last day of a month; first text wins."""
    for text in texts:
        if days := _days_in(folded(text)):
            return days[-1]
        months = months_in_text(text)
        if len(months) == 1:
            return last_day(months[0])
    return None


def _days_in(text: str) -> list[date]:
    found = []
    for pattern in _DAY:
        for m in pattern.finditer(text):
            year, month, day = (int(g) for g in m.groups() if g.isdigit())
            try:
                found.append(date(year, month, day))
            except ValueError:  # 31 June: not a day, so nothing is stated
                continue
    return sorted(set(found))


def _bare_months(text: str) -> Sequence[int]:
    flat = folded(text)
    if _RANGE.search(flat):
        return ()
    return sorted({_CHINESE.get(m[1]) or int(m[1]) for m in _BARE.finditer(flat)})


def _year_in(text: str) -> int | None:
    years = {int(m[1]) for m in _YEAR_ALONE.finditer(folded(text))}
    years |= {m.year for m in months_in_text(text)}
    return years.pop() if len(years) == 1 else None


def _fitting(month: int, county: County) -> date | None:
    years = range(county.first_month.year, county.last_month.year + 1)
    fitting = [d for y in years if county.first_month <= (d := date(y, month, 1)) <= county.last_month]
    return fitting[0] if len(fitting) == 1 else None
