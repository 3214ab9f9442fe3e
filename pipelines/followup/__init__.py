"""Station 6, follow up: clues + earlier decisions → ranked cases.

``known.py`` says which clues an earlier run already showed, ``suppress.py`` which ones people
have checked and closed as no finding, ``rank.py`` in which order to look, and how much of the
money at risk a better-ranked clue already names, ``confirmed.py`` how often such clues were confirmed.
``cases`` joins the first three. Deciding anything
about a person does not belong here, nor reading earlier run folders (``reports/run_folder``).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.followup.known import with_first_seen
from pipelines.followup.rank import with_overlap, with_rank
from pipelines.followup.suppress import suppressed_clues
from pipelines.tables import CASE


def cases(
    clues: pl.DataFrame,
    clue_months: pl.DataFrame,
    *,
    history: pl.DataFrame,
    decisions: pl.DataFrame,
    run_key: str,
    as_of: date,
) -> pl.DataFrame:
    """Clues ranked, with what earlier runs and people already know of them.

    Args:
        clues: CLUE.
        clue_months: CLUE_MONTH.
        history: clue_id, first_seen_run of the earlier run compared with; may be empty.
        decisions: the case_log rows (clue_no, result, closed_on); may be empty.
        run_key: how this run names itself in first_seen_run.
        as_of: decisions after this day do not count.

    Returns:
        CASE, sorted by rank.
    """
    suppressed = suppressed_clues(clues, decisions, as_of=as_of)
    seen = with_first_seen(clues, history, run_key=run_key).with_columns(
        status=pl.when(pl.col("clue_id").is_in(suppressed.implode()))
        .then(pl.lit("suppressed"))
        .when(pl.col("is_known"))
        .then(pl.lit("known"))
        .otherwise(pl.lit("new"))
    )
    return CASE.check(with_overlap(with_rank(seen), clue_months).sort("rank"))
