"""A county's dated values laid over a rule's own: the county's win for the dates they name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pipelines.definitions import DatedValue

_DAY = timedelta(days=1)


def overlaid(own: tuple[DatedValue, ...], county: tuple[DatedValue, ...]) -> tuple[DatedValue, ...]:
    """All values by date: the county's, and of the rule's own what they leave uncovered."""
    left = own
    for value in county:
        left = tuple(piece for rest in left for piece in _without(rest, value))
    return tuple(sorted((*left, *county), key=lambda v: v.valid_from or date.min))


def _without(value: DatedValue, cover: DatedValue) -> tuple[DatedValue, ...]:
    """What is left of a value's dates outside those of ``cover``: nothing, one or two pieces."""
    start, end = value.valid_from or date.min, value.valid_to or date.max
    cover_start, cover_end = cover.valid_from or date.min, cover.valid_to or date.max
    if cover_end < start or cover_start > end:
        return (value,)
    pieces = []
    if start < cover_start:
        pieces.append(replace(value, valid_to=cover_start - _DAY))
    if end > cover_end:
        pieces.append(replace(value, valid_from=cover_end + _DAY))
    return tuple(pieces)
