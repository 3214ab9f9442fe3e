"""A county of a few mentions: every test names only what matters to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.id_numbers import check_digit
from pipelines.identify import Identified, identify
from pipelines.tables import MENTION

AS_OF = date(2026, 7, 10)


def number(birth: str, sequence: int, region: str = "339901") -> str:
    """A valid 18-digit number of a synthetic person."""
    body = f"{region}{birth}{sequence:03d}"
    return body + check_digit(body)


def mention(register: str, row: int, role: str = "subject", /, **values: Any) -> dict[str, Any]:
    """One mention; everything not named is null."""
    return {
        "register": register, "file": f"{register}/1.csv", "sheet": "", "row": row, "role": role, **values
    }  # fmt: skip


def identified(mentions: Iterable[dict[str, Any]], **options: Any) -> Identified:
    """The county identified on AS_OF."""
    return identify(MENTION.rows(*mentions), as_of=AS_OF, **options)


def link(found: Identified, register: str, row: int, role: str = "subject") -> dict[str, Any]:
    """The link of one mention."""
    return found.links.row(
        by_predicate=(pl.col("register") == register) & (pl.col("row") == row) & (pl.col("role") == role),
        named=True,
    )


@pytest.fixture(scope="session")
def make() -> dict[str, Callable[..., Any]]:
    """number, mention, identified, link: what the tests of this folder are written in."""
    return {"number": number, "mention": mention, "identified": identified, "link": link}
