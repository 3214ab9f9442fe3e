"""Register, vocabulary and programme files."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from checks.rules.load import load_programmes, load_registers, load_vocabularies
from checks.rules.refusals import Refusals
from checks.rules.register_file import Known, read_register
from checks.rules.strict_yaml import parse_yaml
from checks.rules.vocabulary_file import folded, read_vocabulary
from pipelines.definitions import Field, PersonRole, Register, Vocabulary
from pipelines.faults import Fault

RULES = Path(__file__).parents[3] / "rules"
KNOWN = Known(frozenset({"support_form", "tekun_programme"}), frozenset({"dibao_rural"}))

REGISTER = dedent("""\
    code: roll_tekun
    zh: 特困人员花名册
    en: Tekun roll
    cadence: monthly
    needs_month: true
    programme: null
    programme_field: support_form
    programme_vocabulary: tekun_programme
    programme_by_sheet: false
    repeats: []
    amounts: [living_amount]
    persons:
    - {role: beneficiary, name: name, id: id_number, age_on: [approved_on]}
    fields:
    - {name: name, type: name, required: true, aliases: [姓名]}
    - {name: id_number, type: id, required: true, aliases: [身份证号, 身份证号码]}
    - {name: support_form, type: code, vocabulary: support_form, required: true, aliases: [供养方式]}
    - {name: living_amount, type: money, required: true, aliases: [基本生活费]}
    - {name: approved_on, type: date, required: false, aliases: [审批时间]}
    """)


def read(text: str) -> tuple[Register | None, tuple[Fault, ...]]:
    refusals = Refusals("rules/registers/roll_tekun.yaml", "REG")
    node = parse_yaml(text.encode(), refusals)
    register = read_register(node, KNOWN, refusals) if node is not None else None
    return register, refusals.sorted()


def test_a_register_file_becomes_a_register() -> None:
    register, faults = read(REGISTER)
    assert not faults
    assert register is not None
    assert (register.programme, register.programme_field, register.needs_month) == (
        None,
        "support_form",
        True,
    )
    assert register.field("support_form") == Field(
        "support_form", "code", True, ("供养方式",), "support_form"
    )
    assert register.persons == (
        PersonRole("beneficiary", name="name", id="id_number", age_on=("approved_on",)),
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("code: roll_tekun", "code: roll_tekum", "REG-07", "roll_tekum"),
        ("cadence: monthly", "cadence: weekly", "REG-06", "weekly"),
        ("needs_month: true", "needs_month: yes", "REG-06", "yes"),
        ("amounts: [living_amount]", "amounts: [living]", "REG-08", "living]"),
        ("amounts: [living_amount]", "amounts: [name]", "REG-06", "name]"),
        ("id: id_number,", "id: idnumber,", "REG-08", "idnumber"),
        ("type: money", "type: yuan", "REG-06", "yuan"),
        ("vocabulary: support_form", "vocabulary: support", "REG-08", "{name: support_form"),
        ("type: code, vocab", "type: text, vocab", "REG-06", "{name: support_form"),
        ("name: approved_on", "name: name", "REG-06", "{name: name, type: date"),
        ("programme: null", "programme: dibao", "REG-08", "dibao"),
        ("aliases: [姓名]", "alias: [姓名]", "REG-02", "alias"),
    ],
)
def test_what_is_wrong_in_a_register_stands_at_its_place(old: str, new: str, code: str, word: str) -> None:
    text = REGISTER.replace(old, new, 1)
    register, faults = read(text)
    assert register is None
    lines = text.splitlines()
    assert any(
        f.code == code and lines[f.where.line - 1][f.where.at - 1 :].startswith(word) for f in faults
    ), [f.say() for f in faults]


def test_vocabulary_texts_are_folded() -> None:
    refusals = Refusals("rules/vocabulary/decision.yaml", "VOC")
    text = "name: decision\nexact: {同 意: positive, ＯＫ: positive}\ncontains: [[不 同意, negative]]\n"
    node = parse_yaml(text.encode(), refusals)
    assert node is not None
    assert read_vocabulary(node, refusals) == Vocabulary(
        "decision", {"同意": "positive", "OK": "positive"}, (("不同意", "negative"),)
    )
    assert folded(" 第 １ 级\u3000") == "第1级"


def test_one_text_with_two_codes_is_refused() -> None:
    refusals = Refusals("rules/vocabulary/decision.yaml", "VOC")
    node = parse_yaml("name: decision\nexact: {同意: a, 同 意: b}\ncontains: [[x]]\n".encode(), refusals)
    assert node is not None
    assert read_vocabulary(node, refusals) is None
    assert [f.where.line for f in refusals.sorted()] == [2, 3]


def test_the_files_of_the_house_have_no_faults() -> None:
    registers, register_faults = load_registers(RULES)
    vocabularies, vocabulary_faults = load_vocabularies(RULES)
    programmes, programme_faults = load_programmes(RULES)
    assert [f.say("en") for f in (*register_faults, *vocabulary_faults, *programme_faults)] == []
    assert len(registers) > 40
    assert "decision" in vocabularies
    assert len(programmes) == 15


def test_every_fault_of_every_file_is_collected(tmp_path: Path) -> None:
    (tmp_path / "registers").mkdir()
    for name in ("a", "b"):
        (tmp_path / "registers" / f"{name}.yaml").write_text("code: [\n", "utf-8")
    (tmp_path / "registers" / "c.yaml").write_bytes(b"\xff")
    _, faults = load_registers(tmp_path)
    assert [f.where.path for f in faults] == [f"rules/registers/{n}.yaml" for n in "abc"]
