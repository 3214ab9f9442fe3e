"""``hecha rules preview`` and ``diff``: what a rule gives on real data, before it is put to use."""

import re
import sys
from dataclasses import fields
from pathlib import Path

import polars as pl

from assets.run import Recomputed, recompute
from assets.settings import Settings, load_rulebook
from pipelines.definitions import Rule
from pipelines.faults import Lang
from pipelines.money import say_yuan
from pipelines.months import say_month

SHOWN = 10
POSITION = re.compile(r"line=\d+(, column=\d+)?")  # an expression that only moved is the same
NOT_COMPARED = {"path", "lines", "tests"}  # where it stands and how it is tested changes no clue


def preview(rule_id: str, data: Path, out: Path, *, rules: Path, lang: Lang) -> int:
    """Judge a data folder and say what one rule gives: counts, reasons, the first clues.

    Nothing is published; ``out`` only lends its cache of parsed files.
    """
    again = _judged(data, out, rules, lang)
    if again is None:
        return 1
    zh = lang == "zh"
    tally = again.judged.tallies.filter(pl.col("rule_id") == rule_id).row(0, named=True)
    print(f"{rule_id}  {again.rules[rule_id].title.say(lang)}")
    print(
        f"范围 {tally['scope']:,}：疑点 {tally['clues']:,}，未见疑点 {tally['clean']:,}，"
        f"不可评估 {tally['not_evaluable']:,}；宽限内 {tally['near_misses']:,} 月；"
        f"涉及 {say_yuan(tally['amount_at_risk_fen'])} 元"
        if zh
        else f"scope {tally['scope']:,}: {tally['clues']:,} clues, {tally['clean']:,} clean, "
        f"{tally['not_evaluable']:,} not evaluable; {tally['near_misses']:,} months within grace; "
        f"{say_yuan(tally['amount_at_risk_fen'])} yuan at risk"
    )
    gaps = again.judged.not_evaluable.filter(pl.col("rule_id") == rule_id)
    for code, reason, units in gaps.select("reason_code", "reason", "units").rows():
        print(f"  {code}  {units:,}  {reason}")
    clues = again.judged.clues.filter(pl.col("rule_id") == rule_id)
    for grade, reason in clues.select("grade", "reason" if zh else "reason_en").head(SHOWN).rows():
        print(f"  {grade}  {reason}")
    if clues.height > SHOWN:
        print(f"  … 另有 {clues.height - SHOWN} 条" if zh else f"  … and {clues.height - SHOWN} more")
    return 0


def diff(old: Path, new: Path, data: Path | None, out: Path, *, lang: Lang) -> int:
    """Say which rules differ between two rules folders and, on a data folder, which clues."""
    zh = lang == "zh"
    before = {c.rule.id: c.rule for c in load_rulebook(old, None).rules}
    after = {c.rule.id: c.rule for c in load_rulebook(new, None).rules}
    for rule_id in sorted(before.keys() | after.keys()):
        if rule_id not in before:
            print(f"+ {rule_id}  " + ("新增" if zh else "added"))
        elif rule_id not in after:
            print(f"- {rule_id}  " + ("删除" if zh else "removed"))
        elif changed := changed_parts(before[rule_id], after[rule_id]):
            same_version = before[rule_id].version == after[rule_id].version
            hint = ("（版本号未提高）" if zh else " (version not raised)") if same_version else ""
            print(f"~ {rule_id}  {'、'.join(changed)}{hint}")
    if data is None:
        return 0
    was, now = _judged(data, out, old, lang), _judged(data, out, new, lang)
    if was is None or now is None:
        return 1
    gone = was.judged.clues.join(now.judged.clues, on="clue_id", how="anti")
    come = now.judged.clues.join(was.judged.clues, on="clue_id", how="anti")
    kept = now.judged.clues.join(
        was.judged.clues.select("clue_id", *(pl.col(c).alias(f"{c}_was") for c in ("grade", "reason"))),
        on="clue_id",
        validate="1:1",
    )
    altered = kept.filter(
        (pl.col("grade") != pl.col("grade_was")) | (pl.col("reason") != pl.col("reason_was"))
    )
    for mark, clues in (("-", gone), ("+", come), ("~", altered)):
        for rule_id, grade, reason in clues.select(
            "rule_id", "grade", "reason" if zh else "reason_en"
        ).rows():
            print(f"{mark} {rule_id}  {grade}  {reason}")
    print(
        f"疑点：少 {gone.height} 条，多 {come.height} 条，变 {altered.height} 条。"
        if zh
        else f"Clues: {gone.height} gone, {come.height} new, {altered.height} changed."
    )
    return 0


def changed_parts(before: Rule, after: Rule) -> list[str]:
    """Names of the parts in which two versions of a rule differ."""
    return [
        f.name
        for f in fields(Rule)
        if f.name not in NOT_COMPARED and _said(getattr(before, f.name)) != _said(getattr(after, f.name))
    ]


def _said(part: object) -> str:
    return POSITION.sub("", repr(part))


def _judged(data: Path, out: Path, rules: Path, lang: Lang) -> Recomputed | None:
    settings = Settings(data=str(data), rules=str(rules), out=str(out))
    county = settings.rulebook().county
    again = recompute(settings, month=say_month(county.last_month)) if county else None
    if again is None:
        said = "数据或规则有问题，请先运行 hecha check。" if lang == "zh" else "Run hecha check first."
        print(said, file=sys.stderr)
    return again
