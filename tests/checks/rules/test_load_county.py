"""county.yaml: the example of the interface, standards in fen, overrides, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from checks.rules.county_file import EXAMPLE, read_county
from checks.rules.load import known_to_county, load_county
from checks.rules.refusals import Refusals
from checks.rules.strict_yaml import parse_yaml
from pipelines.definitions import County, DatedValue, Standard
from pipelines.faults import Fault

RULES = Path(__file__).parents[3] / "rules"

FULL = dedent("""\
    interface: 1
    name: 示例县
    region: "339901"
    months: {from: 2026-01, to: 2026-10}
    as_of: 2026-11-05
    on_bad_file: stop
    extracted: {hukou: 2026-10-31}
    rules:
      programmes:
        dibao_rural:
          unit: household
          amount_mode: difference
          rounding: ceil_yuan
          standard: [{from: 2025-07, value: 640, cite: 示民〔2025〕31号}, {from: 2026-07, value: 680}]
          add_on:
            老年: [{from: 2025-01, value: 90, min_age: 70}, {from: 2025-01, value: 120, min_age: 80}]
            重残: [{from: 2025-01, value: 130, levels: [1, 2]}]
        tekun_scattered:
          standard: [{from: 2025-07, value: 1120}]
          care:
            全自理: [{from: 2025-07, value: 100}]
            半护理: 300
            全护理: [{from: 2025-07-15, value: 600.50}]
        dis_care: {by: level, standard: {1: [{from: 2025-01, value: 150}], 2: 80}}
        elderly_age: {by: band, standard: {80-89: 50, 90-99: 100, 100-: [{from: 2025-01, value: 300}]}}
        orphan: {by: placement, standard: {集中养育: 1800, 散居: 1200}}
        temporary: {township_limit: [{from: 2025-01, value: 3000}]}
      parameters:
        DEC-01: {stop_offset_months: [{from: 2026-01, value: 1, cite: 县实施细则}], lag_tolerance_months: 2}
    columns:
      payroll: {身份证件号码: id_number}
    """)


KNOWN = known_to_county(RULES)


def load(text: str) -> tuple[County | None, tuple[Fault, ...]]:
    refusals = Refusals("county.yaml", "COUNTY")
    node = parse_yaml(text.encode(), refusals)
    county = read_county(node, KNOWN, refusals) if node is not None else None
    return county, refusals.sorted()


def good(text: str) -> County:
    county, faults = load(text)
    assert county is not None, [f.say("en") for f in faults]
    return county


def test_the_example_of_the_interface_loads() -> None:
    county = good(FULL)
    assert (county.name, county.region, county.on_bad_file) == ("示例县", "339901", "stop")
    assert (county.first_month, county.last_month, county.as_of) == (
        date(2026, 1, 1), date(2026, 10, 1), date(2026, 11, 5),
    )  # fmt: skip
    assert county.extracted == {"hukou": date(2026, 10, 31)}
    assert county.columns == {"payroll": {"身份证件号码": "id_number"}}
    assert county.parameters["DEC-01"] == {
        "stop_offset_months": (DatedValue(1, date(2026, 1, 1), None, "县实施细则"),),
        "lag_tolerance_months": (DatedValue(2),),
    }


def test_standards_are_flat_dated_and_exact() -> None:
    standards = good(FULL).standards
    rural = [s for s in standards if s.programme == "dibao_rural" and s.kind == "standard"]
    assert rural == [
        Standard(
            "dibao_rural", "standard", "", 64000, date(2025, 7, 1), date(2026, 6, 30), "示民〔2025〕31号"
        ),
        Standard("dibao_rural", "standard", "", 68000, date(2026, 7, 1), None),
    ]
    keyed = {(s.programme, s.kind, s.key): s.value_fen for s in standards}
    assert keyed["tekun_scattered", "care", "全护理"] == 60050
    assert keyed["tekun_scattered", "care", "半护理"] == 30000
    assert keyed["dis_care", "standard", "2"] == 8000
    assert keyed["elderly_age", "standard", "100-"] == 30000
    assert keyed["orphan", "standard", "社会散居"] == 120000
    assert keyed["temporary", "township_limit", ""] == 300000


def test_add_ons_keep_their_conditions_and_do_not_overlap_by_them() -> None:
    add_ons = [s for s in good(FULL).standards if s.kind == "add_on"]
    assert [(s.key, s.value_fen, dict(s.conditions)) for s in add_ons] == [
        ("老年", 9000, {"min_age": 70}),
        ("老年", 12000, {"min_age": 80}),
        ("重残", 13000, {"levels": (1, 2)}),
    ]


def test_programmes_keep_the_defaults_of_the_house() -> None:
    county = good(EXAMPLE + "rules: {programmes: {dibao_urban: {amount_mode: tier}}}\n")
    urban = county.programmes["dibao_urban"]
    assert (urban.zh, urban.unit, urban.amount_mode, urban.rounding) == (
        "城市低保", "household", "tier", "ceil_yuan",
    )  # fmt: skip
    assert len(county.programmes) == 15


def test_without_county_yaml_the_message_shows_the_least_one(tmp_path: Path) -> None:
    county, faults = load_county(tmp_path, RULES)
    assert county is None
    assert [f.code for f in faults] == ["COUNTY-01"]
    assert EXAMPLE in faults[0].do.zh
    (tmp_path / "county.yaml").write_text(EXAMPLE, "utf-8")
    county, faults = load_county(tmp_path, RULES)
    assert county is not None
    assert faults == ()


def test_registers_may_be_named_in_chinese() -> None:
    county = good(EXAMPLE + "extracted: {户籍人口: 2026-10-31}\n")
    assert county.extracted == {"hukou": date(2026, 10, 31)}


@pytest.mark.parametrize(
    ("old", "new", "code", "word", "says"),
    [
        ("interface: 1", "interface: 2", "COUNTY-06", "2", "1"),
        ("as_of:", "asof:", "COUNTY-02", "asof", "是否指“as_of”"),
        ("to: 2026-10", "to: 2025-10", "COUNTY-11", "{from: 2026-01, to: 2025", "核对"),
        ("as_of: 2026-11-05", "as_of: 2025-11-05", "COUNTY-11", "2025-11-05", "今天"),
        ("as_of: 2026-11-05", "as_of: 5.11.2026", "COUNTY-06", "5.11.2026", "2026-07-01"),
        ('"339901"', "33990", "COUNTY-06", "33990", "339901"),
        ("on_bad_file: stop", "on_bad_file: halt", "COUNTY-06", "halt", "continue"),
        ("{hukou:", "{hukuo:", "COUNTY-08", "hukuo", "是否指“hukou”"),
        ("dibao_rural:", "dibao_rual:", "COUNTY-08", "dibao_rual", "是否指“dibao_rural”"),
        ("value: 680", "value: 680.005", "COUNTY-06", "680.005", "两位小数"),
        ("value: 680", "value: -1", "COUNTY-06", "-1", "不小于零"),
        ("from: 2026-07, value: 680", "from: 2025-07, value: 680", "COUNTY-11", "{from: 2025-07, v", "重叠"),
        ("from: 2026-07, value: 680", "from: 2026-07, vale: 680", "COUNTY-02", "vale", "是否指“value”"),
        ("min_age: 70", "minage: 70", "COUNTY-02", "minage", "是否指“min_age”"),
        ("全护理:", "全部护:", "COUNTY-06", "全部护", "全护理"),
        ("[{from: 2025-07, value: 1120}]", "{7: 1120}", "COUNTY-02", "{7: 1120}", "by"),
        ("{1: [{from: 2025-01", "{9: [{from: 2025-01", "COUNTY-06", "9", "disability_level"),
        ("80-89: 50", "89-80: 50", "COUNTY-06", "89-80", "年龄段"),
        ("DEC-01:", "DEC-99:", "COUNTY-08", "DEC-99", "DEC-0"),
        ("stop_offset_months:", "stop_offset_month:", "COUNTY-02", "stop_offset_month", "stop_offset_months"),
        ("lag_tolerance_months: 2", "lag_tolerance_months: two", "COUNTY-06", "two", "整数"),
        ("id_number}", "id_numbr}", "COUNTY-08", "id_numbr", "是否指“id_number”"),
        ("payroll:", "pay_roll:", "COUNTY-08", "pay_roll", "是否指“payroll”"),
    ],
)
def test_what_is_refused_stands_at_its_place(old: str, new: str, code: str, word: str, says: str) -> None:
    text = FULL.replace(old, new, 1)
    county, faults = load(text)
    assert county is None
    lines = text.splitlines()
    there = [
        f for f in faults if f.code == code and lines[f.where.line - 1][f.where.at - 1 :].startswith(word)
    ]
    assert any(says in f.what.zh + f.do.zh for f in there), [f.say() for f in faults]
    assert all(f.what.en and f.do.en and f.where.path == "county.yaml" for f in faults)


def test_all_faults_of_the_file_come_at_once() -> None:
    text = FULL.replace("value: 680", "value: x").replace("DEC-01:", "DEC-77:").replace("{hukou:", "{hk:")
    _, faults = load(text)
    assert [f.where.line for f in faults] == [7, 14, 29]


def test_a_file_that_is_no_mapping_is_refused_with_words() -> None:
    for text in ("", "- a\n", "示例县\n"):
        county, faults = load(text)
        assert county is None
        assert faults[0].code == "COUNTY-06"
