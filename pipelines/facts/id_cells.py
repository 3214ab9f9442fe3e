"""ID_CELL: every filled identity-number cell of an accepted row.

Reading a number does not belong here (``pipelines.id_numbers``), nor what counts as wrong (IDQ-01).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.definitions import Register
from pipelines.facts.register_rows import ROW_KEY, RoleLinks, numbered_rows, register_rows, with_person
from pipelines.id_numbers import USABLE, read_numbers
from pipelines.tables import ID_CELL, D, S

ROW_FIELDS: dict[str, pl.DataType] = {"benefit_month": D, "programme": S, "township": S, "village": S}


def id_cells(
    registers: Sequence[Register],
    accepted: Mapping[str, pl.DataFrame],
    members: pl.DataFrame,
    links: RoleLinks,
    persons: pl.DataFrame,
    *,
    as_of: date,
) -> pl.DataFrame:
    """ID_CELL: one row per filled cell of a field of type id; a further member's is ``member_id_<no>``.

    suggested: exactly one valid number of the same name and birth date stands in another register.
    The birth date of a wrong number is the row's own column, else the number's digits 7 to 14, else
    the linked person's.

    Args:
        registers: the definitions; roles say whose number a field holds.
        accepted: register rows.
        members: MEMBER_ROW of accepted rows.
        persons: PERSON.

    Source: rule IDQ-01.
    """
    parts = [
        part
        for register in sorted(registers, key=lambda r: r.code)
        if register.code in accepted
        for part in _register_cells(register, accepted, members, links)
    ]
    if not parts:
        return ID_CELL.empty()
    cells = pl.concat(parts).with_row_index("cell")
    suggested = _suggested(cells, persons, as_of)
    return ID_CELL.check(cells.with_columns(suggested=pl.col("cell").is_in(suggested.implode())))


COLUMNS = (
    *ROW_KEY, "field", "role", "name", "id_number", "id_text", "id_status", "birth_date", "person_id",
    *ROW_FIELDS, "is_standing", "place",
)  # fmt: skip


def _register_cells(
    register: Register, accepted: Mapping[str, pl.DataFrame], members: pl.DataFrame, links: RoleLinks
) -> list[pl.DataFrame]:
    """The cells of one register, sorted by row and field: by one integer, there may be millions."""
    rows = _numbered(register, accepted, links)
    fields = [f.name for f in register.fields if f.type == "id" and f.name not in register.repeats]
    parts = [
        *(_field_cells(register, field, rows, links) for field in fields),
        *_member_cells(register, rows, members, links),
    ]
    named = sorted(((part["field"][0], part) for part in parts if part.height), key=lambda p: str(p[0]))
    if not named:
        return []
    placed = [part.with_columns(pl.col("place") * len(named) + k) for k, (_, part) in enumerate(named)]
    return [pl.concat(placed).sort("place").drop("place")]


def _numbered(register: Register, accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """The register's rows with everything a cell shows, ``place`` in file order, and row_no for links."""
    columns: dict[str, pl.DataType] = dict(ROW_FIELDS)
    for field in register.fields:
        if field.type == "id":
            columns |= {field.name: S, f"{field.name}_text": S, f"{field.name}_status": S}
    for person in register.persons:
        columns |= {name: S for name in (person.name,) if name}
        columns |= {name: D for name in (person.birth_date,) if name}
    rows = register_rows(accepted, register.code, columns)
    standing = pl.lit(register.cadence == "standing")
    return numbered_rows(rows, links).with_columns(
        place=pl.int_range(pl.len(), dtype=pl.Int64), is_standing=standing
    )


def _field_cells(register: Register, field: str, rows: pl.DataFrame, links: RoleLinks) -> pl.DataFrame:
    person = next((p for p in register.persons if p.id == field), None)
    filled = rows.filter(pl.col(field).is_not_null() | pl.col(f"{field}_text").is_not_null())
    linked = with_person(filled, links, [person.role] if person else [], {"person_id": "person_id"})
    name, birth = (person.name, person.birth_date) if person else (None, None)
    return linked.select(
        *ROW_KEY,
        pl.lit(field).alias("field"),
        pl.lit(person.role if person else None, dtype=S).alias("role"),
        (pl.col(name) if name else pl.lit(None, dtype=S)).alias("name"),
        pl.col(field).alias("id_number"),
        pl.col(f"{field}_text").alias("id_text"),
        pl.col(f"{field}_status").alias("id_status"),
        (pl.col(birth) if birth else pl.lit(None, dtype=D)).alias("birth_date"),
        "person_id",
        *ROW_FIELDS,
        "is_standing",
        "place",
    )


def _member_cells(
    register: Register, rows: pl.DataFrame, members: pl.DataFrame, links: RoleLinks
) -> list[pl.DataFrame]:
    filled = members.filter(
        (pl.col("register") == register.code)
        & (pl.col("member_id").is_not_null() | pl.col("member_id_text").is_not_null())
    ).select(*ROW_KEY, "member_no", "member_name", "member_id", "member_id_text", "member_id_status")
    homes = rows.select(*ROW_KEY, *ROW_FIELDS, "is_standing", "place", "row_no")
    parts = []
    for (no,), part in sorted(filled.partition_by("member_no", as_dict=True).items()):
        at_home = part.join(homes, on=ROW_KEY, validate="m:1")
        linked = with_person(at_home, links, [f"member_{no}"], {"person_id": "person_id"})
        parts.append(
            linked.with_columns(
                field=pl.lit(f"member_id_{no}"),
                role=pl.lit(f"member_{no}"),
                birth_date=pl.lit(None, dtype=D),
                name="member_name",
                id_number="member_id",
                id_text="member_id_text",
                id_status="member_id_status",
            ).select(COLUMNS)
        )
    return parts


def _suggested(cells: pl.DataFrame, persons: pl.DataFrame, as_of: date) -> pl.Series:
    """The wrong cells for which exactly one valid number of that name and birth stands elsewhere."""
    is_usable = pl.col("id_status").is_in(USABLE).fill_null(False)
    wrong = (
        cells.filter(~is_usable & pl.col("name").is_not_null())
        .join(
            persons.select("person_id", person_birth="birth_date"), on="person_id", how="left", validate="m:1"
        )
        .with_columns(digits=pl.col("id_number").str.slice(6, 8).str.strptime(D, "%Y%m%d", strict=False))
        .select("cell", "register", "name", birth=pl.coalesce("birth_date", "digits", "person_birth"))
    )
    valid = (
        cells.select("name", "id_number", "id_status", "register")
        .filter(is_usable)
        .join(wrong, on="name", how="semi")
        .select("name", "id_number", other_register="register")
        .unique()
    )
    numbers = read_numbers(valid["id_number"], as_of=as_of).select("id_number", "id18", birth="birth_date")
    known = valid.join(numbers, on="id_number", validate="m:1").select(
        "name", "birth", "id18", "other_register"
    )
    elsewhere = wrong.join(known, on=["name", "birth"]).filter(pl.col("register") != pl.col("other_register"))
    unique = elsewhere.group_by("cell").agg(numbers=pl.col("id18").n_unique()).filter(pl.col("numbers") == 1)
    return unique["cell"].sort()
