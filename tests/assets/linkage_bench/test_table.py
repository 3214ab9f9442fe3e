"""A grid as text and as Markdown."""

from __future__ import annotations

import pytest

from assets.linkage_bench.table import Grid, aligned, markdown

GRID = Grid(
    "Speed", ("set", "pairs", "s"), ("", ",", ".2f"), (("a", 1200, 0.5), ("longer", None, 12.0)), "once"
)


def test_text_is_aligned_and_a_missing_figure_is_a_dash() -> None:
    assert aligned(GRID).splitlines() == [
        "Speed",
        "--------------------",
        "set     pairs      s",
        "--------------------",
        "a       1,200   0.50",
        "longer      –  12.00",
        "once",
    ]


def test_markdown_aligns_numbers_to_the_right() -> None:
    assert markdown(GRID).splitlines() == [
        "### Speed",
        "",
        "| set | pairs | s |",
        "| --- | ---: | ---: |",
        "| a | 1,200 | 0.50 |",
        "| longer | – | 12.00 |",
        "",
        "once",
    ]


def test_a_row_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="Speed"):
        Grid("Speed", ("set", "s"), ("", ".2f"), (("a",),))
