"""A sheet with all that is known before its header is looked for; what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.definitions import County, Register, Vocabulary
from pipelines.faults import Fault
from pipelines.read.output import Frames
from pipelines.read.sheet import Sheet


@dataclass(frozen=True)
class SheetOf:
    """A sheet of a file, with all that is known before its header is looked for."""

    sheet: Sheet
    register: Register
    file: str
    source: Mapping[str, Any]  # SOURCE_FILE columns of the file: sha256, bytes
    names: tuple[str, ...]
    county: County
    vocabularies: Mapping[str, Vocabulary]

    @property
    def place(self) -> dict[str, str]:
        """Register, file and sheet: the first columns of every frame."""
        return {"register": self.register.code, "file": self.file, "sheet": self.sheet.name}


@dataclass
class SheetResult:
    """A sheet as read; the last three as in ``FileResult``."""

    frames: Frames
    faults: list[Fault] = field(default_factory=list)
    guesses: list[Fault] = field(default_factory=list)
    settled_on: date = date.min
    used_window: bool = False
    month_in_name: bool = False
