"""``hecha identity train`` and ``show``: the match weights, learnt and in plain words.

Training writes a draft; a run matches by it only after another person has approved it.
"""

import sys
from pathlib import Path

import polars as pl

from assets.console import say_faults
from assets.linkage import drift_of
from assets.settings import Rulebook, rulebook_of
from checks.contracts.contract import contract_registers
from pipelines.definitions import County
from pipelines.faults import Lang, sorted_faults
from pipelines.identify import mentions
from pipelines.identify.approved import as_draft, told, weights_in_force
from pipelines.identify.train import LEAST_PERSONS, train_weights
from pipelines.months import say_month
from pipelines.read import read_county
from reports.linkage import SOURCES, field_said, level_said, share_said
from reports.weights_draft import weights_text

AUTHOR = "hecha identity train"
MOVES = 10


def train(data: Path, out: Path | None, *, rules: Path, author: str, lang: Lang) -> int:
    """Learn weights from a data folder; print the draft, or write it to a file that is not there yet.

    Returns 1 for faults or too little data, 2 when the file exists.
    """
    if out is not None and out.exists():
        print(
            f"{out} 已存在，未作改动；请另选文件名。"
            if lang == "zh"
            else f"{out} exists and stays as it is; choose another name.",
            file=sys.stderr,
        )
        return 2
    book = rulebook_of(rules, data)
    found = _people(data, book, lang)
    if found is None or book.county is None:
        return 1
    people, rows, files = found
    try:
        weights = train_weights(people, as_of=book.county.as_of)
    except ValueError as too_little:
        _say_untrained(str(too_little), lang)
        return 1
    draft = as_draft(
        weights, trained_on=_trained_on(book.county, files, rows, people), author=author or AUTHOR
    )
    text = weights_text(draft, told(weights))
    if out is None:
        sys.stdout.write(text)
        return 0
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, "utf-8")
    print(
        f"草稿已写入 {out}：复核、填写批准人和日期、存为 rules/linkage/weights.yaml 后生效。"
        if lang == "zh"
        else f"A draft is in {out}: it counts once it is checked, approved by another person and stands as "
        "rules/linkage/weights.yaml."
    )
    return 0


def show(data: Path | None, *, rules: Path, lang: Lang) -> int:
    """Say the weights in force in words and, with a data folder, what it would teach instead."""
    book = rulebook_of(rules, data)
    say_faults([f for f in book.faults if f.code.startswith("WEIGHT-")], lang)
    if any(f.stops and f.code.startswith("WEIGHT-") for f in book.faults):
        return 1
    print("\n".join(_in_words(book, lang)))
    if data is None:
        return 0
    found = _people(data, book, lang)
    if found is None or book.county is None:
        return 1
    moves, reason = drift_of(found[0], book.weights, as_of=book.county.as_of)
    if moves is None:
        _say_untrained(reason, lang)
        return 1
    print("\n".join(["", *_moves_in_words(moves, lang)]))
    return 0


def _people(data: Path, book: Rulebook, lang: Lang) -> tuple[pl.DataFrame, int, int] | None:
    """MENTION of a data folder, its accepted rows and files; None after saying what is wrong with it.

    A fault of the weights themselves does not stop: training is how they are mended.
    """
    faults = [f for f in book.faults if f.stops and not f.code.startswith("WEIGHT-")]
    if faults or book.county is None:
        say_faults(faults, lang)
        return None
    output = read_county(data, book.registers, book.vocabularies, book.county, cache=None)
    refused = [f for f in output.faults if f.stops]
    if refused and book.county.on_bad_file == "stop":
        say_faults(sorted_faults(refused), lang)
        return None
    contracted = contract_registers(
        book.registers, output.registers, output.members, output.rows, as_of=book.county.as_of
    )
    people = mentions(book.registers, contracted.accepted, contracted.members)
    used = int((contracted.rows["status"] == "used").sum())
    return people, used, output.source_files["file"].n_unique()


def _trained_on(county: County, files: int, rows: int, people: pl.DataFrame) -> str:
    return (
        f"{county.name} {say_month(county.first_month)}..{say_month(county.last_month)}："
        f"{files} 个文件，{rows:,} 行，{people.height:,} 人次"
    )


def _say_untrained(reason: str, lang: Lang) -> None:
    print(
        f"数据太少，学不出权重：至少需要 {LEAST_PERSONS} 个有有效证件号、出现在两个登记册中的人。"
        if lang == "zh"
        else f"Too little data to learn from: {reason}.",
        file=sys.stderr,
    )


def _in_words(book: Rulebook, lang: Lang) -> list[str]:
    zh = lang == "zh"
    definition = book.weights
    if definition is not None and definition.is_approved:
        what = (
            f"{SOURCES['approved'].zh}：{definition.version}，{definition.approved_by} 于 "
            f"{definition.approved_on} 批准；训练数据：{definition.trained_on}"
            if zh
            else f"{SOURCES['approved'].en}: {definition.version}, by {definition.approved_by} on "
            f"{definition.approved_on}; learnt from {definition.trained_on}"
        )
    else:
        what = SOURCES["beliefs"].say(lang)
    lines = [
        f"匹配权重：{what}" if zh else f"Match weights: {what}",
        "权重以比特计：每多1比特，是同一人的可能翻一倍；负数则减半。"
        if zh
        else "Weights in bits: one bit more doubles the odds of one person, one less halves them.",
    ]
    for (field,), levels in told(weights_in_force(definition)).group_by("field", maintain_order=True):
        lines.append(f"\n{field_said(str(field)).say(lang)}")
        lines += [_level_in_words(str(field), row, lang) for row in levels.iter_rows(named=True)]
    return lines


def _level_in_words(field: str, row: dict[str, object], lang: Lang) -> str:
    zh = lang == "zh"
    level = level_said(field, str(row["level"])).say(lang)
    same, others = share_said(float(str(row["m"]))), share_said(float(str(row["u"])))
    of_same = f"同一人中{same.zh}" if zh else f"among same persons {same.en}"
    if row["is_veto"]:
        return f"   否决  {level}：不作为同一人" if zh else f"   never {level}: not taken for one person"
    if row["by_value"]:
        return (
            f"   频次  {level}：{of_same}；该值在本县越少见，权重越大"
            if zh
            else f"   rare  {level}: {of_same}; the rarer the value in the county, the more it weighs"
        )
    of_others = f"不同人中{others.zh}" if zh else f"among strangers {others.en}"
    return f"  {row['bits']:+6.1f} {level}{'：' if zh else ': '}{of_same}{'，' if zh else ', '}{of_others}"


def _moves_in_words(moves: pl.DataFrame, lang: Lang) -> list[str]:
    zh = lang == "zh"
    lines = [
        "与本次数据学得的权重相比（变动最大的在前）：" if zh else "Beside weights learnt from this data:"
    ]
    for field, level, before, after, moved in moves.head(MOVES).rows():
        said = f"{field_said(field).say(lang)} · {level_said(field, level).say(lang)}"
        lines.append(
            f"  {before:+6.1f} → {after:+6.1f}  （变动 {moved:.1f}） {said}"
            if zh
            else f"  {before:+6.1f} → {after:+6.1f}  (moved {moved:.1f}) {said}"
        )
    return lines
