"""The run folder: everything the stations found → one immutable folder beside the others.

Read on in this order: ``published`` (the tables others read), ``parquet`` (their bytes), ``manifest``,
``swap`` (the atomic step), ``log`` (the chain of runs), ``verify``, ``history`` (what an earlier run
showed). What stands in the report and the workbooks belongs to ``reports/html``, ``reports/workbooks``
and ``reports/townships``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipelines.faults import Lang
from reports.html import write_report
from reports.results import Results
from reports.run_folder import log
from reports.run_folder.manifest import MANIFEST, read_manifest, sha256_of, write_manifest
from reports.run_folder.parquet import write_table
from reports.run_folder.published import published_tables
from reports.run_folder.swap import free_run_id, move_current, now, run_id_for, seal, working_folder
from reports.run_folder.verify import verify_run
from reports.townships import write_townships
from reports.workbooks import write_auditor, write_finance

__all__ = ["move_current", "publish", "read_manifest", "run_id_for", "verify_run"]


def publish(results: Results, out: Path, *, digest: str, lang: str = "zh") -> Path:
    """Write a complete run folder; ``current`` stays until ``move_current``.

    A crash at any moment leaves only a working folder, which the next call removes.

    Args:
        results: everything the run found; an empty ``started_at`` takes the clock.
        out: the output folder, made when missing.
        digest: hex digits over inputs, rules and version; ends the run's name.
        lang: ``zh`` or ``en``: language of the workbooks, and the one the report opens in.

    Returns:
        The folder ``out/runs/<run_id>``.
    """
    language: Lang = "en" if lang == "en" else "zh"
    started_at = results.started_at or now()
    run_id = free_run_id(out, started_at, digest)
    named = replace(results, started_at=started_at, run_id=run_id)
    with working_folder(out, run_id) as folder:
        for name, rows in published_tables(named).items():
            write_table(rows, folder / f"{name}.parquet")
        write_report(named, folder / "report.html", lang=language)
        write_auditor(named, folder / "auditor.xlsx", lang=language)
        write_finance(named, folder / "finance.xlsx", lang=language)
        write_townships(named, folder / "townships", lang=language)
        write_manifest(named, folder)
        run = seal(folder, out, run_id)
    log.append(run.parent, run_id, sha256_of(run / MANIFEST))
    return run
