"""The log of published runs: ``runs/log.jsonl``, one line a run, each holding the hash of the line before.

Whoever changes a run folder or removes one from the middle has to rewrite every later line; ``verify``
sees it. A line cut short by a crash is dropped by the next writer: its run was never current.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

LOG = "log.jsonl"
FIRST = "0" * 64


def append(runs: Path, run_id: str, manifest_sha256: str) -> None:
    """Add a run to the log and flush it.

    Args:
        runs: the folder ``OUT/runs``.
        run_id: the run's folder name.
        manifest_sha256: hash of its manifest.json.
    """
    path = runs / LOG
    lines = complete_lines(path)
    entry = {
        "manifest_sha256": manifest_sha256,
        "previous": _hash(lines[-1]) if lines else FIRST,
        "run": run_id,
    }
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, sum(len(line) + 1 for line in lines))
        os.lseek(handle, 0, os.SEEK_END)
        os.write(handle, json.dumps(entry, sort_keys=True).encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def complete_lines(path: Path) -> list[bytes]:
    """The lines that end with a line break, without it; none when there is no log."""
    if not path.is_file():
        return []
    return path.read_bytes().split(b"\n")[:-1]


def broken_line(path: Path) -> int | None:
    """Number (1-based) of the first line that does not follow from the one before, or None."""
    previous = FIRST
    for number, line in enumerate(complete_lines(path), start=1):
        try:
            if json.loads(line)["previous"] != previous:
                return number
        except (ValueError, KeyError, TypeError):
            return number
        previous = _hash(line)
    return None


def manifest_hash_of(path: Path, run_id: str) -> str | None:
    """The manifest hash the log holds for a run (the last one), or None. Call on an unbroken log."""
    entries = [json.loads(line) for line in complete_lines(path)]
    return next((str(e["manifest_sha256"]) for e in reversed(entries) if e["run"] == run_id), None)


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
