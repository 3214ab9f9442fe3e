"""Zip archives (and workbooks, which are zips) before anything is unpacked: are they safe to open?

Belongs here: limits, passwords, paths that lead outside, names in old encodings.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from pipelines.faults import Fault
from pipelines.read import messages

MAX_MEMBERS = 2_000
MAX_BYTES = 4 * 1024**3  # of all members together, unpacked
MAX_RATIO = 250  # sheets of a real county pack 10 to 60 times
_RATIO_FROM = 32 * 1024**2  # small files may pack well
_IS_UTF8 = 0x800
_IS_ENCRYPTED = 0x1


def archive_fault(content: bytes, file: str) -> Fault | None:
    """Why an archive must not be unpacked, or None. Only its directory is read."""
    if not content:
        return messages.empty_file(file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    # zipfile raises NotImplementedError for a version or packing it does not know
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return messages.broken(file, "压缩包", "archive")
    for member in members:
        name = member_name(member).replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            return messages.outside_path(file, name)
        if member.flag_bits & _IS_ENCRYPTED:
            return messages.encrypted_member(file)
    return _size_fault(members, file) or _checksum_fault(content, file)


def file_members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The members that are files, sorted by name."""
    yield from sorted((m for m in archive.infolist() if not m.is_dir()), key=member_name)


def member_name(member: zipfile.ZipInfo) -> str:
    """The name as its author wrote it: Chinese Windows stores GBK, which the standard reads as cp437."""
    if member.flag_bits & _IS_UTF8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether the zip is an Excel workbook."""
    return "xl/workbook.xml" in archive.namelist()


def _size_fault(members: list[zipfile.ZipInfo], file: str) -> Fault | None:
    if len(members) > MAX_MEMBERS:
        return messages.bomb(file, f"含{len(members)}个文件", f"{len(members)} files")
    unpacked = sum(m.file_size for m in members)
    packed = max(1, sum(m.compress_size for m in members))
    if unpacked > MAX_BYTES:
        return messages.bomb(file, f"解压后{unpacked // 1024**2} MB", f"{unpacked // 1024**2} MB unpacked")
    worst = max(
        (m.file_size / max(1, m.compress_size) for m in members if m.file_size > _RATIO_FROM), default=0
    )
    if worst > MAX_RATIO or (unpacked > _RATIO_FROM and unpacked / packed > MAX_RATIO):
        ratio = int(max(worst, unpacked / packed))
        return messages.bomb(file, f"压缩率{ratio}倍", f"{ratio} times smaller than unpacked")
    return None


def _checksum_fault(content: bytes, file: str) -> Fault | None:
    """A first byte of every member must come out; damage further in shows when the member is read."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in file_members(archive):
            try:
                with archive.open(member) as opened:
                    opened.read(1)
            except Exception:  # zlib, lzma and struct errors differ by method; all mean the same here
                return messages.broken(file, "压缩包", "archive")
    return None
