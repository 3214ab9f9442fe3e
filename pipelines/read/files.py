"""The data folder → the files to read, each with its register.

Belongs here: folders and archives, and what in them is no data file. Only names and archive
directories are looked at; contents are opened by ``sheets``. The folder is never written to.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.definitions import Register
from pipelines.faults import Fault
from pipelines.read import messages
from pipelines.read.archives import archive_fault, file_members, is_workbook, member_name
from pipelines.read.folding import folded

EXTENSIONS = (".xlsx", ".xls", ".csv", ".txt")
_NOT_OURS = ("county.yaml", "county.yml", "thumbs.db", "desktop.ini", "readme.md", "readme.txt", "说明.txt")


@dataclass(frozen=True)
class Source:
    """A file to read: its register, its path inside DATA (``a.zip!/b.csv`` for a member), where it lies."""

    register: Register
    file: str
    path: Path
    member: str | None = None

    def content(self) -> bytes:
        """The bytes of the file or archive member."""
        if self.member is None:
            return self.path.read_bytes()
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(self.member)

    @property
    def names(self) -> tuple[str, ...]:
        """The names around the content from the inside out: file, archive, folders below the register's."""
        inner = self.file.split("/", 1)[1]
        parts = [p for p in inner.replace("!/", "/").split("/") if p]
        return tuple(PurePosixPath(p).stem if is_data_file(p) else p for p in reversed(parts))


@dataclass(frozen=True)
class Found:
    """Files to read, files that cannot be opened at all (with their register), and faults."""

    sources: tuple[Source, ...]
    unusable: tuple[tuple[Source, Fault], ...]
    faults: tuple[Fault, ...]


def find_files(data: Path, registers: Sequence[Register]) -> Found:
    """All files of the data folder, sorted by path; unknown folders and kinds are faults."""
    by_name = {folded(name).casefold(): r for r in registers for name in (r.code, r.zh)}
    sources: list[Source] = []
    unusable: list[tuple[Source, Fault]] = []
    faults: list[Fault] = []
    for entry in sorted(data.iterdir(), key=lambda p: p.name):
        if _is_ignored(entry.name):
            continue
        if not entry.is_dir():
            faults.append(messages.no_folder(entry.name))
            continue
        register = by_name.get(folded(entry.name).casefold())
        if register is None:
            if any(True for _ in _files_in(entry)):
                faults.append(messages.unknown_folder(entry.name, registers))
            continue
        for path in _files_in(entry):
            file = path.relative_to(data).as_posix()
            if path.suffix.lower() == ".zip":
                _open_archive(Source(register, file, path), sources, unusable, faults)
            elif is_data_file(path.name):
                sources.append(Source(register, file, path))
            else:
                faults.append(messages.unknown_extension(file))
    return Found(tuple(sorted(sources, key=lambda s: s.file)), tuple(unusable), tuple(faults))


def is_data_file(name: str) -> bool:
    """Whether the name ends like a file that is read."""
    return name.lower().endswith((*EXTENSIONS, ".zip"))


def _files_in(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not _is_ignored(f))
        yield from (Path(root) / f for f in sorted(files) if not _is_ignored(f))


def _is_ignored(name: str) -> bool:
    """Lock files of an open Excel, hidden files, and what operating systems leave behind."""
    return name.startswith((".", "~$", "__MACOSX")) or name.lower() in _NOT_OURS


def _open_archive(
    archive: Source, sources: list[Source], unusable: list[tuple[Source, Fault]], faults: list[Fault]
) -> None:
    content = archive.path.read_bytes()
    fault = archive_fault(content, archive.file)
    if fault:
        unusable.append((archive, fault))
        return
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        if is_workbook(opened):
            sources.append(archive)
            return
        for member in file_members(opened):
            name = member_name(member)
            if any(_is_ignored(part) for part in name.split("/")):
                continue
            file = f"{archive.file}!/{name}"
            if name.lower().endswith(EXTENSIONS):
                sources.append(Source(archive.register, file, archive.path, member.filename))
            else:
                faults.append(messages.unknown_extension(file))
