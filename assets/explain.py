"""``hecha explain``: everything behind one clue, re-computed from the source files.

What the run folder recorded is read first; then the same data folder and rules are audited again
(parsed files come from the cache only when their hash still matches) and the two are compared:
the clue, its months, and every source cell. A difference is said, never smoothed over.
"""

import re
import sys
from pathlib import Path
from typing import Any

import polars as pl

from assets.run import Recomputed, recompute
from assets.settings import Settings
from pipelines.definitions import LegalBasis, Rule
from pipelines.faults import Lang
from pipelines.money import fen_of, say_yuan
from pipelines.months import say_month
from pipelines.tables import ROW_REF
from reports.link_evidence import link_said
from reports.run_folder import read_manifest

LONG_NUMBER = re.compile(r"\d{10,}[\dXx]")


def explain_and_say(clue_id: str, out: Path, *, lang: Lang) -> int:
    """Print the clue; 0 when the re-computation agrees, 1 when it does not, 2 for an unknown clue."""
    zh = lang == "zh"
    run = (out / "current").resolve()
    if not (run / "clues.parquet").is_file():
        print(f"{out} 里没有结果" if zh else f"no results in {out}", file=sys.stderr)
        return 2
    clues = pl.read_parquet(run / "clues.parquet").filter(pl.col("clue_id") == clue_id)
    if clues.is_empty():
        print(f"本次结果中没有疑点 {clue_id}" if zh else f"no clue {clue_id} in this run", file=sys.stderr)
        return 2
    manifest = read_manifest(run)
    clue = clues.row(0, named=True)
    months = _of(run, "clue_months", clue_id).sort("benefit_month")
    evidence = _of(run, "clue_evidence", clue_id)
    again = recompute(
        Settings(
            data=manifest["data"],
            out=str(out),
            rules=manifest["rules_folder"],
            first_month=manifest["months"]["from"],
        ),
        month=manifest["months"]["to"],
    )
    print("\n".join(_recorded(clue, months, evidence, _counter_evidence(clue, again, zh=zh), zh=zh)))
    print("\n".join(_links(run, evidence, lang)))
    if again is None:
        print(
            "\n无法重新计算：数据或规则现在有问题，请先运行 hecha check。"
            if zh
            else "\nCannot be re-computed: data or rules have faults now; run hecha check."
        )
        return 1
    print("\n".join(_law(again.rules[clue["rule_id"]], months, zh=zh)))
    differences = _differences(clue, months, evidence, again, manifest, zh=zh)
    print()
    if differences:
        print("重新计算的结果与记录不一致：" if zh else "The re-computation differs from the record:")
        print("\n".join(f"  {d}" for d in differences))
        return 1
    print(
        f"已从 {manifest['data']} 的源文件重新计算：疑点、各月金额、{evidence.height} 个源单元格均一致。"
        if zh
        else f"Re-computed from the source files in {manifest['data']}: the clue, its months and "
        f"{evidence.height} source cells agree."
    )
    return 0


def _of(run: Path, table: str, clue_id: str) -> pl.DataFrame:
    return pl.read_parquet(run / f"{table}.parquet").filter(pl.col("clue_id") == clue_id)


def _counter_evidence(clue: dict[str, Any], again: Recomputed | None, *, zh: bool) -> list[str]:
    """As recorded; in English from the re-computation, for the table holds the Chinese sentences."""
    texts: list[str] = clue["counter_evidence"] or []
    if not zh and again is not None:
        mine = again.judged.clues.filter(pl.col("clue_id") == clue["clue_id"])["counter_evidence_en"]
        texts = mine.to_list()[0] if mine.len() else texts
    return texts or ["（未发现）" if zh else "(nothing found)"]


def masked(text: str) -> str:
    """A cell as it may stand on a screen: of long numbers (identity, account, phone) the last four."""
    return LONG_NUMBER.sub(lambda m: "*" * (len(m.group()) - 4) + m.group()[-4:], text)


def _recorded(
    clue: dict[str, Any], months: pl.DataFrame, evidence: pl.DataFrame, counter: list[str], *, zh: bool
) -> list[str]:
    lines = [
        f"{clue['clue_id']}  {clue['rule_id']}  {clue['grade']}  {clue['severity']}  {clue['status']}",
        clue["reason"] if zh else clue["reason_en"],
        "",
        ("身份依据" if zh else "Identity") + f": {clue['link_evidence']} ({clue['link_probability']})",
        "不利于疑点的情况：" if zh else "What speaks against it:",
        *(f"  - {text}" for text in counter),
    ]
    if months.height:
        lines += ["", "所属期    实发    应发    涉及金额" if zh else "month    paid    due    at risk"]
        lines += [
            "  ".join((say_month(month), *map(_said, amounts)))
            for month, *amounts in months.select("benefit_month", "paid", "due", "amount_at_risk").iter_rows()
        ]
    lines += ["", "证据（文件 · 表 · 行）：" if zh else "Evidence (file · sheet · row):"]
    place = ["role", "register", "file", "sheet", "row"]
    for key, cells in evidence.sort(*place, "field").group_by(place, maintain_order=True):
        role, register, file, sheet, row = key
        where = " · ".join(str(p) for p in (file, sheet, row) if p != "")
        lines.append(f"  [{role}] {register}  {where}")
        lines.append(
            "      " + "  ".join(f"{f}={masked(v or '')}" for f, v in cells.select("field", "value").rows())
        )
    return lines


def _links(run: Path, evidence: pl.DataFrame, lang: Lang) -> list[str]:
    """Why rows without a number of their own stand for this person, field by field."""
    rows = evidence.select(list(ROW_REF)).unique()
    told = pl.read_parquet(run / "link_evidence.parquet").join(rows, on=list(ROW_REF), how="semi")
    if told.is_empty():
        return []
    lines = ["", "这些行凭什么认定为同一人：" if lang == "zh" else "Why these rows are taken for the person:"]
    for row in told.sort(*ROW_REF, "role").iter_rows(named=True):
        where = " · ".join(str(p) for p in (row["file"], row["sheet"], row["row"]) if p != "")
        lines += [f"  [{row['role']}] {where}", *(f"      {line}" for line in link_said(row, lang))]
    return lines


def _law(rule: Rule, months: pl.DataFrame, *, zh: bool) -> list[str]:
    """The citations, each with whether it was in force in the clue's months."""
    first, last = (months["benefit_month"].min(), months["benefit_month"].max())
    lines = [
        "",
        ("规则 " if zh else "Rule ") + f"{rule.id} v{rule.version}: {rule.scope.say('zh' if zh else 'en')}",
    ]
    lines.append("依据：" if zh else "Legal basis:")
    lines += [f"  - {_cited(basis, first, last, zh=zh)}" for basis in rule.legal_basis]
    if rule.notes.zh:
        lines += [("常见误会：" if zh else "Common misreadings: ") + rule.notes.say("zh" if zh else "en")]
    return lines


def _cited(basis: LegalBasis, first: Any, last: Any, *, zh: bool) -> str:
    text = " ".join(p for p in (basis.cite, basis.article, basis.note) if p)
    if basis.valid_from is None and basis.valid_to is None:
        return text + ("（生效日期待当地确认）" if zh else " (dates to be confirmed locally)")
    span = f"{basis.valid_from or '…'} — {basis.valid_to or '…'}"
    outside = (basis.valid_from and last and last < basis.valid_from) or (
        basis.valid_to and first and first > basis.valid_to
    )
    note = ("；不适用于本疑点月份" if zh else "; not in force in these months") if outside else ""
    return f"{text} ({span}{note})"


def _differences(
    clue: dict[str, Any],
    months: pl.DataFrame,
    evidence: pl.DataFrame,
    again: Recomputed,
    manifest: dict[str, Any],
    *,
    zh: bool,
) -> list[str]:
    recorded = {(i["path"], i["sha256"]) for i in manifest["inputs"]}
    found = []
    for path, sha256 in again.source_files.select("file", "sha256").unique().sort("file").rows():
        if (path, sha256) not in recorded:
            found.append(f"{path}: " + ("文件已改变" if zh else "the file has changed"))
    mine = again.judged.clues.filter(pl.col("clue_id") == clue["clue_id"])
    if mine.is_empty():
        return [*found, "重新计算后没有这条疑点" if zh else "the clue does not come out again"]
    if mine["reason"].item() != clue["reason"]:
        found.append(f"{clue['reason']} ≠ {mine['reason'].item()}")
    wanted = months.select(
        "benefit_month", **{f"{c}_fen": fen_of(pl.col(c)) for c in ("paid", "due", "amount_at_risk")}
    )
    if not wanted.equals(
        again.judged.clue_months.filter(pl.col("clue_id") == clue["clue_id"])
        .select(wanted.columns)
        .sort("benefit_month")
    ):
        found.append("各月金额不同" if zh else "the months differ")
    cells = again.judged.clue_evidence.filter(pl.col("clue_id") == clue["clue_id"])
    key = evidence.columns
    for lost in evidence.join(cells, on=key, how="anti", nulls_equal=True).iter_rows(named=True):
        found.append(f"{lost['file']} · {lost['sheet']} · {lost['row']} · {lost['field']}")
    return found


def _said(yuan: Any) -> str:
    return say_yuan(None if yuan is None else int(yuan * 100))
