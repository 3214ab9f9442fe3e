"""CUSTODY_SPELL: persons in prison, compulsory rehabilitation or another kind of custody.

Which kinds stop a benefit does not belong here: rule INS-01 says so.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.register_rows import RoleLinks, finished
from pipelines.facts.spells import is_unreadable, spell_rows
from pipelines.tables import CUSTODY_SPELL, D, S

FIELDS: dict[str, pl.DataType] = {
    "custody": S, "custody_text": S, "from_on": D, "from_on_text": S, "to_on": D, "to_on_text": S,
}  # fmt: skip


def custody_spells(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """CUSTODY_SPELL: a prison row of a strongly linked person.

    valid_from is null where the date cannot be read; from_text shows what stands there. valid_to is
    null where there is none, and where it cannot be read (is_end_unreadable).
    """
    rows = spell_rows(accepted, links, "prison", FIELDS, only_strong=True)
    read = rows.with_columns(is_end_unreadable=is_unreadable("to_on"))
    return finished(
        read.rename({"from_on": "valid_from", "to_on": "valid_to", "from_on_text": "from_text"}),
        CUSTODY_SPELL,
    )
