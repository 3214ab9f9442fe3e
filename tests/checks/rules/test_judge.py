"""The judge as a whole: ids, grades, links, evidence, absent and stale registers, near misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from checks.rules.judge import Judged, judge
from checks.rules.load import load_programmes, load_registers, load_rules
from checks.rules.shapes.closed_set import SPECS
from pipelines.definitions import County
from pipelines.tables import COVERAGE, FACTS, LINK, REGISTER_STATE

RULES_DIR = Path(__file__).parents[3] / "rules"
RULES = {rule.rule.id: rule for rule in load_rules(RULES_DIR, shapes=SPECS)[0]}
REGISTERS, _ = load_registers(RULES_DIR)
PROGRAMMES, _ = load_programmes(RULES_DIR)
Rows = Sequence[Mapping[str, Any]]
COUNTY = County("示例县", "339901", date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 10))
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def states(*present: str, **more: Any) -> Rows:
    return [{"register": code, "is_present": True, **more} for code in present]


def judged(
    *rules: str,
    registers: Rows | None = None,
    links: Rows = (),
    accepted: Mapping[str, pl.DataFrame] | None = None,
    county: County = COUNTY,
    **facts: Rows,
) -> Judged:
    """The named rules on literal facts; by default every register they name is present."""
    chosen = [RULES[rule] for rule in rules]
    codes = sorted({c for r in chosen for group in r.rule.requires for c in group})
    tables = {name: FACTS[name].rows(*rows) for name, rows in facts.items()}
    tables["register_state"] = REGISTER_STATE.rows(*(states(*codes) if registers is None else registers))
    tables.setdefault("coverage", COVERAGE.rows({"programme": "dibao_rural", "benefit_month": MAY}))
    return judge(
        chosen, tables, accepted=accepted or {}, links=LINK.rows(*links), county=county,
        registers=REGISTERS, programmes=PROGRAMMES,
    )  # fmt: skip


def paid(month: date, person: str = "A", **more: Any) -> Mapping[str, Any]:
    return {"person_id": person, "programme": "dibao_rural", "benefit_month": month, "paid_fen": 42000,
            "has_other_living_members": False, "is_identified": True, **more}  # fmt: skip


DEAD: Rows = [
    {"person_id": "A", "death_date": date(2026, 4, 10), "earliest_date": date(2026, 4, 10), "source_count": 1,
     "date_basis": "died_on"}
]  # fmt: skip
PEOPLE: Rows = [{"person_id": "A", "name": "王秀英", "id_number": "339901194803120267", "is_identified": True,
                 "township": "青石镇", "village": "柳河村"}]  # fmt: skip


def line(row: int, month: date, **more: Any) -> Mapping[str, Any]:
    return {"register": "pay_batch", "file": "a.csv", "sheet": "", "row": row, "beneficiary_id": "A",
            "programme": "dibao_rural", "benefit_month": month, "amount_fen": 42000, "is_successful": True,
            **more}  # fmt: skip


def link(row: int, evidence: str = "exact_id", probability: float = 1.0, **more: Any) -> Mapping[str, Any]:
    return {"register": "pay_batch", "file": "a.csv", "sheet": "", "row": row, "role": "beneficiary",
            "person_id": "A", "evidence": evidence, "probability": probability, **more}  # fmt: skip


def test_a_clue_says_who_when_how_much_and_why() -> None:
    out = judged("DEC-01", paid_month=[paid(MAY), paid(JUNE)], death=DEAD, person=PEOPLE)
    clue = out.clues.row(0, named=True)
    assert clue["reason"] == (
        "王秀英已于2026-04-10死亡（死亡登记），2026-05至2026-06（2个月）仍有农村低保发放，共840.00元。"
    )
    assert "2026-05 to 2026-06 (2 months)" in clue["reason_en"]
    wanted = {
        "grade": "E0", "severity": "critical", "unit": "person",
        "unit_key": "A|dibao_rural", "name": "王秀英",
        "programme": "dibao_rural", "township": "青石镇", "village": "柳河村", "first_month": MAY,
        "last_month": JUNE, "months": 2, "amount_at_risk_fen": 84000, "person_id": "A",
        "id_number": "339901194803120267", "rule_version": 1,
    }  # fmt: skip
    assert {key: clue[key] for key in wanted} == wanted
    assert out.clue_months["paid_fen"].to_list() == [42000, 42000]


def test_a_clue_keeps_its_id_when_a_month_is_added() -> None:
    one = judged("DEC-01", paid_month=[paid(MAY)], death=DEAD)
    two = judged("DEC-01", paid_month=[paid(MAY), paid(JUNE)], death=DEAD)
    assert one.clues["clue_id"].to_list() == two.clues["clue_id"].to_list()
    assert one.clues["clue_id"].item().startswith("DEC-01-")
    assert len(one.clues["clue_id"].item()) == len("DEC-01-") + 12


@pytest.mark.parametrize(
    ("evidence", "probability", "grade"),
    [("exact_id", 1.0, "E0"), ("repaired_id", 0.99, "E0"), ("probable", 0.93, "E2")],
)
def test_a_clue_that_rests_on_a_probable_link_is_e2(evidence: str, probability: float, grade: str) -> None:
    out = judged(
        "DEC-01",
        paid_month=[paid(MAY), paid(JUNE)],
        death=DEAD,
        payment_line=[line(2, MAY), line(3, JUNE)],
        links=[link(2), link(3, evidence, probability), link(3, "single", role="payee", person_id="B")],
    )
    clue = out.clues.row(0, named=True)
    assert (clue["grade"], clue["link_evidence"], clue["link_probability"]) == (grade, evidence, probability)
    assert clue["lines"] == 2
    assert any("概率匹配" in text for text in clue["counter_evidence"]) == (grade == "E2")


def test_a_row_that_names_the_person_in_several_roles_counts_by_the_strongest() -> None:
    out = judged(
        "DEC-01", paid_month=[paid(MAY)], death=DEAD, payment_line=[line(2, MAY)],
        links=[link(2), link(2, "probable", 0.9, role="payee")],
    )  # fmt: skip
    assert out.clues["link_evidence"].to_list() == ["exact_id"]


def test_evidence_shows_the_original_text_of_the_cells_and_who_the_row_names() -> None:
    rows = pl.DataFrame(
        {
            "file": ["a.csv", "a.csv"], "sheet": ["", ""], "row": [2, 9],
            "amount_text": ["420", "1"], "amount_fen": [42000, 100], "beneficiary_name": ["王秀英", "别人"],
            "beneficiary_id": ["X", "Y"], "paid_on_text": ["2026.5.8", None],
        },
        schema_overrides={"row": pl.Int32},
    )  # fmt: skip
    out = judged(
        "DEC-01", paid_month=[paid(MAY)], death=DEAD, payment_line=[line(2, MAY), line(9, JUNE)],
        accepted={"pay_batch": rows},
    )  # fmt: skip
    cells = dict(out.clue_evidence.filter(pl.col("role") == "payment").select("field", "value").iter_rows())
    assert cells["amount"] == "420"
    assert cells["paid_on"] == "2026.5.8"
    assert cells["beneficiary_name"] == "王秀英"
    assert out.clue_evidence["row"].unique().to_list() == [2]


def test_without_the_death_registers_every_unit_is_not_evaluable_and_the_registers_are_named() -> None:
    out = judged("DEC-01", registers=states("pay_batch"), paid_month=[paid(MAY), paid(JUNE, "B")])
    assert out.tallies.select("scope", "clues", "not_evaluable").row(0) == (2, 0, 2)
    reason = out.not_evaluable.row(0, named=True)
    assert (reason["reason_code"], reason["units"]) == ("register_missing", 2)
    assert "火化登记" in reason["reason"]


def test_an_absent_alternative_is_named_with_no_units() -> None:
    out = judged("DEC-01", registers=states("pay_batch", "death_police"), paid_month=[paid(MAY)])
    assert out.not_evaluable.select("reason_code", "units").rows() == [("register_missing", 0)] * 2
    assert out.tallies.select("scope", "clean", "not_evaluable").row(0) == (1, 1, 0)


def test_where_the_scope_comes_from_the_absent_register_one_unit_stands_for_it() -> None:
    out = judged("DEC-01", registers=states("death_police"))
    assert out.tallies.select("scope", "not_evaluable").row(0) == (1, 1)


def test_pay_batch_without_a_line_in_the_window_counts_as_absent() -> None:
    out = judged("DEC-01", coverage=[{"programme": "dibao_rural", "benefit_month": date(2026, 4, 1)}])
    assert out.not_evaluable["reason"].to_list() == ["一卡通发放明细在审计月份内没有数据"]


def test_a_stale_standing_register_lowers_the_grade_one_step_and_is_shown() -> None:
    fresh = {"extracted_on": date(2026, 5, 1), "is_standing": True}
    old = {"extracted_on": date(2026, 4, 20), "is_standing": True}
    facts: dict[str, Rows] = {
        "received_month": [{"person_id": "A", "programme": "tekun_scattered", "benefit_month": MAY,
                            "received_fen": 1, "is_counted": True, "is_identified": True}],
        "payroll_spell": [{"person_id": "A", "status": "active", "status_text": "在职",
                           "valid_from": date(2020, 1, 1), "from_known": True}],
    }  # fmt: skip
    grades = []
    for stated in (fresh, old):
        out = judged("INC-01", registers=[*states("payroll", **stated), *states("pay_batch")], **facts)
        grades.append(out.clues["grade"].item())
        assert any("2026-04-20" in t for t in out.clues["counter_evidence"].item()) == (stated is old)
    assert grades == ["E1", "E2"]


def test_a_unit_with_several_reasons_takes_the_first_of_the_catalogue() -> None:
    out = judged(
        "DEC-01",
        paid_month=[paid(MAY)],
        person_gap=[{"person_id": "A", "programme": "dibao_rural", "lines": 1}],
        death=[{"person_id": "A", "source_count": 1}],
    )
    assert out.not_evaluable.filter(pl.col("units") > 0)["reason_code"].to_list() == ["field_missing"]


def test_the_sample_names_source_rows_of_units_that_could_not_be_judged() -> None:
    out = judged(
        "DEC-01",
        paid_month=[paid(MAY)],
        death=[{"person_id": "A", "source_count": 1}],
        payment_line=[line(7, MAY), line(4, MAY)],
    )
    reason = out.not_evaluable.filter(pl.col("units") > 0).row(0, named=True)
    assert [ref["row"] for ref in reason["sample"]] == [4, 7]


def test_a_cell_of_a_register_without_file_is_one_not_evaluable_unit_per_register() -> None:
    cell = {"register": "pay_batch", "file": "a.csv", "sheet": "", "row": 2, "field": "payee_id",
            "id_status": "bad_check", "benefit_month": MAY, "is_standing": False}  # fmt: skip
    out = judged("IDQ-01", registers=states("pay_batch"), id_cell=[cell])
    others = sum(any(f.type == "id" for f in r.fields) for r in REGISTERS) - 1
    assert out.tallies.select("scope", "clues", "not_evaluable").row(0) == (1 + others, 1, others)
    assert out.clues["unit_key"].to_list() == ["pay_batch|a.csv||2|payee_id"]


def test_no_rules_give_empty_tables() -> None:
    out = judged()
    assert [t.height for t in (out.clues, out.tallies, out.clue_evidence, out.not_evaluable)] == [0] * 4
