"""The clues the report shows: the best ranked of each family, with everybody masked.

Names become ``张*兰`` also inside sentences; minors have no name; numbers keep their ends; confidential
clues are only named as such. The full text is in auditor.xlsx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.faults import Text
from pipelines.money import say_yuan
from pipelines.tables import ROW_REF
from reports.confidential import confidential_clues, minors
from reports.masking import masked_digits, masked_id, masked_name, with_names_replaced
from reports.results import Results
from reports.wording import (
    FAMILIES,
    LINK_EVIDENCE,
    SEVERITIES,
    STATUSES,
    UNITS,
    family_of,
    family_order,
)

CASES_OF_A_FAMILY = 3
A_CHILD = Text("某儿童", "a child")
SECRET = Text("（保密）", "(confidential)")
SECRET_REASON = Text(
    "涉及须特别保密的人员，说明见内部资料 auditor.xlsx。",
    "Concerns a person under special secrecy; the explanation is in the protected auditor.xlsx.",
)
NOTHING = Text("", "")


@dataclass(frozen=True)
class MaskedCase:
    """A clue as the report shows it; every text is masked."""

    clue_id: str
    rule_id: str
    title: Text
    grade: str
    severity: Text
    status: Text
    who: Text
    id_shown: str
    programme: Text
    place: str
    span: Text
    amount: str
    reason: Text
    counter: tuple[Text, ...]
    link: Text
    evidence: Text
    confirmed: Text


@dataclass(frozen=True)
class FamilyCases:
    """A family's best ranked open clues, and how many more there are."""

    family: str
    name: Text
    cases: tuple[MaskedCase, ...]
    more: int


def cases_by_family(results: Results) -> tuple[FamilyCases, ...]:
    """The best ranked open clues of every family that has any, in catalogue order."""
    is_open = results.cases.filter(pl.col("status") != "suppressed").sort("rank")
    families = is_open.with_columns(pl.col("rule_id").str.split("-").list.first().alias("family"))
    shown = families.group_by("family", maintain_order=True).head(CASES_OF_A_FAMILY)
    counts = dict(families["family"].value_counts().rows())
    masked: dict[str, list[MaskedCase]] = {}
    people = _People.of(results, shown["clue_id"].to_list())
    for clue in shown.sort("rank").iter_rows(named=True):
        masked.setdefault(family_of(clue["rule_id"]), []).append(_masked(results, clue, people))
    return tuple(
        FamilyCases(
            family, FAMILIES.get(family, Text(family, family)), tuple(cases), counts[family] - len(cases)
        )
        for family, cases in sorted(masked.items(), key=lambda item: family_order(item[0]))
    )


@dataclass(frozen=True)
class _People:
    """Who stands behind the shown clues: clue id → the names its sentences may hold → what is shown."""

    names: Mapping[str, Mapping[str, Text]]
    evidence: Mapping[str, Text]
    secret: frozenset[str]
    minors: frozenset[str]

    @classmethod
    def of(cls, results: Results, clue_ids: list[str]) -> _People:
        evidence = results.clue_evidence.filter(pl.col("clue_id").is_in(clue_ids))
        children = minors(results)
        persons = results.persons.select("person_id", golden="name")
        linked = (
            evidence.select("clue_id", *ROW_REF)
            .unique()
            .join(results.links.select(*ROW_REF, "person_id", "name"), on=list(ROW_REF), nulls_equal=True)
            .join(persons, on="person_id", how="left", validate="m:1")
        )
        own = (
            results.cases.filter(pl.col("clue_id").is_in(clue_ids))
            .select("clue_id", "person_id", "name")
            .join(persons, on="person_id", how="left", validate="m:1")
        )
        name_fields = {(r.code, f.name) for r in results.registers for f in r.fields if f.type == "name"}
        names: dict[str, dict[str, Text]] = {}
        written = [
            (clue_id, None, value, None)
            for clue_id, register, field, value in evidence.select(
                "clue_id", "register", "field", "value"
            ).rows()
            if (register, field) in name_fields
        ]
        columns = ("clue_id", "person_id", "name", "golden")
        for clue_id, person_id, *texts in (
            *written,
            *linked.select(columns).rows(),
            *own.select(columns).rows(),
        ):
            for name in {part for text in texts if text for part in text.split("、") if len(part) > 1}:
                shown = A_CHILD if person_id in children else Text(masked_name(name), masked_name(name))
                known = names.setdefault(clue_id, {})
                if known.get(name) is not A_CHILD:
                    known[name] = shown
        return cls(names, _evidence_said(evidence), confidential_clues(results), children)


def _evidence_said(evidence: pl.DataFrame) -> dict[str, Text]:
    """Clue id → how many source rows stand behind it, and where the first is."""
    rows = (
        evidence.sort("clue_id", "role", *ROW_REF)
        .select("clue_id", *ROW_REF)
        .unique(maintain_order=True)
        .group_by("clue_id", maintain_order=True)
        .agg(pl.len().alias("rows"), pl.col("file", "sheet", "row").first())
    )
    return {
        clue_id: Text(
            f"{count} 行，首见 {_place(file, sheet)} 第{row}行",
            f"{count} source rows, first {_place(file, sheet)} row {row}",
        )
        for clue_id, count, file, sheet, row in rows.rows()
    }


def _place(file: str, sheet: str) -> str:
    return f"{file} · {sheet}" if sheet else file


def _masked(results: Results, clue: dict[str, Any], people: _People) -> MaskedCase:
    is_secret = clue["clue_id"] in people.secret
    is_child = clue["person_id"] in people.minors
    names = people.names.get(clue["clue_id"], {})
    keep = (clue["unit_key"],) if clue["unit"] in ("batch", "case") else ()

    def said(zh: str, en: str) -> Text:
        return Text(
            masked_digits(with_names_replaced(zh, {n: t.zh for n, t in names.items()}), keep=keep),
            masked_digits(with_names_replaced(en, {n: t.en for n, t in names.items()}), keep=keep),
        )

    counters = zip(clue["counter_evidence"] or [], clue["counter_evidence_en"] or [], strict=False)
    amount = clue["amount_at_risk_fen"]
    return MaskedCase(
        clue_id=clue["clue_id"],
        rule_id=clue["rule_id"],
        title=results.rule_title(clue["rule_id"]),
        grade=clue["grade"],
        severity=SEVERITIES[clue["severity"]],
        status=STATUSES[clue["status"]],
        who=SECRET if is_secret else _who(results, clue, names, keep, is_child=is_child),
        id_shown="" if is_secret or is_child else masked_id(clue["id_number"]),
        programme=SECRET if is_secret else results.programme_name(clue["programme"]),
        place="" if is_secret else " ".join(
            p for p in (clue["township"], None if is_child else clue["village"]) if p
        ),
        span=_span(clue),
        amount="" if amount is None else say_yuan(amount),
        reason=SECRET_REASON if is_secret else said(clue["reason"], clue["reason_en"]),
        counter=() if is_secret else tuple(said(zh, en) for zh, en in counters),
        link=_link(clue),
        evidence=people.evidence.get(clue["clue_id"], NOTHING),
        confirmed=results.confirmed_before(clue["rule_id"]),
    )  # fmt: skip


def _who(
    results: Results,
    clue: dict[str, Any],
    names: Mapping[str, Text],
    keep: tuple[str, ...],
    *,
    is_child: bool,
) -> Text:
    if is_child:
        return Text("（未成年人，不显示姓名）", "(a minor: no name)")
    if not clue["name"]:
        unit = UNITS[clue["unit"]]
        if clue["unit"] == "record":  # the key is the place, and that stands with the evidence
            return unit
        key = results.unit_key_said(clue["unit_key"] or "")
        zh, en = (masked_digits(text, keep=keep) for text in (key.zh, key.en))
        return Text(f"{unit.zh} {zh}", f"{unit.en} {en}")
    parts = [names.get(n, Text(masked_name(n), masked_name(n))) for n in clue["name"].split("、")]
    return Text("、".join(p.zh for p in parts), ", ".join(p.en for p in parts))


def _span(clue: dict[str, Any]) -> Text:
    first, last, months = clue["first_month"], clue["last_month"], clue["months"]
    if first is None:
        return NOTHING
    if first == last:
        return Text(f"{first:%Y-%m}", f"{first:%Y-%m}")
    return Text(
        f"{first:%Y-%m} 至 {last:%Y-%m}，{months} 个月", f"{first:%Y-%m} to {last:%Y-%m}, {months} months"
    )


def _link(clue: dict[str, Any]) -> Text:
    """On what the identity rests; the probability only where it was estimated."""
    said = LINK_EVIDENCE.get(clue["link_evidence"] or "", NOTHING)
    probability = clue["link_probability"]
    if clue["link_evidence"] != "probable" or probability is None:
        return said
    return Text(f"{said.zh}（概率 {probability:.3f}）", f"{said.en} (probability {probability:.3f})")
