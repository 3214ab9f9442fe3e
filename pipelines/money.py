"""Money is exact: integer fen inside, Decimal(18,2) yuan in what is published. No floats."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

YUAN = pl.Decimal(18, 2)


def yuan_of(fen: pl.Expr) -> pl.Expr:
    """Int64 fen as Decimal(18,2) yuan, exactly; null stays null."""
    return (fen.cast(pl.Decimal(20, 0)) / pl.lit(Decimal(100), dtype=pl.Decimal(20, 2))).cast(YUAN)


def fen_of(yuan: pl.Expr) -> pl.Expr:
    """Decimal yuan as Int64 fen, exactly; null stays null."""
    return (yuan.cast(YUAN) * pl.lit(Decimal(100), dtype=pl.Decimal(18, 2))).cast(pl.Int64)


def say_yuan(fen: int | None) -> str:
    """Fen as people write it: ``1,234.50``; an unknown amount is a dash."""
    if fen is None:
        return "—"
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
