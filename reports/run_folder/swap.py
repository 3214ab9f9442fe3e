"""The atomic step: readers see the old run or the new one, whatever moment the process dies.

A run is written to ``runs/.tmp-<run_id>-<pid>``, flushed to disk, renamed to ``runs/<run_id>``; then
``current`` is replaced by a rename of a ready symbolic link. Folders are 0700 and files 0600: they hold
personal data. Symbolic links are needed, so Windows is no target. What is written does not belong here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

RUNS, CURRENT = "runs", "current"
WORKING, NEW_LINK = ".tmp-", ".current-"


def run_id_for(started_at: str, digest: str) -> str:
    """``2026-11-05T09-00-00Z-1a2b3c4d``: when it ran, and the digest of inputs, rules and version.

    Args:
        started_at: ISO 8601 in UTC, ``2026-11-05T09:00:00Z``.
        digest: hex digits without a dash.
    """
    return f"{_moment(started_at).strftime('%Y-%m-%dT%H-%M-%SZ')}-{digest}"


def free_run_id(out: Path, started_at: str, digest: str) -> str:
    """The run id, moved by seconds while a run of that name exists: a run folder is never overwritten."""
    moment = _moment(started_at)
    while (out / RUNS / run_id_for(moment.isoformat(), digest)).exists():
        moment += timedelta(seconds=1)
    return run_id_for(moment.isoformat(), digest)


def now() -> str:
    """The moment in UTC, to the second, as ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def working_folder(out: Path, run_id: str) -> Iterator[Path]:
    """A fresh working folder for the run; leftovers of dead processes are removed first.

    When the block raises, the folder is removed and nothing has changed for readers.
    """
    runs = out / RUNS
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    runs.mkdir(exist_ok=True, mode=0o700)
    remove_leftovers(out)
    folder = runs / f"{WORKING}{run_id}-{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def seal(folder: Path, out: Path, run_id: str) -> Path:
    """Protect and flush everything in the working folder, then give it its name."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o700 if path.is_dir() else 0o600)
        _flush(path)
    _flush(folder)
    run = out / RUNS / run_id
    folder.rename(run)
    _flush(out / RUNS)
    return run


def move_current(out: Path, run: Path) -> None:
    """Point ``current`` to a complete run, in one step."""
    link = out / f"{NEW_LINK}{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RUNS) / run.name)
    os.replace(link, out / CURRENT)
    _flush(out)


def remove_leftovers(out: Path) -> None:
    """Delete working folders and half-made links whose process is gone."""
    for path in (*(out / RUNS).glob(f"{WORKING}*"), *out.glob(f"{NEW_LINK}*")):
        pid = path.name.rpartition("-")[2]
        if pid.isdigit() and _is_alive(int(pid)):
            continue
        if path.is_symlink():
            path.unlink()
        else:
            shutil.rmtree(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
