"""A person's particulars looked up for a register row, and the texts registers use."""

from __future__ import annotations

import polars as pl

PROGRAMME_TEXTS = {
    "dibao_rural": "农村低保", "dibao_urban": "城市低保", "tekun_scattered": "特困分散供养",
    "tekun_central": "特困集中供养", "dis_life": "困难残疾人生活补贴", "dis_care": "重度残疾人护理补贴",
    "elderly_age": "高龄津贴", "orphan": "孤儿基本生活费", "de_facto_orphan": "事实无人抚养儿童基本生活补贴",
    "aids_child": "艾滋病病毒感染儿童基本生活费", "temporary": "临时救助", "funeral": "惠民殡葬补贴",
}  # fmt: skip
LEVEL_TEXTS = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}
BANK = "示例农商行"


def with_particulars(rows: pl.DataFrame, people: pl.DataFrame, who: str, **columns: str) -> pl.DataFrame:
    """Rows with particulars of the person numbered in column ``who``: new column = people's column.

    Rows keep their order; a null number gives nulls.
    """
    wanted = people.select(
        pl.col("truth_person").alias(who), **{new: pl.col(old) for new, old in columns.items()}
    )
    return rows.join(wanted, on=who, how="left", validate="m:1", maintain_order="left")


def programme_text(programme: pl.Expr) -> pl.Expr:
    """The programme as registers write it."""
    return programme.replace_strict(PROGRAMME_TEXTS, return_dtype=pl.String)


def level_text(level: pl.Expr) -> pl.Expr:
    """A disability level as a certificate writes it."""
    return level.replace_strict(LEVEL_TEXTS, return_dtype=pl.String, default=None)


def household_ids(household: pl.Expr, programme: pl.Expr) -> pl.Expr:
    """The dibao number of a household."""
    prefix = pl.when(programme == "dibao_urban").then(pl.lit("CS")).otherwise(pl.lit("NC"))
    return prefix + household.cast(pl.String).str.zfill(6)
