"""A small county written row by row: ``world.row("pay_batch", who={...}, amount_fen=42000)``.

Only the columns that matter are named; ROW_REF, links and persons are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.definitions import County, Field, PersonRole, Register
from pipelines.facts import facts
from pipelines.facts.register_rows import RoleLinks, links_by_role
from pipelines.months import parse_month
from pipelines.tables import FOOTER, LINK, MEMBER_ROW, PERSON, ROW_REF, SOURCE_FILE

DATES = {
    "applied_on", "approved_on", "benefit_month", "birth_date", "cancelled_on", "cremated_on", "died_on",
    "extracted_on", "from_month", "from_on", "handled_on", "issued_on", "paid_on", "reported_on",
    "reviewed_on", "start_month", "to_month", "to_on", "valid_to", "verified_on",
}  # fmt: skip
NUMBERS = {"line_no", "headcount", "months", "age"}
STANDING = {"hukou", "payroll", "prison", "disability_certificates"}
MAIN_ROLE = {"roll_dibao_rural": "head", "roll_dibao_urban": "head"}
ID_ROLES = {"head_id": ("head", "head_name"), "father_id": ("father", None)}


def dtype_of(column: str) -> pl.DataType:
    """The dtype of a register column, by its name."""
    if column in ROW_REF:
        return ROW_REF[column]
    if column in DATES:
        return pl.Date()
    if column == "is_hidden":
        return pl.Boolean()
    return pl.Int64() if column in NUMBERS or column.endswith("_fen") else pl.String()


class World:
    """Rows, links and persons of a small county."""

    def __init__(self) -> None:
        self.accepted_rows: dict[str, list[dict[str, Any]]] = {}
        self.rejected_rows: dict[str, list[dict[str, Any]]] = {}
        self.link_rows: list[dict[str, Any]] = []
        self.member_rows: list[dict[str, Any]] = []
        self.footer_rows: list[dict[str, Any]] = []
        self.people: dict[str, dict[str, Any]] = {}
        self.county = County("示例县", "339901", date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 10))

    def row(
        self,
        register: str,
        *,
        who: Mapping[str, str] | str | None = None,
        link: Mapping[str, Any] | None = None,
        rejected: bool = False,
        members: tuple[tuple[str, str], ...] = (),
        **values: Any,
    ) -> dict[str, Any]:
        """Add a row. ``who`` is role → person; a plain name is the register's own person.

        ``members`` are (person, name) pairs of a household row. Months may be written ``2026-05``.
        """
        store = self.rejected_rows if rejected else self.accepted_rows
        rows = store.setdefault(register, [])
        place = {"register": register, "file": f"{register}/a.csv", "sheet": "", "row": len(rows) + 2}
        dated = {c: _as_date(v) if c in DATES else v for c, v in values.items()}
        record = {**place, "benefit_month": None, "programme": None, "is_hidden": False, **dated}
        rows.append(record)
        ref = {c: record[c] for c in ROW_REF}
        roles = {
            MAIN_ROLE.get(register, "subject" if not register.startswith("roll_") else "beneficiary"): who
        }
        for role, person in (roles if isinstance(who, str) else who or {}).items():
            self._link(ref, role, str(person), link or {})
        for no, (person, name) in enumerate(members, start=1):
            self._link(ref, f"member_{no}", person, {"name": name})
            household = {"benefit_month": record["benefit_month"], "household_id": record.get("household_id")}
            self.member_rows.append({**ref, "member_no": no, "member_name": name, **household})
        return record

    def line(self, person: str, fen: int, month: str | None = "2026-06", **values: Any) -> dict[str, Any]:
        """Add a pay_batch line that was paid to the person's own account."""
        who = values.pop("who", dict.fromkeys(("head", "payee", "beneficiary"), person))
        count = len(self.accepted_rows.get("pay_batch", [])) + 1
        defaults: dict[str, Any] = {
            "batch_no": "B1", "line_no": count, "programme": "dibao_rural", "status": "paid",
            "line_kind": "normal", "line_kind_text": "正常", "account": f"acc-{person}", "payee_name": person,
            "beneficiary_name": person, "paid_on": "2026-06-08", "handled_on": None,
        }  # fmt: skip
        return self.row("pay_batch", who=who, benefit_month=month, amount_fen=fen, **{**defaults, **values})

    def person(self, person: str, **values: Any) -> None:
        """Say more about a person than that they exist."""
        self.people.setdefault(person, {}).update(values)

    def household(self, head: str, number: str, fen: int, month: str = "2026-06", **values: Any) -> None:
        """Add a rural dibao row."""
        register = values.pop("register", "roll_dibao_rural")
        self.row(register, who=head, household_id=number, amount_fen=fen, benefit_month=month,
                 head_name=head, **values)  # fmt: skip

    def footer(self, register: str, **values: Any) -> None:
        """Add a footer of the register's sheet."""
        place = {"register": register, "file": f"{register}/a.csv", "sheet": "", "row": 99}
        self.footer_rows.append({**place, "kind": "total", **values})

    @property
    def accepted(self) -> dict[str, pl.DataFrame]:
        """Accepted rows by register."""
        return {code: _frame(rows) for code, rows in self.accepted_rows.items()}

    @property
    def rejected(self) -> dict[str, pl.DataFrame]:
        """Rejected rows by register."""
        return {code: _frame(rows) for code, rows in self.rejected_rows.items()}

    @property
    def links(self) -> RoleLinks:
        """LINK, prepared."""
        return links_by_role(LINK.rows(*self.link_rows))

    @property
    def persons(self) -> pl.DataFrame:
        """PERSON of everybody linked or named."""
        known = {r["person_id"]: {} for r in self.link_rows} | self.people
        return PERSON.rows(
            *({"person_id": p, "name": p, "is_identified": True, **v} for p, v in sorted(known.items()))
        )

    @property
    def registers(self) -> tuple[Register, ...]:
        """Definitions of the registers that have rows, with their id fields and amounts."""
        return tuple(_definition(code, rows) for code, rows in sorted(self.accepted_rows.items()))

    def facts(self, **options: Any) -> dict[str, pl.DataFrame]:
        """The whole station."""
        return facts(
            self.registers, self.accepted, self.rejected, MEMBER_ROW.rows(*self.member_rows),
            FOOTER.rows(*self.footer_rows), LINK.rows(*self.link_rows), self.persons,
            SOURCE_FILE.empty(), self.county, **options,
        )  # fmt: skip

    def _link(self, ref: Mapping[str, Any], role: str, person: str, values: Mapping[str, Any]) -> None:
        sure = {
            "evidence": "exact_id", "probability": 1.0, "is_strong": True, "name_agreement": 1.0,
            "has_id_conflict": False, "rivals": 0,
        }  # fmt: skip
        self.link_rows.append({**ref, "role": role, "person_id": person, "name": person, **sure, **values})


def _as_date(value: Any) -> Any:
    if isinstance(value, str):
        return parse_month(value) if len(value) == 7 else date.fromisoformat(value)
    return value


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = sorted({c for r in rows for c in r})
    return pl.DataFrame(
        {c: [r.get(c) for r in rows] for c in columns}, schema={c: dtype_of(c) for c in columns}
    )


def _definition(code: str, rows: list[dict[str, Any]]) -> Register:
    columns = {c for r in rows for c in r}
    ids = sorted(c for c in columns if c.endswith("_id") or c == "id_number")
    ids = [c for c in ids if c != "household_id"]
    main = MAIN_ROLE.get(code, "subject" if not code.startswith("roll_") else "beneficiary")
    roles = []
    for field in ids:
        role, name = ID_ROLES.get(field, (main, "name"))
        roles.append(PersonRole(role, name=name if name in columns else None, id=field))
    return Register(
        code, code, code, "standing" if code in STANDING else "monthly",
        tuple(Field(c, "id", False, ()) for c in ids), tuple(roles),
    )  # fmt: skip


@pytest.fixture
def world() -> World:
    """An empty county: 2026-05 to 2026-06, as of 2026-07-10."""
    return World()
