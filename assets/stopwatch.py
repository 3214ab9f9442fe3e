"""Seconds and peak memory of each station, and who is told when one starts or ends."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

Listener = Callable[[str, float | None], None]


class Stopwatch:
    """Measures stations in order; memory is the resident size of this process, sampled."""

    def __init__(self, listener: Listener | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self.peak_mb: dict[str, float] = {}
        self._listener = listener or (lambda name, seconds: None)
        self._process = psutil.Process()

    @contextmanager
    def station(self, name: str) -> Iterator[None]:
        """Measure the block as station ``name`` (adds up when a station has several assets)."""
        self._listener(name, None)
        stop = threading.Event()
        peak = [self._resident_mb()]

        def sample() -> None:
            while not stop.wait(0.02):
                peak[0] = max(peak[0], self._resident_mb())

        sampler = threading.Thread(target=sample, daemon=True)
        sampler.start()
        started = time.perf_counter()
        try:
            yield
        finally:
            stop.set()
            sampler.join()
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
            self.peak_mb[name] = max(self.peak_mb.get(name, 0.0), peak[0], self._resident_mb())
            self._listener(name, self.seconds[name])

    def _resident_mb(self) -> float:
        return float(self._process.memory_info().rss) / 1e6
