"""Match weights from training to a run: a draft is not used, approved ones are, drift is told."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import pipelines.identify.train
from assets.linkage import drift_of, linkage_of, weights_drift
from assets.run import run_audit
from assets.settings import MOST_PAIRS, PROJECT, Settings, rulebook_of
from hecha import main, parser
from pipelines.id_numbers import check_digit
from pipelines.identify import identify
from pipelines.identify.approved import as_draft, told
from pipelines.identify.plan import BELIEFS
from pipelines.tables import MENTION
from reports.linkage import Linkage
from reports.weights_draft import weights_text

AS_OF = date(2026, 7, 10)
GOLDEN = PROJECT / "tests" / "county" / "data"
DRAFT = as_draft(BELIEFS, trained_on="示例县 “上半年”: 1", author="甲")
APPROVED = replace(DRAFT, approved_by="乙", approved_on=date(2026, 7, 3))
FAR = {"equal": (0.99, 0.000001), "differs": (0.01, 0.5)}
pytestmark = pytest.mark.xdist_group("match weights")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(PROJECT / "rules", folder)
    (folder / "linkage").mkdir()
    return folder


@pytest.fixture
def from_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The golden county is too small to learn from: here it may be."""
    monkeypatch.setattr(pipelines.identify.train, "LEAST_PERSONS", 2)


def put(rules: Path, text: str) -> Path:
    path = rules / "linkage" / "weights.yaml"
    path.write_text(text, "utf-8")
    return path


def number(k: int) -> str:
    body = f"339901{1930 + k % 60}{1 + k % 12:02d}{1 + k % 28:02d}{k % 1000:03d}"
    return body + check_digit(body)


def county_of(persons: int) -> pl.DataFrame:
    """Everybody stands in two registers with one name and one phone."""
    return MENTION.rows(
        *(
            {"register": register, "file": f"{register}.csv", "sheet": "", "row": 2 + k, "role": "subject",
             "name": f"王{chr(0x4E00 + k)}", "id_number": number(k), "phone": f"1339901{k:04d}",
             "township": "东山镇", "village": "桃源村"}
            for register in ("hukou", "roll")
            for k in range(persons)
        )
    )  # fmt: skip


def test_a_written_file_reads_back_as_it_was(rules: Path) -> None:
    put(rules, weights_text(APPROVED, told(BELIEFS)))
    book = rulebook_of(rules, None)
    assert book.faults == ()
    assert book.weights == APPROVED


def test_weights_that_do_not_fit_stop_with_their_place(rules: Path) -> None:
    text = (
        weights_text(APPROVED, told(BELIEFS)).replace("same_day:", "same_days:").replace("  sex:", "  sax:")
    )
    path = put(rules, text)
    faults = rulebook_of(rules, None).faults
    lines = path.read_text("utf-8").splitlines()
    assert {f.code for f in faults} == {"WEIGHT-08"}
    assert all(f.stops and f.do.zh for f in faults)
    told_at = {lines[f.where.line - 1].split(":")[0].strip() for f in faults}
    assert told_at == {"birth", "same_days", "sax", "fields"}


def test_drift_is_learnt_from_the_mentions_or_declared_impossible() -> None:
    moves, reason = drift_of(county_of(300), None, as_of=AS_OF)
    assert reason == ""
    assert moves is not None
    assert moves["moved"].is_sorted(descending=True)
    again, _ = drift_of(county_of(300).reverse(), None, as_of=AS_OF)
    assert again is not None
    assert again.equals(moves)
    assert drift_of(county_of(20), None, as_of=AS_OF) == (
        None, "20 persons stand in two registers, 200 are needed",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "moved", "passed"), [("approved", 3.1, False), ("approved", 2.9, True), ("beliefs", 9.0, True)]
)
def test_the_check_warns_only_against_approved_weights(source: Any, moved: float, passed: bool) -> None:
    drift = pl.DataFrame(
        {
            "field": ["sex"],
            "level": ["equal"],
            "approved_bits": [0.0],
            "trained_bits": [moved],
            "moved": [moved],
        }
    )
    result = weights_drift(Linkage("v", "d", source, pl.DataFrame(), 0, drift=drift))
    assert result.passed is passed
    assert result.severity.value == "WARN"
    assert "| sex | equal |" in str(result.metadata["moves"].value)


def test_a_draft_is_reported_and_not_used(rules: Path) -> None:
    half = replace(DRAFT, approved_by="乙", fields={**DRAFT.fields, "sex": FAR}, version="2026-07")
    put(rules, weights_text(half, told(BELIEFS)))
    book = rulebook_of(rules, GOLDEN)
    assert [f.code for f in book.faults] == ["WEIGHT-12"]
    assert not book.stops
    assert book.weights == half
    people = county_of(20)
    how = linkage_of(identify(people, as_of=AS_OF), people, book.weights, as_of=AS_OF)
    assert (how.source, how.version, how.approved_by) == ("beliefs", BELIEFS.version, "")
    assert {"phone", "account"} <= set(how.passes["pass"])


def test_approved_weights_are_used_and_a_large_drift_warns_but_stops_nothing(
    rules: Path, tmp_path: Path, from_few: None
) -> None:
    far = replace(APPROVED, version="2026-07", fields={**DRAFT.fields, "sex": FAR})
    put(rules, weights_text(far, told(BELIEFS)))
    report = run_audit(Settings(data=str(GOLDEN), out=str(tmp_path / "out"), rules=str(rules), memory_mb=700))
    assert report.state == "published"
    assert report.checks_failed == ()
    current = tmp_path / "out" / "current"
    manifest = json.loads((current / "manifest.json").read_text("utf-8"))["linkage"]
    assert (manifest["source"], manifest["version"], manifest["approved_by"], manifest["approved_on"]) == (
        "approved", "2026-07", "乙", "2026-07-03",
    )  # fmt: skip
    assert len(manifest["drift"]["largest"]) == 5
    assert manifest["drift"]["largest"][0]["field"] == "sex"
    assert "2026-07，乙 2026-07-03 批准" in (current / "report.html").read_text("utf-8")


def test_train_writes_a_draft_once(
    rules: Path, tmp_path: Path, from_few: None, capsys: pytest.CaptureFixture[str]
) -> None:
    out = rules / "linkage" / "weights.yaml"
    words = ["identity", "train", "--data", str(GOLDEN), "--rules", str(rules), "--author", "甲"]
    assert main([*words, "--out", str(out)]) == 0
    book = rulebook_of(rules, None)
    assert [f.code for f in book.faults] == ["WEIGHT-12"]
    assert book.weights is not None
    assert book.weights.author == "甲"
    assert "84 行" in book.weights.trained_on
    before = out.read_bytes()
    assert main([*words, "--out", str(out)]) == 2
    assert out.read_bytes() == before
    capsys.readouterr()
    assert main(words) == 0
    assert capsys.readouterr().out.encode() == before
    assert main(["identity", "show", "--rules", str(rules), "--data", str(GOLDEN), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "built-in experience" in said
    assert "Beside weights learnt from this data" in said


def test_train_says_when_there_is_too_little_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identity", "train", "--data", str(GOLDEN)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "数据太少" in captured.err
    assert main(["identity", "train"]) == 2


def test_show_says_the_weights_in_words(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(rules, weights_text(APPROVED, told(BELIEFS)))
    assert main(["identity", "show", "--rules", str(rules)]) == 0
    said = capsys.readouterr().out
    assert f"{DRAFT.version}，乙 于 2026-07-03 批准" in said
    assert "+13.0 一致：同一人中60%，不同人中每14,000对约1对" in said
    assert "否决  不同：不作为同一人" in said
    put(rules, "version: x\n")
    assert main(["identity", "show", "--rules", str(rules)]) == 1


@pytest.mark.parametrize(
    ("megabytes", "pairs"),
    [(0, MOST_PAIRS), (100, 50_000), (700, 125_000), (1000, 500_000), (9000, MOST_PAIRS)],
)
def test_memory_bounds_the_pairs_worked_on_at_once(megabytes: int, pairs: int) -> None:
    assert Settings(memory_mb=megabytes).pairs_at_once == pairs


def test_the_memory_option_is_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["run", "--data", "d"]
    monkeypatch.delenv("HECHA_MEMORY_MB", raising=False)
    assert parser().parse_args(words).memory == 0
    assert parser().parse_args([*words, "--memory", "2000"]).memory == 2000
    monkeypatch.setenv("HECHA_MEMORY_MB", "1500")
    assert parser().parse_args(words).memory == 1500
    with pytest.raises(SystemExit):
        parser().parse_args([*words, "--memory", "-1"])
