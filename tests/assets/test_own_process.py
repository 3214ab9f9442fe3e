"""Measurements in a process of their own."""

from __future__ import annotations

import os

from assets.own_process import THREAD_VARIABLES, alone, peak_mb, timed


def test_the_process_knows_its_threads_and_ours_stays_as_it_was() -> None:
    before = {name: os.environ.get(name) for name in THREAD_VARIABLES}
    assert alone(2, os.getenv, "POLARS_MAX_THREADS") == "2"
    assert {name: os.environ.get(name) for name in THREAD_VARIABLES} == before


def test_seconds_and_memory_are_counted() -> None:
    seconds: dict[str, float] = {}
    with timed(seconds, "step"):
        pass
    assert seconds["step"] >= 0
    assert peak_mb() > 1
