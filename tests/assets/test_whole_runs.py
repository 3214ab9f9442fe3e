"""Whole runs as separate processes: killed at any moment, and with one thread or two."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from reports.run_folder import verify_run

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "county" / "data"
# more moments for a release: HECHA_KILLS=20 make test
KILLS = int(os.environ.get("HECHA_KILLS", "3"))


def start(out: Path, *, threads: int = 2, **more: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "hecha.py"), "run", "--data", str(DATA), "--out", str(out)],
        env=os.environ | {"POLARS_MAX_THREADS": str(threads)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **more,
    )


def parquet_digests(run: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(run.glob("*.parquet"))}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    out = tmp_path_factory.mktemp("published")
    started = time.perf_counter()
    assert start(out, threads=1).wait(timeout=120) == 0
    return out, time.perf_counter() - started


@pytest.mark.xdist_group("whole runs")
def test_two_runs_and_one_or_two_threads_give_the_same_bytes(
    published: tuple[Path, float], tmp_path: Path
) -> None:
    assert start(tmp_path, threads=2).wait(timeout=120) == 0
    first = parquet_digests(published[0] / "current")
    assert first == parquet_digests(tmp_path / "current")
    assert len(first) == 11


@pytest.mark.xdist_group("whole runs")
def test_a_killed_run_leaves_the_last_results_and_the_next_run_succeeds(
    published: tuple[Path, float],
) -> None:
    out, seconds = published
    before = (out / "current").resolve()
    moments = random.Random(20260507)
    for _ in range(KILLS):
        run = start(out)
        time.sleep(moments.uniform(0.1, seconds * 1.1))
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait(timeout=30)
        current = (out / "current").resolve()
        assert verify_run(current) == []
        assert current == before or current.parent == before.parent
    assert start(out).wait(timeout=120) == 0
    assert verify_run((out / "current").resolve()) == []
    assert not list((out / "runs").glob(".tmp-*"))


@pytest.mark.xdist_group("whole runs")
def test_ctrl_c_ends_a_run_at_once_and_changes_nothing(published: tuple[Path, float]) -> None:
    out, seconds = published
    before = (out / "current").resolve()
    run = start(out, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    time.sleep(seconds / 2)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=10) == 130
    assert (out / "current").resolve() == before
