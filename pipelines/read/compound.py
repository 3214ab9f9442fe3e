"""The OLE2 compound file, the container of .xls workbooks and of password-protected .xlsx.

Belongs here: only finding a stream by name. What the stream says stands in ``number_cells``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # every greater number ends a chain
_HEADER_SECTORS = 109
_ENTRY = 128


class NotCompound(Exception):
    """The bytes are no whole compound file."""


class CompoundFile:
    """The streams of a compound file, by name."""

    def __init__(self, content: bytes) -> None:
        """Reads the directory. Raises NotCompound."""
        try:
            self._open(content)
        except (struct.error, IndexError, ValueError) as error:
            raise NotCompound(str(error)) from error

    def _open(self, content: bytes) -> None:
        if content[:8] != SIGNATURE:
            raise NotCompound("no signature")
        self._content = content
        self._size = 1 << struct.unpack_from("<H", content, 30)[0]
        if self._size not in (512, 4096):
            raise NotCompound("sector size")
        first_directory, self._cutoff, first_mini, first_difat = (
            struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60, 68)
        )
        sectors = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", content, 76))
        while first_difat < _END and len(sectors) < len(content):
            block = struct.unpack(f"<{self._size // 4}I", self._sector(first_difat))
            sectors += block[:-1]
            first_difat = block[-1]
        table = b"".join(self._sector(s) for s in sectors if s < _END)
        self._next = struct.unpack(f"<{len(table) // 4}I", table)
        self._mini_next = struct.unpack(f"<{len(m := self._chain(first_mini)) // 4}I", m)
        self._entries = dict(self._directory(self._chain(first_directory)))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all streams."""
        return tuple(self._entries)

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, None when there is none of that name. Raises NotCompound."""
        if name not in self._entries:
            return None
        first, size = self._entries[name]
        try:
            return (self._chain(first) if size >= self._cutoff else self._mini_chain(first))[:size]
        except (struct.error, IndexError, ValueError) as error:
            raise NotCompound(str(error)) from error

    def _directory(self, directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            first, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
            if kind == 5:
                self._mini_stream = self._chain(first)
            elif kind == 2:
                yield name, (first, size)

    def _sector(self, number: int) -> bytes:
        sector = self._content[(number + 1) * self._size : (number + 2) * self._size]
        if not sector:
            raise NotCompound("sector outside the file")
        return sector.ljust(self._size, b"\0")

    def _chain(self, number: int) -> bytes:
        parts = []
        while number < _END:
            parts.append(self._sector(number))
            if len(parts) > len(self._next):
                raise NotCompound("circular chain")
            number = self._next[number]
        return b"".join(parts)

    def _mini_chain(self, number: int) -> bytes:
        parts = []
        while number < _END:
            parts.append(self._mini_stream[number * 64 : number * 64 + 64])
            if len(parts) > len(self._mini_next):
                raise NotCompound("circular chain")
            number = self._mini_next[number]
        return b"".join(parts)
