"""A hand-made county of seven clues, among them hostile names, a child and a confidential programme."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.definitions import (
    County,
    DatedValue,
    Field,
    LegalBasis,
    Parameter,
    Register,
    Rule,
)
from pipelines.faults import Fault, Place, Text
from pipelines.tables import (
    CASE,
    CLUE_EVIDENCE,
    CLUE_MONTH,
    FACTS,
    FINDING,
    LINK,
    NEAR_MISS,
    NOT_EVALUABLE,
    PERSON,
    ROW,
    RULE_TALLY,
    SOURCE_FILE,
)
from reports.results import Results

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
WANG, CHEN, HE, CHILD, SECRET, SCRIPT = "P1", "P2", "P3", "P4", "P5", "P6"
IDS = {
    WANG: "339901194803120267",
    CHEN: "339901197001150513",
    HE: "33990119430808019X",
    CHILD: "339901201210100159",
    SECRET: "339901201503040281",
    SCRIPT: "339901199003030282",
}
NAMES = {
    WANG: "王秀英",
    CHEN: "陈志强",
    HE: "=cmd|'/c calc'!A1",
    CHILD: "周小强",
    SECRET: "郑小雨",
    SCRIPT: "<script>alert(1)</script>",
}
ACCOUNT = "6221809999000000007"
ROLL, BATCH, DEATH = "roll_dibao_rural/2026-06.xlsx", "pay_batch/一卡通.csv", "death_cremation/殡仪馆.xls"

REGISTERS = (
    Register(
        "roll_dibao_rural", "农村低保花名册", "rural dibao roll", "monthly",
        (
            Field("head_name", "name", True, ("户主姓名",)),
            Field("head_id", "id", True, ("户主身份证号",)),
            Field("amount", "money", True, ("低保金",)),
        ),
        (), amounts=("amount",),
    ),
    Register(
        "pay_batch", "一卡通发放批次", "payment batch", "monthly",
        (
            Field("beneficiary_name", "name", False, ("享受人",)),
            Field("account", "account", True, ("银行账号",)),
            Field("amount", "money", True, ("补贴金额",)),
        ),
        (), amounts=("amount",),
    ),
    Register(
        "death_cremation", "火化登记", "cremation register", "standing",
        (
            Field("name", "name", True, ("姓名",)),
            Field("id_number", "id", False, ("身份证号",)),
            Field("died_on", "date", False, ("死亡日期",)),
        ),
        (),
    ),
)  # fmt: skip


def _rule(rule_id: str, zh: str, en: str, unit: Any, severity: Any = "high", grade: Any = "E0") -> Rule:
    return Rule(
        rule_id, 1, Text(zh, en), rule_id[:3], unit, "status_while_paid", severity, grade, ("all",), (), (),
        Text(f"{zh}：每名领取人的每个所属期。", f"{en}: every month of every recipient."), {},
        Text("", ""),
        parameters=(
            Parameter(
                "stop_offset_months", "int", "month",
                (
                    DatedValue(1, None, MAY, "县实施细则"),
                    DatedValue(0, JUNE, None, "县实施细则修订"),
                    DatedValue(9, date(2030, 1, 1)),
                ),
            ),
        ),
        legal_basis=(
            LegalBasis("社会救助暂行办法", "第六十八条", date(2014, 5, 1), date(2026, 6, 30)),
            LegalBasis("《中华人民共和国社会救助法》", "第七十三条", date(2026, 7, 1), None),
            LegalBasis("财办〔2020〕37号"),
        ),
        notes=Text("登记迟报、重名。", "Late registration, namesakes."),
        follow_up=Text("入户核实，查看死亡证明。", "Visit; see the death certificate."),
    )  # fmt: skip


RULES = (
    _rule("DEC-01", "死亡后继续发放", "Paid after death", "person", "critical"),
    _rule("DUP-01", "同月重复发放", "Paid twice for a month", "person"),
    _rule("EXC-02", "特困与护理补贴同享", "Tekun and care subsidy", "person", "medium"),
    _rule("PAY-02", "一卡多人", "One account for several", "account", "critical", "E1"),
    _rule("IDQ-05", "合计与明细不符", "Footer and rows differ", "record", "low"),
    _rule("AGE-02", "未判断的规则", "A rule without clues", "person", "low"),
)


def clue(clue_id: str, rank: int, **columns: Any) -> dict[str, Any]:
    person = columns.get("person_id")
    return {
        "clue_id": clue_id, "rank": rank, "rule_id": clue_id[:6], "rule_version": 1, "grade": "E0",
        "severity": "high", "unit": "person", "unit_key": person, "name": NAMES.get(person or ""),
        "id_number": IDS.get(person or ""), "programme": "dibao_rural", "township": "东山镇",
        "village": "桃源村", "first_month": MAY, "last_month": JUNE, "months": 2, "lines": 2,
        "amount_at_risk_fen": 84000, "link_evidence": "exact_id", "link_probability": 1.0,
        "reason": "", "reason_en": "", "counter_evidence": [], "counter_evidence_en": [],
        "first_seen_run": "2026-11-05-2026-06-aaaa0000", "status": "new", "overlap_fen": 0, **columns,
    }  # fmt: skip


CASES = (
    clue(
        "DEC-01-000000000001", 1, person_id=WANG, severity="critical",
        reason="王秀英已于2026-04-10死亡，仍发放农村低保2026-05至2026-06（2个月），共840.00元。",
        reason_en="王秀英 died on 2026-04-10 and was still paid rural dibao, 840.00 in all.",
        counter_evidence=["死亡日期只有一个来源", "殡仪馆登记电话13399010001"],
        counter_evidence_en=["one source for the date of death", "phone on record 13399010001"],
    ),
    clue(
        "PAY-02-000000000002", 2, grade="E1", severity="critical", unit="account", unit_key=ACCOUNT,
        first_month=JUNE, last_month=JUNE, months=1, amount_at_risk_fen=9000,
        programme="dibao_rural、dis_care", link_evidence=None, link_probability=None,
        reason=f"账户{ACCOUNT}在2026-06为王秀英、周小强等2人收款。",
        reason_en=f"Account {ACCOUNT} received for 王秀英 and 周小强 in 2026-06.",
        counter_evidence=["无户籍，不能排除同户"],
        counter_evidence_en=["no hukou: one household is possible"],
    ),
    clue(
        "DUP-01-000000000003", 3, person_id=CHEN, first_month=JUNE, last_month=JUNE, months=1,
        amount_at_risk_fen=40000, township="西河乡", status="known",
        reason="陈志强2026-06发放两次，多400.00元。", reason_en="陈志强 was paid twice, 400.00 over.",
    ),
    clue(
        "DUP-01-000000000004", 4, person_id=CHILD, grade="E1", amount_at_risk_fen=0,
        reason="周小强在两户名册上。", reason_en="周小强 is on two rolls.",
    ),
    clue(
        "EXC-02-000000000005", 5, person_id=HE, severity="medium", programme="dis_care", township="=1+1",
        village="@SUM(A1)", amount_at_risk_fen=9000, status="suppressed",
        reason="=cmd|'/c calc'!A1 已享受特困，仍发放护理补贴。", reason_en="=cmd|'/c calc'!A1 holds tekun.",
    ),
    clue(
        "DUP-01-000000000006", 6, person_id=SECRET, programme="aids_child", amount_at_risk_fen=1200,
        reason="郑小雨重复发放艾滋病病毒感染儿童基本生活费。", reason_en="郑小雨 was paid twice.",
    ),
    clue(
        "EXC-02-000000000007", 7, person_id=SCRIPT, severity="medium", grade="E2", township=None,
        village=None, link_evidence="probable", link_probability=0.91, amount_at_risk_fen=9000,
        overlap_fen=4500,
        reason="<script>alert(1)</script>与特困登记相符（身份证号339901199003030282）。",
        reason_en="<script>alert(1)</script> fits a tekun record (339901199003030282).",
    ),
    clue(
        "IDQ-05-000000000008", 8, unit="record", unit_key=f"roll_dibao_rural|{ROLL}|6月|9", severity="low",
        township=None, village=None, programme="dibao_rural", amount_at_risk_fen=5000,
        first_month=JUNE, last_month=JUNE, months=1, link_evidence=None, link_probability=None,
        reason="合计行比明细多50.00元。", reason_en="The footer says 50.00 more than the rows.",
    ),
)  # fmt: skip


def _months() -> list[dict[str, Any]]:
    found = []
    for case in CASES:
        months = [MAY, JUNE] if case["months"] == 2 else [JUNE]
        share = case["amount_at_risk_fen"] // len(months)
        found += [
            {"clue_id": case["clue_id"], "benefit_month": m, "paid_fen": 42000, "due_fen": None,
             "amount_at_risk_fen": share}
            for m in months
        ]  # fmt: skip
    return sorted(found, key=lambda r: (r["clue_id"], r["benefit_month"]))


def _evidence() -> list[dict[str, Any]]:
    batch = {"register": "pay_batch", "file": BATCH, "sheet": ""}
    found = [
        {"clue_id": "DEC-01-000000000001", "role": "death", "register": "death_cremation", "file": DEATH,
         "sheet": "登记", "row": 3, "field": field, "value": value}
        for field, value in (("died_on", "2026.4.10"), ("id_number", IDS[WANG]), ("name", "王秀英"))
    ]  # fmt: skip
    found += [
        {"clue_id": case["clue_id"], "role": "payment", **batch, "row": 1 + case["rank"], "field": field,
         "value": value}
        for case in CASES[:7]
        for field, value in (
            ("account", ACCOUNT), ("amount", "420.00"),
            ("beneficiary_name", NAMES.get(case.get("person_id", ""), "王秀英")),
        )
    ]  # fmt: skip
    found.append(
        {"clue_id": CASES[1]["clue_id"], "role": "payment", **batch, "row": 5, "field": "beneficiary_name",
         "value": "周小强"}
    )  # fmt: skip
    found.append(
        {"clue_id": CASES[7]["clue_id"], "role": "footer", "register": "roll_dibao_rural", "file": ROLL,
         "sheet": "6月", "row": 9, "field": "amount", "value": "合计 1,250.00"}
    )  # fmt: skip
    return sorted(found, key=lambda r: (*map(str, list(r.values())[:5]), r["row"], r["field"]))


def _rows() -> list[dict[str, Any]]:
    sheets = (
        ("death_cremation", DEATH, "登记", 4),
        ("pay_batch", BATCH, "", 10),
        ("roll_dibao_rural", ROLL, "6月", 9),
    )
    return [
        {"register": register, "file": file, "sheet": sheet, "row": row,
         "status": "not_data" if row == 1 or (register == "roll_dibao_rural" and row == 9)
         else "rejected" if row == 4 and register == "death_cremation" else "used",
         "reason": "表头" if row == 1 else "缺少姓名" if row == 4 and register == "death_cremation" else ""}
        for register, file, sheet, rows in sheets
        for row in range(1, rows + 1)
    ]  # fmt: skip


def _paid() -> list[dict[str, Any]]:
    return [
        {"person_id": person, "programme": "dibao_rural", "benefit_month": month, "paid_fen": 42000,
         "normal_fen": 42000, "arrears_fen": 0, "correction_fen": 0, "price_fen": 0, "normal_lines": 1,
         "correction_lines": 0, "returned_lines": int(month == JUNE and person == CHEN), "township": "东山镇"}
        for person in (WANG, CHEN)
        for month in (MAY, JUNE)
    ]  # fmt: skip


def _lines() -> list[dict[str, Any]]:
    base = {
        "register": "pay_batch", "file": BATCH, "sheet": "", "programme": "dibao_rural",
        "benefit_month": JUNE, "amount_fen": 42000, "account": ACCOUNT, "is_returned": False,
        "is_successful": True, "status": "paid",
        "line_kind": "normal", "batch_no": "202606010001",
    }  # fmt: skip
    return [
        base | {"row": 2, "line_no": 1, "beneficiary_id": WANG, "beneficiary_name": "王秀英"},
        base | {"row": 3, "line_no": 2, "beneficiary_id": CHEN, "beneficiary_name": "陈志强",
                "status": "failed", "is_returned": True, "is_successful": False,
                "handled_on": date(2026, 6, 20)},
        base | {"row": 4, "line_no": 3, "beneficiary_id": CHEN, "beneficiary_name": "陈志强",
                "line_kind": "correction", "paid_on": date(2026, 6, 28)},
        base | {"row": 5, "line_no": 4, "beneficiary_id": HE, "beneficiary_name": NAMES[HE],
                "status": "returned", "is_returned": True, "is_successful": False},
    ]  # fmt: skip


def _ties() -> list[dict[str, Any]]:
    flags = {"has_left": True, "has_right": True, "has_rejected_amount": False, "is_partial": False,
             "programme": "dibao_rural", "benefit_month": JUNE, "right_failed_fen": 0}  # fmt: skip
    return [
        flags | {"test": "A", "unit_key": "dibao_rural|2026-06", "left_fen": 126000, "right_fen": 126000,
                 "left_count": 3, "right_count": 3},
        flags | {"test": "B", "unit_key": "202606010001", "batch_no": "202606010001", "left_fen": 168000,
                 "right_fen": 163000, "left_count": 4, "right_count": 4, "right_failed_fen": 84000},
        flags | {"test": "C", "unit_key": "202606010001", "batch_no": "202606010001", "left_fen": 168000,
                 "right_fen": 0, "left_count": 4, "right_count": 0, "has_right": False},
    ]  # fmt: skip


def make_results(**changed: Any) -> Results:
    """The hand-made results; keyword arguments replace fields."""
    names = list(NAMES)
    facts = {name: table.empty() for name, table in FACTS.items()}
    facts |= {
        "paid_month": FACTS["paid_month"].rows(*_paid()),
        "payment_line": FACTS["payment_line"].rows(*_lines()),
        "tie_out": FACTS["tie_out"].rows(*_ties()),
        "entitlement": FACTS["entitlement"].rows(
            {"person_id": WANG, "programme": "dibao_rural", "benefit_month": JUNE, "household_id": "N1",
             "role": "head", "is_counted": True, "amount_fen": 126000, "register": "roll_dibao_rural",
             "file": ROLL, "sheet": "6月", "row": 2}
        ),
    }  # fmt: skip
    place = {"register": "roll_dibao_rural", "file": ROLL, "sheet": "6月", "row": 5}
    values: dict[str, Any] = {
        "county": County("示例县", "339901", MAY, JUNE, date(2026, 11, 5)),
        "registers": REGISTERS,
        "rules": RULES,
        "programmes": {
            "dibao_rural": Text("农村低保", "rural dibao"),
            "dis_care": Text("重度残疾人护理补贴", "care subsidy"),
            "aids_child": Text("艾滋病病毒感染儿童基本生活费", "children with HIV"),
        },
        "source_files": SOURCE_FILE.rows(
            {"register": "roll_dibao_rural", "file": ROLL, "sheet": "6月", "sha256": "a" * 64, "bytes": 9000,
             "format": "xlsx", "header_row": 1, "rows": 9},
            {"register": "pay_batch", "file": BATCH, "sheet": "", "sha256": "b" * 64, "bytes": 1200,
             "format": "csv", "encoding": "gb18030", "header_row": 1, "rows": 10},
            {"register": "death_cremation", "file": DEATH, "sheet": "登记", "sha256": "c" * 64, "bytes": 800,
             "format": "xls", "header_row": 1, "rows": 4},
        ),
        "rows": ROW.rows(*_rows()),
        "findings": FINDING.rows(
            {"register": "death_cremation", "field": "name", "expectation": "missing", "rows_failed": 1,
             "severity": "reject", "text": "姓名为空", "text_en": "the name is empty", "sample": [place]}
        ),
        "links": LINK.rows(
            *(
                {"register": "pay_batch", "file": BATCH, "sheet": "", "row": row, "role": "beneficiary",
                 "person_id": names[row - 2], "evidence": "exact_id", "probability": 1.0,
                 "name": NAMES[names[row - 2]], "id_number": IDS[names[row - 2]]}
                for row in range(2, 8)
            ),
        ).sort("register", "file", "sheet", "row", "role"),
        "persons": PERSON.rows(
            *(
                {"person_id": p, "name": NAMES[p], "id_number": IDS[p], "is_identified": True,
                 "birth_date": date(int(IDS[p][6:10]), int(IDS[p][10:12]), int(IDS[p][12:14])), "mentions": 1}
                for p in names
            )
        ),
        "facts": facts,
        "cases": CASE.rows(*CASES),
        "clue_months": CLUE_MONTH.rows(*_months()),
        "clue_evidence": CLUE_EVIDENCE.rows(*_evidence()),
        "not_evaluable": NOT_EVALUABLE.rows(
            {"rule_id": "DEC-01", "reason_code": "person_unmatched", "reason": "身份证号不可用", "units": 2,
             "sample": [place]},
            {"rule_id": "AGE-02", "reason_code": "register_missing", "reason": "缺少户籍登记", "units": 30,
             "sample": []},
        ),
        "tallies": RULE_TALLY.rows(
            *(
                {"rule_id": rule.id, "scope": 40, "clues": n, "clean": 40 - n - u, "not_evaluable": u,
                 "near_misses": 1, "amount_at_risk_fen": 1000 * n}
                for rule, n, u in zip(RULES, (1, 3, 2, 1, 1, 0), (2, 0, 0, 0, 0, 30), strict=True)
            )
        ),
        "near_misses": NEAR_MISS.empty(),
        "faults": (
            Fault("READ-07", Place(ROLL, "6月", 5, "户主身份证号"),
                  Text("号码以数值存储，后三位已丢失。", "Stored as a number."),
                  Text("请将该列设为文本后重新导出。", "Export the column as text."), stops=False),
        ),
        "checks": pl.DataFrame(
            {"name": ["rows_conserved", "units_conserved"], "passed": [True, True], "blocking": [True, True],
             "text": ["每个文件：采用+不采用+非数据=总行数", "每条规则：疑点+无疑点+不可评估=范围"],
             "text_en": ["Every file: used + rejected + not data = its rows", "Every rule adds up"],
             "measured": ["23 rows, 0 sheets off", "6 rules, 240 units, 0 rules off"]}
        ),
        "rules_sha256": "d" * 64,
        "versions": {"hecha": "0.1.0", "polars": "2.1.0"},
        "station_seconds": {"read": 0.5, "judge": 0.25},
        "peak_memory_mb": 210.0,
        "money_totals": pl.DataFrame(
            {"register": ["pay_batch", "roll_dibao_rural"], "field": ["amount", "amount"],
             "read_fen": [168000, 126000], "accepted_fen": [168000, 126000], "rejected_fen": [0, 0]}
        ),
        "started_at": "2026-11-05T09:00:00Z",
    }  # fmt: skip
    return Results(**(values | changed))


@pytest.fixture(name="make_results", scope="session")
def results_builder() -> Any:
    """The builder itself, for tests that change a part."""
    return make_results


@pytest.fixture
def results() -> Results:
    """The hand-made results."""
    return make_results()
