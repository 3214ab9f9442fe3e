"""The texts of data rows → typed columns of the register, each distinct text parsed once.

Belongs here: field by field, which parser applies and which columns come out (``register_row``).
The parsers stand in ``text_values``, ``date_values``, ``number_values`` and ``codes``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.definitions import Field, Register, Vocabulary
from pipelines.read.codes import codes
from pipelines.read.columns import Columns
from pipelines.read.date_values import parse_date, parse_datetime, parse_month
from pipelines.read.folding import folded
from pipelines.read.number_values import parse_fen, parse_whole
from pipelines.read.text_values import (
    account_numbers,
    certificate_numbers,
    former_names,
    id_numbers,
    id_statuses,
    names,
    original,
    plain_texts,
)  # fmt: skip
from pipelines.tables import TYPED, typed_name

_CLEAN: Mapping[str, Callable[[pl.Series], pl.Series]] = {
    "text": plain_texts, "address": plain_texts, "region": plain_texts, "name": names,
    "cert": certificate_numbers, "account": account_numbers, "phone": account_numbers, "id": id_numbers,
}  # fmt: skip
_NOT_YUAN = ("area",)  # square metres, typed as money for their two decimals
_TEN_THOUSAND = 10_000
_BENEFIT_MONTHS = ("benefit_month", "month")
_BARE_MONTH = r"^\s*(?:\d{1,2}\s*(?:月|$)|[一二三四五六七八九十]{1,2}\s*月)"


@dataclass(frozen=True)
class Typed:
    """Typed columns by name; the day from which identity statuses are settled; whether a month
    stands without its year somewhere."""

    columns: dict[str, pl.Series]
    settled_on: date
    has_bare_months: bool


def typed_columns(
    cells: pl.DataFrame,
    columns: Columns,
    register: Register,
    vocabularies: Mapping[str, Vocabulary],
    units: Mapping[str, int],
    *,
    year: int | None,
    as_of: date,
) -> Typed:
    """Every column that ``register_row`` wants of the register's own fields.

    Args:
        cells: the data rows only.
        units: yuan per unit of the money fields.
        year: the year of months written without one.
    """
    out: dict[str, pl.Series] = {}
    for field in register.fields:
        if field.name in register.repeats:
            continue
        column = columns.of.get(field.name)
        texts = pl.Series([None], dtype=pl.String).new_from_index(0, cells.height)
        if column is not None:
            texts = cells.to_series(column)
        more = [cells.to_series(c) for c in columns.extra.get(field.name, ())]
        out |= _of_field(field, [texts, *more], vocabularies, units.get(field.name, 1), year)
    _fill_former_names(out, cells, columns, register)
    ids = [f.name for f in register.fields if f.type == "id" and f.name not in register.repeats]
    statuses, settled_on = id_statuses([out[name] for name in ids], as_of=as_of)
    out |= {f"{name}_status": status for name, status in zip(ids, statuses, strict=True)}
    months = [out[f"{f.name}_text"] for f in register.fields if f.type == "month"]
    has_bare = any(bool(texts.str.contains(_BARE_MONTH).any()) for texts in months)
    return Typed({name: series.rename(name) for name, series in out.items()}, settled_on, has_bare)


def money_units(columns: Columns, register: Register, titles: tuple[str, ...]) -> dict[str, int]:
    """Yuan per unit of each money field: 10000 where its header, or else a title, says 万元."""
    by_title = _TEN_THOUSAND if any(_says_ten_thousand(t) for t in titles) else 1
    units = {}
    for field in register.fields:
        if field.type != "money" or field.name not in columns.of:
            continue
        header = folded(columns.label(field.name))
        if "万元" in header:
            units[field.name] = _TEN_THOUSAND
        elif field.name in _NOT_YUAN or "(元" in header or "元)" in header:
            units[field.name] = 1
        else:
            units[field.name] = by_title
    return units


def by_distinct(texts: pl.Series, parse: Callable[[str], Any], dtype: pl.DataType) -> pl.Series:
    """The parsed texts; each distinct text is parsed once. Null and unreadable give null."""
    distinct = texts.drop_nulls().unique()
    parsed = pl.Series([parse(text) for text in distinct], dtype=dtype)
    return texts.replace_strict(distinct, parsed, default=None, return_dtype=dtype)


def whole_numbers(texts: pl.Series) -> pl.Series:
    """Int64; plain digits are cast as they are, the rest parsed once per distinct text."""
    text = pl.col("text")
    plain = pl.when(text.str.contains(r"^[0-9]{1,15}$")).then(text).cast(pl.Int64)
    return _with_rest_parsed(texts, plain, parse_whole)


def fen(texts: pl.Series, unit: int) -> pl.Series:
    """Int64 fen; plain amounts are read by dropping the point, the rest once per distinct text."""
    text = pl.col("text")
    whole = pl.when(text.str.contains(r"^[0-9]{1,10}$")).then(text).cast(pl.Int64) * 100
    with_fen = pl.when(text.str.contains(r"^[0-9]{1,10}\.[0-9]{2}$")).then(
        text.str.replace(".", "", literal=True)
    )
    plain = pl.coalesce(whole, with_fen.cast(pl.Int64)) * unit
    return _with_rest_parsed(texts, plain, lambda t: parse_fen(t, unit))


def _with_rest_parsed(texts: pl.Series, plain: pl.Expr, parse: Callable[[str], int | None]) -> pl.Series:
    read = texts.to_frame("text").select(plain.alias("text")).to_series()
    is_open = read.is_null() & texts.is_not_null()
    if not is_open.any():
        return read
    rest = by_distinct(
        texts.zip_with(is_open, pl.Series([None], dtype=pl.String).new_from_index(0, texts.len())),
        parse,
        pl.Int64(),
    )
    return rest.zip_with(is_open, read)


def _says_ten_thousand(title: str) -> bool:
    text = folded(title)
    return "单位:万元" in text or "(万元)" in text or "金额单位为万元" in text or text == "万元"


def _of_field(
    field: Field,
    texts: list[pl.Series],
    vocabularies: Mapping[str, Vocabulary],
    unit: int,
    year: int | None,
) -> dict[str, pl.Series]:
    name = field.name
    if field.type in _CLEAN and field.type != "id":
        return {name: _CLEAN[field.type](texts[0])}
    said = original(texts[0])
    if field.type == "id":
        return {name: id_numbers(texts[0]), f"{name}_text": said}
    if field.type == "code":
        vocabulary = vocabularies.get(field.vocabulary) if field.vocabulary else None
        return {name: codes(said, vocabulary), f"{name}_text": said}
    if field.type == "money" and len(texts) > 1:
        return _sum(field, [original(t) for t in texts], unit)
    if field.type in ("money", "int"):
        number = fen(said, unit) if field.type == "money" else whole_numbers(said)
        return {typed_name(name, field.type): number, f"{name}_text": said}
    parse: dict[str, Callable[[str], Any]] = {
        "date": parse_date,
        "datetime": parse_datetime,
        "month": lambda text: parse_month(text, year, or_number=name in _BENEFIT_MONTHS),
    }
    return {name: by_distinct(said, parse[field.type], TYPED[field.type]), f"{name}_text": said}


def _sum(field: Field, texts: list[pl.Series], unit: int) -> dict[str, pl.Series]:
    """Several columns of one money field: the sum, null where one of them cannot be read."""
    frame = pl.DataFrame(
        {f"text_{i}": t for i, t in enumerate(texts)}
        | {f"fen_{i}": fen(t, unit) for i, t in enumerate(texts)}
    )
    is_readable = pl.all_horizontal(
        pl.col(f"text_{i}").is_null() | pl.col(f"fen_{i}").is_not_null() for i in range(len(texts))
    )
    said = pl.concat_str(pl.col("^text_.*$"), separator="+", ignore_nulls=True)
    summed = frame.select(
        pl.when(is_readable & (said != "")).then(pl.sum_horizontal(pl.col("^fen_.*$"))).alias("fen"),
        pl.when(said != "").then(said).alias("text"),
    )
    return {f"{field.name}_fen": summed["fen"], f"{field.name}_text": summed["text"]}


def _fill_former_names(
    out: dict[str, pl.Series], cells: pl.DataFrame, columns: Columns, register: Register
) -> None:
    """An earlier name in brackets behind the name fills an empty ``former_name``."""
    name = columns.of.get("name")
    if register.field("former_name") and name is not None:
        in_brackets = former_names(cells.to_series(name))
        own = out["former_name"]
        out["former_name"] = own.zip_with(own.is_not_null(), in_brackets)
