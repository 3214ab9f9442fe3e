"""Text bytes → one sheet of texts: encoding, separator, quoting.

Belongs here: .csv and .txt, comma, semicolon, tab or bar between the cells, quoted cells with line
breaks. ``row`` counts records, as in a spreadsheet, not lines of the file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re

import polars as pl

from pipelines.faults import Fault
from pipelines.read import messages
from pipelines.read.sheet import Sheet, trimmed

_SEPARATORS = ("\t", "|", ",", ";")
_LINES_LOOKED_AT = 50
_TEXT_FORMULA = r'^\s*="([^"]*)"\s*$'  # how exports make Excel keep a number as text
_DAMAGE_SAMPLE = 1 << 18
_LONGEST_CELL = 10_000  # a longer one is a quote that never closed
_HAN = re.compile(r"[\u4e00-\u9fff]")


def text_sheet(content: bytes, file: str, format_: str) -> tuple[Sheet, ...] | Fault:
    """The one sheet of a text file, or why it cannot be read."""
    decoded = _decoded(content, file)
    if isinstance(decoded, Fault):
        return decoded
    text, encoding = decoded
    if "\x00" in text[:10_000]:
        return messages.not_a_table(file, "二进制文件", "a binary file")
    text = text.rstrip("\x1a")  # the end mark of old systems
    cells = trimmed(_cells(text, _separator(text)))
    if '="' in text:
        cells = cells.with_columns(pl.all().str.replace(_TEXT_FORMULA, "$1"))
    return (Sheet("", cells, format_, encoding),)


def _decoded(content: bytes, file: str) -> tuple[str, str] | Fault:
    """Strict UTF-8 first (a mark at the start is dropped), then GB18030."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_utf16(content):
        return messages.encoding(file, "UTF-16，即“Unicode 文本”", "UTF-16")
    if content.startswith(codecs.BOM_UTF8):
        try:
            return content.decode("utf-8-sig"), "utf-8-sig"
        except UnicodeDecodeError as error:
            return _bad_byte(content, file, error, "UTF-8")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(content):
            return _bad_byte(content, file, error, "UTF-8")
    try:
        return content.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        return _bad_byte(content, file, error, "GB18030")


def _bad_byte(content: bytes, file: str, error: UnicodeDecodeError, encoding: str) -> Fault:
    line = content[: error.start].count(b"\n") + 1
    return messages.encoding(file, f"第{line}行不是有效的 {encoding}", f"line {line} is not valid {encoding}")


def _looks_utf16(content: bytes) -> bool:
    head = content[:4096]
    return len(head) > 20 and max(head[::2].count(0), head[1::2].count(0)) > len(head) * 0.3


def _is_damaged_utf8(content: bytes) -> bool:
    """Nearly all of it is Chinese in UTF-8: a few damaged bytes do not make it GB18030."""
    lenient = content[:_DAMAGE_SAMPLE].decode("utf-8", "replace")
    return len(_HAN.findall(lenient)) > 20 * lenient.count("\ufffd")


def _separator(text: str) -> str:
    """The separator that cuts most of the first lines into the same, largest number of cells."""
    lines = [line for line in text[:200_000].splitlines()[:_LINES_LOOKED_AT] if line.strip()]

    def score(separator: str) -> tuple[int, int]:
        counts = [line.count(separator) for line in lines]
        usual = max(set(counts), key=lambda n: (counts.count(n) if n else 0, n), default=0)
        return (counts.count(usual) * min(usual, 5) if usual else 0, usual)

    return max(_SEPARATORS, key=score)


def _cells(text: str, separator: str) -> pl.DataFrame:
    quoted = '"' in text and re.search(rf'(?:^|[\n\r{re.escape(separator)}])\s*"', text) is not None
    records = _quoted_records(text, separator) if quoted else None
    if records is not None:
        width = max((len(r) for r in records), default=0)
        columns = {f"c{i}": [r[i] if i < len(r) else None for r in records] for i in range(width)}
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return _plain_cells(text, separator)


def _plain_cells(text: str, separator: str) -> pl.DataFrame:
    """Cells of a text without quoting: every line is a record."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = pl.Series("line", text.split("\n"), dtype=pl.String)
    separators = lines.str.count_matches(separator, literal=True)
    width = 1 + max(separators.unique().to_list(), default=0)
    cut = lines.str.split_exact(separator, width - 1).struct
    return cut.unnest().rename({f"field_{i}": f"c{i}" for i in range(width)})


def _quoted_records(text: str, separator: str) -> list[list[str]] | None:
    """Records of a quoted text; None when the quotes do not close, so they are not meant as quoting."""
    csv.field_size_limit(1 << 20)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        pass  # a stray quote: try once more with the rules that spreadsheets follow
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    longest = max((len(cell) for record in records for cell in record), default=0)
    return records if longest < _LONGEST_CELL else None
