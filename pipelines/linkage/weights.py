"""Match weights: how likely every level is among true pairs (m) and among other pairs (u).

The trained table is an artefact: a version made of its content, so that a run can name the weights it
used. How it is learnt stands in ``train``; how it scores in ``score``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from math import log2

import numpy as np
import numpy.typing as npt

from pipelines.linkage.plan import Comparison

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FieldWeights:
    """m and u of every level of one comparison (best level first), each summing to 1."""

    levels: tuple[str, ...]
    m: tuple[float, ...]
    u: tuple[float, ...]

    @property
    def bits(self) -> tuple[float, ...]:
        """The match weight of every level: log2(m ÷ u) (Fellegi and Sunter 1969)."""
        return tuple(log2(m / u) for m, u in zip(self.m, self.u, strict=True))


@dataclass(frozen=True)
class Weights:
    """``prior``: the share of matches among all pairs that could be compared."""

    prior: float
    fields: dict[str, FieldWeights]

    @property
    def prior_bits(self) -> float:
        """The prior odds as a match weight."""
        return log2(self.prior / (1 - self.prior))

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits of the content."""
        return sha256(self.as_text().encode()).hexdigest()[:12]

    def as_text(self) -> str:
        """Canonical JSON of the content, six significant digits."""

        def rounded(numbers: tuple[float, ...]) -> list[float]:
            return [float(f"{n:.6g}") for n in numbers]

        return json.dumps(
            {
                "prior": float(f"{self.prior:.6g}"),
                "fields": {
                    name: {"levels": list(f.levels), "m": rounded(f.m), "u": rounded(f.u)}
                    for name, f in self.fields.items()
                },
            },
            sort_keys=True,
        )

    def check(self, comparisons: tuple[Comparison, ...]) -> None:
        """Raises ValueError when a comparison has no weights, weights for other levels, or an m or u that
        is no share above 0.
        """
        for each in comparisons:
            known = self.fields.get(each.name)
            if known is None or known.levels != each.comparator.levels:
                raise ValueError(f"weights {self.version} do not fit comparison {each.name}")
            for shares in (known.m, known.u):
                if len(shares) != len(known.levels) or not all(0 < share <= 1 for share in shares):
                    levels = ", ".join(known.levels)
                    raise ValueError(
                        f"comparison {each.name} needs an m and a u above 0 for each of {levels}"
                    )
