"""MENTION in its canonical order, read column by column.

A county's mentions are the longest table of the station and mostly text, and every step needs few of
their columns. Of a scanned file only the columns asked for come into memory, and stay as long as the one
who asked holds them. What the columns say stands in ``normalise``; the order itself in ``order``.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.identify.order import changes, file_rows, mention_order


@dataclass(frozen=True)
class Mentions:
    """A source of MENTION and its order.

    ``source``: gives the same rows in the same order every time it is collected: a frame, or a scan of
    a file. ``order``: for every mention its place in the source; null where the source is in order.
    ``row_at``: number of the mention's row, from 1 (UInt32), in mention order.
    """

    source: pl.LazyFrame
    order: pl.Series | None
    row_at: pl.Series

    @property
    def height(self) -> int:
        """Mentions in all."""
        return self.row_at.len()

    def columns(self, *names: str) -> pl.DataFrame:
        """These columns, in mention order."""
        if self.order is None:
            return self.source.select(names).collect()
        return pl.DataFrame([self._column(name).gather(self.order) for name in names])

    def rows(self, mentions: pl.Series, *names: str) -> pl.DataFrame:
        """These columns of a few mentions (numbers in mention order, without nulls)."""
        at = mentions if self.order is None else self.order.gather(mentions)
        return pl.DataFrame([self._column(name).gather(at) for name in names])

    def _column(self, name: str) -> pl.Series:
        return self.source.select(name).collect()[name]


def mentions_in_order(people: pl.DataFrame | pl.LazyFrame) -> Mentions:
    """MENTION in any order, to be read in mention order."""
    source = people.lazy()
    places = file_rows(source)
    order = mention_order(places, source)
    if order is not None:
        places = places[order]
    row_at = places.select(changes(*places.columns).cum_sum().cast(pl.UInt32).alias("row_at"))["row_at"]
    return Mentions(source, order, row_at)
