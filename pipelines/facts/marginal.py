"""MARGINAL_SPELL: persons on the list of low-income people (a status without cash)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.register_rows import RoleLinks, finished
from pipelines.facts.spells import spell_rows
from pipelines.tables import MARGINAL_SPELL, D, S

FIELDS: dict[str, pl.DataType] = {"kind": S, "household_no": S, "from_on": D, "to_on": D}


def marginal_spells(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """MARGINAL_SPELL: every marginal_list row, also of a person without a strong link.

    The persons are a scope of their own (rule INC-01), so a weak link is kept and shown.
    """
    rows = spell_rows(accepted, links, "marginal_list", FIELDS, only_strong=False)
    return finished(rows.rename({"from_on": "valid_from", "to_on": "valid_to"}), MARGINAL_SPELL)
