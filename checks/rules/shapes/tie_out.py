"""tie_out: two books that should agree do not.

Slots: ``row`` (one row holds both books' sums), ``when`` (true = they differ; null = a book is
missing or unreadable). ``test`` names the column that tells several comparisons of a rule apart.
"""

from __future__ import annotations

from checks.rules.shape_spec import FrameSlot, ShapeSpec, Slot
from checks.rules.shapes.frames import COMMON, JudgedRows, RuleFrames, beside, row_by_row, unless

SPEC = ShapeSpec(
    name="tie_out",
    frames=(FrameSlot("row", doc="a comparison of two books"), beside("row"), unless("row")),
    slots=(Slot("when", "bool_expr", required=True, doc="true = the books differ"), *COMMON),
    doc="two books that should agree do not",
)


def judged(frames: RuleFrames) -> JudgedRows:
    """Comparisons with the answer of ``when``. Join: row m:1 beside."""
    return row_by_row(frames)
