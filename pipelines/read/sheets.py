"""Bytes → sheets, whatever the extension says: the content decides how they are read."""

from __future__ import annotations

import lzma
import zipfile
import zlib

from pipelines.faults import Fault
from pipelines.read import messages
from pipelines.read.compound import SIGNATURE
from pipelines.read.files import Source
from pipelines.read.sheet import Sheet
from pipelines.read.text_tables import text_sheet
from pipelines.read.workbooks import ole_sheets, xlsx_sheets

_ZIP = b"PK\x03\x04"
# NotImplementedError is how zipfile says that it does not know a packing
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, ValueError,
)  # fmt: skip
_OTHER = (
    (b"%PDF", "PDF 文档", "a PDF document"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
)
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head", b"<div", b"<body", b"<style")


def read_sheets(source: Source, content: bytes) -> tuple[tuple[Sheet, ...] | Fault, tuple[Fault, ...]]:
    """The sheets of a file or why it is refused, and warnings."""
    file = source.file
    extension = file.lower().rpartition(".")[2]
    if not content:
        return messages.empty_file(file), ()
    if content.startswith(_ZIP):
        return xlsx_sheets(content, file), _odd(file, extension, "xlsx", ("xlsx",))
    if content.startswith(SIGNATURE):
        opened = ole_sheets(content, file)
        return opened, () if isinstance(opened, Fault) else _odd(file, extension, "xls", ("xls",))
    for start, what, what_en in _OTHER:
        if content.startswith(start):
            return messages.not_a_table(file, what, what_en), ()
    head = content[:2048].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if head.startswith(_MARKUP):
        return messages.not_a_table(file, "网页（HTML/XML）", "a web page (HTML or XML)"), ()
    if extension not in ("csv", "txt") and (b"\x00" in content[:4096] or extension == "zip"):
        return messages.broken(file, "工作簿", "workbook"), ()
    kind = extension if extension in ("csv", "txt") else "csv"
    opened = text_sheet(content, file, kind)
    return opened, () if isinstance(opened, Fault) else _odd(file, extension, "csv", ("csv", "txt"))


def load(source: Source) -> bytes | Fault:
    """The bytes of a file; a member that cannot be unpacked is a fault."""
    try:
        return source.content()
    except _DAMAGED:
        return messages.broken(source.file, "文件", "file")


def _odd(file: str, extension: str, kind: str, fitting: tuple[str, ...]) -> tuple[Fault, ...]:
    return () if extension in fitting else (messages.other_kind(file, kind),)
