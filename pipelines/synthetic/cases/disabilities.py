"""Cases about disability certificates: DIS-01 no valid certificate, DIS-02 level."""

from __future__ import annotations

import numpy as np

from pipelines.synthetic.cases import actors
from pipelines.synthetic.cast import START, Array, Kind, Stage

EXPIRY_GRACE_MONTHS = 3


def _all_year(stage: Stage) -> tuple[Array, Array]:
    return stage.every(START), stage.every(stage.last)


def _no_certificate(stage: Stage) -> None:
    person, (start, last) = stage.slots[0], _all_year(stage)
    stage.spell(person, "dis_care", start, last, category="肢体", level=stage.rng.integers(1, 3, stage.count))
    stage.case(person, stage.every(0), last, programme="dis_care", basis="paid")


def _bad_status(stage: Stage) -> None:
    person, (start, last) = stage.slots[0], _all_year(stage)
    level = stage.rng.integers(1, 3, stage.count)
    stage.certify(person, "肢体", level, status=stage.one_of("注销", "冻结"))
    stage.spell(person, "dis_care", start, last, category="肢体", level=level)
    stage.case(person, stage.every(0), last, programme="dis_care", basis="paid")


def _expired(stage: Stage) -> None:
    person, (start, last) = stage.slots[0], _all_year(stage)
    level = stage.rng.integers(1, 3, stage.count)
    month = stage.between(-6, stage.last - 5)
    stage.certify(person, "肢体", level, valid_to=stage.day_in(month))
    stage.spell(person, "dis_care", start, last, category="肢体", level=level)
    first = np.maximum(month + EXPIRY_GRACE_MONTHS + 1, 0)
    stage.case(person, first, last, programme="dis_care", basis="paid")


def _reissued_certificate(stage: Stage) -> None:
    person, (start, last) = stage.slots[0], _all_year(stage)
    level = stage.rng.integers(1, 3, stage.count)
    stage.certify(person, "肢体", level, suffix=stage.one_of("B1", "B2"))
    stage.spell(person, "dis_care", start, last, category="肢体", level=level)
    stage.case(person, stage.every(0), last, programme="dis_care")


def _expired_within_grace(stage: Stage) -> None:
    person, (start, last) = stage.slots[0], _all_year(stage)
    month = stage.between(stage.last - EXPIRY_GRACE_MONTHS, stage.last - 1)
    level = stage.rng.integers(1, 3, stage.count)
    stage.certify(person, "肢体", level, valid_to=stage.day_in(month))
    stage.spell(person, "dis_care", start, last, category="肢体", level=level)
    stage.case(person, month, last, programme="dis_care")


def _physical_grade_3(stage: Stage) -> None:
    _graded(stage, "肢体", "视力", "paid")


def _mental_grade_3(stage: Stage) -> None:
    _graded(stage, "精神", "精神", None)


def _intellectual_grade_3(stage: Stage) -> None:
    _graded(stage, "智力", "智力", None)


def _graded(stage: Stage, one: str, other: str, basis: str | None) -> None:
    person, (start, last) = stage.slots[0], _all_year(stage)
    category, level = stage.one_of(one, other), stage.every(3)
    stage.certify(person, category, level)
    stage.spell(person, "dis_care", start, last, category=category, level=level)
    stage.case(person, stage.every(0), last, programme="dis_care", basis=basis)


KINDS = (
    Kind("DIS-01", "no certificate", True, actors.ADULT, _no_certificate, "残联名册中无此人"),
    Kind("DIS-01", "cancelled or frozen", True, actors.ADULT, _bad_status, "证件注销或冻结"),
    Kind("DIS-01", "expired", True, actors.ADULT, _expired, "证件过期超过宽限期"),
    Kind("DIS-01", "suffix B1", False, actors.ADULT, _reissued_certificate, "补证后缀不影响"),
    Kind("DIS-01", "expired in grace", False, actors.ADULT, _expired_within_grace, "过期未超过宽限期"),
    Kind("DIS-02", "grade 3", True, actors.ADULT, _physical_grade_3, "肢体或视力三级领取护理补贴"),
    Kind("DIS-02", "mental grade 3", False, actors.ADULT, _mental_grade_3, "精神三级可领"),
    Kind("DIS-02", "intellectual grade 3", False, actors.ADULT, _intellectual_grade_3, "智力三级可领"),
)
