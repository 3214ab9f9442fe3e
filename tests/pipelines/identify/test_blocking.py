"""A key too common to pair is dropped and counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from pipelines.identify import block

Make = dict[str, Callable[..., Any]]


def test_a_cap_drops_and_reports(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "MOST_PAIRS_OF_A_KEY", 3)
    shared = {"name": "王芳", "phone": "13900000001"}
    known = [make["mention"]("hukou", k, **shared, id_number=make["number"]("19700101", k)) for k in range(4)]
    found = make["identified"]([*known, make["mention"]("x", 1, **shared)])
    key = found.report.row(by_predicate=pl.col("stage") == "block:key", named=True)
    assert (key["pairs"], key["dropped"]) == (0, 4)
    assert make["link"](found, "x", 1)["evidence"] == "single"
