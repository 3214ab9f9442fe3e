"""A link in words: every field with what it adds, and what speaks against it."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.faults import Lang
from pipelines.identify.plan import COMPARISONS, PASSES
from pipelines.tables import LINK
from reports import link_evidence, linkage
from reports.link_evidence import doubtful_links, link_said

LINKED: dict[str, Any] = {
    "register": "death_cremation", "file": "a.xls", "sheet": "", "row": 5, "role": "subject",
    "person_id": "P1", "evidence": "probable", "probability": 0.9922, "name_agreement": 1.0,
    "agrees": ["age", "village"], "contradicts": ["sex"], "rivals": 1, "has_id_conflict": False,
    "explanation": "姓名一致", "passes": ["sound_village"], "is_strong": False,
    "waterfall": [
        {"field": "prior", "level": "", "bits": -14.3},
        {"field": "name", "level": "equal", "bits": 11.0},
        {"field": "place", "level": "village", "bits": 10.3},
    ],
}  # fmt: skip


def test_the_waterfall_in_chinese() -> None:
    assert link_said(LINKED, "zh") == [
        "probable  0.9922  姓名一致",
        "比对理由：姓名同音且同村",
        "起点：本县任意一人恰好是此人  -14.3  →  约20,000分之一",
        "姓名：一致  +11.0  →  9.2%",
        "乡镇和村：同村  +10.3  →  99.2%",
        "不一致：性别",
        "另有1人同样相符，请先排除",
    ]


def test_the_waterfall_in_english() -> None:
    said = link_said(LINKED, "en")
    assert said[3] == "name: equal  +11.0  →  9.2%"
    assert said[-1] == "others that fit as well: 1; rule them out first"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_pass_field_and_level_has_words(lang: Lang) -> None:
    assert {p.name for p in PASSES} == set(link_evidence.PASSES)
    for comparison in COMPARISONS:
        assert comparison.name in linkage.FIELDS
        for level in comparison.comparator.levels:
            assert linkage.level_said(comparison.name, level).say(lang) != level or lang == "en"


def test_links_by_their_own_number_are_not_doubtful() -> None:
    exact = {**LINKED, "evidence": "exact_id", "probability": 1.0, "waterfall": None, "passes": None}
    told = doubtful_links(
        LINK.rows(
            {**exact, "row": 1},
            {**exact, "row": 2, "name_agreement": 0.6},
            {**exact, "row": 3, "has_id_conflict": True},
            {**LINKED, "row": 4},
        )
    )
    assert told["row"].to_list() == [2, 3, 4]
