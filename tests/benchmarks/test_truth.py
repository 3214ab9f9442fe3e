"""A small synthetic county, from its files to its clues, against what was planted in it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.demo import make_county
from assets.run import run_audit
from assets.settings import Settings
from reports.county_files.score import score, unplanted

pytestmark = pytest.mark.xdist_group("truth")
PEOPLE, SEED = 4_000, 20261105  # a seed that no other test or demo uses


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    make_county(folder, people=PEOPLE, seed=SEED)
    report = run_audit(Settings(data=str(folder / "data"), out=str(folder / "out")))
    assert report.state == "published", [f.say("en") for f in report.faults if f.stops]
    return folder


def test_planted_cases_are_found_and_near_misses_are_not(county: Path) -> None:
    table, cases = score(county / "out" / "current", county / "truth")
    total = table.select(pl.col("planted", "found", "near_misses", "tripped").sum()).row(0, named=True)
    missed = cases.filter((pl.col("kind") == "planted") & ~pl.col("met")).select("rule_id", "label", "key")
    tripped = cases.filter((pl.col("kind") == "near_miss") & pl.col("met")).select("rule_id", "label", "key")
    assert table.filter(pl.col("planted") > 0).height == 18
    assert total["found"] >= 0.98 * total["planted"], missed.rows()
    assert total["tripped"] <= 0.02 * total["near_misses"], tripped.rows()


def test_no_certain_clue_stands_outside_the_planted_cases(county: Path) -> None:
    stray = unplanted(county / "out" / "current", county / "truth").filter(pl.col("grade") == "E0")
    assert stray.select("rule_id", "reason").rows() == []
