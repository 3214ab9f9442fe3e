"""What a synthetic county is asked for and what it consists of.

Here: the plan, the result, and the random streams. One stream per label, derived from the seed, so
that a new register or case kind never changes the others. Not here: any content.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from pipelines.months import add_months, months_in

LEAST_PEOPLE = 2_000
LEAST_MONTHS = 6


@dataclass(frozen=True)
class CountyPlan:
    """How large the county is, which months it covers, and how dirty its files are.

    ``dirty_share`` is the share of rows with one damaged identity cell (``dirt.DIRT``).
    Raises ValueError for fewer than 2,000 people or 6 months: the planted cases need room.
    """

    people: int = 20_000
    seed: int = 1
    first_month: date = date(2026, 1, 1)
    last_month: date = date(2026, 10, 1)
    dirty_share: float = 0.02

    def __post_init__(self) -> None:
        if self.people < LEAST_PEOPLE:
            raise ValueError(f"people must be at least {LEAST_PEOPLE}, not {self.people}")
        if len(self.months) < LEAST_MONTHS:
            raise ValueError(f"a county needs at least {LEAST_MONTHS} months, not {len(self.months)}")
        if not 0 <= self.dirty_share <= 0.5:
            raise ValueError(f"dirty_share must lie between 0 and 0.5, not {self.dirty_share}")

    @property
    def months(self) -> tuple[date, ...]:
        """The benefit months under audit."""
        return months_in(self.first_month, self.last_month)

    @property
    def as_of(self) -> date:
        """The audit's today: the fifth of the month after the last one."""
        return add_months(self.last_month, 1) + timedelta(days=4)

    @property
    def extracted_on(self) -> date:
        """The day the standing registers were extracted: the last day of the last month."""
        return add_months(self.last_month, 1) - timedelta(days=1)

    @property
    def planted_per_rule(self) -> int:
        """Planted cases of each judged rule."""
        return max(3, self.people // 2_500)

    @property
    def near_misses_per_kind(self) -> int:
        """Near-misses of each kind."""
        return max(2, self.people // 5_000)


@dataclass(frozen=True)
class SyntheticCounty:
    """A county as frames.

    registers: register code → clean rows under the canonical names of the register (money as
        ``*_fen``, months and dates as Date), with ``truth_<role>`` person numbers beside them.
        A dibao row carries its further members in ``member_<no>_name/_id/_relation``.
    truth_cases: what each judged rule must find (planted) and must not find (near_miss).
    truth_people: the people.
    county: the content of county.yaml.
    dirt: register code → edits the files get: row, field, error, clean, written.
    footers: footers that are wrong on purpose: register, programme, benefit_month, off_fen.
    """

    plan: CountyPlan
    registers: Mapping[str, pl.DataFrame]
    truth_cases: pl.DataFrame
    truth_people: pl.DataFrame
    county: Mapping[str, Any]
    dirt: Mapping[str, pl.DataFrame]
    footers: pl.DataFrame


def stream(plan: CountyPlan, label: str) -> np.random.Generator:
    """The random stream of one label."""
    return np.random.default_rng([plan.seed, zlib.crc32(label.encode())])


def month_index(plan: CountyPlan, day: pl.Expr) -> pl.Expr:
    """Whole months from the first month of the plan to the month of ``day`` (may be negative)."""
    first = plan.first_month
    return ((day.dt.year() - first.year) * 12 + day.dt.month().cast(pl.Int32) - first.month).cast(pl.Int64)


def month_at(plan: CountyPlan, index: pl.Expr) -> pl.Expr:
    """The Date of the month with that index."""
    total = index + plan.first_month.year * 12 + plan.first_month.month - 1
    return pl.date(total // 12, total % 12 + 1, 1)
