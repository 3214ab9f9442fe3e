"""What a data steward defines, as frozen values: registers, vocabularies, standards, county,
match weights, rules.

Only ``checks/rules/load.py`` builds these from YAML; every station receives them as arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pipelines.faults import Text

NO_TEXT = Text("", "")

FieldType = Literal[
    "text", "name", "id", "cert", "account", "phone", "address", "region",
    "date", "datetime", "month", "money", "int", "code",
]  # fmt: skip

Grade = Literal["E0", "E1", "E2", "E3"]
Severity = Literal["critical", "high", "medium", "low"]
Unit = Literal["person", "household", "account", "case", "batch", "record", "register"]
OutcomeReason = Literal[
    "register_missing", "register_stale", "field_missing", "value_unreadable",
    "person_unmatched", "parameter_missing", "calendar_missing",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One canonical field of a register.

    ``aliases`` are the header texts real files carry. ``vocabulary`` names the vocabulary of a
    ``code`` field; without one, a code keeps its folded text.
    """

    name: str
    type: FieldType
    required: bool
    aliases: tuple[str, ...]
    vocabulary: str | None = None


@dataclass(frozen=True)
class PersonRole:
    """The fields of one person a row mentions; every name is a field of the same register."""

    role: str
    name: str | None = None
    id: str | None = None
    former_name: str | None = None
    sex: str | None = None
    birth_date: str | None = None
    age: str | None = None
    age_on: tuple[str, ...] = ()  # date fields the age was true on, first filled one counts
    township: str | None = None
    village: str | None = None
    address: str | None = None
    phone: str | None = None
    account: str | None = None
    certificate: str | None = None
    household: str | None = None


@dataclass(frozen=True)
class Register:
    """A register: its code, Chinese name, fields and the people its rows mention.

    ``standing`` registers (hukou, payroll, certificates ...) describe a state; periodic ones hold
    a benefit month. ``repeats`` names the fields of a group that repeats to the right (household
    members). ``amounts`` are the money fields that count for conservation, the first one is the
    amount of a footer. ``programme`` is a fixed programme code; ``programme_field`` a code field
    that decides it through the vocabulary ``programme_vocabulary``; ``programme_by_sheet`` takes
    it from sheet name, title or file name.
    """

    code: str
    zh: str
    en: str
    cadence: Literal["monthly", "quarterly", "daily", "standing"]
    fields: tuple[Field, ...]
    persons: tuple[PersonRole, ...]
    repeats: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    needs_month: bool = False
    programme: str | None = None
    programme_field: str | None = None
    programme_vocabulary: str | None = None
    programme_by_sheet: bool = False

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True)
class Vocabulary:
    """Folded source texts → canonical code. ``contains`` entries match by containment, in order."""

    name: str
    exact: Mapping[str, str]
    contains: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DatedValue:
    """A value with the months (first days) in which it holds; None is open."""

    value: Any
    valid_from: date | None = None
    valid_to: date | None = None
    cite: str | None = None
    by: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class Standard:
    """A dated standard in fen a month.

    ``kind``: standard | add_on | care | township_limit. ``key``: band ``80-89``, level ``1``,
    placement, care level, add-on name; empty when the programme has one standard.
    ``conditions`` are extra keys beside the value (min_age, levels).
    """

    programme: str
    kind: str
    key: str
    value_fen: int
    valid_from: date | None
    valid_to: date | None
    cite: str | None = None
    conditions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Programme:
    """A programme's settings: unit, amount mode, rounding, key of its standard."""

    code: str
    zh: str
    en: str
    unit: Literal["household", "person"]
    amount_mode: str | None = None
    rounding: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class County:
    """county.yaml: who is audited, for which months, as of which day, with which overrides."""

    name: str
    region: str
    first_month: date
    last_month: date
    as_of: date
    on_bad_file: Literal["stop", "continue"] = "stop"
    extracted: Mapping[str, date] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    standards: tuple[Standard, ...] = ()
    parameters: Mapping[str, Mapping[str, tuple[DatedValue, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class LinkageWeights:
    """Match weights of ``rules/linkage/weights.yaml``: learnt from data, used once another person approves.

    ``fields``: comparison → level → (m, u), each in (0, 1]. ``lines``: ``version``, ``fields``, a
    comparison, or ``comparison.level`` → its (line, column) in the file. Whether comparisons and
    levels are those of the station is ``pipelines.identify.approved``'s matter.
    """

    version: str
    trained_on: str
    author: str
    prior: float
    fields: Mapping[str, Mapping[str, tuple[float, float]]]
    approved_by: str = ""
    approved_on: date | None = None
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)

    @property
    def is_approved(self) -> bool:
        """False for a draft: it is shown, and not used."""
        return bool(self.approved_by) and self.approved_on is not None


# --- rules -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expression:
    """Expression text with the YAML place of its first character, for messages."""

    text: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Parameter:
    """A rule parameter: dated values, unit and citation. Types: see ``checks.rules.types``."""

    name: str
    type: str
    unit: str
    values: tuple[DatedValue, ...]
    note: str = ""


@dataclass(frozen=True)
class NotEvaluable:
    """When a unit (month) in scope cannot be judged, and the reason shown."""

    reason_code: OutcomeReason
    when: Expression
    text: Text


@dataclass(frozen=True)
class CounterEvidence:
    """What speaks against a clue. effect: lower | to_E1 | to_E2 | show."""

    effect: Literal["lower", "to_E1", "to_E2", "show"]
    when: Expression
    text: Text


@dataclass(frozen=True)
class EvidenceSpec:
    """Which source rows stand behind a clue: rows of ``table`` meeting the clue (month) on keys.

    ``match``: table column → clue column (``person_id``, ``programme``, ``benefit_month``, or any
    unit key). ``fields``: the table columns shown as evidence, with the role of the row.
    """

    role: str
    table: str
    match: Mapping[str, str]
    fields: tuple[str, ...]
    where: Expression | None = None


@dataclass(frozen=True)
class LegalBasis:
    """A citation with the dates from and to which it applies; None = not read, confirm locally."""

    cite: str | None
    article: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class RuleTest:
    """A rule's own test: literal rows per facts table, and what must come out."""

    name: str
    given: Mapping[str, tuple[Mapping[str, Any], ...]]
    expect: Mapping[str, Any]
    months: tuple[date, date] | None = None
    as_of: date | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0
    missing: tuple[str, ...] = ()  # registers the test takes away
    standards: tuple[Standard, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One audit rule as data. ``slots`` are those of its shape (``checks/rules/shapes``)."""

    id: str
    version: int
    title: Text
    family: str
    unit: Unit
    shape: str
    severity: Severity
    grade: Grade
    programmes: tuple[str, ...]
    requires: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    scope: Text
    slots: Mapping[str, Any]
    reason: Text
    parameters: tuple[Parameter, ...] = ()
    not_evaluable: tuple[NotEvaluable, ...] = ()
    counter_evidence: tuple[CounterEvidence, ...] = ()
    evidence: tuple[EvidenceSpec, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    notes: Text = NO_TEXT
    follow_up: Text = NO_TEXT
    tests: tuple[RuleTest, ...] = ()
    path: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
