"""Passes see through the gaps they are there for; a key too common to pair is split, then dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.identify import stages
from pipelines.identify.plan import PASSES, county_plan

Make = dict[str, Callable[..., Any]]


def test_a_cap_drops_and_reports(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "county_plan", lambda **options: replace(county_plan(**options), cap=3))
    shared = {"name": "王芳", "phone": "13900000001"}
    known = [make["mention"]("hukou", k, **shared, id_number=make["number"]("19700101", k)) for k in range(4)]
    found = make["identified"]([*known, make["mention"]("x", 1, **shared)])
    key = found.report.row(by_predicate=pl.col("stage") == "block:phone", named=True)
    assert (key["pairs"], key["dropped"]) == (0, 4)
    assert make["link"](found, "x", 1)["evidence"] == "single"


@pytest.mark.parametrize(
    ("made_by", "person", "mention"),
    [
        ("sound_village", {"village": "柳河村"}, {"name": "章桂兰", "village": "柳河村"}),
        ("sound_birth_year", {}, {"age_years": 75, "age_on": date(2026, 3, 3)}),
        ("birth_letter", {}, {"name": "张佳兰", "birth_date": date(1950, 11, 30)}),
        ("birth_letter", {}, {"name": "张?兰", "birth_date": date(1950, 11, 30)}),
        ("phone", {"phone": "13900000001"}, {"phone": "139-0000-0001"}),
        ("account", {"account": "6221809999000000003"}, {"account": "6221 8099 9900 0000 003"}),
        ("certificate", {"certificate": "残证0001号"}, {"certificate": "残证0001号"}),
        ("household", {"household": "NC0001"}, {"household": "NC0001"}),
        ("number_part", {}, {"id_number": "339901********0440", "id_status": "masked"}),
        ("number_segment_sound", {}, {"id_number": "339901195011300882"}),
    ],
)
def test_every_pass_makes_its_pair(
    make: Make, made_by: str, person: dict[str, Any], mention: dict[str, Any]
) -> None:
    found = make["identified"](
        [
            make["mention"]("hukou", 1, name="张桂兰", id_number="339901195011300440", **person),
            make["mention"]("x", 2, **{"name": "张桂兰", **mention}),
        ]
    )
    made = found.passes.row(by_predicate=pl.col("pass") == made_by, named=True)
    assert made["pairs"] >= 1


def test_every_pass_says_why() -> None:
    assert all(p.reason for p in PASSES)
