"""The benchmark from its command to its files, without the peer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assets.linkage_bench.identity_tables import grids
from hecha import main


def test_ours_alone_is_measured_and_the_peers_columns_stay_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.linkage_bench.identity.find_spec", lambda name: None)
    command = ["bench", "identity", "--sets", "fake_1000", "--threads", "1", "--folder", str(tmp_path)]
    assert main(command) == 0
    said = capsys.readouterr()
    assert "pip install hecha[bench]" in said.err
    assert "fake_1000: Hecha, 1 thread(s)" in said.err
    assert said.out.startswith("Identity: Hecha beside Splink")
    assert "–" in said.out
    figures = json.loads((tmp_path / "identity.json").read_text(encoding="utf-8"))
    measured = figures["sets"]["fake_1000"]
    assert measured["ours"]["1"]["clusters"]["f1"] > 0.93
    assert measured["splink"] == {}
    assert str(tmp_path) not in (tmp_path / "identity.json").read_text(encoding="utf-8")
    assert "### Clusters against the truth" in (tmp_path / "identity.md").read_text(encoding="utf-8")


def test_an_unknown_set_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "identity", "--sets", "no_such", "--folder", str(tmp_path)]) == 2
    assert "historical_50k" in capsys.readouterr().err


def clusters(f1: float) -> dict[str, float]:
    measures = dict.fromkeys(("precision", "recall", "bcubed_precision", "bcubed_recall", "bcubed_f1"), f1)
    return {"f1": f1, **measures}


def test_ratios_are_the_peer_divided_by_ours() -> None:
    ours = {
        "clusters": clusters(0.9), "pairs": 10, "peak_mb": 100, "base_mb": 50,
        "seconds": {"load": 0.5, "total": 2.0},
    }  # fmt: skip
    theirs = ours | {
        "clusters_best": clusters(0.8), "best_threshold": 0.5, "peak_mb": 300, "pairs_per_s": 5,
        "seconds": {"load": 1.0, "total": 8.0, "cluster": 1.0},
    }  # fmt: skip
    of = {"records": 5, "ours": {"1": ours}, "splink": {"best": {"1": theirs}}, "same_pairs": {}}
    summary, *rest = grids({"thresholds": 16, "sets": {"some": of}})
    assert summary.rows == (("some", 5, 0.9, 0.9, 0.8, 4.0, 3.0, None, None),)
    assert [grid.title for grid in rest] == ["Clusters against the truth", "End to end: time and memory"]
