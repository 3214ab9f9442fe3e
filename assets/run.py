"""Runs the monthly job: what ``hecha run`` and ``dagster dev`` share.

The run report says how it ended: published, refused (bad input or rules, nothing published) or
aside (complete, but an invariant did not hold; ``current`` stayed).
"""

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import dagster as dg
import polars as pl

from assets import contract, facts, identify, judge, read
from assets.definitions import definitions
from assets.frames import FrameStore
from assets.job import JOB
from assets.partitions import FIRST, LAST, audit_month
from assets.settings import PROJECT, Settings
from assets.stopwatch import Listener, Stopwatch
from checks.contracts.contract import Contracted
from checks.rules.judge import Judged
from pipelines.definitions import County, Rule
from pipelines.faults import Fault, Place, Text, sorted_faults
from pipelines.months import say_month
from pipelines.read.output import ReadOutput

Answer = TypeVar("Answer")
RUNS_KEPT = 24
# the stations report through the stopwatch; Dagster's own log goes to its event store
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
UP_TO_JUDGE = (read, contract, identify, facts, judge)


@dataclass(frozen=True)
class RunReport:
    """How a run ended and what it holds; frames are None where the run did not come so far."""

    state: Literal["published", "refused", "aside"]
    faults: tuple[Fault, ...]
    county: County | None = None
    folder: Path | None = None
    cases: pl.DataFrame | None = None
    tallies: pl.DataFrame | None = None
    rows: pl.DataFrame | None = None
    checks_failed: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    peak_mb: dict[str, float] = field(default_factory=dict)


def run_audit(settings: Settings, *, month: str = "", listener: Listener | None = None) -> RunReport:
    """Execute the monthly job in this process.

    Args:
        settings: the folders; ``first_month`` overrides the window's start.
        month: the audit month ``2026-06``; empty takes county.yaml's last month.
        listener: told when a station starts (seconds None) and ends.

    Raises:
        Whatever bug a station raises: bad input and rules never raise, they are faults.
    """
    book = settings.rulebook()
    if book.stops or book.county is None:
        return RunReport("refused", book.faults)
    partition = month or say_month(book.county.last_month)
    if partition not in audit_month.get_partition_keys():
        return RunReport("refused", (*book.faults, _no_such_month(partition)))
    store, stopwatch = FrameStore(), Stopwatch(listener)

    def execute() -> dg.ExecuteInProcessResult:
        with instance_of(settings.working) as instance:
            outcome = definitions.resolve_job_def(JOB).execute_in_process(
                partition_key=partition,
                instance=instance,
                raise_on_error=False,
                run_config=QUIET,
                resources={"settings": settings, "stopwatch": stopwatch, "io_manager": store},
            )
            prune(instance)
        return outcome

    outcome = beside(execute)
    failed = tuple(
        check.check_name
        for check in outcome.get_asset_check_evaluations()
        if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR
    )
    crashed = [e for e in outcome.get_failed_step_keys() if not failed]
    if crashed:
        raise RuntimeError(_first_error(outcome))

    def kept(asset: str) -> object:
        return store.values.get((asset, partition))

    rows_read, contracted = kept("register_rows"), kept("accepted_rows")
    faults = (*book.faults, *(rows_read.faults if isinstance(rows_read, ReadOutput) else ()))
    folder = kept("run_folder")
    judged, cases = kept("clues"), kept("cases")
    state: Literal["published", "refused", "aside"] = (
        "published" if kept("current_run") else "aside" if folder else "refused"
    )
    return RunReport(
        state,
        sorted_faults(faults),
        county=settings.county(partition),
        folder=Path(str(folder)) if folder else None,
        cases=cases if isinstance(cases, pl.DataFrame) else None,
        tallies=getattr(judged, "tallies", None),
        rows=contracted.rows if isinstance(contracted, Contracted) else None,
        checks_failed=failed,
        seconds=stopwatch.seconds,
        peak_mb=stopwatch.peak_mb,
    )


def beside(call: Callable[[], Answer]) -> Answer:
    """The call's answer from a thread beside the main one, which stays free for Ctrl-C.

    In the main thread Dagster takes an interrupt for a failed step and tries the step again.
    """
    answers: list[Answer] = []
    raised: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(call())
        except BaseException as error:
            raised.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(0.2)  # a signal that reaches another thread does not wake an endless join
    if raised:
        raise raised[0]
    return answers[0]


@dataclass(frozen=True)
class Recomputed:
    """What ``recompute`` found: the judged tables again, from the files as they are now."""

    judged: Judged
    source_files: pl.DataFrame
    rules: dict[str, Rule]


def recompute(settings: Settings, *, month: str) -> Recomputed | None:
    """Run the stations up to judge again, in memory; None when data or rules have faults now."""
    book = settings.rulebook()
    if book.stops:
        return None
    store = FrameStore()

    def execute() -> dg.ExecuteInProcessResult:
        with dg.DagsterInstance.ephemeral() as instance:
            return dg.materialize(
                [asset for station in UP_TO_JUDGE for asset in station.assets],
                selection=dg.AssetSelection.all() - dg.AssetSelection.assets("linkage"),
                partition_key=month,
                instance=instance,
                raise_on_error=False,
                run_config=QUIET,
                resources={"settings": settings, "stopwatch": Stopwatch(), "io_manager": store},
            )

    beside(execute)
    judged = store.values.get(("clues", month))
    rows_read = store.values.get(("register_rows", month))
    if not isinstance(judged, Judged) or not isinstance(rows_read, ReadOutput):
        return None
    return Recomputed(judged, rows_read.source_files, {c.rule.id: c.rule for c in book.rules})


def instance_of(working: Path) -> dg.DagsterInstance:
    """The Dagster instance of an output folder: its history lies in ``OUT/.hecha/dagster``."""
    home = working / "dagster"
    home.mkdir(exist_ok=True)
    shutil.copyfile(PROJECT / "dagster.yaml", home / "dagster.yaml")
    return dg.DagsterInstance.from_config(str(home))


def prune(instance: dg.DagsterInstance) -> None:
    """Delete all but the newest runs from the history; run folders are not touched."""
    for record in instance.get_run_records()[RUNS_KEPT:]:
        instance.delete_run(record.dagster_run.run_id)


def _no_such_month(partition: str) -> Fault:
    return Fault(
        "COUNTY-90",
        Place("county.yaml", column="months"),
        Text(f"不能核查{partition}这个月份。", f"{partition} is no month that can be audited."),
        Text(f"请使用{FIRST}至{LAST}之间的月份。", f"Use a month from {FIRST} to {LAST}."),
    )


def _first_error(outcome: dg.ExecuteInProcessResult) -> str:
    for event in outcome.all_events:
        if event.is_step_failure and event.step_failure_data.error is not None:
            return f"{event.step_key}: {event.step_failure_data.error.to_string()}"
    return "the job failed"
