"""Files read once are not parsed again: one folder of Parquet files per file and definition.

Belongs here: the key, writing an entry in one step, and trusting an entry only when its checksums
agree. A damaged entry is read anew and replaced. Entries hold personal data: they are readable by
the owner only, and live where the caller says (never in the data folder).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.definitions import County, Register, Vocabulary
from pipelines.faults import Fault, Place, Text
from pipelines.read.files import Source
from pipelines.read.output import FileResult, Frames

READER_VERSION = 1
"""Raise it whenever the same bytes would be read differently."""

_INDEX = "index.json"


class Cache:
    """Results of ``read_file`` on disk; without a folder it remembers nothing."""

    def __init__(self, folder: Path | None, vocabularies: Mapping[str, Vocabulary], county: County) -> None:
        """``folder`` is made when the first entry is kept."""
        self._folder = folder
        self._county = county
        self._vocabularies = _digest(
            [(v.name, sorted(v.exact.items()), v.contains) for _, v in sorted(vocabularies.items())]
        )
        self._definitions: dict[str, str] = {}

    def get(self, source: Source, sha256: str) -> FileResult | None:
        """The kept result, or None when there is none that holds for this audit day and these months."""
        if self._folder is None:
            return None
        return _load(self._folder / self._key(source, sha256), self._county)

    def keep(self, source: Source, sha256: str, result: FileResult) -> None:
        """Keep a result, replacing an older or damaged one."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _store(self._folder / self._key(source, sha256), result, self._county)

    def _key(self, source: Source, sha256: str) -> str:
        code = source.register.code
        if code not in self._definitions:
            self._definitions[code] = _definition(source.register, self._county)
        parts = (READER_VERSION, sha256, source.file, self._definitions[code], self._vocabularies)
        return f"{code}-{_digest(parts)[:40]}"


def _definition(register: Register, county: County) -> str:
    return _digest((asdict(register), sorted(county.columns.get(register.code, {}).items())))


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def _store(entry: Path, result: FileResult, county: County) -> None:
    """Write beside the entry, then put it in place by one rename."""
    fresh = entry.with_name(f".{entry.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    frames = {f.name: getattr(result.frames, f.name) for f in fields(Frames)}
    sums: dict[str, str] = {}
    for name, frame in frames.items():
        if frame is not None:
            buffer = io.BytesIO()
            frame.write_parquet(buffer, compression="lz4", statistics=False)
            sums[name] = hashlib.sha256(buffer.getvalue()).hexdigest()
            (fresh / f"{name}.parquet").write_bytes(buffer.getvalue())
    body = {
        "frames": sums,
        "faults": [asdict(f) for f in result.faults],
        "guesses": [asdict(f) for f in result.guesses],
        "settled_on": result.settled_on.isoformat(),
        "used_window": result.used_window,
        "month_in_name": result.month_in_name,
        "as_of": county.as_of.isoformat(),
        "window": [county.first_month.isoformat(), county.last_month.isoformat()],
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    index = {"body": body, "sum": hashlib.sha256(text.encode()).hexdigest()}
    (fresh / _INDEX).write_text(json.dumps(index, ensure_ascii=False), "utf-8")
    for path in fresh.iterdir():
        path.chmod(0o600)
    if entry.exists():
        shutil.rmtree(entry)
    os.replace(fresh, entry)


def _load(entry: Path, county: County) -> FileResult | None:
    """The entry when it is whole and holds for the county's audit day and months, else None."""
    try:
        index = json.loads((entry / _INDEX).read_text("utf-8"))
        body = index["body"]
        text = json.dumps(body, ensure_ascii=False, sort_keys=True)
        if hashlib.sha256(text.encode()).hexdigest() != index["sum"] or not _holds(body, county):
            return None
        frames: dict[str, Any] = {
            f.name: _frame(entry, f.name, body["frames"].get(f.name)) for f in fields(Frames)
        }
        return FileResult(
            Frames(**frames),  # only data may be None: _frame raises for the others
            _faults(body["faults"]),
            _faults(body["guesses"]),
            date.fromisoformat(body["settled_on"]),
            body["used_window"],
            body["month_in_name"],
        )
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None  # not there, or damaged: the file itself is read again


def _holds(body: dict[str, Any], county: County) -> bool:
    same_window = body["window"] == [county.first_month.isoformat(), county.last_month.isoformat()]
    same_day = body["as_of"] == county.as_of.isoformat()
    settled = body["settled_on"] <= min(body["as_of"], county.as_of.isoformat())
    return (settled or same_day) and (same_window or not body["used_window"])


def _frame(entry: Path, name: str, expected: str | None) -> pl.DataFrame | None:
    if expected is None:
        if name == "data":
            return None
        raise ValueError(f"{name} is missing")
    content = (entry / f"{name}.parquet").read_bytes()
    if hashlib.sha256(content).hexdigest() != expected:
        raise ValueError(f"{name} is damaged")
    return pl.read_parquet(io.BytesIO(content))


def _faults(records: Sequence[dict[str, Any]]) -> tuple[Fault, ...]:
    return tuple(
        Fault(r["code"], Place(**r["where"]), Text(**r["what"]), Text(**r["do"]), r["stops"], r["register"])
        for r in records
    )
