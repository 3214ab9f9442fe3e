"""attribute_mismatch: a value does not fit another value or a list about the same row or person.

Slots: ``row``, ``when`` (true = the value does not fit; null = it cannot be told).
"""

from __future__ import annotations

from checks.rules.shape_spec import FrameSlot, ShapeSpec, Slot
from checks.rules.shapes.frames import COMMON, JudgedRows, RuleFrames, beside, row_by_row, unless

SPEC = ShapeSpec(
    name="attribute_mismatch",
    frames=(FrameSlot("row", doc="the rows that hold the value"), beside("row"), unless("row")),
    slots=(Slot("when", "bool_expr", required=True, doc="true = the value does not fit"), *COMMON),
    doc="a value does not fit another value about the same row or person",
)


def judged(frames: RuleFrames) -> JudgedRows:
    """Rows with the answer of ``when``. Join: row m:1 beside."""
    return row_by_row(frames)
