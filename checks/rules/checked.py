"""A rule that has been read and checked: what ``load_rules`` makes and ``judge`` runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.rules.shape_spec import ShapeSpec
from checks.rules.typed import Template, Typed
from pipelines.definitions import Rule


@dataclass(frozen=True)
class CheckedRule:
    """A rule with the typed tree of every expression.

    ``rule.slots`` and ``typed`` hold what ``shape_spec`` says for each kind of slot. Besides the slots,
    ``typed`` has ``not_evaluable.N`` and ``counter_evidence.N`` (bool; absent where the entry has no
    ``when``), ``evidence.N`` (bool over the bare physical columns of the entry's table), and the
    sentences ``reason.zh``, ``reason.en``, ``counter_evidence.N.zh`` and ``.en`` as templates.
    """

    rule: Rule
    spec: ShapeSpec
    typed: Mapping[str, Typed | Template]
