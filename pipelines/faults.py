"""The one value for everything a user can repair.

A ``Fault`` says what happened, where a person will look, what became of the row, and what to do.
It never carries a full identity number, account or phone. Stations collect faults and go on; the
edge decides by ``county.yaml`` whether to publish. Only a bug raises a bare exception.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, order=True)
class Text:
    """One sentence in both languages; users see Chinese unless they ask for English."""

    zh: str
    en: str

    def say(self, lang: Lang = "zh") -> str:
        """The sentence in one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, order=True)
class Place:
    """Where a person will look: a file (sheet, row, column as Excel shows them) or a YAML line."""

    path: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    line: int = 0
    at: int = 0

    def say(self, lang: Lang = "zh") -> str:
        """The place in words, e.g. ``a.xlsx · 表“6月” · 第12行 · 身份证号``."""
        if self.line:
            return f"{self.path}:{self.line}:{self.at}" if self.at else f"{self.path}:{self.line}"
        parts = [self.path]
        if self.sheet:
            parts.append(f"表“{self.sheet}”" if lang == "zh" else f"sheet “{self.sheet}”")
        if self.row:
            parts.append(f"第{self.row}行" if lang == "zh" else f"row {self.row}")
        if self.column:
            parts.append(f"“{self.column}”列" if lang == "zh" else f"column “{self.column}”")
        return " · ".join(parts)


@dataclass(frozen=True)
class Fault:
    """Something a user can repair.

    ``stops`` is True for what makes a file or rule unusable (a refusal): with ``on_bad_file:
    stop`` nothing is published. False is a warning: shown, counted, the run goes on.
    """

    code: str
    where: Place
    what: Text
    do: Text
    stops: bool = True
    register: str = field(default="", compare=False)

    def say(self, lang: Lang = "zh") -> str:
        """The message as printed: code and place, then what happened, then what to do."""
        return (
            f"{self.code}  {self.where.say(lang)}\n"
            f"         {self.what.say(lang)}\n         {self.do.say(lang)}"
        )


class FaultsFound(Exception):
    """Raised at the edge when faults forbid going on; carries all of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted_faults(faults)
        super().__init__(f"{len(self.faults)} fault(s)")


def sorted_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults sorted by place, then code: the same order in every run."""
    return tuple(sorted(set(faults), key=lambda f: (f.where, f.code, f.what.zh)))
