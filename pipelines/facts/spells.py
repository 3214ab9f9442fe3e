"""What all facts with a beginning and an end share: the SPELL columns of a linked register row.

What begins and ends, and what the row says besides, stands in each fact's own file.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.register_rows import RoleLinks, register_rows, with_person
from pipelines.tables import D

OPEN_ENDED = ("", "至今", "长期", "长期有效", "永久", "无期", "无期徒刑", "在押", "未释放", "在职", "在岗")
"""What stands in a date field for "no end yet": read as empty."""


def is_unreadable(field: str) -> pl.Expr:
    """Whether a date or month field holds text that is no date: then it is not the same as empty."""
    text = pl.col(f"{field}_text").fill_null("").str.replace_all(r"\s", "")
    return pl.col(field).is_null() & ~text.is_in(OPEN_ENDED)


def spell_rows(
    accepted: Mapping[str, pl.DataFrame],
    links: RoleLinks,
    register: str,
    columns: Mapping[str, pl.DataType],
    *,
    only_strong: bool,
) -> pl.DataFrame:
    """Rows of a register with one person a row: ROW_REF, extracted_on, columns, person_id, is_strong.

    Args:
        only_strong: keep the rows with a strong link only, else every linked row.

    Source: definitions.link ("a register row counts for a person only by a strong link").
    """
    rows = register_rows(accepted, register, {"extracted_on": D, **columns})
    take = {"person_id": "person_id", "is_strong": "is_strong"}
    linked = with_person(rows, links, ("subject", "beneficiary"), take).drop_nulls("person_id")
    told = linked.with_columns(pl.col("is_strong").fill_null(False))
    return told.filter("is_strong") if only_strong else told
