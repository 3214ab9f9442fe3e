"""What ``hecha run``, ``check`` and ``verify`` say: progress and faults on stderr, the summary on
stdout. No full identity number, account or phone is ever printed.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from rich.console import Console

from assets.run import RunReport, run_audit
from assets.settings import MEMORY_MB, Rulebook, Settings
from checks.contracts.contract import contract_registers
from pipelines.faults import Fault, Lang, sorted_faults
from pipelines.money import say_yuan
from pipelines.months import say_month
from pipelines.read import read_county
from reports.run_folder import verify_run

STATIONS = {
    "read": ("读取文件", "read files"),
    "contract": ("校验每一行", "check every row"),
    "identify": ("识别人员", "identify people"),
    "facts": ("整理事实", "gather facts"),
    "judge": ("逐条规则判断", "judge rule by rule"),
    "follow up": ("比对以往结果", "compare with earlier runs"),
    "publish": ("写出结果", "write results"),
}


class Progress:
    """A line per station on stderr; a spinner where stderr is a terminal."""

    def __init__(self, lang: Lang) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.lang = lang
        self.status = self.console.status("")
        self.ended: tuple[str, float] | None = None

    def __call__(self, station: str, seconds: float | None) -> None:
        """Told by the stopwatch when a station starts (None) and ends (its seconds so far)."""
        if self.ended and self.ended[0] != station:
            self.say_last()
        if seconds is None:
            self.status.update(self.words(station))
            self.status.start()
        else:
            self.status.stop()
            self.ended = (station, seconds)

    def say_last(self) -> None:
        """Print the station that ended last; one of several assets is said once."""
        if self.ended and self.ended[1] >= 0.05:
            self.console.print(f"  {self.words(self.ended[0])}  {self.ended[1]:.1f} s")
        self.ended = None

    def words(self, station: str) -> str:
        """The station's name for people."""
        return STATIONS[station][0 if self.lang == "zh" else 1]


def say_faults(faults: Sequence[Fault], lang: Lang) -> None:
    """Print faults to stderr: those that stop first, then warnings, each sorted by place."""
    for stops in (True, False):
        for fault in (f for f in faults if f.stops is stops):
            print(fault.say(lang), file=sys.stderr)


def audit_and_say(
    data: Path,
    out: Path,
    *,
    rules: Path,
    first_month: str,
    last_month: str,
    lang: Lang,
    as_json: bool,
    memory_mb: int = MEMORY_MB,
) -> int:
    """Run the audit and say what was found. Returns the exit status of interfaces 3."""
    settings = Settings(
        data=str(data),
        out=str(out),
        rules=str(rules),
        first_month=first_month,
        lang=lang,
        memory_mb=memory_mb,
    )
    progress = Progress(lang)
    report = run_audit(settings, month=last_month, listener=progress)
    progress.say_last()
    say_faults(report.faults, lang)
    if as_json:
        print(json.dumps(summary(report), ensure_ascii=False, indent=2))
    else:
        print("\n".join(said(report, out, lang)))
    return {"published": 0, "refused": 1, "aside": 3}[report.state]


def summary(report: RunReport) -> dict[str, object]:
    """The run as plain values, for other programs."""
    cases = report.cases
    return {
        "interface": 1,
        "state": report.state,
        "run": report.folder.name if report.folder else None,
        "folder": str(report.folder) if report.folder else None,
        "clues": 0 if cases is None else cases.height,
        "clues_by_rule": {} if cases is None else _counts(cases, "rule_id"),
        "clues_by_grade": {} if cases is None else _counts(cases, "grade"),
        "amount_at_risk": None if cases is None else say_yuan(_net(cases)).replace(",", ""),
        "checks_failed": list(report.checks_failed),
        "seconds": {k: round(v, 2) for k, v in report.seconds.items()},
        "faults": [
            {
                "code": f.code,
                "where": f.where.say("en"),
                "what": f.what.zh,
                "what_en": f.what.en,
                "do": f.do.zh,
                "do_en": f.do.en,
                "stops": f.stops,
            }
            for f in report.faults
        ],
    }


def said(report: RunReport, out: Path, lang: Lang) -> list[str]:
    """The run in plain words: what was read, what was found, which files to open."""
    zh = lang == "zh"
    stopping = sum(f.stops for f in report.faults)
    if report.state == "refused" or report.cases is None or report.tallies is None or report.rows is None:
        if zh:
            return [f"没有发布结果：有 {stopping} 处问题须先解决（见上）。上一次的结果不变。"]
        return [
            f"Nothing was published: {stopping} fault(s) above must be mended first. Earlier results stand."
        ]
    cases, rows, tallies, county = report.cases, report.rows, report.tallies, report.county
    status = _counts(rows, "status")
    grades = _counts(cases, "grade")
    families = _counts(cases.with_columns(pl.col("rule_id").str.slice(0, 3)), "rule_id")
    window = f"{say_month(county.first_month)}–{say_month(county.last_month)}" if county else ""
    files = rows["file"].n_unique()
    scope = int(tallies["scope"].sum())
    unknown = int(tallies["not_evaluable"].sum())
    folder = out / "current" if report.state == "published" else report.folder
    lines = (
        [
            f"{county.name if county else ''} {window}",
            f"读取 {files} 个文件、{rows.height:,} 行：采用 {status.get('used', 0):,}，"
            f"不采用 {status.get('rejected', 0):,}，非数据（标题、合计等）{status.get('not_data', 0):,}。",
            f"按 {tallies.height} 条规则判断 {scope:,} 个对象：疑点 {cases.height:,} 条，"
            f"无法判断 {unknown:,} 个，其余未见疑点。",
            f"疑点等级：{_listed(grades, lang)}；类别：{_listed(families, lang)}。",
            f"疑点涉及金额（去除重复）：{say_yuan(_net(cases))} 元。疑点不是结论，须逐条核实。",
        ]
        if zh
        else [
            f"{county.name if county else ''} {window}",
            f"Read {files} files, {rows.height:,} rows: {status.get('used', 0):,} used, "
            f"{status.get('rejected', 0):,} rejected, {status.get('not_data', 0):,} not data.",
            f"{tallies.height} rules judged {scope:,} units: {cases.height:,} clues, "
            f"{unknown:,} not evaluable, the rest clean.",
            f"Clues by grade: {_listed(grades, lang)}; by family: {_listed(families, lang)}.",
            f"Money at risk without overlap: {say_yuan(_net(cases))} yuan. A clue asks; it does not judge.",
        ]
    )
    if report.state == "aside":
        failed = ", ".join(report.checks_failed)
        lines.append(
            f"注意：校验未通过（{failed}），结果另存，“current”不变。"
            if zh
            else f"Attention: checks failed ({failed}); results are kept aside, `current` did not move."
        )
    opening = (
        (
            ("看报告", "report.html"),
            ("审计人员", "auditor.xlsx"),
            ("财政对账", "finance.xlsx"),
            ("乡镇核查", "townships/"),
        )
        if zh
        else (
            ("report", "report.html"),
            ("auditors", "auditor.xlsx"),
            ("finance", "finance.xlsx"),
            ("townships", "townships/"),
        )
    )
    lines.append("请打开：" if zh else "Open:")
    lines.extend(f"  {who}  {folder}/{name}" for who, name in opening)
    return lines


def check_and_say(data: Path, *, rules: Path, lang: Lang, as_json: bool) -> int:
    """Read and validate only: what would be refused, what would be guessed."""
    settings = Settings(data=str(data), rules=str(rules), lang=lang)
    book: Rulebook = settings.rulebook()
    if book.county is None:
        say_faults(book.faults, lang)
        return 1
    output = read_county(data, book.registers, book.vocabularies, book.county, cache=None)
    contracted = contract_registers(
        book.registers, output.registers, output.members, output.rows, as_of=book.county.as_of
    )
    faults = sorted_faults((*book.faults, *output.faults, *output.guesses))
    stopping = sum(f.stops for f in faults)
    status = _counts(contracted.rows, "status")
    if as_json:
        report = RunReport("refused" if stopping else "published", faults, rows=contracted.rows)
        print(json.dumps(summary(report) | {"rows": status}, ensure_ascii=False, indent=2))
        return 1 if stopping else 0
    say_faults(faults, lang)
    for sheet in output.source_files.sort("file", "sheet").iter_rows(named=True):
        place = sheet["file"] + (f" · {sheet['sheet']}" if sheet["sheet"] else "")
        header = sheet["header_row"] if sheet["header_row"] is not None else "—"
        print(
            f"{sheet['register']:<24}{place}  {_word('表头行', 'header row', lang)} {header}, {sheet['rows']}"
        )
    used, rejected = status.get("used", 0), status.get("rejected", 0)
    notices = len(faults) - stopping
    print(
        f"采用 {used:,} 行，不采用 {rejected:,} 行；须先解决 {stopping} 处，提示 {notices} 处。"
        if lang == "zh"
        else f"{used:,} rows used, {rejected:,} rejected; {stopping} fault(s) to mend, {notices} notice(s)."
    )
    return 1 if stopping else 0


def verify_and_say(run: Path, *, lang: Lang) -> int:
    """Check a run folder against its manifest."""
    faults = verify_run(run)
    say_faults(faults, lang)
    if not faults:
        print(
            "校验通过：文件摘要、行数、金额、判断对象均一致。"
            if lang == "zh"
            else "Verified: hashes, rows, money and units agree."
        )
    return 1 if faults else 0


def _counts(rows: pl.DataFrame, column: str) -> dict[str, int]:
    return {str(k): int(n) for k, n in rows[column].value_counts().sort(column).rows()}


def _net(cases: pl.DataFrame) -> int:
    return int((cases["amount_at_risk_fen"].fill_null(0) - cases["overlap_fen"]).sum())


def _listed(counts: dict[str, int], lang: Lang) -> str:
    return _word("、", ", ", lang).join(f"{k} {n}" for k, n in counts.items()) or "—"


def _word(zh: str, en: str, lang: Lang) -> str:
    return zh if lang == "zh" else en
