"""One measurement, one process: memory peaks do not add up, and threads are as many as was asked for.

What is measured is said elsewhere. Nothing here imports polars, so that a peer's process stays its own.
"""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

Answer = TypeVar("Answer")

# read once, when the library is imported: a child must find them in its environment
THREAD_VARIABLES = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def alone(threads: int | None, call: Callable[..., Answer], /, *arguments: Any, **options: Any) -> Answer:
    """The call's answer from a fresh process whose libraries may use so many threads; None: all."""
    context = multiprocessing.get_context("spawn")
    with _environment(threads), ProcessPoolExecutor(1, mp_context=context) as processes:
        return processes.submit(call, *arguments, **options).result()


@contextmanager
def _environment(threads: int | None) -> Iterator[None]:
    """A spawned process inherits the environment; ours is put back afterwards."""
    if threads is None:
        yield
        return
    before = {name: os.environ.get(name) for name in THREAD_VARIABLES}
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(threads)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    """Adds the wall-clock seconds of a step."""
    started = time.perf_counter()
    yield
    seconds[step] = time.perf_counter() - started


def peak_mb() -> float:
    """Highest resident size of this process so far.

    Linux keeps it per process image; ru_maxrss, the fallback, may there start at the parent's size.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = (line.split() for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(next(lines)[1]) * 1024 / 1e6
    return float(import_module("resource").getrusage(0).ru_maxrss) / 1e6  # 0: this process; bytes on macOS
