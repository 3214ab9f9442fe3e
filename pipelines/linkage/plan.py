"""What to link and how, as data: passes that make candidate pairs, comparisons that weigh them.

Declarations only. How keys are made stands in ``keys``, how values are compared in ``levels``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.linkage.levels import Comparator

MOST_PASSES = 60


@dataclass(frozen=True)
class Pass:
    """One blocking pass: records that agree on all its keys become candidate pairs.

    Attributes:
        name: stands in reports and explanations.
        keys: ``column:key`` of ``keys.KEYS``; ``a|b:key`` takes the keys of either column.
        reason: what error or gap this pass sees through.
        then: further keys that split a block over the cap; what they cannot split is dropped.
        precise: so narrow that match weights can be learnt from its pairs (two whole fields, a number).
        implies: comparisons this pass decides by itself: nothing can be learnt about them here.
    """

    name: str
    keys: tuple[str, ...]
    reason: str
    then: tuple[str, ...] = ()
    precise: bool = False
    implies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Belief:
    """What is held of a comparison before any data: m and u, best level first.

    ``pairs``: how many pairs of experience the belief is worth; None: data cannot teach this
    comparison, the belief stands.
    """

    m: tuple[float, ...]
    u: tuple[float, ...]
    pairs: float | None = None


@dataclass(frozen=True)
class Comparison:
    """One field of the comparison vector.

    Attributes:
        name: stands in reports, explanations and trained weights.
        columns: what the comparator looks at.
        comparator: finds the ordered levels.
        frequency: agreement on a rare value weighs more, on the levels the comparator names.
        unseen: records assumed to hold a value besides those seen: dampens rare values.
        shares: per level that weighs by value, the least and most share of records a value is taken to
            have: few records say little about how rare a place is.
        vetoes: levels on which two records are never the same (two valid different numbers).
        belief: m and u per level held before any data, and the pairs they are worth in training.
    """

    name: str
    columns: tuple[str, ...]
    comparator: Comparator
    frequency: bool = True
    unseen: float = 0.0
    shares: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    vetoes: tuple[str, ...] = ()
    belief: Belief | None = None


@dataclass(frozen=True)
class Plan:
    """All that a linkage needs besides records and weights.

    Attributes:
        floor: pairs below this match probability are forgotten.
        stop: clusters merge while their average match probability is at least this.
        cap: candidate pairs of one block; larger blocks are split, then dropped and reported.
        chunk: raw pairs of one chunk: working memory is about 100 bytes a raw pair and thread.
        threads: chunks worked on at a time. None of the last two changes any result.
        seed: of the random pairs that u is learnt from.
    """

    passes: tuple[Pass, ...]
    comparisons: tuple[Comparison, ...]
    floor: float = 0.02
    stop: float = 0.5
    cap: int = 80_000
    chunk: int = 400_000
    threads: int = 1
    seed: int = 20260701

    def __post_init__(self) -> None:
        if len(self.passes) > MOST_PASSES:
            raise ValueError(f"at most {MOST_PASSES} passes fit the bitmap of a pair, not {len(self.passes)}")
        names = [p.name for p in self.passes], [c.name for c in self.comparisons]
        for kind, given in zip(("pass", "comparison"), names, strict=True):
            if len(set(given)) < len(given):
                raise ValueError(f"two of the {kind} names are the same: {given}")
        known = set(names[1])
        for each in self.passes:
            if unknown := set(each.implies) - known:
                raise ValueError(f"pass {each.name} implies unknown comparisons {sorted(unknown)}")
