"""verify_run finds whatever was changed in a run folder, and says where."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from reports.run_folder import publish, verify_run
from reports.run_folder.manifest import MANIFEST, sha256_of
from reports.run_folder.parquet import write_table


@pytest.fixture(scope="module")
def published(make_results: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published")
    publish(make_results(), out, digest="1a2b3c4d")
    return out


@pytest.fixture
def run(published: Path, tmp_path: Path) -> Path:
    """A copy of the run, to be spoilt."""
    shutil.copytree(published, tmp_path / "out")
    return next((tmp_path / "out" / "runs").glob("[0-9]*"))


def codes(run: Path) -> set[str]:
    return {f.code for f in verify_run(run)}


def rewrite(run: Path, table: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change a table and its hash in the manifest, as somebody would who covers the traces."""
    path = run / f"{table}.parquet"
    write_table(change(pl.read_parquet(path)), path)
    manifest = json.loads((run / MANIFEST).read_text("utf-8"))
    manifest["outputs"][path.name]["sha256"] = sha256_of(path)
    (run / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def test_an_untouched_run_holds(run: Path) -> None:
    assert verify_run(run) == []


def test_a_copy_outside_its_output_folder_still_verifies(run: Path, tmp_path: Path) -> None:
    shutil.copytree(run, tmp_path / "archive")
    assert verify_run(tmp_path / "archive") == []


def test_a_folder_without_manifest_is_no_run(tmp_path: Path) -> None:
    assert [f.code for f in verify_run(tmp_path / "nowhere")] == ["RUN-01"]


def test_a_changed_a_lost_and_a_strange_file_are_named(run: Path) -> None:
    with (run / "report.html").open("a") as report:
        report.write(" ")
    (run / "finance.xlsx").unlink()
    (run / "notes.txt").write_text("x")
    assert {(f.code, f.where.path) for f in verify_run(run)} == {
        ("RUN-02", "report.html"), ("RUN-02", "finance.xlsx"), ("RUN-02", "notes.txt"),
    }  # fmt: skip


def test_a_changed_table_is_not_read_further(run: Path) -> None:
    (run / "rows.parquet").write_bytes(b"no parquet")
    assert codes(run) & {"RUN-01", "RUN-02"}


@pytest.mark.parametrize(
    ("table", "change", "code"),
    [
        ("rows", lambda t: t.head(t.height - 1), "RUN-04"),
        ("rows", lambda t: t.with_columns(status=pl.lit("lost")), "RUN-04"),
        ("clues", lambda t: t.reverse(), "RUN-03"),
        ("clues", lambda t: t.drop("reason"), "RUN-03"),
        ("payments", lambda t: t.with_columns(paid=(pl.col("paid") * 2).cast(pl.Decimal(18, 2))), "RUN-05"),
        ("clue_months", lambda t: t.slice(1), "RUN-05"),
        ("clues", lambda t: t.head(t.height - 1), "RUN-06"),
        ("not_evaluable", lambda t: t.with_columns(pl.col("units") + 1), "RUN-06"),
        ("clue_evidence", lambda t: t.with_columns(pl.col("row") + 900), "RUN-07"),
        ("clue_evidence", lambda t: t.filter(pl.col("clue_id") != "IDQ-05-000000000008"), "RUN-07"),
    ],
    ids=[
        "a row is gone", "an unknown status", "another order", "a column is gone", "more was paid",
        "a month is gone", "a clue is gone", "more units", "evidence from nowhere", "a clue without evidence",
    ],
)  # fmt: skip
def test_a_table_changed_with_its_hash_is_found_by_what_it_says(
    run: Path, table: str, change: Callable[[pl.DataFrame], pl.DataFrame], code: str
) -> None:
    rewrite(run, table, change)
    assert code in codes(run)
    assert "RUN-09" in codes(run)  # the manifest is not the one in the log


def test_a_report_with_an_identity_number_is_refused(run: Path) -> None:
    report = run / "report.html"
    report.write_text(report.read_text("utf-8") + "339901194803120267", "utf-8")
    faults = [f for f in verify_run(run) if f.code == "RUN-08"]
    assert faults
    assert "339901194803120267" not in faults[0].say()


def test_a_rewritten_log_is_found(results: Any, run: Path) -> None:
    out = run.parent.parent
    newer = publish(results, out, digest="cccc")
    log = run.parent / "log.jsonl"
    first, second = log.read_text("utf-8").splitlines()
    log.write_text(first.replace(run.name, "another") + "\n" + second + "\n", "utf-8")
    assert codes(newer) == {"RUN-09"}


def test_a_torn_last_line_of_the_log_is_dropped(results: Any, run: Path) -> None:
    log = run.parent / "log.jsonl"
    log.write_bytes(log.read_bytes() + b'{"run": "ha')
    newer = publish(results, run.parent.parent, digest="cccc")
    assert verify_run(run) == verify_run(newer) == []
