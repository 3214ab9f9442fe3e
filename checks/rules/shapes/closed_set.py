"""The closed set of shapes: name → its declaration and how its rows are judged.

A new kind of rule is a new file here and a line in ``SHAPES``; nothing in a rule file can add one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checks.rules.shape_spec import ShapeSpec
from checks.rules.shapes import (
    attribute_mismatch,
    exclusive,
    missing_basis,
    same_same_different,
    status_while_paid,
    tie_out,
)
from checks.rules.shapes.frames import JudgedRows, RuleFrames


@dataclass(frozen=True)
class Shape:
    """A shape: what a rule file must give it, and its rows."""

    spec: ShapeSpec
    judged: Callable[[RuleFrames], JudgedRows]


SHAPES: Mapping[str, Shape] = {
    module.SPEC.name: Shape(module.SPEC, module.judged)
    for module in (
        status_while_paid,
        missing_basis,
        exclusive,
        same_same_different,
        attribute_mismatch,
        tie_out,
    )
}

SPECS: Mapping[str, ShapeSpec] = {name: shape.spec for name, shape in SHAPES.items()}
"""What ``load_rules`` needs of the shapes."""
