"""A run folder is complete, protected, the same in every run, and never half there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.money import YUAN
from reports.results import Results
from reports.run_folder import move_current, publish, read_manifest, verify_run
from reports.run_folder.published import PUBLISHED
from reports.run_folder.swap import remove_leftovers, run_id_for, working_folder

NAMES = {
    "rows", "links", "entitlements", "payments", "clues", "clue_months", "clue_evidence", "not_evaluable",
    "reconciliation", "link_evidence", "person_changes",
}  # fmt: skip


@pytest.fixture(scope="module")
def published(make_results: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run nobody changes."""
    return publish(make_results(), tmp_path_factory.mktemp("published"), digest="1a2b3c4d")


@pytest.fixture
def run(results: Results, tmp_path: Path) -> Path:
    return publish(results, tmp_path, digest="1a2b3c4d")


def test_the_run_is_named_by_its_time_and_what_went_in() -> None:
    assert run_id_for("2026-11-05T09:00:00Z", "1a2b3c4d") == "2026-11-05T09-00-00Z-1a2b3c4d"
    assert run_id_for("2026-11-05T17:00:00+08:00", "ff") == "2026-11-05T09-00-00Z-ff"


def test_everything_of_the_interface_is_there_and_protected(published: Path) -> None:
    assert published.name == "2026-11-05T09-00-00Z-1a2b3c4d"
    files = {p.relative_to(published).as_posix() for p in published.rglob("*") if p.is_file()}
    assert files == {f"{n}.parquet" for n in NAMES} | {
        "manifest.json", "report.html", "auditor.xlsx", "finance.xlsx",
        "townships/东山镇.xlsx", "townships/西河乡.xlsx", "townships/未知乡镇.xlsx",
    }  # fmt: skip
    modes = {p.stat().st_mode & 0o777 for p in published.rglob("*") if p.is_file()}
    assert modes == {0o600}
    assert {p.stat().st_mode & 0o777 for p in (published, published / "townships")} == {0o700}
    assert verify_run(published) == []


def test_a_run_of_the_same_second_gets_its_own_folder(results: Results, tmp_path: Path, run: Path) -> None:
    again = publish(results, tmp_path, digest="1a2b3c4d")
    assert again.name == "2026-11-05T09-00-01Z-1a2b3c4d"
    assert verify_run(run) == verify_run(again) == []


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda t: t.name)
def test_tables_have_the_columns_of_the_interface_in_key_order(published: Path, table: Any) -> None:
    rows = pl.read_parquet(published / f"{table.name}.parquet")
    assert dict(rows.schema) == dict(table.columns)
    assert rows.equals(rows.sort(table.key, nulls_last=True))


def test_money_is_yuan_and_counter_evidence_a_list(published: Path) -> None:
    clues = pl.read_parquet(published / "clues.parquet")
    assert clues.schema["amount_at_risk"] == YUAN
    first = clues.row(by_predicate=pl.col("clue_id") == "DEC-01-000000000001", named=True)
    assert str(first["amount_at_risk"]) == "840.00"
    assert first["counter_evidence"] == ["死亡日期只有一个来源", "殡仪馆登记电话13399010001"]


def test_reconciliation_says_how_the_books_stand(published: Path) -> None:
    rows = pl.read_parquet(published / "reconciliation.parquet").select("test", "state", "difference").rows()
    assert [(t, s, None if d is None else str(d)) for t, s, d in rows] == [
        ("A", "equal", "0.00"),
        ("B", "different", "50.00"),
        ("C", "no_right", None),
    ]


def test_the_manifest_says_what_went_in_and_what_came_out(published: Path) -> None:
    manifest = read_manifest(published)
    assert manifest["interface"] == 1
    assert manifest["months"] == {"from": "2026-05", "to": "2026-06"}
    assert [i["path"] for i in manifest["inputs"]] == [
        "death_cremation/殡仪馆.xls", "pay_batch/一卡通.csv", "roll_dibao_rural/2026-06.xlsx",
    ]  # fmt: skip
    assert manifest["money"]["at_risk"] == "1572.00"
    assert manifest["money"]["at_risk_without_overlap"] == "1527.00"
    assert manifest["counts"]["rows"] == {"not_data": 4, "rejected": 1, "used": 18, "total": 23}
    assert "339901194803120267" not in (published / "manifest.json").read_text("utf-8")


def test_current_moves_only_when_told(results: Results, tmp_path: Path, run: Path) -> None:
    assert not (tmp_path / "current").exists()
    move_current(tmp_path, run)
    assert (tmp_path / "current").resolve() == run
    newer = publish(results, tmp_path, digest="ffff0000")
    assert (tmp_path / "current").resolve() == run
    move_current(tmp_path, newer)
    assert (tmp_path / "current").resolve() == newer
    assert os.readlink(tmp_path / "current") == f"runs/{newer.name}"


def test_a_failure_while_writing_leaves_nothing_behind(make_results: Any, tmp_path: Path, run: Path) -> None:
    broken = make_results(links=pl.DataFrame({"not": ["a link table"]}))
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        publish(broken, tmp_path, digest="2222")
    assert sorted(p.name for p in (tmp_path / "runs").iterdir()) == [run.name, "log.jsonl"]


def test_leftovers_of_dead_processes_go_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = tmp_path / "runs" / f".tmp-2026-x-{gone.pid}"
    dead.mkdir(parents=True)
    (dead / "rows.parquet").write_bytes(b"half")
    (tmp_path / f".current-{gone.pid}").symlink_to("runs/none")
    with working_folder(tmp_path, "mine") as mine:
        assert not dead.exists()
        assert not (tmp_path / f".current-{gone.pid}").is_symlink()
        remove_leftovers(tmp_path)
        assert mine.exists()


KILLED_HALFWAY = """
import os, signal, sys
from pathlib import Path
from reports.run_folder import swap
with swap.working_folder(Path(sys.argv[1]), "2027-01-01T00-00-00Z-dead") as folder:
    (folder / "rows.parquet").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_kill_9_leaves_current_readable_and_the_next_run_cleans_up(
    results: Results, tmp_path: Path, run: Path
) -> None:
    move_current(tmp_path, run)
    died = subprocess.run([sys.executable, "-c", KILLED_HALFWAY, str(tmp_path)], check=False, cwd=Path.cwd())
    assert died.returncode == -signal.SIGKILL
    assert list((tmp_path / "runs").glob(".tmp-*"))
    assert verify_run(tmp_path / "current") == []
    newer = publish(results, tmp_path, digest="bbbb")
    assert not list((tmp_path / "runs").glob(".tmp-*"))
    assert verify_run(newer) == []


WRITE_TABLES = """
import sys
from pathlib import Path
import polars as pl
from reports.run_folder.parquet import write_table
rows = pl.select(k=pl.int_range(300_000), name=pl.int_range(300_000).cast(pl.String) + "号")
shuffled = rows.sample(fraction=1.0, shuffle=True, seed=int(sys.argv[2]))
write_table(shuffled.sort("k").with_columns(pl.col("k").cast(pl.Int32)), Path(sys.argv[1]))
"""


def test_parquet_has_the_same_bytes_at_any_thread_count_and_row_order(tmp_path: Path) -> None:
    files = []
    for threads, seed in (("1", "1"), ("3", "2")):
        files.append(tmp_path / f"{threads}.parquet")
        subprocess.run(
            [sys.executable, "-c", WRITE_TABLES, str(files[-1]), seed],
            check=True,
            env=os.environ | {"POLARS_MAX_THREADS": threads},
        )
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_same_results_give_the_same_bytes_whatever_the_row_order(
    make_results: Any, tmp_path: Path
) -> None:
    first = make_results()
    turned = make_results(
        rows=first.rows.reverse(), links=first.links.reverse(), cases=first.cases.reverse(),
        clue_months=first.clue_months.reverse(), clue_evidence=first.clue_evidence.reverse(),
        not_evaluable=first.not_evaluable.reverse(), tallies=first.tallies.reverse(),
        source_files=first.source_files.reverse(), persons=first.persons.reverse(),
        facts={name: rows.reverse() for name, rows in first.facts.items()},
    )  # fmt: skip
    one = publish(first, tmp_path / "one", digest="aa")
    two = publish(turned, tmp_path / "two", digest="aa")
    assert read_manifest(one)["outputs"] == read_manifest(two)["outputs"]
