"""ID_CELL: every filled identity-number cell of an accepted row.

Reading a number does not belong here (``pipelines.id_numbers``), nor what counts as wrong (IDQ-01).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.definitions import Register
from pipelines.facts.register_rows import ROW_KEY, RoleLinks, register_rows, with_person
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
    cells = [
        _cells_of(register, field.name, accepted, links)
        for register in sorted(registers, key=lambda r: r.code)
        if register.code in accepted
        for field in sorted(register.fields, key=lambda f: f.name)
        if field.type == "id" and field.name not in register.repeats
    ]
    standing = {r.code: r.cadence == "standing" for r in registers}
    every = pl.concat([*cells, *_member_cells(accepted, members, links)]) if cells else _no_cells()
    flagged = every.with_columns(
        is_standing=pl.col("register").replace_strict(standing, default=False, return_dtype=pl.Boolean)
    )
    suggested = _suggested(flagged, persons, as_of)
    marked = flagged.join(suggested, on=[*ROW_KEY, "field"], how="left", validate="1:1").with_columns(
        suggested=pl.col("suggested").fill_null(False)
    )
    return ID_CELL.check(_in_key_order(marked))


COLUMNS = (
    *ROW_KEY,
    "field",
    "role",
    "name",
    "id_number",
    "id_text",
    "id_status",
    "birth_date",
    "person_id",
    *ROW_FIELDS,
)


def _no_cells() -> pl.DataFrame:
    return pl.DataFrame(
        schema={**dict.fromkeys(COLUMNS, S), "row": pl.Int32(), "birth_date": D, "benefit_month": D}
    )


def _cells_of(
    register: Register, field: str, accepted: Mapping[str, pl.DataFrame], links: RoleLinks
) -> pl.DataFrame:
    role = next((p for p in register.persons if p.id == field), None)
    columns: dict[str, pl.DataType] = {**ROW_FIELDS, field: S, f"{field}_text": S, f"{field}_status": S}
    if role is not None and role.name is not None:
        columns[role.name] = S
    if role is not None and role.birth_date is not None:
        columns[role.birth_date] = D
    rows = register_rows(accepted, register.code, columns)
    filled = rows.filter(pl.col(field).is_not_null() | pl.col(f"{field}_text").is_not_null())
    linked = with_person(filled, links, [role.role] if role else [], {"person_id": "person_id"})

    def of_role(name: str | None, dtype: pl.DataType) -> pl.Expr:
        return pl.col(name) if name is not None else pl.lit(None, dtype=dtype)

    return linked.with_columns(
        field=pl.lit(field),
        role=pl.lit(role.role if role else None, dtype=S),
        name=of_role(role.name if role else None, S),
        birth_date=of_role(role.birth_date if role else None, D),
        id_number=pl.col(field),
        id_text=pl.col(f"{field}_text"),
        id_status=pl.col(f"{field}_status"),
    ).select(COLUMNS)


def _member_cells(
    accepted: Mapping[str, pl.DataFrame], members: pl.DataFrame, links: RoleLinks
) -> list[pl.DataFrame]:
    filled = members.filter(pl.col("member_id").is_not_null() | pl.col("member_id_text").is_not_null())
    parts = []
    for (code, no), part in sorted(filled.partition_by("register", "member_no", as_dict=True).items()):
        homes = register_rows(
            accepted, str(code), {c: t for c, t in ROW_FIELDS.items() if c != "benefit_month"}
        )
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


def _suggested(cells: pl.DataFrame, persons: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The wrong cells for which exactly one valid number of that name and birth stands elsewhere."""
    is_usable = pl.col("id_status").is_in(USABLE).fill_null(False)
    wrong = (
        cells.filter(~is_usable & pl.col("name").is_not_null())
        .join(
            persons.select("person_id", person_birth="birth_date"), on="person_id", how="left", validate="m:1"
        )
        .with_columns(digits=pl.col("id_number").str.slice(6, 8).str.strptime(D, "%Y%m%d", strict=False))
        .select(*ROW_KEY, "field", "name", birth=pl.coalesce("birth_date", "digits", "person_birth"))
    )
    valid = (
        cells.filter(is_usable)
        .join(wrong, on="name", how="semi")
        .select("name", "id_number", other_register="register")
        .unique()
    )
    numbers = read_numbers(valid["id_number"], as_of=as_of).select("id_number", "id18", birth="birth_date")
    known = valid.join(numbers, on="id_number", validate="m:1").select(
        "name", "birth", "id18", "other_register"
    )
    elsewhere = wrong.join(known, on=["name", "birth"]).filter(pl.col("register") != pl.col("other_register"))
    return (
        elsewhere.group_by(*ROW_KEY, "field")
        .agg(numbers=pl.col("id18").n_unique())
        .filter(pl.col("numbers") == 1)
        .select(*ROW_KEY, "field", suggested=pl.lit(True))
    )


def _in_key_order(cells: pl.DataFrame) -> pl.DataFrame:
    """Sorted by row and field: millions of cells, so by one integer instead of four texts."""
    sheets = cells.select(ROW_KEY[:3]).unique().sort(ROW_KEY[:3]).with_row_index("sheet_no")
    fields = cells.select("field").unique().sort("field").with_row_index("field_no")
    place = (pl.col("sheet_no").cast(pl.Int64) * 2**32 + pl.col("row")) * 2**10 + pl.col("field_no")
    return (
        cells.join(sheets, on=ROW_KEY[:3], validate="m:1")
        .join(fields, on="field", validate="m:1")
        .sort(place)
        .drop("sheet_no", "field_no")
    )
