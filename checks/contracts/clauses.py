"""A register's definition → its clauses: what every row must meet, and what becomes of it if not.

A clause of severity ``reject`` is broken only by a row that cannot be used: no amount, nobody it
is about, no key. Everything else is ``warn``: counted and shown, the row stays. Clauses are plain
values; ``contract`` turns them into expectations of great-expectations and asks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from checks.contracts.particulars import MAY_BE_NEGATIVE, key_of, may_lie_ahead, orders_of
from pipelines.definitions import Field, PersonRole, Register
from pipelines.faults import Text
from pipelines.id_numbers import USABLE
from pipelines.tables import TYPED, typed_name

NO_AMOUNT, UNREADABLE_AMOUNT, NOBODY = "缺少金额", "金额无法识别", "缺少姓名和身份证号"
ACCOUNT = "^[0-9]{5,32}$"

_NOT_NULL = "ExpectColumnValuesToNotBeNull"
_IN_SET = "ExpectColumnValuesToBeInSet"
_REGEX = "ExpectColumnValuesToMatchRegex"
_BETWEEN = "ExpectColumnValuesToBeBetween"
_A_AFTER_B = "ExpectColumnPairValuesAToBeGreaterThanB"
_UNIQUE, _UNIQUE_TOGETHER = "ExpectColumnValuesToBeUnique", "ExpectCompoundColumnsToBeUnique"


@dataclass(frozen=True)
class Clause:
    """One thing the rows of a register must meet.

    ``code`` names it: missing | unreadable | unknown | nobody | bad_id | bad_account | negative |
    ahead | before | duplicate. ``expectation`` and ``arguments`` are great-expectations' class name
    and keywords; ``only_where`` (column, is empty?) restricts the rows asked. ``text`` completes
    "n rows …". ``reason`` is the phrase a rejected row carries; empty for a warning.
    """

    code: str
    field: str
    expectation: str
    arguments: Mapping[str, Any]
    text: Text
    only_where: tuple[str, bool] | None = None
    reason: str = ""

    @property
    def severity(self) -> Literal["reject", "warn"]:
        """What a row that breaks the clause comes to."""
        return "reject" if self.reason else "warn"


def clauses_of(register: Register, *, as_of: date) -> tuple[Clause, ...]:
    """All clauses of a register, rejecting ones of a field before its warnings."""
    fields = [f for f in register.fields if f.name not in register.repeats]
    return (
        *_about_somebody(register),
        *(clause for f in fields for clause in _of_field(register, f, as_of)),
        *_of_every_register(register, as_of),
        *(_not_before(register, later, earlier) for later, earlier in orders_of(register)),
        *_key(register),
    )


def _about_somebody(register: Register) -> Iterator[Clause]:
    person = main_person(register)
    if person is None or person.id is None:
        return  # a name without a number beside it (the holder of a bank return) does not identify the row
    asked = [f for f in register.fields if f.name in (person.name, person.id)]
    column = person.name or person.id
    yield Clause(
        "nobody", column, _NOT_NULL, {"column": column},
        Text("姓名和身份证号都为空", "have neither name nor identity number"),
        only_where=(person.id, True),
        reason=NOBODY if any(f.required for f in asked) else "",
    )  # fmt: skip


def main_person(register: Register) -> PersonRole | None:
    """The person a row is about: the beneficiary of a payment line, else the first one named."""
    single = [p for p in register.persons if (p.name or p.id) and not {p.name, p.id} & set(register.repeats)]
    return next((p for p in single if p.role == "beneficiary"), single[0] if single else None)


def _of_field(register: Register, field: Field, as_of: date) -> Iterator[Clause]:
    if field.name == "benefit_month":
        return  # of every register, with or without a column of its own
    if field.type == "money":
        yield from _money(register, field)
        return
    if field.required:
        empty = (f"{field.name}_text", True) if field.type in TYPED or field.type == "code" else None
        yield _missing(field, only_where=empty, reason=_reason_if_key(register, field))
    if field.type in TYPED:
        yield _unreadable(field)
    if field.type in ("date", "datetime", "month") and not may_lie_ahead(field.name):
        yield _not_ahead(field, as_of)
    if field.type == "code" and field.vocabulary:
        yield _unknown(field)
    if field.type == "id":
        text = Text(
            f"“{label_of(field)}”不是有效的身份证号", f"hold an invalid identity number in {field.name}"
        )
        arguments = {"column": f"{field.name}_status", "value_set": list(USABLE)}
        yield Clause("bad_id", field.name, _IN_SET, arguments, text)
    if field.type == "account":
        text = Text(f"“{label_of(field)}”不是数字账号", f"hold an account in {field.name} that is not digits")
        yield Clause("bad_account", field.name, _REGEX, {"column": field.name, "regex": ACCOUNT}, text)


def _money(register: Register, field: Field) -> Iterator[Clause]:
    if field.required:
        yield _missing(field, only_where=(f"{field.name}_text", True), reason=NO_AMOUNT)
    yield _unreadable(field, reason=UNREADABLE_AMOUNT if field.required else "")
    if field.name not in MAY_BE_NEGATIVE.get(register.code, ()):
        text = Text(f"“{label_of(field)}”为负数", f"hold a negative {field.name}")
        arguments = {"column": typed_name(field.name, field.type), "min_value": 0}
        yield Clause("negative", field.name, _BETWEEN, arguments, text)


def _of_every_register(register: Register, as_of: date) -> Iterator[Clause]:
    month = register.field("benefit_month") or Field("benefit_month", "month", False, ("所属期",))
    if register.needs_month or month.required:
        yield _missing(month, only_where=("benefit_month_text", True))
    if register.field(month.name):
        yield _unreadable(month)
    if register.needs_month or register.field(month.name):
        yield _not_ahead(month, as_of)
    programme = register.field("programme") or Field("programme", "code", False, ("项目",))
    if (register.programme_field or register.programme_by_sheet) and not programme.vocabulary:
        yield _unknown(programme)
    if register.programme_by_sheet:
        yield _missing(programme, only_where=("programme_text", True))


def _missing(field: Field, *, only_where: tuple[str, bool] | None = None, reason: str = "") -> Clause:
    text = Text(f"缺少“{label_of(field)}”", f"have no {field.name}")
    column = typed_name(field.name, field.type)
    return Clause("missing", field.name, _NOT_NULL, {"column": column}, text, only_where, reason)


def _unreadable(field: Field, *, reason: str = "") -> Clause:
    text = Text(f"“{label_of(field)}”无法识别", f"hold an unreadable {field.name}")
    column = typed_name(field.name, field.type)
    filled = (f"{field.name}_text", False)
    return Clause("unreadable", field.name, _NOT_NULL, {"column": column}, text, filled, reason)


def _unknown(field: Field) -> Clause:
    text = Text(f"“{label_of(field)}”的值不在词表中", f"hold a {field.name} that no vocabulary knows")
    filled = (f"{field.name}_text", False)
    return Clause("unknown", field.name, _NOT_NULL, {"column": field.name}, text, filled)


def _not_ahead(field: Field, as_of: date) -> Clause:
    text = Text(f"“{label_of(field)}”晚于审计基准日", f"hold a {field.name} after the day of the audit")
    # The framework keeps the day of a bound only, so a time is compared with the next day.
    arguments: dict[str, Any] = {"column": field.name, "max_value": as_of}
    if field.type == "datetime":
        arguments |= {"max_value": as_of + timedelta(days=1), "strict_max": True}
    return Clause("ahead", field.name, _BETWEEN, arguments, text)


def _not_before(register: Register, later: str, earlier: str) -> Clause:
    first, second = (label_of(f) for n in (later, earlier) if (f := register.field(n)))
    text = Text(f"“{first}”早于“{second}”", f"hold a {later} before {earlier}")
    arguments = {
        "column_A": later, "column_B": earlier, "or_equal": True, "ignore_row_if": "either_value_is_missing",
    }  # fmt: skip
    return Clause("before", later, _A_AFTER_B, arguments, text)


def _key(register: Register) -> Iterator[Clause]:
    key = key_of(register)
    if not key:
        return
    labels = "、".join(label_of(f) if (f := register.field(k)) else k for k in key)
    text = Text(f"“{labels}”与其他行重复", f"share {', '.join(key)} with another row")
    if len(key) == 1:
        yield Clause("duplicate", key[0], _UNIQUE, {"column": key[0]}, text)
    else:
        arguments = {"column_list": list(key), "ignore_row_if": "any_value_is_missing"}
        yield Clause("duplicate", key[-1], _UNIQUE_TOGETHER, arguments, text)


def _reason_if_key(register: Register, field: Field) -> str:
    # a person's row of a standing register still says something without its own number
    is_key = field.type == "text" and field.name.endswith(("_no", "_id", "_code"))
    is_key = is_key and register.cadence != "standing"
    return f"缺少{label_of(field)}" if is_key else ""


def label_of(field: Field) -> str:
    """The header people know the field by: its first alias."""
    return field.aliases[0] if field.aliases else field.name
