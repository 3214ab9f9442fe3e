"""Station 6: clues + earlier decisions → ranked cases."""

from pathlib import Path

import dagster as dg
import polars as pl

from assets.partitions import audit_month
from assets.run_key import run_hash, run_key
from assets.settings import Settings
from assets.stopwatch import Stopwatch
from checks.contracts.contract import Contracted
from checks.rules.judge import Judged
from pipelines.followup import cases as cases_of
from pipelines.read.output import ReadOutput
from reports.run_folder.history import earlier_clues


@dg.asset(group_name="follow_up", partitions_def=audit_month)
def cases(
    context: dg.AssetExecutionContext,
    clues: Judged,
    register_rows: ReadOutput,
    accepted_rows: Contracted,
    settings: Settings,
    stopwatch: dg.ResourceParam[Stopwatch],
) -> dg.Output[pl.DataFrame]:
    """CASE: clues in the order people should look, new, known or suppressed."""
    county = settings.county(context.partition_key)
    digest = run_hash(register_rows.source_files, settings.rulebook(), county)
    with stopwatch.station("follow up"):
        ranked = cases_of(
            clues.clues,
            clues.clue_months,
            history=earlier_clues(Path(settings.out), other_than=digest),
            decisions=accepted_rows.accepted.get("case_log", pl.DataFrame()),
            run_key=run_key(county, digest),
            as_of=county.as_of,
        )
    counts = ranked["status"].value_counts(sort=True).rows()
    return dg.Output(ranked, metadata={str(s): int(n) for s, n in counts} or {"cases": 0})


assets = [cases]
