"""How a wrong definition file is reported: one collector, many faults, each with line and column.

Belongs here: the collector, "did you mean", and the numbers of the fault codes. Not here: what is
wrong (each reader says that itself). A code is PREFIX-NN, with the prefix of the kind of file
(RULE, COUNTY, REG, VOC, PROG, WEIGHT) and the same NN everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from pipelines.faults import Fault, Place, Text, sorted_faults

FILE = 1  # cannot be read, or is not YAML as Hecha writes it
KEY = 2  # a key is unknown, missing or twice there
NAME = 3  # an expression names something unknown
TYPE = 4  # an expression puts types together that do not fit
SYNTAX = 5  # an expression cannot be read
VALUE = 6  # a value has the wrong form or is not one of the allowed
IDENTITY = 7  # file name, folder, id and family do not agree
REFERENCE = 8  # a register, table, column, programme, vocabulary or shape does not exist
PARAMETER = 9  # a parameter is wrong
TEST = 10  # a rule's own test is wrong
DATES = 11  # dated values overlap or run backwards
DRAFT = 12  # not approved: read, but not used

_SHOWN = 12
"""How many allowed names a message lists at most."""


@dataclass
class Refusals:
    """Collects the faults of one file; ``prefix`` is the kind of file."""

    path: str
    prefix: str
    found: list[Fault] = field(default_factory=list)

    def add(self, number: int, at: tuple[int, int], what: Text, do: Text) -> None:
        """Add one fault at (line, column)."""
        place = Place(self.path, line=at[0], at=at[1])
        self.found.append(Fault(f"{self.prefix}-{number:02d}", place, what, do))

    def sorted(self) -> tuple[Fault, ...]:
        """All faults so far, by place."""
        return sorted_faults(self.found)


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name a person most likely meant, or None when none is near."""
    match = process.extractOne(name, sorted(allowed), scorer=fuzz.ratio, score_cutoff=60)
    return match[0] if match else None


def did_you_mean(name: str, allowed: Iterable[str], whose: Text) -> Text:
    """Advice for an unknown name: the near one, then the allowed ones (at most twelve).

    ``whose`` says what the allowed names are, e.g. Text("可用的列", "columns").
    """
    names = sorted(set(allowed))
    near = nearest(name, names)
    zh = f"是否指“{near}”？" if near else ""
    en = f"did you mean “{near}”? " if near else ""
    if not names:
        return Text(f"{zh}{whose.zh}：（无）", f"{en}{whose.en}: (none)")
    if len(names) > _SHOWN:
        names = _by_nearness(name, names)[:_SHOWN]
        return Text(f"{zh}{whose.zh}：{'、'.join(names)}……", f"{en}{whose.en}: {', '.join(names)}, ...")
    return Text(f"{zh}{whose.zh}：{'、'.join(names)}", f"{en}{whose.en}: {', '.join(names)}")


def _by_nearness(name: str, names: list[str]) -> list[str]:
    """Names nearest to ``name`` first, then by alphabet."""
    return sorted(names, key=lambda n: (-fuzz.ratio(name, n), n))
