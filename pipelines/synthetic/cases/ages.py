"""Cases about the elderly allowance: AGE-01 too young, or paid for another age band."""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.cases import actors
from pipelines.synthetic.cast import START, Actor, Array, Kind, Stage
from pipelines.synthetic.plan import month_index
from pipelines.synthetic.standards import ELDERLY_BANDS_FEN

YOUNG = (Actor("", 74.5, 78.5),)
NINETIES = (Actor("", 91, 95),)
TURNS_80 = (Actor("", 79.3, 79.85),)
TURNS_90 = (Actor("", 89.3, 89.85),)


def _paid(stage: Stage, first: Array, basis: str | None = None, **spell: object) -> None:
    last = stage.every(stage.last)
    stage.spell(stage.slots[0], "elderly_age", first, last, **spell)
    stage.case(stage.slots[0], first.clip(0), last, programme="elderly_age", basis=basis)


def _birthday_month(stage: Stage, age: int) -> Array:
    born = pl.Series(stage.births[0]).cast(pl.Date)
    return pl.select(month_index(stage.plan, pl.lit(born)) + age * 12).to_series().to_numpy()


def _too_young(stage: Stage) -> None:
    _paid(stage, stage.between(0, 4), "paid", amount_fen=ELDERLY_BANDS_FEN["80-89"])


def _band_above(stage: Stage) -> None:
    _paid(stage, stage.between(0, 4), "over", amount_fen=ELDERLY_BANDS_FEN["90-99"])


def _band_below(stage: Stage) -> None:
    _paid(stage, stage.between(0, 4), "over", amount_fen=ELDERLY_BANDS_FEN["80-89"])


def _birthday_in_the_month(stage: Stage) -> None:
    _paid(stage, _birthday_month(stage, 80))


def _ninety_in_the_month(stage: Stage) -> None:
    _paid(stage, stage.every(START))


def _paid_by_quarter(stage: Stage) -> None:
    _paid(stage, stage.every(START), months=3)


def _born_otherwise_in_hukou(stage: Stage) -> None:
    born = pl.Series(stage.births[0]).cast(pl.Date)
    stage.world.add("hukou_births", person=stage.slots[0], birth_date=born.dt.offset_by("3y"))
    _paid(stage, stage.every(START))


KINDS = (
    Kind("AGE-01", "too young", True, YOUNG, _too_young, "未满80周岁领取高龄津贴"),
    Kind("AGE-01", "band above", True, actors.OLD, _band_above, "按高一档发放"),
    Kind("AGE-01", "band below", True, NINETIES, _band_below, "按低一档发放"),
    Kind("AGE-01", "80 in the month", False, TURNS_80, _birthday_in_the_month, "当月满80周岁"),
    Kind("AGE-01", "90 in the window", False, TURNS_90, _ninety_in_the_month, "当月满90周岁换档"),
    Kind("AGE-01", "by quarter", False, actors.OLD, _paid_by_quarter, "按季发放"),
    Kind("AGE-01", "hukou differs", False, actors.OLD, _born_otherwise_in_hukou, "户籍出生日期与号码不符"),
)
