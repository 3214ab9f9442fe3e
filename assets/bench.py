"""The benchmarks. ``hecha bench run``: seconds and peak memory of every station, beside merely reading
the files; ``hecha bench truth``: clues against what was planted in a synthetic county.

The peer is the same folder read as text by the fastest ordinary means: fastexcel with string cells
for workbooks, polars for separated text. Fixed seed; one process a measurement, so that peaks do
not leak into each other.
"""

import shutil
import time
import zipfile
from pathlib import Path

import fastexcel
import polars as pl

from assets.demo import make_county
from assets.own_process import alone
from assets.run import run_audit
from assets.settings import Settings
from reports.county_files.score import score


def bench_run(folder: Path, *, people: int, seed: int) -> int:
    """Make the county once, then print one table with ratios. Returns 0 when the run published."""
    county = folder / f"county-{people}-{seed}"
    if not (county / "truth" / "links.csv").exists():
        started = time.perf_counter()
        make_county(county, people=people, seed=seed)
        print(f"county of {people:,} people written in {time.perf_counter() - started:.1f} s")
    files = [p for p in (county / "data").rglob("*") if p.is_file()]
    print(f"{len(files)} files, {sum(p.stat().st_size for p in files) / 1e6:.0f} MB")
    rows, plain = alone(None, _read_as_text, str(county / "data"))
    print(f"merely reading them as text: {plain:.2f} s, {rows:,} rows")
    out = county / "out"
    for attempt in ("first run", "second run, files cached"):
        if attempt == "first run" and out.exists():
            _remove_cache(out)
        state, seconds, peaks, wall = alone(None, _audit, str(county / "data"), str(out))
        print(f"\n{attempt}: {state}, {wall:.1f} s in all")
        print(f"{'station':<12}{'seconds':>9}{'x reading':>11}{'peak MB':>10}")
        for name, spent in seconds.items():
            print(f"{name:<12}{spent:>9.2f}{spent / plain:>11.1f}{peaks[name]:>10,.0f}")
        total = sum(seconds.values())
        print(f"{'stations':<12}{total:>9.2f}{total / plain:>11.1f}{max(peaks.values()):>10,.0f}")
        if state != "published":
            return 1
    return 0


def bench_truth(folder: Path, *, people: int, seed: int) -> int:
    """What a run of a synthetic county finds of what was planted; one line a rule.

    Returns 0 when at least 98 % of the planted cases are found, at most 2 % of the near-misses are
    tripped, and no E0 clue stands outside the planted cases.
    """
    county = folder / f"county-{people}-{seed}"
    if not (county / "truth" / "links.csv").exists():
        make_county(county, people=people, seed=seed)
    report = run_audit(Settings(data=str(county / "data"), out=str(county / "out")))
    if report.folder is None:
        return 1
    table, _ = score(report.folder, county / "truth")
    columns = [c for c in table.columns if c != "rule_id"]
    print(f"{'rule':<10}" + "".join(f"{c:>14}" for c in columns))
    for rule, *counts in table.iter_rows():
        print(f"{rule:<10}" + "".join(f"{n:>14,}" for n in counts))
    total = table.select(pl.col(columns).sum()).row(0, named=True)
    print(f"{'all':<10}" + "".join(f"{total[c]:>14,}" for c in columns))
    good = (
        total["found"] >= 0.98 * total["planted"]
        and total["tripped"] <= 0.02 * total["near_misses"]
        and total["unplanted_e0"] == 0
    )
    return 0 if good else 1


def _audit(data: str, out: str) -> tuple[str, dict[str, float], dict[str, float], float]:
    started = time.perf_counter()
    report = run_audit(Settings(data=data, out=out))
    return report.state, report.seconds, report.peak_mb, time.perf_counter() - started


def _read_as_text(data: str) -> tuple[int, float]:
    started = time.perf_counter()
    rows = 0
    for path in sorted(p for p in Path(data).rglob("*") if p.is_file()):
        if path.suffix in (".xlsx", ".xls"):
            book = fastexcel.read_excel(path)
            for sheet in book.sheet_names:
                rows += book.load_sheet(sheet, header_row=None, dtypes="string").to_polars().height
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                rows += sum(_lines(archive.read(member)) for member in archive.namelist())
        elif path.suffix in (".csv", ".txt"):
            rows += _lines(path.read_bytes())
    return rows, time.perf_counter() - started


def _lines(raw: bytes) -> int:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    separator = "|" if "|" in text[:2000] else ","
    return pl.read_csv(
        text.encode(), separator=separator, infer_schema=False, has_header=False,
        truncate_ragged_lines=True, quote_char=None if separator == "|" else '"',
    ).height  # fmt: skip


def _remove_cache(out: Path) -> None:
    shutil.rmtree(out / ".hecha" / "cache", ignore_errors=True)
