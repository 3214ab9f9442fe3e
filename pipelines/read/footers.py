"""Footer rows (合计 总计 小计) → FOOTER: what they say, and which rows they cover.

Belongs here: the amount and the count of a footer and the field each stands under. Whether they
agree with the rows is a matter of the rules (IDQ-05).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from pipelines.definitions import Register
from pipelines.read.columns import Columns
from pipelines.read.folding import folded
from pipelines.read.number_values import parse_fen, parse_whole
from pipelines.tables import FOOTER

_TOTAL = re.compile("[合总小累共]计")
_COUNT = re.compile(r"^\d+(?:户|人|名|笔|条|个)?$")
_HOUSEHOLDS, _PEOPLE = re.compile(r"(\d+)户"), re.compile(r"(\d+)(?:人|名|笔|条)")
_SAID_AMOUNT = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)元")
_LARGE_SUM = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+[元圆][零壹贰叁肆伍陆柒捌玖角分整正]*")


def footers(
    cells: pl.DataFrame,
    footer_rows: Sequence[int],
    data_rows: pl.Series,
    columns: Columns,
    register: Register,
    units: dict[str, int],
    place: dict[str, Any],
    headers_again: Sequence[int] = (),
) -> pl.DataFrame:
    """FOOTER of one sheet.

    小计 covers the data rows since the last footer; 合计 and 总计 cover all data rows above and below,
    unless another total follows after more data: then they too are subtotals. Of two tables below
    each other, each with its header and the same word 合计, the last is the second table's.

    Args:
        footer_rows, data_rows: 0-based rows, ascending.
        units: yuan per unit (1 or 10000) of the money fields that have a column.
        place: register, file and sheet.
        headers_again: 0-based rows that repeat the header.
    """
    records = []
    since, before = -1, ""
    for index, row in enumerate(footer_rows):
        texts = [cells.item(row, c) for c in range(cells.width)]
        label = _label(texts)
        if "累计" in label:
            continue  # of all months so far: nothing in this sheet adds up to it
        later = footer_rows[index + 1] if index + 1 < len(footer_rows) else None
        is_subtotal = (
            "小计" in label
            or label.startswith("本页")
            or (label == before and any(since < header < row for header in headers_again))
            or (later is not None and _any_between(data_rows, row, later))
        )
        covered = data_rows.filter((data_rows > since) & (data_rows < row)) if is_subtotal else data_rows
        amount_field, amount_text = _amount(texts, label, columns, register)
        count_field, count = _count(texts, label, columns, register)
        records.append(
            {
                **place,
                "row": row + 1,
                "kind": "subtotal" if is_subtotal else "total",
                "first_row": _shown(covered.min()),
                "last_row": _shown(covered.max()),
                "amount_field": amount_field,
                "amount_fen": parse_fen(amount_text, units.get(amount_field or "", 1))
                if amount_text
                else None,
                "amount_text": amount_text,
                "count": count,
                "count_field": count_field,
            }
        )
        since, before = row, label
    return FOOTER.rows(*records) if records else FOOTER.empty()


def _label(texts: Sequence[str | None]) -> str:
    """The cell that makes the row a footer: 合计 may stand behind a number of its own."""
    filled = [folded(t) for t in texts if t]
    return next((t for t in filled if _TOTAL.search(t)), filled[0] if filled else "")


def _any_between(rows: pl.Series, first: int, last: int) -> bool:
    return bool(((rows > first) & (rows < last)).any())


def _shown(row: Any) -> int | None:
    return None if row is None else int(row) + 1


def _amount(
    texts: list[str | None], label: str, columns: Columns, register: Register
) -> tuple[str | None, str | None]:
    """The money field the amount stands under (those that count first), and its text."""
    others = [f.name for f in register.fields if f.type == "money" and f.name not in register.amounts]
    for field in (*register.amounts, *others):
        column = columns.of.get(field)
        if column is not None and (text := texts[column]) and folded(text) != label:
            return field, text
    said = _SAID_AMOUNT.search(label) or _LARGE_SUM.search(label)
    if said and register.amounts:
        return register.amounts[0], said[1] if said.re is _SAID_AMOUNT else said[0]
    return None, None


def _count(
    texts: list[str | None], label: str, columns: Columns, register: Register
) -> tuple[str | None, int | None]:
    """The field a count stands under, and the count: persons or households, never money or months."""
    whole = [
        f.name for f in register.fields if f.type == "int" and f.name not in ("months", "age", "line_no")
    ]
    named = [
        f.name for f in register.fields if f.type in ("id", "name", "text") and f.name not in register.repeats
    ]
    for field in (*whole, *named):
        column = columns.of.get(field)
        text = folded(texts[column]) if column is not None else ""
        if text and text != label and _COUNT.match(text):
            return field, parse_whole(text)
    counted = [*whole, *(f.name for f in register.fields if f.type == "name" and f.name in named)]
    people = next((f for f in counted if f in columns.of), None)
    households = next((f for f in ("household_id", "household_no") if f in columns.of), people)
    if match := _HOUSEHOLDS.search(label):
        return households, int(match[1])
    if match := _PEOPLE.search(label):
        return people, int(match[1])
    return None, None
