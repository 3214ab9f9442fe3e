"""Every kind of case, in one order."""

from __future__ import annotations

from pipelines.synthetic.cases import (
    accounts,
    ages,
    deaths,
    disabilities,
    duplicates,
    exclusions,
    statuses,
)
from pipelines.synthetic.cast import Kind

KINDS: tuple[Kind, ...] = (
    *deaths.KINDS,
    *duplicates.KINDS,
    *exclusions.KINDS,
    *statuses.KINDS,
    *disabilities.KINDS,
    *ages.KINDS,
    *accounts.KINDS,
)
NAMESAKES = next(i for i, k in enumerate(KINDS) if (k.rule_id, k.label) == ("DEC-05", "namesake"))
UNIQUE_NAMES = tuple(i for i, k in enumerate(KINDS) if k.rule_id == "DEC-05")
