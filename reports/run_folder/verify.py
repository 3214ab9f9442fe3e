"""Does a run folder still say what was published? Checked from its own files, without the county's data.

Hashes of every file, columns and order of the tables, conservation of rows, money and units, evidence
that leads to rows, no identity number in the report, and the log of runs. Judging again from the source
files is ``hecha explain``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.faults import Fault, Place, Text, sorted_faults
from pipelines.tables import ROW_REF
from reports.run_folder import log
from reports.run_folder.manifest import INTERFACE, MANIFEST, files_of, read_manifest, sha256_of
from reports.run_folder.published import PUBLISHED, ROWS, Published
from reports.run_folder.swap import RUNS

_SHEET = ["register", "file", "sheet"]
_ID = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])")
_DO = Text(
    "请重新运行 hecha run，并查明是谁改动了结果。", "Run hecha run again, and find out who changed it."
)
_REPORT_BUG = Text(
    "请勿使用本次结果；请连同清单一起报告。", "Do not use this run; report it with its manifest."
)


def verify_run(run: Path) -> list[Fault]:
    """Every way in which a run folder contradicts itself, sorted by place; empty when it holds.

    Codes: RUN-01 manifest, RUN-02 files and hashes, RUN-03 tables, RUN-04 rows, RUN-05 money,
    RUN-06 units, RUN-07 evidence, RUN-08 privacy of the report, RUN-09 log of runs.
    """
    run = run.resolve()
    try:
        manifest = read_manifest(run)
        if manifest["interface"] != INTERFACE:
            return [
                _fault("RUN-01", MANIFEST, f"接口版本 {manifest['interface']}", "another interface version")
            ]
        hashes = list(_changed_files(run, manifest))
        tables = list(_odd_tables(run))
        if tables or any(f.where.path.endswith(".parquet") for f in hashes):
            return list(sorted_faults([*hashes, *tables, *_log_breaks(run)]))
        frames = {t.name: pl.read_parquet(run / f"{t.name}.parquet") for t in PUBLISHED}
        return list(
            sorted_faults(
                [
                    *hashes,
                    *_rows_lost(frames["rows"], manifest),
                    *_money_lost(frames, manifest),
                    *_units_lost(frames, manifest),
                    *_evidence_lost(frames),
                    *_numbers_shown(run, frames["links"]),
                    *_log_breaks(run),
                ]
            )
        )
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as broken:
        said = type(broken).__name__
        return [
            _fault("RUN-01", MANIFEST, f"清单缺失或无法读取（{said}）", f"missing or unreadable ({said})")
        ]


def _fault(code: str, path: str, zh: str, en: str, do: Text = _DO) -> Fault:
    return Fault(code, Place(path), Text(zh, en), do)


def _changed_files(run: Path, manifest: dict[str, Any]) -> Iterator[Fault]:
    recorded: dict[str, dict[str, Any]] = manifest["outputs"]
    present = {p.relative_to(run).as_posix() for p in files_of(run)}
    for name in sorted(set(recorded) - present):
        yield _fault("RUN-02", name, "文件缺失", "the file is missing")
    for name in sorted(present - set(recorded)):
        yield _fault("RUN-02", name, "清单中没有这个文件", "the manifest does not name this file")
    for name in sorted(present & set(recorded)):
        if sha256_of(run / name) != recorded[name]["sha256"]:
            yield _fault("RUN-02", name, "文件内容已改变", "the file has changed since it was published")


def _odd_tables(run: Path) -> Iterator[Fault]:
    for table in PUBLISHED:
        path = run / f"{table.name}.parquet"
        if not path.is_file():
            continue
        if dict(pl.read_parquet_schema(path)) != dict(table.columns):
            yield _fault("RUN-03", path.name, "列与接口不符", "the columns are not those of the interface")
        elif not _is_in_order(path, table):
            yield _fault("RUN-03", path.name, "主键重复或次序不对", "a key is repeated or out of order")


def _is_in_order(path: Path, table: Published) -> bool:
    keys = pl.read_parquet(path, columns=list(table.key)).select(table.key)
    return keys.equals(keys.sort(table.key, nulls_last=True)) and not keys.is_duplicated().any()


def _rows_lost(rows: pl.DataFrame, manifest: dict[str, Any]) -> Iterator[Fault]:
    stated = pl.DataFrame(
        [
            (i["register"], i["path"], sheet["sheet"], sheet["rows"])
            for i in manifest["inputs"]
            for sheet in i["sheets"]
        ],
        schema={"register": pl.String, "file": pl.String, "sheet": pl.String, "stated": pl.Int64},
        orient="row",
    )
    known = pl.col("status").is_in(["used", "rejected", "not_data"])
    counted = rows.group_by(_SHEET).agg(
        listed=pl.len().cast(pl.Int64), known=known.sum().cast(pl.Int64), last=pl.col("row").max()
    )
    off = (
        stated.join(counted, on=_SHEET, how="full", coalesce=True, nulls_equal=True)
        .with_columns(pl.col("stated", "listed", "known", "last").fill_null(0))
        .filter(
            (pl.col("stated") != pl.col("listed"))
            | (pl.col("known") != pl.col("listed"))
            | (pl.col("last") != pl.col("stated"))
        )
    )
    for file, sheet, listed, of_file in off.select("file", "sheet", "listed", "stated").rows():
        place = Place(file, sheet or "")
        zh, en = (
            f"登记 {listed} 行，文件有 {of_file} 行",
            f"{listed} rows accounted for, {of_file} in the file",
        )
        yield Fault("RUN-04", place, Text(zh, en), _REPORT_BUG)


def _money_lost(frames: dict[str, pl.DataFrame], manifest: dict[str, Any]) -> Iterator[Fault]:
    money = manifest["money"]
    for register in money["registers"]:
        read, *parts = (Decimal(register[k]) for k in ("read", "accepted", "rejected"))
        if read != sum(parts):
            field = f"{register['register']}.{register['field']}"
            yield _fault(
                "RUN-05",
                MANIFEST,
                f"{field}：读入≠采用+不采用",
                f"{field}: read ≠ accepted + rejected",
                _REPORT_BUG,
            )
    clues, months, ties = frames["clues"], frames["clue_months"], frames["reconciliation"]
    for path, total, key in (
        ("payments", frames["payments"]["paid"].sum(), "paid"),
        ("entitlements", frames["entitlements"]["amount"].sum(), "entitled"),
        ("clues", clues["amount_at_risk"].sum(), "at_risk"),
    ):
        if Decimal(total or 0) != Decimal(money[key]):
            zh, en = (
                f"合计 {total} 元，清单为 {money[key]} 元",
                f"sums to {total}, the manifest says {money[key]}",
            )
            yield _fault("RUN-05", f"{path}.parquet", zh, en, _REPORT_BUG)
    off = (
        clues.filter(pl.col("amount_at_risk").is_not_null() & pl.col("first_month").is_not_null())
        .join(
            months.group_by("clue_id").agg(pl.col("amount_at_risk").sum().alias("summed")),
            on="clue_id",
            how="left",
        )
        .filter(pl.col("summed").fill_null(0) != pl.col("amount_at_risk"))
    )
    if not off.is_empty():
        zh, en = (
            f"{off.height} 条疑点的金额不等于各月之和",
            f"{off.height} clues differ from the sum of their months",
        )
        yield _fault("RUN-05", "clue_months.parquet", zh, en, _REPORT_BUG)
    if ties.filter((pl.col("left") - pl.col("right")) != pl.col("difference")).height:
        yield _fault(
            "RUN-05", "reconciliation.parquet", "差额不等于两方之差", "a difference is off", _REPORT_BUG
        )


def _units_lost(frames: dict[str, pl.DataFrame], manifest: dict[str, Any]) -> Iterator[Fault]:
    clues = dict(frames["clues"].group_by("rule_id").len().rows())
    unknown = dict(frames["not_evaluable"].group_by("rule_id").agg(pl.col("units").sum()).rows())
    tallies = manifest["tallies"]
    for tally in tallies:
        rule = tally["rule_id"]
        if (clues.get(rule, 0), unknown.get(rule, 0)) != (tally["clues"], tally["not_evaluable"]):
            yield _fault(
                "RUN-06",
                "clues.parquet",
                f"{rule}：疑点或不可评估数与清单不符",
                f"{rule}: clues or not-evaluable units differ from the manifest",
                _REPORT_BUG,
            )
        if tally["clues"] + tally["clean"] + tally["not_evaluable"] != tally["scope"]:
            yield _fault(
                "RUN-06",
                MANIFEST,
                f"{rule}：疑点+无疑点+不可评估≠范围",
                f"{rule}: clue + clean + not evaluable ≠ scope",
                _REPORT_BUG,
            )
    for rule in sorted((set(clues) | set(unknown)) - {t["rule_id"] for t in tallies}):
        yield _fault("RUN-06", MANIFEST, f"{rule} 没有统计", f"{rule} has no tally", _REPORT_BUG)


def _evidence_lost(frames: dict[str, pl.DataFrame]) -> Iterator[Fault]:
    clues, evidence, rows = frames["clues"], frames["clue_evidence"], frames["rows"]
    bare = clues.join(evidence, on="clue_id", how="anti").height
    if bare:
        yield _fault(
            "RUN-07",
            "clue_evidence.parquet",
            f"{bare} 条疑点没有证据",
            f"{bare} clues have no evidence",
            _REPORT_BUG,
        )
    lost = evidence.join(rows, on=list(ROW_REF), how="anti", nulls_equal=True).height
    if lost:
        zh, en = f"{lost} 条证据指向不存在的行", f"{lost} cells of evidence lead to no row of {ROWS.name}"
        yield _fault("RUN-07", "clue_evidence.parquet", zh, en, _REPORT_BUG)
    for name in ("clue_months", "clue_evidence"):
        stray = frames[name].join(clues, on="clue_id", how="anti").height
        if stray:
            zh, en = f"{stray} 行不属于任何疑点", f"{stray} rows belong to no clue"
            yield _fault("RUN-07", f"{name}.parquet", zh, en, _REPORT_BUG)


def _numbers_shown(run: Path, links: pl.DataFrame) -> Iterator[Fault]:
    report = run / "report.html"
    if not report.is_file():
        return
    shown = {n.upper() for n in _ID.findall(report.read_text("utf-8"))}
    known = links.filter(pl.col("id_number").is_in(sorted(shown)))["id_number"].n_unique() if shown else 0
    if known:
        zh, en = f"报告中有 {known} 个完整身份证号", f"the report shows {known} full identity numbers"
        yield _fault("RUN-08", report.name, zh, en, _REPORT_BUG)


def _log_breaks(run: Path) -> Iterator[Fault]:
    path = run.parent / log.LOG
    if run.parent.name != RUNS or not path.is_file():
        return
    name = f"{RUNS}/{log.LOG}"
    number = log.broken_line(path)
    if number is not None:
        zh, en = f"第{number}行与前一行不衔接", f"line {number} does not follow from the line before"
        yield _fault("RUN-09", name, zh, en)
        return
    recorded = log.manifest_hash_of(path, run.name)
    if recorded is None:
        yield _fault("RUN-09", name, "日志中没有本次运行", "the log does not know this run")
    elif recorded != sha256_of(run / MANIFEST):
        yield _fault("RUN-09", MANIFEST, "清单与日志记录的不同", "the manifest is not the one in the log")
