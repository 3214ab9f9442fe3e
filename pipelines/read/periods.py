"""The benefit month and the extract day that sheet names, titles, file and folder names state.

Belongs here: finding months in running text. Cells of a month column are read by ``date_values``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.definitions import County
from pipelines.months import last_day
from pipelines.read.folding import folded

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_FULL = (
    re.compile(_YEAR + r"年度?0?(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?!\d)"),
    re.compile(r"(?<![\d年])([23]\d)年0?(1[0-2]|[1-9])月(?!\d)"),  # 26年3月
    re.compile(_YEAR + r"[-_./](0?[1-9]|1[0-2])(?!\d|[-_./]\d)"),
    re.compile(_YEAR + r" ?(0[1-9]|1[0-2])(?!\d| \d)"),
)
_DAY = (
    re.compile(_YEAR + r"年(\d{1,2})月(\d{1,2})[日号]"),
    re.compile(_YEAR + r"([-_./ ])(\d{1,2})\2(\d{1,2})(?!\d)"),
    re.compile(_YEAR + r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
)
_BARE = re.compile(r"(?<![\d年])(0?[1-9]|1[0-2]|十[一二]?|[一二三四五六七八九])月(?!\d{1,2}[日号])")
_YEAR_ALONE = re.compile(_YEAR + r"(?!\d)")
_RANGE = re.compile(
    r"[\d一二三四五六七八九十月年](?:[-~—–]|至|到)[\d一二三四五六七八九十]{1,4}(?:年\d{1,2})?月"
)
_LABELLED = re.compile(r"(?:所属期|所属月份|所属年月|保障月份|发放月份|发放年月|补贴月份|^月份):?(?=\d)")
_NUMBER_ALONE = re.compile(r"0?([1-9]|1[0-2])")
_IN_BRACKETS = re.compile(r"\((\d{1,4})\)(?=[年月])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
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
    labelled = [m for t in names.titles if (m := _labelled_month(t))]
    if labelled and len({*labelled}) == 1 and not months_in_text(names.sheet):
        return Stated(labelled[0], next(t for t in names.titles if _labelled_month(t)))
    titles = [t for t in names.titles if not _OFFICE_DATE.search(folded(t))]
    inside = [names.sheet, *titles]
    texts = [*inside, names.stem, *names.folders]
    for place, text in enumerate(texts):
        months = months_in_text(text)
        if len(months) == 1:
            return Stated(months[0], text, in_name=place >= len(inside))
        bare = _bare_months(text)
        alone = _NUMBER_ALONE.fullmatch(text) if place >= len(inside) else None
        if alone and (outer := next((t for t in texts[place + 1 :] if _year_in(t)), None)):
            bare = [] if months_in_text(outer) else [int(alone[1])]  # 2026/03.csv
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
    flat = _flat(text)
    if _RANGE.search(flat):
        return []
    found = {(_full_year(m[1]), _number(m[2])) for pattern in _FULL for m in pattern.finditer(flat)}
    return sorted(date(year, month, 1) for year, month in found)


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
        if days := _days_in(_flat(text)):
            return days[-1]
        months = months_in_text(text)
        if len(months) == 1:
            return last_day(months[0])
    return None


def _flat(text: str) -> str:
    """The folded text, but two numbers stay apart: ``附件2 2026年3月`` is not 22026."""
    parts = _BETWEEN_DIGITS.split(unicodedata.normalize("NFKC", text))
    return _IN_BRACKETS.sub(r"\1", " ".join(folded(part) for part in parts))


def _labelled_month(title: str) -> date | None:
    """The month behind 所属期：, also where it is written as its first day."""
    flat = folded(title)
    label = _LABELLED.search(flat)
    moment = re.match(r"\d{4}-\d\d-\d\d", flat[label.end() :]) if label else None
    return date.fromisoformat(moment[0]).replace(day=1) if moment else None


def _number(text: str) -> int:
    return _CHINESE.get(text) or int(text)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


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
    flat = _flat(text)
    if _RANGE.search(flat):
        return ()
    return sorted({_number(m[1]) for m in _BARE.finditer(flat)})


def _year_in(text: str) -> int | None:
    years = {int(m[1]) for m in _YEAR_ALONE.finditer(_flat(text))}
    years |= {m.year for m in months_in_text(text)}
    return years.pop() if len(years) == 1 else None


def _fitting(month: int, county: County) -> date | None:
    years = range(county.first_month.year, county.last_month.year + 1)
    fitting = [d for y in years if county.first_month <= (d := date(y, month, 1)) <= county.last_month]
    return fitting[0] if len(fitting) == 1 else None
