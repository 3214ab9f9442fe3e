"""The grade of a clue: where it starts, what lowers it, what it can never be.

Belongs here: the arithmetic of E0 to E2. Not here: which counter-evidence applies (``clues``), how
strong a link is (``evidence``). Nothing raises a grade; nothing but E3 stands below E2.
"""

from __future__ import annotations

import polars as pl

GRADES = ("E0", "E1", "E2", "E3")
_E1, _E2 = 1, 2


def grade_of(
    start: str, *, lowered: pl.Expr, to_e1: pl.Expr, to_e2: pl.Expr, rests_on_probable: pl.Expr
) -> pl.Expr:
    """The grade as text.

    Args:
        start: the rule's exception grade.
        lowered: number of steps down.
        to_e1, to_e2: whether an entry moves the grade to E1 or E2 at once.
        rests_on_probable: whether the weakest link behind the clue is a probable one.
    """
    first = GRADES.index(start)
    if first > _E2:
        return pl.lit(start)
    step = pl.min_horizontal(pl.lit(first) + lowered, pl.lit(_E2))
    least = pl.when(to_e2 | rests_on_probable).then(_E2).when(to_e1).then(_E1).otherwise(first)
    return pl.max_horizontal(step, least).replace_strict(
        list(range(len(GRADES))), list(GRADES), return_dtype=pl.String
    )
