"""Inline SVG, drawn here: stacked bars and shares. Numbers come from ``figures``; colours from the CSS.

Every text goes through ``Markup`` and is escaped. Both languages are drawn; the style sheet shows one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipelines.faults import Text

WIDTH = 960


@dataclass(frozen=True)
class Part:
    """A piece of a bar: its CSS class, name and value."""

    css: str
    name: Text
    value: int


@dataclass(frozen=True)
class Bar:
    """A bar: its label and its parts."""

    label: Text
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """Sum of the parts."""
        return sum(p.value for p in self.parts)


def stacked_bars(bars: Sequence[Bar], *, title: Text) -> Markup:
    """Horizontal stacked bars on one scale, the total behind each bar.

    Args:
        bars: one a row, drawn in order.
        title: for screen readers.
    """
    left, right, row, thick = 190, 70, 34, 18
    room = WIDTH - left - right
    most = max((b.total for b in bars), default=0) or 1
    drawn = Markup("")
    for at, bar in enumerate(bars):
        y = at * row + 6
        drawn += _texts(bar.label, left - 14, y + 14, "label end")
        x = float(left)
        for part in bar.parts:
            width = part.value / most * room
            drawn += _piece(part, x, y, width, thick)
            if width > 9 * len(str(part.value)) + 8:
                drawn += _number(part.value, x + width / 2, y + 13, f"in {part.css}")
            x += width
        drawn += _number(bar.total, x + 8, y + 14, "total")
    return _svg(drawn, len(bars) * row + 6, title)


def shares(bars: Sequence[Bar], *, title: Text) -> Markup:
    """Bars of equal length, each split by shares, with every part named and counted below.

    A part that is there at all is at least three pixels wide.
    """
    row, thick = 84, 22
    drawn = Markup("")
    for at, bar in enumerate(bars):
        y = at * row + 4
        drawn += _texts(bar.label, 0, y + 12, "label strong")
        drawn += _number(bar.total, WIDTH, y + 12, "total end")
        x = 0.0
        for part, width in zip(bar.parts, share_widths([p.value for p in bar.parts], WIDTH), strict=True):
            drawn += _piece(part, x, y + 20, width, thick)
            x += width
        step = WIDTH / max(len(bar.parts), 1)
        for place, part in enumerate(bar.parts):
            drawn += _key(part, place * step, y + 60)
    return _svg(drawn, len(bars) * row, title)


def share_bar(bar: Bar) -> Markup:
    """One small bar split by shares, for a cell of a table."""
    width, thick = 220, 12
    drawn, x = Markup(""), 0.0
    for part, piece in zip(bar.parts, share_widths([p.value for p in bar.parts], width), strict=True):
        drawn += _piece(part, x, 0, piece, thick)
        x += piece
    return Markup('<svg class="share" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        width, thick, f"{bar.label.zh} {bar.total:,}", drawn
    )


def share_widths(values: Sequence[int], room: float, *, least: float = 3.0) -> list[float]:
    """Widths that add up to ``room``, in proportion, but no positive value thinner than ``least``."""
    total = sum(values)
    if total <= 0:
        return [0.0 for _ in values]
    raw = [v / total * room for v in values]
    thin = [0 < w < least for w in raw]
    spare = room - least * sum(thin)
    thick = sum(w for w, is_thin in zip(raw, thin, strict=True) if not is_thin) or 1.0
    return [least if is_thin else w / thick * spare for w, is_thin in zip(raw, thin, strict=True)]


def _svg(drawn: Markup, height: int, title: Text) -> Markup:
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, f"{title.zh} / {title.en}", drawn
    )


def _piece(part: Part, x: float, y: float, width: float, height: float) -> Markup:
    if width <= 0:
        return Markup("")
    return Markup(
        '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}"><title>{}: {:,}</title></rect>'
    ).format(part.css, x, y, width, height, f"{part.name.zh} {part.name.en}", part.value)


def _key(part: Part, x: float, y: float) -> Markup:
    box = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="10" height="10"/>').format(part.css, x, y - 9)
    said = Text(f"{part.name.zh} {part.value:,}", f"{part.name.en} {part.value:,}")
    return box + _texts(said, x + 16, y, "key")


def _texts(text: Text, x: float, y: float, css: str) -> Markup:
    one = Markup('<text class="{} {}" x="{:.1f}" y="{:.1f}">{}</text>')
    return one.format("zh", css, x, y, text.zh) + one.format("en", css, x, y, text.en)


def _number(value: int, x: float, y: float, css: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{:,}</text>').format(css, x, y, value)
