"""What every row of a sheet is: data, or title, header, blank, footer, note, repeated header.

Belongs here: one reason for each row, '' for data, so that every row of the file is accounted for.
Not here: reading footers (``footers``) or values (``values``).
"""

from __future__ import annotations

import polars as pl

from pipelines.definitions import Register
from pipelines.read.columns import Columns
from pipelines.read.header import HeaderBlock

TITLE, HEADER, BLANK, FOOTER, OFFICE = "标题行", "表头", "空行", "合计行", "制表行"
REPEATED_HEADER, NOTHING_SAID, NOTE_SHEET, SAME_FILE = "重复表头", "无数据行", "说明表", "重复文件"

_TOTAL = r"合\s*计|总\s*计|小\s*计|^[(（]?(?:本页|本月|本年|以上|人数)?[累共]\s*计|^共\s*\d+\s*[户人名笔条]"
_TOTAL_ALONE = r"^\s*(?:合\s*计|总\s*计|小\s*计|累\s*计|共\s*计)\s*[:：]?\s*$"  # whatever stands before it
_OFFICE_WORDS = (
    "制表|填表|编制|审核|复核|审批|审签|经办|负责|主管|分管|会计|出纳|打印|导出|填报|报送|联系|签字|签章"
)
_OFFICE_LINE = (
    rf"^[\s(（]*(?:{_OFFICE_WORDS})(?:人|单位|领导|日期|时间|电话|部门)?[^:：]{{0,6}}[:：]"
    r"|^\s*(?:单位|日期|时间|领导|备注|说明|注|附注)\s*\d{0,2}[:：]"
    r"|[(（]\s*(?:盖\s*章|公\s*章|签\s*章|签\s*字)\s*[)）]"
    r"|^\s*第\s*\d+\s*页"
    r"|^[\s(（]*(?:以下空白|以下无正文|此页无正文|未完待续|转下页|接下页|承上页)"
    r"|^[^:：\d]{2,16}[:：]\s*$"  # a label: 镇长：
)
_OFFICE_LABEL = rf"^\s*(?:单位|部门)?(?:{_OFFICE_WORDS})(?:人|单位|领导|日期|时间|电话)?\s*$"
_LONG_NUMBER = r"\d{14}|[0-9]E\+"
# Fields that alone do not make a row one of the register: group headings and numbered empty lines hold them.
_NOT_ALONE = ("township", "village", "group", "county", "bank", "benefit_month", "line_no", "remark")


def row_reasons(cells: pl.DataFrame, block: HeaderBlock, columns: Columns, register: Register) -> pl.Series:
    """The reason of every row of the sheet why it is no data; '' for a data row."""
    mapped = [c for c in sorted(columns.used) if c < cells.width]
    telling = [c for c in mapped if _field_of(columns, c) not in _NOT_ALONE]
    first = pl.coalesce(pl.all())
    filled = pl.sum_horizontal(pl.all().is_not_null().cast(pl.UInt16))
    ids = [
        c
        for f in register.fields
        if f.type in ("id", "account") and (c := columns.of.get(f.name)) is not None
    ]
    is_somebody = (
        pl.any_horizontal(pl.nth(ids).str.contains(_LONG_NUMBER).fill_null(False)) if ids else pl.lit(False)
    )
    titles = _titles(cells, block)
    few = filled <= max(3, cells.width // 2)
    is_label = first.str.contains(_OFFICE_LABEL)
    has_total, has_labels = _of_rows_without_numbers(cells, is_somebody)
    reasons = (
        pl.when(filled == 0)
        .then(pl.lit(BLANK))
        .when(_is_header_again(block, mapped))
        .then(pl.lit(REPEATED_HEADER))
        .when((first.str.contains(_TOTAL) | has_total) & ~is_somebody)
        .then(pl.lit(FOOTER))
        .when((first.str.contains(_OFFICE_LINE) | is_label) & ~is_somebody & (few | has_labels))
        .then(pl.lit(OFFICE))
        .when((filled == 1) & first.str.strip_chars().is_in(titles))
        .then(pl.lit(TITLE))
        .when(pl.all_horizontal(pl.nth(telling).is_null()) if telling else pl.lit(False))
        .then(pl.lit(NOTHING_SAID))
        .otherwise(pl.lit(""))
    )
    below = cells.select(reasons.alias("reason")).to_series()
    row = pl.int_range(cells.height, eager=True)
    above = cells.select(pl.when(filled == 0).then(pl.lit(BLANK)).otherwise(pl.lit(TITLE))).to_series()
    marked = pl.DataFrame({"row": row, "below": below, "above": above}).select(
        pl.when(pl.col("row") < block.first)
        .then("above")
        .when((pl.col("row") <= block.last) & (pl.col("above") != BLANK))
        .then(pl.lit(HEADER))
        .otherwise("below")
    )
    return marked.to_series().rename("reason")


def _of_rows_without_numbers(cells: pl.DataFrame, is_somebody: pl.Expr) -> tuple[pl.Series, pl.Series]:
    """Whether a cell says just 合计; whether two name an office. Only asked where no person stands."""
    rows = cells.select((~is_somebody).alias("asked")).to_series().arg_true()
    asked = cells.filter(~is_somebody)
    found = asked.select(
        pl.any_horizontal(pl.all().str.contains(_TOTAL_ALONE).fill_null(False)).alias("total"),
        (pl.sum_horizontal(pl.all().str.contains(_OFFICE_LABEL).fill_null(False)) > 1).alias("labels"),
    )
    nowhere = pl.Series([False]).new_from_index(0, cells.height)
    total, labels = (nowhere.clone().scatter(rows, found[name]) for name in ("total", "labels"))
    return total, labels


def note_reasons(cells: pl.DataFrame, reason: str) -> pl.Series:
    """``reason`` for every row that says something, 空行 for the others: a sheet that is no table."""
    if cells.width == 0:
        return pl.Series("reason", [], dtype=pl.String)
    is_filled = pl.any_horizontal(pl.all().is_not_null())
    return cells.select(
        pl.when(is_filled).then(pl.lit(reason)).otherwise(pl.lit(BLANK)).alias("reason")
    ).to_series()


def title_texts(cells: pl.DataFrame, block: HeaderBlock) -> tuple[str, ...]:
    """The texts of the rows above the header, in reading order."""
    return tuple(text for row in cells.head(block.first).rows() for text in row if text)


def _titles(cells: pl.DataFrame, block: HeaderBlock) -> list[str]:
    return [text.strip() for text in title_texts(cells, block)]


def _field_of(columns: Columns, column: int) -> str:
    return next((field for field, c in columns.of.items() if c == column), "")


def _is_header_again(block: HeaderBlock, mapped: list[int]) -> pl.Expr:
    """At least two and half of the header's cells stand in the row again, at their places."""
    texts = {h.column: [t.strip() for t in h.levels] for h in block.headers if h.column in mapped}
    if not texts:
        return pl.lit(False)
    same = pl.sum_horizontal(
        pl.nth(column).str.strip_chars().is_in(levels).fill_null(False).cast(pl.UInt16)
        for column, levels in texts.items()
    )
    depth = block.last - block.first + 1
    return same >= max(2, -(-len(texts) // (2 * depth)) if depth > 1 else -(-len(texts) // 2))
