"""Writes a synthetic county: ``folder/data`` as offices send it, ``folder/truth`` beside it.

The truth is no part of the data folder, so an audit of ``folder/data`` cannot see it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import polars as pl
import yaml

from pipelines.synthetic.plan import SyntheticCounty
from reports.county_files import files
from reports.county_files.layouts import LAYOUTS
from reports.county_files.sheets import File, Sheet, files_of

TRUTH_README = """# 合成县的标准答案 / the truth of this synthetic county

Nobody here exists: numbers begin with 3399, accounts with 6221809999, phones with 1390000.

cases.csv   what the judged rules must find (planted) and must not find (near_miss): rule, person, programme,
            household, account or batch, months,
            amount in fen (empty where the rule has none). Cases about cells
            and sheets (IDQ-01, IDQ-05) carry register, file, sheet, row, field and what is written there.
cells.csv   every damaged identity cell: file, sheet, row, field, error, clean and written text.
links.csv   for every data row and role: the person it is about (truth_person of people.csv).
people.csv  the people.
"""


def write_county(county: SyntheticCounty, folder: Path) -> None:
    """Writes ``folder/data`` (with county.yaml) and ``folder/truth`` (csv files and a README).

    A synthetic county that stood there goes first; equal counties give equal bytes.

    Raises:
        NotSynthetic: ``folder/data`` exists and no synthetic county was ever written there.
    """
    data, truth = folder / "data", folder / "truth"
    if data.exists() and not (truth / "README.md").is_file():
        raise NotSynthetic(str(data))
    for old in (data, truth):
        if old.exists():
            shutil.rmtree(old)
    # the mark stands before the first file: a county whose writing was interrupted may be replaced
    truth.mkdir(parents=True)
    (truth / "README.md").write_text(TRUTH_README, encoding="utf-8")
    data.mkdir()
    places: list[pl.DataFrame] = []
    for layout in LAYOUTS:
        whole = files_of(county, layout)
        for _, together in groupby(whole, key=lambda file: file.path):
            places.extend(_write(data, list(together)))
    settings = yaml.dump(
        dict(county.county),
        Dumper=_WithoutAliases,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
    )
    (data / "county.yaml").write_text(settings, encoding="utf-8")
    _write_truth(county, pl.concat(places), truth)


class NotSynthetic(Exception):
    """The folder holds data that no synthetic county wrote; it is never overwritten."""


class _WithoutAliases(yaml.SafeDumper):
    """county.yaml repeats a value rather than point to it: people read and edit it."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write(data: Path, together: Sequence[File]) -> Iterable[pl.DataFrame]:
    """Writes one file (a zip has several members) and says where each register row stands."""
    first = together[0]
    path = data / first.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if first.kind == "xlsx":
        files.write_xlsx(path, first.sheets, first.notes)
    elif first.kind == "xls":
        files.write_xls(path, first.sheets)
    elif first.kind == "zip":
        files.write_zip(path, [(f.member, files.text_of(f.sheets[0], ",", f.encoding)) for f in together])
    else:
        separator = "|" if first.kind == "txt" else ","
        path.write_bytes(files.text_of(first.sheets[0], separator, first.encoding))
    for file in together:
        name = f"{file.path.as_posix()}!/{file.member}" if file.member else file.path.as_posix()
        yield from (_places(file, name, sheet) for sheet in file.sheets)


def _places(file: File, name: str, sheet: Sheet) -> pl.DataFrame:
    """register, register_row, file, sheet, row of the data rows of a sheet."""
    return pl.DataFrame(
        {
            "register": pl.repeat(file.register, len(sheet.index), dtype=pl.String, eager=True),
            "register_row": sheet.index.cast(pl.Int64),
            "file": pl.repeat(name, len(sheet.index), dtype=pl.String, eager=True),
            "sheet": pl.repeat(sheet.name, len(sheet.index), dtype=pl.String, eager=True),
            "row": pl.Series(sheet.row_numbers()),
        }
    )


def _write_truth(county: SyntheticCounty, places: pl.DataFrame, folder: Path) -> None:
    county.truth_people.write_csv(folder / "people.csv")
    _cases(county, places).write_csv(folder / "cases.csv")
    _cells(county, places).write_csv(folder / "cells.csv")
    with (folder / "links.csv").open("wb") as out:
        for number, code in enumerate(sorted(county.registers)):
            _links(code, county.registers[code], places).write_csv(out, include_header=number == 0)


def _cases(county: SyntheticCounty, places: pl.DataFrame) -> pl.DataFrame:
    cases = county.truth_cases.with_row_index("order")
    cells = cases.filter(pl.col("register_row").is_not_null()).join(
        places, on=["register", "register_row"], validate="m:1"
    )
    sheets = cases.filter(pl.col("register").is_not_null() & pl.col("register_row").is_null()).join(
        _sheets_by_month(county, places), on=["register", "first_month"], validate="1:1"
    )
    others = cases.filter(pl.col("register").is_null())
    return (
        pl.concat([others, cells, sheets], how="diagonal")
        .sort("order")
        .drop("order")
        .with_columns(months=pl.col("months").list.eval(pl.element().dt.strftime("%Y-%m")).list.join(";"))
    )


def _sheets_by_month(county: SyntheticCounty, places: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for code in county.footers["register"].unique().sort():
        months = county.registers[code].select("benefit_month").with_row_index("register_row")
        here = places.filter(pl.col("register") == code).join(
            months.with_columns(pl.col("register_row").cast(pl.Int64)), on="register_row", validate="1:1"
        )
        parts.append(
            here.select("register", "file", "sheet", first_month="benefit_month").unique(maintain_order=True)
        )
    return pl.concat(parts)


def _cells(county: SyntheticCounty, places: pl.DataFrame) -> pl.DataFrame:
    parts = [
        edits.select(
            pl.lit(code).alias("register"), pl.col("row").alias("register_row"), "truth", "field",
            "error", "clean",
            "written", "truth_person",
        )
        for code, edits in sorted(county.dirt.items())
    ]  # fmt: skip
    return (
        pl.concat(parts)
        .join(places, on=["register", "register_row"], validate="m:1")
        .sort("register", "file", "sheet", "row")
    )


def _links(code: str, rows: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """register, file, sheet, row, role, truth_person of one register, nulls left out."""
    roles = [column for column in rows.columns if column.startswith("truth_")]
    if not roles:
        return pl.DataFrame(
            schema={"register": pl.String, "file": pl.String, "sheet": pl.String, "row": pl.Int64,
                    "role": pl.String, "truth_person": pl.Int64}
        )  # fmt: skip
    numbered = (
        rows.select(roles).with_row_index("register_row").with_columns(pl.col("register_row").cast(pl.Int64))
    )
    here = places.filter(pl.col("register") == code).join(numbered, on="register_row", validate="1:1")
    return (
        here.unpivot(
            on=roles,
            index=["register", "file", "sheet", "row"],
            variable_name="role",
            value_name="truth_person",
        )
        .drop_nulls("truth_person")
        .with_columns(pl.col("role").str.strip_prefix("truth_"))
        .sort("file", "sheet", "row", "role")
    )
