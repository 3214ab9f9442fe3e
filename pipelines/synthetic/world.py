"""What is true in the county, before any register writes it down.

Tables of plain facts (who receives what from when to when, who died, who is in custody ...), to
which the ordinary county and the planted cases both add rows. Registers are written from these
tables only, so rolls, payments and books agree by construction. Months are indexes from the first
month of the plan; persons are ``truth_person`` numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

I64, S, D, B = pl.Int64(), pl.String(), pl.Date(), pl.Boolean()

TABLES: dict[str, dict[str, pl.DataType]] = {
    # a person on a roll other than dibao; payee and account_of are persons, account overrides account_of
    "spells": {
        "person": I64, "programme": S, "first": I64, "last": I64, "payee": I64, "account_of": I64,
        "account": S, "institution": S, "care_level": S, "placement": S, "category": S, "level": I64,
        "months": I64, "amount_fen": I64, "guardian": I64, "certificate_suffix": S,
    },
    "dibao": {"household": I64, "programme": S, "head": I64, "income_per_head_fen": I64, "category": S},
    "members": {
        "household": I64, "person": I64, "first": I64, "last": I64, "is_counted": B, "relation": S,
        "place": I64,  # order in the row; the head is 0
    },
    # where a death is written down; with_id False: cremation and health rows without number
    "deaths": {
        "person": I64, "died_on": D, "in_police": B, "in_cremation": B, "in_health": B, "with_id": B,
    },
    "cancellations": {"person": I64, "cancelled_on": D, "reason": S},
    "certificates": {
        "person": I64, "category": S, "level": I64, "issued_on": D, "valid_to": D, "status": S, "suffix": S,
    },
    "payroll": {
        "person": I64, "status": S, "origin": S, "kind": S, "from_month": D, "to_month": D, "gross_fen": I64,
    },
    "custody": {"person": I64, "custody": S, "from_on": D, "to_on": D},
    "marginal": {"person": I64, "kind": S, "from_on": D, "to_on": D},
    # edits of payment lines: see payments.py
    "line_edits": {
        "person": I64, "programme": S, "month": I64, "edit": S, "amount_fen": I64, "paid_month": I64,
    },
    "hukou_births": {"person": I64, "birth_date": D},
    "cases": {
        "rule_id": S, "kind": S, "label": S, "person": I64, "other_person": I64, "programme": S,
        "household": I64, "other_household": I64, "account_of": I64, "batch_no": S, "first": I64,
        "last": I64, "basis": S, "note": S,
    },
}  # fmt: skip


class World:
    """The fact tables under construction."""

    def __init__(self) -> None:
        self._parts: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}
        self._households = 0

    def add(self, table: str, **columns: Any) -> None:
        """Adds rows; a scalar is repeated, a column not named is null (months of a spell: 1)."""
        schema = TABLES[table]
        unknown = set(columns) - set(schema)
        if unknown:
            raise KeyError(f"{table}: no column {sorted(unknown)}")
        lengths = [len(c) for c in columns.values() if isinstance(c, np.ndarray | pl.Series)]
        length = lengths[0] if lengths else 1
        series = []
        for name, dtype in schema.items():
            value = columns.get(name)
            if isinstance(value, pl.Series):
                series.append(value.cast(dtype).alias(name))
            elif isinstance(value, np.ndarray):
                series.append(pl.Series(name, value).cast(dtype))
            else:
                series.append(pl.repeat(value, length, dtype=dtype, eager=True).alias(name))
        self._parts[table].append(pl.DataFrame(series))

    def new_households(self, count: int) -> np.ndarray[Any, Any]:
        """Numbers for ``count`` new dibao households."""
        first = self._households
        self._households += count
        return np.arange(first, first + count, dtype=np.int64)

    def table(self, name: str) -> pl.DataFrame:
        """All rows of a table, in the order they were added."""
        return pl.concat([pl.DataFrame(schema=TABLES[name]), *self._parts[name]])
