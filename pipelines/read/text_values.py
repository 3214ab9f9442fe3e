"""Text-like cells → cleaned text: names, identity numbers, accounts, phones, certificates, plain text.

Belongs here: cleaning a whole column; nothing passes through a number type. Values that are clean
already (nearly all) are only looked at; the others are cleaned once per distinct value.
Not here: whether a number is right (``pipelines.id_numbers``), comparing names (``identify``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from pipelines.id_numbers import cleaned, read_numbers
from pipelines.read.folding import INVISIBLE

_QUOTES = "'`’‘\"“”"
_EDGES = rf"^[\s{_QUOTES}]+|[\s{_QUOTES}]+$"
_DOTS = r"\s*[•・‧∙⋅●]\s*"
_LATIN_DOT = r"(\p{L})\s*\.\s*(\p{L})"
_CLOSING = ")]】〕>》」}"
_BRACKETS = r"[(\[【〔<《「{][^)\]】〕>》」}]*[)\]】〕>》」}]?"
_INSIDE = r"[(\[【〔<《「{]([^(\[【〔<《「{)\]】〕>》」}]+)"
_FORMER = r"[(\[【〔](?:曾用名|又名|原名|曾名)[::]?([^)\]】〕]+)"
_NOTHING = (
    "-", "--", "—", "——", "/", "\\", "NULL", "null", "None", "nan", "NaN", "#N/A", "N/A", "#REF!", "#VALUE!",
)  # fmt: skip
_NONE_SAID = ("无", "无号", "暂无")


_HAN = r"[\x{2E80}-\x{2FDF}\x{3400}-\x{9FFF}\x{F900}-\x{FAFF}\x{20000}-\x{323AF}]"
_CJK = r"\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}"


def original(values: pl.Series) -> pl.Series:
    """The texts of typed cells as they stand in the file; null when blank or a placeholder such as ``-``.

    A day that Excel shows without a time is read with 00:00:00; nobody wrote that.
    """
    bare = pl.col("text").str.strip_chars()
    kept = pl.when((bare != "") & ~bare.is_in(_NOTHING)).then(pl.col("text"))
    return values.to_frame("text").select(kept.str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1")).to_series()


def plain_texts(values: pl.Series) -> pl.Series:
    """Texts in normal width: no invisible signs, no spaces where Chinese stands, else single ones."""
    return _cleaned(values, rf"^[0-9{_CJK}][A-Z0-9{_CJK}()#、·-]*$", _plain_text)


def names(values: pl.Series) -> pl.Series:
    """Names: middle dots as ·, no inner spaces between Chinese characters, no bracketed remarks."""
    return _cleaned(values, rf"^[{_CJK}]{{2,}}$", _name)


def former_names(values: pl.Series) -> pl.Series:
    """The earlier names that name cells give in brackets, e.g. ``王五(曾用名李四)``; else null."""
    inside = values.to_frame("text").select(_bare(pl.col("text")).str.extract(_FORMER, 1)).to_series()
    return names(inside)


def account_numbers(values: pl.Series) -> pl.Series:
    """Accounts and phones: normal width, without spaces, quotes, and the ``.0`` of a number cell."""
    return _cleaned(values, r"^[0-9]+$", _number)


def certificate_numbers(values: pl.Series) -> pl.Series:
    """Disability certificate numbers: as accounts, in capitals, × as X."""
    return _cleaned(values, r"^[0-9]+X?[0-9B]*$", _certificate)


def id_numbers(values: pl.Series) -> pl.Series:
    """Identity numbers as cleaned; the G of a school number before a full identity number goes."""
    return _cleaned(values, r"^[0-9]{17}[0-9X]$", _id)


def _cleaned(values: pl.Series, is_clean: str, clean: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    """The column with every value that does not match ``is_clean`` cleaned."""
    is_done = (values.str.contains(is_clean) & ~values.is_in(_NONE_SAID)).fill_null(True)
    if is_done.all():
        return values
    dirty = values.filter(~is_done).unique().to_frame("text")
    table = dirty.with_columns(clean(pl.col("text")).alias("clean"))
    repaired = values.replace_strict(table["text"], table["clean"], default=None, return_dtype=pl.String)
    return values.zip_with(is_done, repaired)


def _plain_text(text: pl.Expr) -> pl.Expr:
    return _filled(_without_gaps(_bare(text)))


def _name(text: pl.Expr) -> pl.Expr:
    bare = _bare(text).str.replace_all(f"[{_QUOTES}]", "")
    outside = bare.str.replace_all(_BRACKETS, "").str.strip_chars(f"{_CLOSING} ")
    inside = bare.str.extract(_INSIDE, 1).str.strip_chars().fill_null("")
    kept = pl.when(outside != "").then(outside).otherwise(inside)
    dotted = kept.str.replace_all(_DOTS, "·").str.replace_all(r"\s*·\s*", "·")
    for _ in range(2):  # A.B.C: matches do not overlap
        dotted = dotted.str.replace_all(_LATIN_DOT, "$1·$2")
    return _filled(_without_gaps(dotted).str.strip_chars(), _NONE_SAID)


def _number(text: pl.Expr) -> pl.Expr:
    bare = _bare(text).str.replace_all(r"\s+", "").str.replace(r"^(\d{5,})\.0+$", "$1")
    dashed = bare.str.contains(r"^\d{4,}(?:-\d{2,})+$") & (
        bare.str.replace_all("-", "").str.len_chars() >= 15
    )
    return _filled(pl.when(dashed).then(bare.str.replace_all("-", "")).otherwise(bare), _NONE_SAID)


def _certificate(text: pl.Expr) -> pl.Expr:
    return _number(text).str.to_uppercase().str.replace_all("×", "X")


def _id(text: pl.Expr) -> pl.Expr:
    number = cleaned(text.str.strip_chars()).str.replace(r"^(\d{15,18})\.0+$", "$1")
    return _filled(number.str.replace(r"^G(\d{17}[0-9X]|\d{15})$", "$1"), (*_NONE_SAID, "NONE", "NAN"))


def id_statuses(columns: list[pl.Series], *, as_of: date) -> tuple[list[pl.Series], date]:
    """The status of every cleaned number, column by column, worked out once per distinct number.

    Returns:
        The statuses (see ``pipelines.id_numbers``), and the latest birth date that any number
        names: from that day on the statuses do not depend on ``as_of``.
    """
    if not columns:
        return [], date.min
    numbers = pl.concat([c.rename("id_number") for c in columns]).drop_nulls().unique()
    table = read_numbers(numbers, as_of=as_of)
    statuses: list[pl.Series] = []
    for i, column in enumerate(columns):
        same = next((k for k in range(i) if columns[k].equals(column)), None)
        statuses.append(
            statuses[same]
            if same is not None  # the head of a line is often its payee and beneficiary too
            else column.replace_strict(
                table["id_number"], table["id_status"], default=None, return_dtype=pl.String
            )
        )
    birth = pl.when(pl.col("id_number").str.len_chars() == 18).then(pl.col("id_number").str.slice(6, 8))
    latest = table.select(birth.str.strptime(pl.Date, "%Y%m%d", strict=False).max()).item()
    return statuses, latest or date.min


def _without_gaps(text: pl.Expr) -> pl.Expr:
    """No spaces where Chinese stands, else single ones."""
    has_chinese = text.str.contains(_HAN)
    return text.str.replace_all(r"\s+", pl.when(has_chinese).then(pl.lit("")).otherwise(pl.lit(" ")))


def _bare(text: pl.Expr) -> pl.Expr:
    visible = text.str.replace_all(rf"[{INVISIBLE}]", "").str.normalize("NFKC")
    return visible.str.replace_all(r"\s+", " ").str.replace_all(_EDGES, "")


def _filled(text: pl.Expr, also_empty: tuple[str, ...] = ()) -> pl.Expr:
    return pl.when((text != "") & ~text.is_in((*_NOTHING, *also_empty))).then(text)
