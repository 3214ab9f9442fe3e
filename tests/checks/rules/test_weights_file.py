"""The file of match weights: what it may say, and who may approve it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checks.rules.load import load_weights
from pipelines.definitions import LinkageWeights
from pipelines.faults import Fault

FILE = """\
version: "2026-07"
trained_on: 示例县 2026-01..2026-06
author: 甲
approved_by: 乙
approved_on: 2026-07-03
prior: 0.0001
fields:
  sex:
    equal: [0.99, 0.5]
    differs: [0.01, 0.5]
  phone:
    equal: [0.6, 0.000012]
    differs: [0.4, 0.999988]
"""


def load(folder: Path, text: str, name: str = "weights.yaml") -> tuple[LinkageWeights | None, list[Fault]]:
    file = folder / "linkage" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    found, faults = load_weights(folder)
    return found, list(faults)


def test_a_file_becomes_weights(tmp_path: Path) -> None:
    found, faults = load(tmp_path, FILE)
    assert faults == []
    assert found == LinkageWeights(
        "2026-07",
        "示例县 2026-01..2026-06",
        "甲",
        0.0001,
        {
            "sex": {"equal": (0.99, 0.5), "differs": (0.01, 0.5)},
            "phone": {"equal": (0.6, 0.000012), "differs": (0.4, 0.999988)},
        },
        "乙",
        date(2026, 7, 3),
    )
    assert found.is_approved
    assert found.lines["phone.differs"] == (13, 5)


def test_no_file_is_no_fault(tmp_path: Path) -> None:
    assert load_weights(tmp_path) == (None, ())


BROKEN = {
    "an unknown key": ("author: 甲", "author: 甲\napprover: 丙", "WEIGHT-02", 4, "approver"),
    "a missing key": ('version: "2026-07"\n', "", "WEIGHT-02", 1, "version"),
    "a key twice": ("author: 甲", "author: 甲\nauthor: 乙", "WEIGHT-02", 4, "author"),
    "a text where m stands": ("[0.99, 0.5]", "[高, 0.5]", "WEIGHT-06", 9, "高"),
    "u is zero": ("[0.6, 0.000012]", "[0.6, 0]", "WEIGHT-06", 12, "“0”"),
    "m above one": ("[0.99, 0.5]", "[99, 0.5]", "WEIGHT-06", 9, "99"),
    "a negative share": ("[0.01, 0.5]", "[-0.01, 0.5]", "WEIGHT-06", 10, "-0.01"),
    "three numbers": ("[0.99, 0.5]", "[0.99, 0.5, 1]", "WEIGHT-06", 9, "[m, u]"),
    "one number": ("[0.99, 0.5]", "0.99", "WEIGHT-06", 9, "[m, u]"),
    "m of the levels above one": ("[0.01, 0.5]", "[0.5, 0.5]", "WEIGHT-06", 8, "1.49"),
    "a prior of zero": ("prior: 0.0001", "prior: 0", "WEIGHT-06", 6, "“0”"),
    "a prior of one": ("prior: 0.0001", "prior: 1", "WEIGHT-06", 6, "“1”"),
    "the author approves": ("approved_by: 乙", "approved_by: 甲 ", "WEIGHT-06", 4, "同一人"),
    "no day": ("2026-07-03", "2026-02-30", "WEIGHT-06", 5, "2026-02-30"),
    "levels as a list": (
        "  sex:\n    equal: [0.99, 0.5]\n    differs: [0.01, 0.5]", "  sex: [1]", "WEIGHT-06", 8, "键值",
    ),
    "no fields": (FILE[FILE.index("fields") :], "fields: {}\n", "WEIGHT-02", 7, "hecha identity train"),
    "a tab": ("author: 甲", "author:\t甲", "WEIGHT-01", 3, "Tab"),
    "an anchor": ("[0.99, 0.5]", "&a [0.99, 0.5]", "WEIGHT-01", 9, "锚点"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_told_with_its_place_and_what_to_do(tmp_path: Path, case: str) -> None:
    old, new, code, line, word = BROKEN[case]
    assert old in FILE
    found, faults = load(tmp_path, FILE.replace(old, new, 1))
    assert found is None
    told = [f for f in faults if (f.code, f.where.line) == (code, line)]
    assert told, [f.say() for f in faults]
    assert told[0].where.path == "rules/linkage/weights.yaml"
    assert told[0].where.at > 0
    assert told[0].stops
    assert word in told[0].what.zh + told[0].do.zh
    assert told[0].do.en


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = FILE.replace("[0.99, 0.5]", "[0, 2]").replace("prior: 0.0001", "prior: x")
    _, faults = load(tmp_path, text)
    assert [(f.where.line, f.where.at) for f in faults] == [(6, 8), (9, 13), (9, 16)]


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("approved_by: 乙\napproved_on: 2026-07-03\n", "", "approved_by、approved_on"),
        ("approved_by: 乙", "approved_by:", "approved_by"),
        ("approved_on: 2026-07-03", "approved_on: null", "approved_on"),
    ],
)
def test_a_draft_is_read_and_announced_but_stops_nothing(
    tmp_path: Path, old: str, new: str, missing: str
) -> None:
    found, faults = load(tmp_path, FILE.replace(old, new))
    assert found is not None
    assert not found.is_approved
    assert [(f.code, f.stops) for f in faults] == [("WEIGHT-12", False)]
    assert f"缺少 {missing}）" in faults[0].what.zh


def test_a_file_of_another_name_is_not_passed_over(tmp_path: Path) -> None:
    found, faults = load(tmp_path, FILE, "weights-2026.yaml")
    assert found is None
    assert [f.code for f in faults] == ["WEIGHT-07"]
