"""What the sheet reader does not say: long numbers in number cells, hidden rows and sheets.

fastexcel hands out a number cell as a text that looks like any other: an identity number typed as
a number comes back as 18 digits of which the last are invented. The cell type survives in the
sheet's own records, which are scanned here: .xlsx by a streaming regular expression, .xls record
by record. Not here: what is done with such cells (``workbooks``).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree import ElementTree

FIRST_LOST = 10**15  # a double holds 15 digits for certain, and Excel keeps no more
_PIECE = 1 << 20
_HIDDEN = re.compile(rb"""hidden\s*=\s*["'](?:1|true)["']""")
_ROW_TAG = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\sr\s*=\s*["'](\d+)["']""")
_CELL_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d+)["']""")
_CELL_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
# Begins with plain letters, which the search jumps to: ten times faster than matching whole cells.
_LONG_NUMBER = re.compile(rb"v>(-?\d{16}[\d.]*|-?\d[\d.]*[eE]\+?\d{2,3})</")
_ROW_END = re.compile(rb"</(?:\w+:)?row>|<(?:\w+:)?row\b[^>]*/>")


@dataclass
class Marks:
    """Of one sheet: hidden rows (1-based) and long numbers as (row 1-based, column 0-based, value)."""

    hidden_rows: list[int] = field(default_factory=list)
    numbers: list[tuple[int, int, float]] = field(default_factory=list)


def xlsx_marks(content: bytes) -> dict[str, Marks]:
    """Marks by sheet name; a part that is not there or not XML has none (the reader will complain)."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        present = set(archive.namelist())
        return {name: _scan_part(archive, part) for name, part in _sheet_parts(archive) if part in present}


def xls_marks(stream: bytes) -> dict[str, Marks]:
    """Marks by sheet name, from the Workbook stream of a BIFF8 file."""
    marks: dict[str, Marks] = {}
    starts = {position: name for name, position in _xls_sheets(stream)}
    for start, name in starts.items():
        marks[name] = Marks()
        for kind, at, length in _records(stream, start):
            _mark_record(stream, kind, at, length, marks[name])
    return marks


def wants_password(stream: bytes) -> bool:
    """Whether the Workbook stream is encrypted (a FilePass record stands among its first)."""
    return any(kind == 0x2F for kind, _, _ in _records(stream, 0))


def scientific(value: float) -> str:
    """A long number as Excel shows it: ``3.39901194803E+17``. No digit of it may pass for an id."""
    mantissa, _, exponent = f"{Decimal(value):.11E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    try:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        link = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
        target = targets.get(link, "")
        yield element.get("name", ""), target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _scan_part(archive: zipfile.ZipFile, part: str) -> Marks:
    marks = Marks()
    rest = b""
    with archive.open(part) as opened:
        while piece := opened.read(_PIECE):
            text = rest + piece
            end = 0
            for end_of_row in _ROW_END.finditer(text, max(0, text.rfind(b"row") - 65_536)):
                end = end_of_row.end()
            _scan_text(text[:end], marks)
            rest = text[end:]
    _scan_text(rest, marks)
    return marks


def _scan_text(text: bytes, marks: Marks) -> None:
    """``text`` holds whole rows."""
    for hidden in _HIDDEN.finditer(text):
        tag = text[text.rfind(b"<", 0, hidden.start()) : text.find(b">", hidden.start())]
        if number := _ROW_TAG.match(tag):
            marks.hidden_rows.append(int(number[1]))
    for long in _LONG_NUMBER.finditer(text):
        start = max(text.rfind(opening, 0, long.start()) for opening in (b"<c ", b":c "))
        tag = text[start : text.find(b">", start)]
        kind, place = _CELL_TYPE.search(tag), _CELL_PLACE.search(tag)
        if place and (kind is None or kind[1] == b"n") and abs(value := float(long[1])) >= FIRST_LOST:
            marks.numbers.append((int(place[2]), _column(place[1]), value))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """(type, offset of the body, length) of the records of one substream."""
    at, end = start, len(stream) - 4
    while at <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > len(stream):
            return
        yield kind, at + 4, length
        if kind == 0x0A:
            return
        at += 4 + length


def _xls_sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, at, length in _records(stream, 0):
        if kind != 0x85 or length < 8:
            continue
        position, count, wide = struct.unpack_from("<I2xBB", stream, at)
        raw = stream[at + 8 : at + 8 + count * (2 if wide & 1 else 1)]
        yield raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace"), position


def _mark_record(stream: bytes, kind: int, at: int, length: int, marks: Marks) -> None:
    if kind == 0x0208 and length >= 16:
        row, options = struct.unpack_from("<H10xI", stream, at)
        if options & 0x20:
            marks.hidden_rows.append(row + 1)
    elif kind in (0x0203, 0x0006) and length >= 14:
        row, column, value = struct.unpack_from("<HH2xd", stream, at)
        is_number = kind == 0x0203 or stream[at + 12 : at + 14] != b"\xff\xff"
        if is_number and FIRST_LOST <= abs(value) < 1e30:
            marks.numbers.append((row + 1, column, value))
