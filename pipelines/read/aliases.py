"""What a header says: the field of a register, by the aliases its definition lists.

Belongs here: from the texts over a column (one to three header levels) to a field and how well it
fits. Which column gets a field when several claim it is decided in ``columns``; household members
are recognised in ``members``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipelines.definitions import Register
from pipelines.read.folding import folded, header_forms, without_brackets

_TITLE_WORDS = re.compile(r"(基本)?(信息|情况|资料)$")

WHOLE, SINGLE, CHILD, SAVED, PARENT, GUESSED = 6, 5, 4, 3, 2, 1
"""How well a header fits: all levels together, its only level, the lowest level alone, a mapping
saved in county.yaml, the level above alone, a guess from the content."""


@dataclass(frozen=True)
class Claim:
    """A column (0-based) that says it holds a field. ``alias`` is the form that fitted."""

    column: int
    field: str
    strength: int
    alias: str


@dataclass(frozen=True)
class Header:
    """The header of one column: its non-empty texts from the top level down."""

    column: int
    levels: tuple[str, ...]

    @property
    def text(self) -> str:
        """As a person would name the column: ``户主/姓名``."""
        return "/".join(" ".join(level.split()) for level in self.levels)

    @property
    def joined(self) -> str:
        """All levels as one folded text: ``户主姓名``."""
        return "".join(folded(level) for level in self.levels)


@dataclass
class Aliases:
    """The headers a register knows. Fields of its repeating group are left to ``members``."""

    register: Register
    saved: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)
    _read: dict[tuple[str, ...], Claim | None] = field(default_factory=dict)
    _saved: dict[str, str] = field(default_factory=dict)
    _of_members: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fields = [f for f in self.register.fields if f.name not in self.register.repeats]
        for f in fields:
            for alias in (f.name, *f.aliases):
                self._known.setdefault(folded(alias), f.name)
        for f in fields:  # 村(社区) is also known as 村, unless another field is
            for alias in f.aliases:
                self._known.setdefault(without_brackets(folded(alias)), f.name)
        repeating = [f for f in self.register.fields if f.name in self.register.repeats]
        for header, name in [*((a, f.name) for f in repeating for a in f.aliases), *self.saved.items()]:
            if name in self.register.repeats and folded(header) not in self._known:
                self._of_members.setdefault(folded(header), name)
        names = {f.name for f in fields}
        self._saved = {folded(header): name for header, name in self.saved.items() if name in names}

    def claim(self, header: Header) -> Claim | None:
        """The field the header stands for, or None."""
        if header.levels not in self._read:  # the same texts come again for every depth tried
            self._read[header.levels] = self._look_up(header)
        found = self._read[header.levels]
        return replace(found, column=header.column) if found else None

    def of_member(self, text: str) -> str | None:
        """The field of the repeating group that a folded header, without its number, stands for."""
        return self._of_members.get(text)

    def _look_up(self, header: Header) -> Claim | None:
        for text, strength in _readings(header.levels):
            for form in header_forms(text):
                if form in self._known:
                    return Claim(header.column, self._known[form], strength, form)
        for text in (header.joined, header.text, *header.levels[-1:]):
            if (form := folded(text)) in self._saved:
                return Claim(header.column, self._saved[form], SAVED, form)
        for form in header_forms(header.levels[-2]) if len(header.levels) > 1 else ():
            if form in self._known:
                return Claim(header.column, self._known[form], PARENT, form)
        return None


def _readings(levels: tuple[str, ...]) -> list[tuple[str, int]]:
    """The texts to look up, best first: all levels, the lowest two, the lowest alone."""
    if len(levels) < 2:
        return [(text, SINGLE) for text in levels]
    parent = _TITLE_WORDS.sub("", folded(levels[-2]))
    return [
        ("".join(levels), WHOLE),
        (folded(levels[-2]) + levels[-1], WHOLE),
        (parent + levels[-1], WHOLE),
        (levels[-1], CHILD),
    ]
