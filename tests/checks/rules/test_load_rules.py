"""Rule files: what is read, and every fault at its line and column."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.rules.checked import CheckedRule
from checks.rules.load import load_programmes, load_rules, rules_sha256
from checks.rules.names import Scope
from checks.rules.refusals import Refusals
from checks.rules.rule_file import Known, read_rule
from checks.rules.shape_spec import FrameSlot, FrameUse, ShapeSpec, Slot
from checks.rules.strict_yaml import parse_yaml
from checks.rules.typed import Typed
from pipelines.definitions import County, DatedValue
from pipelines.faults import Fault

SPEC = ShapeSpec(
    "status_while_paid",
    (FrameSlot("paid"), FrameSlot("fact", extra=(Slot("on", "mapping", True, left="paid", right="fact"),))),
    (Slot("when", "bool_expr", required=True), Slot("kinds", "choice", choices=("a", "b"), default="a")),
)
SHAPES = {SPEC.name: SPEC}
KNOWN = Known(SHAPES, {}, frozenset({"dibao_rural"}))
PATH = "rules/audit/dec/DEC-01.yaml"

RULE = dedent("""\
    id: DEC-01
    version: 1
    title: {zh: 死亡后继续发放, en: Paid after death}
    family: DEC
    unit: person
    shape: status_while_paid
    severity: {when: [[sum(paid.paid) > 1000, critical]], else: high}
    grade: E0
    programmes: [dibao_rural]
    requires: [pay_batch, death_police|death_cremation]
    sources: [pay_batch, death_police, death_cremation]
    scope: {zh: 每个人, en: every person}
    parameters:
      offset:
        type: int
        unit: month
        values: [{from: 2026-01, value: 1, cite: 某文}, {from: 2026-07, value: 0}]
      limit: {type: money, unit: yuan, default: 1.50}
    unit_key: [person_id, programme]
    paid: {table: paid_month, where: paid > 0}
    fact: {table: death, on: {person_id: person_id}}
    when: benefit_month >= add_months(month(death_date), offset)
    money: paid
    not_evaluable:
    - {reason: value_unreadable, when: death_date is null, zh: 无日期, en: no date}
    counter_evidence:
    - {effect: lower, when: any(source_count < 2), zh: "只有{max(source_count)}个来源", en: few sources}
    - {effect: show, zh: 核对, en: check}
    reason: {zh: "{name}已于{death_date}死亡，共{amount}元。", en: "{name} died on {death_date}: {amount}."}
    evidence:
    - role: payment
      table: payment_line
      match: {beneficiary_id: person_id, benefit_month: benefit_month}
      where: is_successful
      fields: [amount, paid_on]
    legal_basis:
    - {cite: 某法, from: 2026-07-01, to: null}
    tests:
    - name: died in April, paid for May → clue
      parameters: {offset: 1}
      missing: [death_cremation]
      given:
        paid_month: [{person_id: A, programme: dibao_rural, benefit_month: 2026-05, paid: 420.00}]
        death: [{person_id: A, death_date: 2026-04-10, is_date_conflict: false}]
      expect: {outcome: clue, months: [2026-05], amount: 420.00, grade: E0}
    """)


def read(text: str, path: str = PATH) -> tuple[CheckedRule | None, tuple[Fault, ...]]:
    refusals = Refusals(path, "RULE")
    node = parse_yaml(text.encode(), refusals)
    rule = read_rule(node, KNOWN, refusals) if node is not None else None
    return rule, refusals.sorted()


def good() -> CheckedRule:
    checked, faults = read(RULE)
    assert checked is not None, [f.say("en") for f in faults]
    return checked


def test_a_rule_file_becomes_a_rule_with_typed_trees() -> None:
    checked = good()
    rule = checked.rule
    assert rule.requires == (("pay_batch",), ("death_police", "death_cremation"))
    assert rule.severity == "high"
    assert rule.slots["unit_key"] == ("paid.person_id", "paid.programme")
    assert rule.slots["month"] == "paid.benefit_month"
    assert (rule.slots["window"], rule.slots["kinds"], rule.slots["due"]) == (True, "a", None)
    fact = rule.slots["fact"]
    assert isinstance(fact, FrameUse)
    assert fact.extra == {"on": {"paid.person_id": "fact.person_id"}}
    assert set(checked.typed) == {
        "paid.where", "when", "money", "severity_by.0", "not_evaluable.0", "counter_evidence.0",
        "counter_evidence.0.zh", "counter_evidence.0.en", "counter_evidence.1", "counter_evidence.1.zh",
        "counter_evidence.1.en", "reason.zh", "reason.en", "evidence.0",
    }  # fmt: skip
    where = checked.typed["evidence.0"]
    assert isinstance(where, Typed)
    assert [c.physical for c in where.columns] == ["is_successful"]
    assert rule.evidence[0].match == {"beneficiary_id": "person_id", "benefit_month": "benefit_month"}


def test_parameters_come_in_inner_form_and_in_succession() -> None:
    offset, limit = good().rule.parameters
    assert offset.values == (
        DatedValue(1, date(2026, 1, 1), date(2026, 6, 30), "某文"),
        DatedValue(0, date(2026, 7, 1)),
    )
    assert limit.values == (DatedValue(150),)


def test_tests_come_as_rows_of_the_fact_tables() -> None:
    test = good().rule.tests[0]
    assert test.given["paid_month"][0]["paid_fen"] == 42000
    assert test.given["death"][0]["death_date"] == date(2026, 4, 10)
    assert test.given["death"][0]["is_date_conflict"] is False
    assert test.expect == {
        "outcome": "clue", "months": (date(2026, 5, 1),), "amount": 42000, "grade": "E0",
    }  # fmt: skip
    assert (test.parameters, test.missing, test.line) == ({"offset": 1}, ("death_cremation",), 39)


@pytest.mark.parametrize(
    ("old", "new", "code", "word", "says"),
    [
        ("title:", "titel:", "RULE-02", "titel", "是否指“title”"),
        ("grade: E0", "grade: E9", "RULE-06", "E9", "E0"),
        ("version: 1", "version: one", "RULE-06", "one", "整数"),
        ("id: DEC-01", "id: DEC-02", "RULE-07", "DEC-02", "文件名"),
        ("family: DEC", "family: DUP", "RULE-07", "DUP", "字母"),
        ("[dibao_rural]", "[dibao_rurl]", "RULE-08", "dibao_rurl", "是否指“dibao_rural”"),
        ("shape: status_while", "shape: status", "RULE-08", "status_paid", "是否指“status_while_paid”"),
        ("table: death,", "table: deth,", "RULE-08", "deth", "是否指“death”"),
        ("when: benefit_month", "when: benefit_mont", "RULE-03", "benefit_mont", "是否指“benefit_month”"),
        ("when: death_date is null", "when: death_date + 1", "RULE-04", "death_date + 1", "add_months"),
        ("money: paid", "money: paid >", "RULE-05", "", "此处应为"),
        ("money: paid", "money: source_count", "RULE-04", "source_count", ""),
        ("where: paid > 0", "where: death_date > as_of", "RULE-03", "death_date", ""),
        ("{amount}元", "{amont}元", "RULE-03", "amont", "是否指“amount”"),
        ("{person_id: person_id}}", "{person_id: death_date}}", "RULE-04", "person_id: d", "同一类型"),
        ("unit_key: [person_id", "unit_key: [personid", "RULE-03", "personid", "person_id"),
        ("match: {beneficiary_id:", "match: {beneficiary:", "RULE-08", "beneficiary:", "beneficiary_id"),
        ("table: payment_line", "table: paid_month", "RULE-08", "paid_month", "payment_line"),
        ("default: 1.50", "default: 1.505", "RULE-06", "1.505", "两位小数"),
        ("  offset:", "  paid:", "RULE-09", "paid:", "改名"),
        ("from: 2026-07, value", "from: 2026-01, value", "RULE-11", "{from: 2026-01, value: 0", "from"),
        ("paid: 420.00", "paidd: 420.00", "RULE-08", "paidd", "是否指“paid”"),
        ("death_date: 2026-04-10", "death_date: 2026-04-31", "RULE-06", "2026-04-31", "日期"),
        ("missing: [death_cremation]", "missing: [cremation]", "RULE-08", "cremation", "death_cremation"),
        ("outcome: clue", "outcome: clues", "RULE-06", "clues", "是否指“clue”"),
        ("parameters: {offset: 1}", "parameters: {ofset: 1}", "RULE-08", "ofset", "是否指“offset”"),
        ("sum(paid.paid) > 1000", "sum(paid.paid) > 'x'", "RULE-04", "sum(paid.paid) > 'x", ""),
        ("effect: lower", "effect: raise", "RULE-06", "raise", "lower"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_reported_at_its_place(old: str, new: str, code: str, word: str, says: str) -> None:
    text = RULE.replace(old, new, 1)
    assert text != RULE
    checked, faults = read(text)
    assert checked is None
    lines = text.splitlines()
    there = [
        f for f in faults if f.code == code and lines[f.where.line - 1][f.where.at - 1 :].startswith(word)
    ]
    assert any(says in f.what.zh + f.do.zh for f in there), [f.say() for f in faults]
    assert all(f.what.en and f.do.en for f in faults)


def test_all_faults_of_a_file_come_at_once() -> None:
    text = (
        RULE.replace("grade: E0", "grade: X", 1)
        .replace("month(death_date), offset", "month(deathdate), ofset", 1)
        .replace("{effect: show, zh: 核对, en: check}", "{effect: show, zh: 核对}")
        .replace("paid: 420.00", "paid: viel")
    )
    _, faults = read(text)
    assert [f.code for f in faults] == ["RULE-06", "RULE-03", "RULE-03", "RULE-02", "RULE-06"]


def test_a_missing_key_of_the_shape_is_named() -> None:
    _, faults = read(RULE.replace("fact: {", "facts: {", 1))
    assert {f.code for f in faults} >= {"RULE-02"}
    assert any("缺少“fact”" in f.what.zh for f in faults)
    assert any("是否指“fact”" in f.do.zh for f in faults)


def _folder(tmp_path: Path, text: str = RULE) -> Path:
    (tmp_path / "audit" / "dec").mkdir(parents=True)
    (tmp_path / "programmes").mkdir()
    (tmp_path / "audit/dec/DEC-01.yaml").write_text(text, "utf-8")
    (tmp_path / "programmes/dibao_rural.yaml").write_text(
        "code: dibao_rural\nzh: 农村低保\nen: Rural dibao\nunit: household\n", "utf-8"
    )
    return tmp_path


def test_a_county_overrides_a_parameter_for_the_dates_it_names(tmp_path: Path) -> None:
    county = County(
        "", "", date(2026, 1, 1), date(2026, 10, 1), date(2026, 11, 5),
        parameters={"DEC-01": {"offset": (DatedValue(3, date(2026, 5, 1), date(2026, 8, 31), "县文"),)}},
    )  # fmt: skip
    rules, faults = load_rules(_folder(tmp_path), shapes=SHAPES, county=county)
    assert not faults
    values = rules[0].rule.parameters[0].values
    assert [(v.value, v.valid_from, v.valid_to) for v in values] == [
        (1, date(2026, 1, 1), date(2026, 4, 30)),
        (3, date(2026, 5, 1), date(2026, 8, 31)),
        (0, date(2026, 9, 1), None),
    ]
    assert values[1].cite == "县文"


def test_faults_of_a_folder_name_the_file(tmp_path: Path) -> None:
    rules, faults = load_rules(_folder(tmp_path, "id: [\n"), shapes=SHAPES)
    assert rules == ()
    assert faults[0].where.path == "rules/audit/dec/DEC-01.yaml"
    assert faults[0].code == "RULE-01"


def test_the_hash_changes_with_any_rule_file(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    before = rules_sha256(folder)
    assert before == rules_sha256(folder)
    (folder / "audit/dec/DEC-01.yaml").write_text(RULE + "# 注\n", "utf-8")
    assert before != rules_sha256(folder)


def test_the_programmes_of_the_house_are_all_there() -> None:
    programmes, faults = load_programmes(Path(__file__).parents[3] / "rules")
    assert not faults
    assert set(programmes) == {
        "dibao_urban", "dibao_rural", "tekun_scattered", "tekun_central", "temporary",
        "dis_life", "dis_care", "elderly_age", "elderly_care", "orphan",
        "de_facto_orphan", "aids_child", "funeral", "vagrant", "rehab",
    }  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_gives_faults_and_never_an_exception(data: st.DataObject) -> None:
    lines = RULE.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    at = data.draw(st.integers(0, len(line)))
    lines[number] = (
        line[:at] + data.draw(st.text(alphabet="{}[]:,#'\"-> a1\n&*死", max_size=3)) + line[at + 1 :]
    )
    checked, faults = read("\n".join(lines))
    assert checked is not None or faults


def test_an_empty_scope_offers_no_names() -> None:
    assert Scope().known_names() == ["window_first", "window_last", "as_of"]
