"""How people were matched, as the manifest and the report tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from reports.html import report_page
from reports.linkage import Linkage, level_said, share_said
from reports.results import Results
from reports.run_folder.manifest_linkage import linkage_of

PASSES = pl.DataFrame(
    {
        "pass": ["phone", "account"], "pairs": [120, 30], "alone": [100, 10], "expected": [20.04, 5.0],
        "dropped_blocks": [1, 0], "dropped_pairs": [4000, 0],
    }
)  # fmt: skip
DRIFT = pl.DataFrame(
    {
        "field": ["sex"] + ["birth"] * 5, "level": ["differs", "near", "year", "far", "off", "age_1"],
        "approved_bits": [-6.0, 3.0, 0.0, -2.0, -10.0, 4.0],
        "trained_bits": [-1.5, 2.0, 0.5, -2.25, -10.0, 4.0],
        "moved": [4.5, 1.0, 0.5, 0.25, 0.0, 0.0],
    }
)  # fmt: skip
APPROVED = Linkage(
    "2026-07", "0123456789ab", "approved", PASSES, 130, "<b>乙</b>", date(2026, 7, 3), drift=DRIFT
)


def test_the_manifest_names_the_weights_and_the_largest_moves() -> None:
    told = linkage_of(APPROVED)
    assert (told["version"], told["source"], told["approved_by"], told["approved_on"]) == (
        "2026-07", "approved", "<b>乙</b>", "2026-07-03",
    )  # fmt: skip
    assert len(told["drift"]["largest"]) == 5
    assert told["drift"]["largest"][0] == {
        "field": "sex", "level": "differs", "bits_before": -6.0, "bits_after": -1.5,
    }  # fmt: skip
    assert told["blocking"][0] == {
        "pass": "phone", "pairs": 120, "alone": 100, "expected": 20.0, "dropped": 4000, "dropped_blocks": 1,
    }  # fmt: skip


def test_without_training_the_manifest_says_why() -> None:
    told = linkage_of(replace(APPROVED, drift=None, not_trained="too few persons"))
    assert told["drift"] == {"not_trained": "too few persons", "largest": []}


def test_the_report_shows_matching_in_both_languages_and_escapes(
    make_results: Callable[..., Results],
) -> None:
    page = report_page(make_results(linkage=APPROVED))
    assert "身份匹配" in page
    assert "&lt;b&gt;乙&lt;/b&gt;" in page
    assert "<b>乙</b>" not in page
    assert "4,000 对（phone）" in page
    assert "性别·不同：-6.0 → -1.5 比特" in page
    assert "sex, differs: -6.0 → -1.5 bits" in page
    assert "身份证号一致 6" in page


def test_what_no_cap_dropped_is_not_mentioned(make_results: Callable[..., Results]) -> None:
    quiet = replace(APPROVED, source="beliefs", passes=PASSES.with_columns(dropped_pairs=0), drift=None)
    page = report_page(make_results(linkage=quiet))
    assert "内置的经验权重" in page
    assert "同组过多" not in page
    assert "数据太少，无法比较" in page


def test_a_run_that_does_not_say_shows_nothing(results: Results) -> None:
    assert "身份匹配" not in report_page(results)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1.0, "几乎全部"),
        (0.93, "93%"),
        (0.02, "2.0%"),
        (0.0018, "每560对约1对"),
        (1e-6, "每1,000,000对约1对"),
    ],
)
def test_shares_are_said_in_words(share: float, said: str) -> None:
    assert share_said(share).zh == said


def test_a_level_without_words_keeps_its_name() -> None:
    assert level_said("phone", "equal").zh == "一致"
    assert level_said("phone", "unheard_of").zh == "unheard_of"
