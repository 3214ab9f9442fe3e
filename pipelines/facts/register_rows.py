"""The accepted rows of a register, in file order, with the persons they mention.

Belongs here: fetching the columns a fact needs (null where the register has no such field, no
rows where the county gives no such register) and joining links by row and role. What the columns
mean does not belong here: each fact has its own file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.facts.codes import DEATH_REGISTERS
from pipelines.tables import F64, LINK, ROW_REF, B, S, Table

ROW_KEY = tuple(ROW_REF)


def register_rows(
    rows: Mapping[str, pl.DataFrame],
    code: str,
    columns: Mapping[str, pl.DataType],
    *,
    where: pl.Expr | None = None,
) -> pl.DataFrame:
    """The rows of one register with ROW_REF and ``columns``, sorted by file, sheet and row.

    Args:
        rows: frames by register code (accepted or rejected rows).
        code: the register; without a frame of that code the answer has no rows.
        columns: wanted columns; one the frame does not have is null.
        where: which rows are wanted; a null does not pass.
    """
    wanted = {**ROW_REF, **columns}
    if code not in rows:
        return pl.DataFrame(schema=wanted)
    frame = rows[code]
    fetched = frame.select(
        pl.col(name) if name in frame.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in wanted.items()
    )
    return (fetched if where is None else fetched.filter(where)).sort("file", "sheet", "row")


def all_rows(
    rows: Mapping[str, pl.DataFrame], codes: Iterable[str], columns: Mapping[str, pl.DataType]
) -> pl.DataFrame:
    """``register_rows`` of several registers, one after the other."""
    return pl.concat([register_rows(rows, code, columns) for code in codes])


@dataclass(frozen=True)
class RoleLinks:
    """LINK cut once by register and role; ``sheets`` numbers the sheets so that rows join on an integer."""

    sheets: pl.DataFrame
    parts: Mapping[tuple[str, str], pl.DataFrame]


EVERY_ROW = {"person_id": S, "is_strong": B, "name_agreement": F64}
"""What is kept of a link of any register; of death registers everything is kept."""


def links_by_role(links: pl.DataFrame) -> RoleLinks:
    """LINK prepared for joining. A link is unique by row and role."""
    sheets = links.select("register", "file", "sheet").unique().sort("register", "file", "sheet")
    numbered = sheets.with_row_index("sheet_no")
    of_deaths = pl.col("register").is_in(DEATH_REGISTERS)
    few = links.filter(of_deaths)
    many = links.filter(~of_deaths).select(*ROW_KEY, "role", *EVERY_ROW)
    parts = {
        (str(register), str(role)): _with_row_no(part, numbered).drop(*ROW_KEY, "role")
        for frame in (few, many)
        for (register, role), part in frame.partition_by("register", "role", as_dict=True).items()
    }
    return RoleLinks(numbered, parts)


def numbered_rows(rows: pl.DataFrame, links: RoleLinks) -> pl.DataFrame:
    """Rows with ``row_no``, on which links join; worth it before joining several roles of many rows."""
    return _with_row_no(rows, links.sheets)


def with_person(
    rows: pl.DataFrame, links: RoleLinks, roles: Sequence[str], take: Mapping[str, str]
) -> pl.DataFrame:
    """Rows with columns of their link in the first of ``roles`` that the register has; order kept.

    Args:
        rows: any rows of registers, with ROW_REF (and row_no, if they were numbered).
        take: LINK column → new column; null where the row has no such mention.
    """
    parts = []
    for register in rows["register"].unique().sort():
        role = next((r for r in roles if (register, r) in links.parts), None)
        if role is not None:
            parts.append(links.parts[register, role].select("row_no", *take))
    if not parts:
        return rows.with_columns(
            pl.lit(None, dtype=LINK.columns[old]).alias(new) for old, new in take.items()
        )
    is_numbered = "row_no" in rows.columns
    linked = (rows if is_numbered else numbered_rows(rows, links)).join(
        pl.concat(parts).rename(dict(take)), on="row_no", how="left", validate="m:1", maintain_order="left"
    )
    return linked if is_numbered else linked.drop("row_no")


def finished(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """A table as it leaves the station: its columns, sorted by its key, checked."""
    return table.check(rows).sort(table.key)


def _with_row_no(rows: pl.DataFrame, sheets: pl.DataFrame) -> pl.DataFrame:
    numbered = rows.join(
        sheets, on=["register", "file", "sheet"], how="left", validate="m:1", maintain_order="left"
    )
    row_no = pl.col("sheet_no").cast(pl.Int64) * 2**32 + pl.col("row")
    return numbered.with_columns(row_no=row_no).drop("sheet_no")
