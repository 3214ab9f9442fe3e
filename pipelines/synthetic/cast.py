"""The cast: households made for the planted cases and near-misses, apart from everybody else.

Each case has homes of its own, so cases touch neither each other nor the ordinary county. Here: how a
kind of case names its people and how their homes are composed. What happens to them stands in
``cases/``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from pipelines.synthetic.plan import CountyPlan, month_at, stream
from pipelines.synthetic.world import World

Array = np.ndarray[Any, Any]
START = -30  # month index in which a standing entitlement began


@dataclass(frozen=True)
class Actor:
    """One person of a case: sex ('' either), age on the first day of the window, home within the case."""

    sex: str
    low: float
    high: float
    relation: str = "户主"
    home: int = 0
    father: int | None = None
    mother: int | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of case: the rule it is for, who takes part, what happens (``play``)."""

    rule_id: str
    label: str
    planted: bool
    actors: tuple[Actor, ...]
    play: Callable[[Stage], None]
    note: str


@dataclass(frozen=True)
class Stage:
    """The cases of one kind, ready to be played: person numbers per slot, and the fact tables."""

    kind: Kind
    plan: CountyPlan
    world: World
    rng: np.random.Generator
    slots: tuple[Array, ...]
    births: tuple[Array, ...]  # datetime64[D] per slot

    @property
    def count(self) -> int:
        """Number of cases."""
        return len(self.slots[0])

    @property
    def months(self) -> int:
        """Number of months of the window."""
        return len(self.plan.months)

    @property
    def last(self) -> int:
        """Index of the last month."""
        return self.months - 1

    def between(self, low: int, high: int) -> Array:
        """A random month index from low to high, both included, for each case."""
        return self.rng.integers(low, high + 1, self.count)

    def until(self, first: Array, most: int = 3) -> Array:
        """A last month up to ``most`` months after ``first``, inside the window."""
        return np.minimum(first + self.rng.integers(0, most + 1, self.count), self.last)

    def every(self, month: int) -> Array:
        """The same month for each case."""
        return np.full(self.count, month, dtype=np.int64)

    def one_of(self, *texts: str) -> Array:
        """A random text for each case."""
        return np.array(texts, dtype=object)[self.rng.integers(0, len(texts), self.count)]

    def day_in(self, month: Array, low: int = 2, high: int = 27) -> pl.Series:
        """A random day of the month with that index, for each case."""
        return pl.select(
            month_at(self.plan, pl.lit(pl.Series(month)))
            + pl.duration(days=pl.lit(pl.Series(self.rng.integers(low - 1, high, self.count))))
        ).to_series()

    def case(self, person: Array | None, first: Array, last: Array, **more: Any) -> None:
        """Writes the cases into the truth: person, months, and how the amount is reckoned."""
        self.world.add(
            "cases",
            rule_id=self.kind.rule_id,
            kind="planted" if self.kind.planted else "near_miss",
            label=self.kind.label,
            note=self.kind.note,
            person=person,
            first=first,
            last=last,
            **more,
        )

    def spell(self, person: Array, programme: str, first: Array, last: Array, **more: Any) -> None:
        """Puts the persons on a roll, paid to themselves unless payee and account_of say otherwise."""
        columns = {"payee": person, "account_of": person, "months": 1, **more}
        self.world.add("spells", person=person, programme=programme, first=first, last=last, **columns)

    def dibao(
        self,
        programme: str,
        members: Sequence[tuple[Array, Array, Array, str]],
        uncounted: Sequence[int] = (),
    ) -> Array:
        """New dibao households from (person, first, last, relation); the first one is the head."""
        households = self.world.new_households(self.count)
        self.world.add(
            "dibao",
            household=households,
            programme=programme,
            head=members[0][0],
            income_per_head_fen=self.rng.integers(80, 300, self.count) * 100,
            category=self.one_of("A", "B", "C"),
        )
        for place, (person, first, last, relation) in enumerate(members):
            self.world.add(
                "members",
                household=households,
                person=person,
                first=first,
                last=last,
                is_counted=place not in uncounted,
                relation=relation,
                place=place,
            )
        return households

    def certify(self, person: Array, category: str | Array, level: int | Array, **more: Any) -> None:
        """Gives the persons a valid disability certificate."""
        columns = {"issued_on": date(2021, 3, 15), "valid_to": date(2031, 3, 14), "status": "有效", **more}
        self.world.add("certificates", person=person, category=category, level=level, **columns)

    def care(self, person: Array, first: Array, last: Array, level: Array | None = None, **more: Any) -> None:
        """Pays the care subsidy for a physical disability of grade 1 or 2, with its certificate."""
        grade = self.rng.integers(1, 3, self.count) if level is None else level
        self.certify(person, "肢体", grade)
        self.spell(person, "dis_care", first, last, category="肢体", level=grade, **more)

    def die(self, person: Array, month: Array, with_id: bool = True, low: int = 2, **where: bool) -> None:
        """Lets the persons die in the month; where: in_police, in_cremation, in_health."""
        places = {"in_police": with_id, "in_cremation": False, "in_health": False, **where}
        self.world.add(
            "deaths", person=person, died_on=self.day_in(month, low=low), with_id=with_id, **places
        )


def cast_of(plan: CountyPlan, kinds: Sequence[Kind]) -> pl.DataFrame:
    """The people of all cases.

    Returns:
        kind_no (index into ``kinds``), case_no (0..), slot, home (number of the home in the cast), place,
        sex, age, relation, father_slot, mother_slot. Every case of a rule's planted kinds counts towards
        ``plan.planted_per_rule``; each near-miss kind has ``plan.near_misses_per_kind`` cases.
    """
    parts = []
    homes = 0
    for kind_no, kind in enumerate(kinds):
        rng = stream(plan, f"cast:{kind.rule_id}:{kind.label}")
        count = _cases(plan, kinds, kind)
        case_homes = 1 + max(a.home for a in kind.actors)
        for slot, actor in enumerate(kind.actors):
            either = np.where(rng.random(count) < 0.5, "男", "女")
            parts.append(
                pl.DataFrame(
                    {
                        "kind_no": np.full(count, kind_no),
                        "case_no": np.arange(count),
                        "slot": np.full(count, slot),
                        "home": homes + np.arange(count) * case_homes + actor.home,
                        "place": np.full(count, slot),
                        "sex": np.full(count, actor.sex) if actor.sex else either,
                        "age": rng.uniform(actor.low, actor.high, count),
                        "relation": np.full(count, actor.relation),
                        "father_slot": pl.repeat(actor.father, count, dtype=pl.Int64, eager=True),
                        "mother_slot": pl.repeat(actor.mother, count, dtype=pl.Int64, eager=True),
                    }
                )
            )
        homes += count * case_homes
    return pl.concat(parts).with_columns(pl.col("sex", "relation").cast(pl.String))


def _cases(plan: CountyPlan, kinds: Sequence[Kind], kind: Kind) -> int:
    if not kind.planted:
        return plan.near_misses_per_kind
    rivals = [k.label for k in kinds if k.rule_id == kind.rule_id and k.planted]
    whole, rest = divmod(plan.planted_per_rule, len(rivals))
    return max(1, whole + (rivals.index(kind.label) < rest))
