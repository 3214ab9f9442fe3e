"""The whole data folder: every file read or fetched from the cache, copies set aside, frames joined.

Belongs here: what concerns more than one file. A file by itself stands in ``read_file``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.definitions import County, Register, Vocabulary
from pipelines.faults import Fault, sorted_faults
from pipelines.read import messages
from pipelines.read.cache import Cache
from pipelines.read.files import Source, find_files
from pipelines.read.output import FileResult, Frames, ReadOutput
from pipelines.read.periods import Names, stated_month
from pipelines.read.read_file import read_file, sha256, unusable_file
from pipelines.read.rows import SAME_FILE
from pipelines.read.sheets import load
from pipelines.tables import FOOTER, MEMBER_ROW, ROW, SOURCE_FILE

Progress = Callable[[str, int, int], None]
_AT_ONCE = 2  # files in hand at a time: the reader of one works while the other is parsed


def read_county(
    data: Path,
    registers: Sequence[Register],
    vocabularies: Mapping[str, Vocabulary],
    county: County,
    *,
    cache: Path | None,
    progress: Progress | None = None,
) -> ReadOutput:
    """Read every register file of a data folder.

    Args:
        data: the folder; it is only read.
        registers: all registers; a folder is matched by code or Chinese name.
        vocabularies: by name.
        county: audit day, months, saved columns, stated extract days.
        cache: folder for results of files read before; None keeps nothing.
        progress: called with file, files done and files in all, in file order.

    Returns:
        ReadOutput. Nothing a user can repair raises: it is a fault, and the rest is read on.
    """
    found = find_files(data, registers)
    kept = Cache(cache, vocabularies, county)
    results: dict[str, FileResult] = {}
    first_of: dict[tuple[str, str], Source] = {}

    def result_of(source: Source) -> tuple[str, FileResult]:
        content = load(source)
        if isinstance(content, Fault):
            return "", unusable_file(source, b"", content)
        fingerprint = sha256(content)
        result = kept.get(source, fingerprint)
        if result is None:
            result = read_file(source, content, vocabularies, county)
            kept.keep(source, fingerprint, result)
        return fingerprint, result

    with ThreadPoolExecutor(_AT_ONCE) as readers:
        for done, (source, (fingerprint, result)) in enumerate(
            zip(found.sources, readers.map(result_of, found.sources), strict=True), 1
        ):
            first = first_of.setdefault((source.register.code, fingerprint), source)
            is_copy = first is not source and result.frames.rows.height > 0
            if is_copy and not _is_another_month(source, first, result, county):
                result = _set_aside(result, source, first)
            results[source.file] = result
            if progress:
                progress(source.file, done, len(found.sources))
    for source, fault in found.unusable:
        content = source.path.read_bytes()
        results[source.file] = unusable_file(source, content, fault)
    codes = {s.file: s.register.code for s in (*found.sources, *(s for s, _ in found.unusable))}
    faults = found.faults if results else (*found.faults, messages.nothing_to_read())
    return _joined(results, codes, faults, registers, county)


def _is_another_month(source: Source, first: Source, result: FileResult, county: County) -> bool:
    """Whether equal content is meant for another month, because the month stands in the names alone."""

    def month(of: Source) -> date | None:
        stated = stated_month(Names(stem=of.names[0], folders=of.names[1:]), county)
        return stated.month if stated else None

    return result.month_in_name and month(source) != month(first)


def _set_aside(result: FileResult, source: Source, first: Source) -> FileResult:
    """The result of a copy: none of its rows is data."""
    rows = result.frames.rows.with_columns(status=pl.lit("not_data"), reason=pl.lit(SAME_FILE))
    return replace(
        result,
        frames=Frames.nothing_but(rows, result.frames.source_files),
        faults=(messages.same_file(source.file, first.file),),
        guesses=(),
    )


def _joined(
    results: Mapping[str, FileResult],
    codes: Mapping[str, str],
    faults: Iterable[Fault],
    registers: Sequence[Register],
    county: County,
) -> ReadOutput:
    ordered = [results[file] for file in sorted(results)]
    by_register: dict[str, list[pl.DataFrame]] = {}
    for file in sorted(results):
        data = results[file].frames.data
        if data is not None:
            by_register.setdefault(codes[file], []).append(data)
    source_files = _stacked([r.frames.source_files for r in ordered], SOURCE_FILE.empty())
    return ReadOutput(
        {
            r.code: _with_extract_day(pl.concat(by_register[r.code]), county, r.code)
            for r in registers
            if r.code in by_register
        },
        _stacked([r.frames.members for r in ordered], MEMBER_ROW.empty()),
        _stacked([r.frames.rows for r in ordered], ROW.empty()),
        _stacked([r.frames.footers for r in ordered], FOOTER.empty()),
        pl.concat(
            [
                _with_extract_day(part, county, str(code))
                for (code,), part in source_files.partition_by("register", as_dict=True).items()
            ]
            or [source_files]
        ).sort("file", "sheet"),
        sorted_faults(
            [*faults, *(replace(f, register=codes[file]) for file in results for f in results[file].faults)]
        ),
        sorted_faults(replace(g, register=codes[file]) for file in results for g in results[file].guesses),
    )


def _stacked(frames: Sequence[pl.DataFrame], empty: pl.DataFrame) -> pl.DataFrame:
    filled = [f for f in frames if f.height]
    return pl.concat(filled, rechunk=True) if filled else empty


def _with_extract_day(frame: pl.DataFrame, county: County, code: str) -> pl.DataFrame:
    """``extracted_on``: what county.yaml states, else what the file states, never after the audit day."""
    stated = county.extracted.get(code)
    day = pl.lit(stated, pl.Date) if stated else pl.col("extracted_on")
    as_of = pl.lit(county.as_of, pl.Date)
    return frame.with_columns(pl.when(day > as_of).then(as_of).otherwise(day).alias("extracted_on"))
