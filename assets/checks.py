"""The invariants as asset checks: what was measured, and whether publishing may go on.

The tests themselves live with their stations (``checks.contracts.conservation``,
``pipelines.facts.conservation``, ``checks.rules.outcome``, ``reports.run_folder``); here their
results become Dagster checks and the rows of the report's checks table.
"""

from collections.abc import Iterable

import dagster as dg
import polars as pl

from checks.invariants import Outcome
from pipelines.definitions import County
from pipelines.read.output import ReadOutput


def files_readable(output: ReadOutput, county: County) -> dg.AssetCheckResult:
    """Passes when no file was refused, or county.yaml says ``on_bad_file: continue``."""
    stopping = [f for f in output.faults if f.stops]
    return dg.AssetCheckResult(
        check_name="files_readable",
        passed=not stopping or county.on_bad_file == "continue",
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"refused": len(stopping), "places": "；".join(f.where.say() for f in stopping[:20])},
    )


def as_check(outcome: Outcome) -> dg.AssetCheckResult:
    """An invariant's outcome as the result of the asset check of the same name."""
    return dg.AssetCheckResult(
        check_name=outcome.name,
        passed=outcome.passed,
        severity=dg.AssetCheckSeverity.ERROR,
        description=outcome.text.en,
        metadata={"measured": outcome.measured},
    )


def checks_table(outcomes: Iterable[Outcome]) -> pl.DataFrame:
    """name, passed, blocking, text, text_en, measured: one row an invariant, in order."""
    return pl.DataFrame(
        [(o.name, o.passed, True, o.text.zh, o.text.en, o.measured) for o in outcomes],
        schema={
            "name": pl.String,
            "passed": pl.Boolean,
            "blocking": pl.Boolean,
            "text": pl.String,
            "text_en": pl.String,
            "measured": pl.String,
        },
        orient="row",
    )
