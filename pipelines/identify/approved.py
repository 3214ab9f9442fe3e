"""The weights a county has approved → the weights the station matches by, and back into a draft.

Belongs here: whether a file's comparisons and levels are those of the plan. Not here: reading the file
(``checks.rules.weights_file``), learning weights (``train``), what is believed without any (``plan``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from pipelines.definitions import LinkageWeights
from pipelines.faults import Text
from pipelines.identify.plan import BELIEFS, COMPARISONS
from pipelines.linkage.weights import FieldWeights, Weights

MADE_BY_TRAINING = re.compile(r"[0-9a-f]{12}")
"""A version that is a digest of the numbers."""
TOLD = {
    "field": pl.String(), "level": pl.String(), "m": pl.Float64(), "u": pl.Float64(), "bits": pl.Float64(),
    "by_value": pl.Boolean(), "is_veto": pl.Boolean(),
}  # fmt: skip


@dataclass(frozen=True)
class Misfit:
    """What of a definition does not fit: ``at`` is ``comparison``, ``comparison.level``, ``fields`` or
    ``version``."""

    at: str
    what: Text


def approved_weights(definition: LinkageWeights) -> Weights:
    """The weights of a definition. Whether it may be used (``is_approved``) is the caller's question.

    Raises:
        ValueError: comparisons or levels are not those of the plan; the message names each.
    """
    if found := misfits(definition):
        raise ValueError("; ".join(misfit.what.en for misfit in found))
    return _weights(definition)


def misfits(definition: LinkageWeights) -> tuple[Misfit, ...]:
    """Every comparison and level that is missing or unknown, and numbers changed after training."""
    known = {c.name: c.comparator.levels for c in COMPARISONS}
    found = [
        Misfit(name, Text(f"没有“{name}”这项比较。", f"there is no comparison “{name}”"))
        for name in definition.fields
        if name not in known
    ]
    for name, levels in known.items():
        if name not in definition.fields:
            found.append(Misfit("fields", Text(f"缺少比较项“{name}”。", f"comparison “{name}” is missing")))
            continue
        given = definition.fields[name]
        found += [
            Misfit(name, Text(f"“{name}”缺少一级“{level}”。", f"level “{level}” of “{name}” is missing"))
            for level in levels
            if level not in given
        ]
        found += [
            Misfit(
                f"{name}.{level}", Text(f"“{name}”没有“{level}”这一级。", f"“{name}” has no level “{level}”")
            )
            for level in given
            if level not in levels
        ]
    return tuple(found) if found else _changed(definition)


def _changed(definition: LinkageWeights) -> tuple[Misfit, ...]:
    digest = _weights(definition).version
    if not MADE_BY_TRAINING.fullmatch(definition.version) or definition.version == digest:
        return ()
    what = Text(
        f"数值与版本 {definition.version} 不符：训练之后被改动过（现为 {digest}）。",
        f"the numbers are not those of version {definition.version}: "
        f"they were changed after training ({digest} now)",
    )
    return (Misfit("version", what),)


def _weights(definition: LinkageWeights) -> Weights:
    return Weights(
        definition.prior,
        {
            c.name: FieldWeights(
                c.comparator.levels,
                tuple(definition.fields[c.name][level][0] for level in c.comparator.levels),
                tuple(definition.fields[c.name][level][1] for level in c.comparator.levels),
            )
            for c in COMPARISONS
        },
    )


def weights_in_force(definition: LinkageWeights | None) -> Weights:
    """The approved weights, or the beliefs where nothing is approved. Raises as ``approved_weights``."""
    if definition is None or not definition.is_approved:
        return BELIEFS
    return approved_weights(definition)


def as_draft(weights: Weights, *, trained_on: str, author: str) -> LinkageWeights:
    """A draft of learnt weights, in the six significant digits that name their version."""

    def rounded(number: float) -> float:
        return float(f"{number:.6g}")

    return LinkageWeights(
        weights.version,
        trained_on,
        author,
        rounded(weights.prior),
        {
            name: {level: (rounded(m), rounded(u)) for level, m, u in zip(f.levels, f.m, f.u, strict=True)}
            for name, f in weights.fields.items()
        },
    )


def told(weights: Weights) -> pl.DataFrame:
    """TOLD: every level in the order of the plan.

    ``by_value``: the county's own frequency of the shared value takes the place of u. ``is_veto``: a pair
    on this level is never one person, whatever else agrees.
    """
    rows = [
        (c.name, level, m, u, bits, c.frequency and at in c.comparator.by_value, level in c.vetoes)
        for c in COMPARISONS
        for at, (level, m, u, bits) in enumerate(
            zip(
                c.comparator.levels,
                weights.fields[c.name].m,
                weights.fields[c.name].u,
                weights.fields[c.name].bits,
                strict=True,
            ),
            start=1,
        )
    ]
    return pl.DataFrame(rows, schema=TOLD, orient="row")
