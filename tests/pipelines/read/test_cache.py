"""A file read once is not parsed again, and nothing stale or damaged is trusted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.read import county as county_module
from pipelines.read.files import Source
from pipelines.read.output import FileResult, ReadOutput

Read = Callable[..., ReadOutput]
Write = Callable[..., bytes]
Grid = list[list[str]]
FILE = "roll_tekun/2026年6月.csv"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were really parsed, in order."""
    seen: list[str] = []
    real = county_module.read_file

    def counting(source: Source, *rest: Any) -> FileResult:
        seen.append(source.file)
        return real(source, *rest)

    monkeypatch.setattr(county_module, "read_file", counting)
    return seen


def same(a: ReadOutput, b: ReadOutput) -> bool:
    frames = (
        (a.members, b.members),
        (a.rows, b.rows),
        (a.footers, b.footers),
        (a.source_files, b.source_files),
    )
    return (
        a.registers.keys() == b.registers.keys()
        and all(x.equals(y) for x, y in (*frames, *((a.registers[k], b.registers[k]) for k in a.registers)))
        and a.faults == b.faults
        and a.guesses == b.guesses
    )


@pytest.fixture
def content(csv: Write, tekun: Grid) -> bytes:
    return csv([["特困"], *tekun, ["合计", "", "", "", "2100"]])


def test_the_second_reading_parses_nothing(
    read: Read, tmp_path: Path, content: bytes, parsed: list[str]
) -> None:
    files = {FILE: content, "roll_tekun/bad.csv": b"a,b\n1,2\n", "roll_tekun/empty.csv": b""}
    first = read(files, cache=tmp_path / "cache")
    assert sorted(parsed) == sorted(files)
    parsed.clear()
    assert same(first, read({}, cache=tmp_path / "cache"))
    assert same(first, read({}, cache=None))
    assert sorted(parsed) == sorted(files)  # only the reading without cache


def test_changed_content_is_read_again(read: Read, tmp_path: Path, content: bytes, parsed: list[str]) -> None:
    read({FILE: content}, cache=tmp_path / "cache")
    output = read({FILE: content.replace(b"980.00", b"990.00")}, cache=tmp_path / "cache")
    assert len(parsed) == 2
    assert output.registers["roll_tekun"]["living_amount_fen"].to_list()[0] == 99_000


@pytest.mark.parametrize("damage", ["cut", "flipped", "lost", "index"])
def test_a_damaged_entry_is_read_anew(
    read: Read, tmp_path: Path, content: bytes, parsed: list[str], damage: str
) -> None:
    cache = tmp_path / "cache"
    first = read({FILE: content}, cache=cache)
    (entry,) = cache.iterdir()
    target = entry / ("index.json" if damage == "index" else "data.parquet")
    whole = target.read_bytes()
    if damage == "lost":
        target.unlink()
    else:
        middle = len(whole) // 2
        target.write_bytes(whole[:middle] if damage == "cut" else whole[:middle] + b"#" + whole[middle + 1 :])
    assert same(first, read({}, cache=cache))
    assert len(parsed) == 2
    assert same(first, read({}, cache=cache))
    assert len(parsed) == 2, "the entry was not replaced"
    assert [p.name for p in cache.iterdir()] == [entry.name]


def test_entries_are_for_the_owner_only(read: Read, tmp_path: Path, content: bytes) -> None:
    read({FILE: content}, cache=tmp_path / "cache")
    modes = {p.stat().st_mode & 0o777 for p in (tmp_path / "cache").rglob("*")}
    assert modes == {0o700, 0o600}


def test_a_later_audit_day_and_month_need_no_new_reading(
    read: Read, tmp_path: Path, content: bytes, parsed: list[str]
) -> None:
    read({FILE: content}, cache=tmp_path / "cache")
    read({}, cache=tmp_path / "cache", as_of=date(2026, 8, 10), last_month=date(2026, 7, 1))
    assert len(parsed) == 1


def test_a_birth_after_the_audit_day_is_judged_again_later(
    read: Read, tmp_path: Path, csv: Write, tekun: Grid
) -> None:
    unborn = [tekun[0], ["1", "何小山", "339901202608080197", "分散供养", "980"]]
    early = read({FILE: csv(unborn)}, cache=tmp_path / "cache")
    late = read({}, cache=tmp_path / "cache", as_of=date(2026, 9, 1))
    again = read({}, cache=tmp_path / "cache")
    status = [o.registers["roll_tekun"]["id_number_status"].item() for o in (early, late, again)]
    assert status[0] == status[2] == "bad_date"
    assert status[1] != "bad_date"


def test_a_month_completed_by_the_county_is_completed_anew(
    read: Read, tmp_path: Path, csv: Write, tekun: Grid
) -> None:
    files = {"roll_tekun/6月.csv": csv(tekun)}
    months = [
        read(
            files, cache=tmp_path / "cache", first_month=date(year, 1, 1), last_month=date(year, 6, 1)
        ).registers["roll_tekun"]
        for year in (2026, 2025)
    ]
    assert [rows["benefit_month"][0] for rows in months] == [date(2026, 6, 1), date(2025, 6, 1)]


def test_a_new_mapping_is_another_definition(read: Read, tmp_path: Path, csv: Write, tekun: Grid) -> None:
    files = {FILE: csv([["序号", "名号", *tekun[0][2:]], *tekun[1:]])}
    assert read(files, cache=tmp_path / "cache").faults
    output = read({}, cache=tmp_path / "cache", columns={"roll_tekun": {"名号": "name"}})
    assert not output.faults


def test_the_extract_day_of_the_county_reaches_kept_results(
    read: Read, tmp_path: Path, csv: Write, parsed: list[str]
) -> None:
    grid = [["姓名", "公民身份号码", "户号"], ["何大山", "33990119430808019X", "H1"]]
    read({"hukou/a.csv": csv(grid)}, cache=tmp_path / "cache")
    output = read({}, cache=tmp_path / "cache", extracted={"hukou": date(2026, 6, 1)})
    assert len(parsed) == 1
    assert output.registers["hukou"].select(pl.col("extracted_on")).item() == date(2026, 6, 1)
