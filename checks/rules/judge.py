"""Station 5: facts + checked rules → a clue, clean or not evaluable for every unit in scope.

Reading order: ``requirements`` (registers there?) → ``shapes`` (rows) → ``outcome`` (units) →
``amounts`` and ``clues`` (what a clue says) → ``evidence`` (source rows, links) → ``grades``. Here they are
joined and put into the tables CLUE … NEAR_MISS. Not here: facts (station 4), what was decided about
a clue before (station 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from checks.rules.checked import CheckedRule
from checks.rules.clues import LOWERED, TO_E1, TO_E2, Drafts, drafts
from checks.rules.compile import Context
from checks.rules.evidence import REF, EvidenceRows, cells, evidence_rows, weakest_links
from checks.rules.grades import grade_of
from checks.rules.outcome import MONTH, UNIT, UNIT_KEY, Outcome, outcome
from checks.rules.requirements import ANY, PAYMENTS, Presence, presence
from checks.rules.shapes.frames import RuleFrames
from pipelines.definitions import County, Parameter, Programme, Register, Rule
from pipelines.tables import (
    CLUE,
    CLUE_MONTH,
    COVERAGE,
    FACTS,
    NEAR_MISS,
    NOT_EVALUABLE,
    PERSON,
    REGISTER_STATE,
    RULE_TALLY,
)

SAMPLE = 5


@dataclass(frozen=True)
class Judged:
    """What station 5 hands over; tables CLUE, CLUE_MONTH, CLUE_EVIDENCE, NOT_EVALUABLE, RULE_TALLY, NEAR_MISS."""

    clues: pl.DataFrame
    clue_months: pl.DataFrame
    clue_evidence: pl.DataFrame
    not_evaluable: pl.DataFrame
    tallies: pl.DataFrame
    near_misses: pl.DataFrame


def judge(
    rules: Sequence[CheckedRule],
    facts: Mapping[str, pl.DataFrame],
    *,
    accepted: Mapping[str, pl.DataFrame],
    links: pl.DataFrame,
    county: County,
    registers: Sequence[Register],
    programmes: Mapping[str, Programme],
) -> Judged:
    """Judge every rule.

    Args:
        rules: checked rules; the order does not matter.
        facts: tables of ``tables.FACTS`` by name; one left out counts as empty.
        accepted: REGISTER_ROW frames by register code, for the cells behind a clue.
        links: LINK.
        county: window, as-of day, standards, parameter overrides.
        registers: register definitions, for names and person fields.
        programmes: programme names.

    Returns:
        The six tables, sorted by their keys.
    """
    raise NotImplementedError
