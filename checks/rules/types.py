"""The types of the expression language, and which column of a table has which.

Belongs here: the closed list of types, their names for people, and table column → type. Money is
whole fen inside, yuan in what people write; a month is the Date of its first day. Not here: which
operations fit (``typecheck``, ``functions``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import polars as pl

from pipelines.faults import Text
from pipelines.tables import Table


class Type(Enum):
    """A type; its value is its name in YAML."""

    BOOL = "bool"
    INT = "int"
    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"
    DATE = "date"
    MONTH = "month"
    TEXT_LIST = "text_list"
    INT_LIST = "int_list"
    BANDS = "bands"
    LEVEL_TABLE = "level_table"
    NULL = "null"

    @property
    def words(self) -> Text:
        """The type as messages name it."""
        return _WORDS[self]


_WORDS = {
    Type.BOOL: Text("是否（bool）", "yes/no (bool)"),
    Type.INT: Text("整数（int）", "int"),
    Type.NUMBER: Text("小数（number）", "number"),
    Type.MONEY: Text("金额（money）", "money"),
    Type.TEXT: Text("文字（text）", "text"),
    Type.DATE: Text("日期（date）", "date"),
    Type.MONTH: Text("月份（month）", "month"),
    Type.TEXT_LIST: Text("文字列表（text_list）", "text_list"),
    Type.INT_LIST: Text("整数列表（int_list）", "int_list"),
    Type.BANDS: Text("年龄段（bands）", "bands"),
    Type.LEVEL_TABLE: Text("等级表（level_table）", "level_table"),
    Type.NULL: Text("空值（null）", "null"),
}

NUMERIC = frozenset({Type.INT, Type.NUMBER, Type.MONEY})
DAYS = frozenset({Type.DATE, Type.MONTH})

POLARS: dict[Type, pl.DataType] = {
    Type.BOOL: pl.Boolean(),
    Type.INT: pl.Int64(),
    Type.NUMBER: pl.Float64(),
    Type.MONEY: pl.Int64(),
    Type.TEXT: pl.String(),
    Type.DATE: pl.Date(),
    Type.MONTH: pl.Date(),
    Type.TEXT_LIST: pl.List(pl.String()),
    Type.INT_LIST: pl.List(pl.Int64()),
    Type.NULL: pl.Null(),
}
"""What a compiled expression of the type gives. Bands and level tables are never a column."""


@dataclass(frozen=True)
class Column:
    """A column an expression may name.

    ``name`` is how rules write it (``paid``), ``physical`` what the polars plan calls it
    (``paid.paid_fen`` for frame ``paid``; without alias the table's own name).
    """

    alias: str
    name: str
    physical: str
    type: Type
    table: str = ""

    @property
    def full(self) -> str:
        """``alias.name``, or the bare name where there is no alias."""
        return f"{self.alias}.{self.name}" if self.alias else self.name


def columns_of(table: Table, alias: str = "") -> tuple[Column, ...]:
    """The columns of a table under an alias, money without its ``_fen``, in table order."""
    prefix = f"{alias}." if alias else ""
    return tuple(
        Column(alias, written_name(name), f"{prefix}{name}", column_type(name, dtype), table.name)
        for name, dtype in table.columns.items()
    )


def written_name(physical: str) -> str:
    """How rules write a table's column: ``paid_fen`` → ``paid``."""
    return physical.removesuffix("_fen")


def column_type(name: str, dtype: pl.DataType) -> Type:
    """The type of a table's column, from its dtype and its name (``_fen``, ``month``)."""
    if name.endswith("_fen"):
        return Type.MONEY
    if isinstance(dtype, pl.Date):
        return Type.MONTH if name.endswith("_month") else Type.DATE
    if isinstance(dtype, pl.Boolean):
        return Type.BOOL
    if isinstance(dtype, pl.Float64):
        return Type.NUMBER
    if isinstance(dtype, pl.List):
        return Type.TEXT_LIST
    return Type.INT if dtype.is_integer() else Type.TEXT
