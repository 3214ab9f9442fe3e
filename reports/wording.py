"""The words readers see for the codes of the tables, once, in both languages.

Names of programmes, registers and rules come from ``rules/``; sentences about a clue from its rule. What
one product alone says stands in that product.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.faults import Lang, Text

CLUE_IS_NOT_A_FINDING = Text(
    "疑点不是结论。本系统只比对数据、提出问题；每一条疑点都须由工作人员核实，听取当事人说明后，由有权机关作出决定。",
    "A clue is not a finding. Hecha compares data and asks questions; people check every clue, hear the "
    "person concerned, and only then the authority in charge decides.",
)
PROTECTED = Text("内部资料  注意保密", "INTERNAL: contains personal data")

FAMILIES: Mapping[str, Text] = {
    "DEC": Text("死亡", "Death"),
    "DUP": Text("重复享受", "Duplicates"),
    "EXC": Text("互斥待遇", "Exclusive benefits"),
    "INC": Text("收入与供养", "Income"),
    "AST": Text("资产", "Assets"),
    "INS": Text("羁押与户籍", "Custody and residence"),
    "DIS": Text("残疾补贴", "Disability"),
    "AGE": Text("年龄", "Age"),
    "CHD": Text("儿童", "Children"),
    "AMT": Text("金额标准", "Amounts"),
    "PAY": Text("发放与账户", "Payment and accounts"),
    "TIM": Text("时限", "Deadlines"),
    "REL": Text("近亲属备案", "Relatives"),
    "GOV": Text("管理", "Administration"),
    "MIS": Text("应享未享", "Entitled, not receiving"),
    "IDQ": Text("数据质量", "Data quality"),
}

GRADES: Mapping[str, Text] = {
    "E0": Text("数据确切", "exact data"),
    "E1": Text("较强疑点", "strong clue"),
    "E2": Text("须入户核实", "needs a visit"),
    "E3": Text("仅供人工研判", "human judgement only"),
}

SEVERITIES: Mapping[str, Text] = {
    "critical": Text("特别重要", "critical"),
    "high": Text("重要", "high"),
    "medium": Text("一般", "medium"),
    "low": Text("较轻", "low"),
}

DUE_WORKING_DAYS: Mapping[str, int] = {"critical": 5, "high": 10, "medium": 20, "low": 30}
"""Working days for the field check, by severity (the defaults of rule GOV-04)."""

STATUSES: Mapping[str, Text] = {
    "new": Text("本次新增", "new"),
    "known": Text("以前已提示", "known"),
    "suppressed": Text("已核实排除", "checked, no finding"),
}

UNITS: Mapping[str, Text] = {
    "person": Text("人员", "person"),
    "household": Text("家庭", "household"),
    "account": Text("账户", "account"),
    "case": Text("个案", "case"),
    "batch": Text("批次", "batch"),
    "record": Text("记录", "record"),
    "register": Text("登记册", "register"),
}

LINK_EVIDENCE: Mapping[str, Text] = {
    "exact_id": Text("身份证号一致", "same identity number"),
    "upgraded_id": Text("15位升18位后一致", "same number after 15→18 upgrade"),
    "repaired_id": Text("号码经修复后一致", "same number after repair"),
    "probable": Text("按姓名等信息推断", "probable, from name and other data"),
    "single": Text("仅见于本行", "seen in this row only"),
}

REASON_CODES: Mapping[str, Text] = {
    "register_missing": Text("缺少登记册", "register missing"),
    "register_stale": Text("登记册过期", "register out of date"),
    "field_missing": Text("缺少字段", "field missing"),
    "value_unreadable": Text("值缺失或不可读", "value missing or unreadable"),
    "person_unmatched": Text("人员无法对应", "person not matched"),
    "parameter_missing": Text("缺少参数", "parameter missing"),
    "calendar_missing": Text("缺少工作日历", "calendar missing"),
}

ROW_STATUSES: Mapping[str, Text] = {
    "used": Text("采用", "used"),
    "rejected": Text("不采用", "rejected"),
    "not_data": Text("非数据行", "not data"),
}

EVIDENCE_ROLES: Mapping[str, Text] = {
    "payment": Text("发放", "payment"),
    "other_payment": Text("另一发放", "other payment"),
    "roll": Text("花名册", "roll"),
    "household": Text("家庭", "household"),
    "death": Text("死亡", "death"),
    "suspected_death": Text("疑似死亡", "suspected death"),
    "custody": Text("羁押", "custody"),
    "payroll": Text("财政供养", "payroll"),
    "disability": Text("残疾补贴", "disability subsidy"),
    "certificate": Text("残疾人证", "certificate"),
    "tekun": Text("特困", "tekun"),
    "child": Text("儿童", "child"),
    "guardian": Text("监护人", "guardian"),
    "return": Text("银行退回", "bank return"),
    "ledger": Text("资金台账", "fund ledger"),
    "footer": Text("合计行", "footer"),
    "cell": Text("单元格", "cell"),
    "line": Text("批次明细", "line of the batch"),
    "unreturned": Text("未返盘明细", "line without bank return"),
    "status": Text("身份名单", "listed status"),
    "record": Text("记录", "record"),
    "marginal": Text("低保边缘", "low-income household"),
}

TIE_TESTS: Mapping[str, Text] = {
    "A": Text("花名册 ↔ 发放", "roll ↔ payment lines"),
    "B": Text("批次 ↔ 银行回盘", "batch ↔ bank return"),
    "C": Text("批次 ↔ 资金台账", "batch ↔ fund ledger"),
}

TIE_STATES: Mapping[str, Text] = {
    "equal": Text("一致", "equal"),
    "different": Text("不一致", "different"),
    "no_left": Text("缺左方账", "left book missing"),
    "no_right": Text("缺对方账", "right book missing"),
    "partial": Text("回盘不完整", "return file incomplete"),
    "not_comparable": Text("有金额不可读", "an amount is unreadable"),
}

CONFIDENTIAL_PROGRAMMES = frozenset({"aids_child"})
"""Their very name says what must stay secret: no person, place or sentence outside the auditor's book."""
CHILD_PROGRAMMES = frozenset({"orphan", "de_facto_orphan"}) | CONFIDENTIAL_PROGRAMMES


def word(words: Mapping[str, Text], code: str | None, lang: Lang) -> str:
    """The word for a code; the code itself where there is none, empty for null."""
    if code is None:
        return ""
    return words[code].say(lang) if code in words else code


def family_of(rule_id: str) -> str:
    """``DEC-01`` → ``DEC``."""
    return rule_id.partition("-")[0]


def family_order(family: str) -> tuple[int, str]:
    """Families in the catalogue's order, unknown ones last."""
    known = list(FAMILIES)
    return (known.index(family) if family in known else len(known), family)
