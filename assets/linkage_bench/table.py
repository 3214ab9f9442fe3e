"""A grid of figures as aligned text for the terminal and as Markdown for the docs, whatever they mean."""

from collections.abc import Sequence
from dataclasses import dataclass

ABSENT = "–"

Cell = str | int | float | None


@dataclass(frozen=True)
class Grid:
    """``rows`` hold a cell a column: text to the left, numbers to the right, None as a dash.

    ``formats``: per column how a number is written (a format specification). ``note`` stands below.
    """

    title: str
    columns: tuple[str, ...]
    formats: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        widths = {len(self.columns), len(self.formats), *(len(row) for row in self.rows)}
        if len(widths) > 1:
            raise ValueError(f"{self.title}: columns, formats and rows have different lengths {widths}")


def aligned(grid: Grid) -> str:
    """Columns padded with blanks under the title."""
    cells = _cells(grid)
    widths = [max(len(row[at]) for row in (grid.columns, *cells)) for at in range(len(grid.columns))]

    def line(row: Sequence[str]) -> str:
        padded = (
            cell.ljust(width) if is_text else cell.rjust(width)
            for cell, width, is_text in zip(row, widths, _is_text(grid), strict=True)
        )  # fmt: skip
        return "  ".join(padded).rstrip()

    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    lines = [grid.title, rule, line(grid.columns), rule, *map(line, cells)]
    return "\n".join([*lines, grid.note] if grid.note else lines)


def markdown(grid: Grid) -> str:
    """A heading, a table and the note."""
    marks = ["---" if is_text else "---:" for is_text in _is_text(grid)]
    lines = ["| " + " | ".join(row) + " |" for row in (grid.columns, marks, *_cells(grid))]
    text = f"### {grid.title}\n\n" + "\n".join(lines)
    return f"{text}\n\n{grid.note}" if grid.note else text


def _is_text(grid: Grid) -> list[bool]:
    return [specification == "" for specification in grid.formats]


def _cells(grid: Grid) -> list[list[str]]:
    return [
        [
            ABSENT if cell is None else cell if isinstance(cell, str) else format(cell, specification)
            for cell, specification in zip(row, grid.formats, strict=True)
        ]
        for row in grid.rows
    ]
