"""CUSTODY_SPELL: persons in prison, compulsory rehabilitation or another kind of custody.

Which kinds stop a benefit does not belong here: rule INS-01 says so.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.register_rows import RoleLinks, finished
from pipelines.facts.spells import spell_rows
from pipelines.tables import CUSTODY_SPELL, D, S

FIELDS: dict[str, pl.DataType] = {
    "custody": S, "custody_text": S, "from_on": D, "from_on_text": S, "to_on": D,
}  # fmt: skip


def custody_spells(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """CUSTODY_SPELL: a prison row of a strongly linked person.

    valid_from is null where the date cannot be read; from_text shows what stands there.
    """
    rows = spell_rows(accepted, links, "prison", FIELDS, only_strong=True)
    return finished(
        rows.rename({"from_on": "valid_from", "to_on": "valid_to", "from_on_text": "from_text"}),
        CUSTODY_SPELL,
    )
