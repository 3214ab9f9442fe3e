"""Cases about other statuses: INC-01 public payroll, INS-01 custody."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.synthetic.cases import actors
from pipelines.synthetic.cast import START, Array, Kind, Stage
from pipelines.synthetic.plan import month_at

HIRED = date(2019, 9, 1)


def _couple(stage: Stage, last: Array, wife_last: Array, uncounted: tuple[int, ...] = ()) -> Array:
    head, wife = stage.slots
    start = stage.every(START)
    members = [(head, start, last, "户主"), (wife, start, wife_last, "配偶")]
    return stage.dibao("dibao_rural", members, uncounted)


def _employ(stage: Stage, person: Array, **columns: object) -> None:
    job = {
        "status": "在职", "origin": "招聘", "kind": "事业编制", "from_month": HIRED, "gross_fen": 620_000,
        **columns,
    }  # fmt: skip
    stage.world.add("payroll", person=person, **job)


def _wife_on_the_payroll(stage: Stage) -> None:
    last = stage.every(stage.last)
    home = _couple(stage, last, last)
    _employ(stage, stage.slots[1])
    stage.case(stage.slots[1], stage.every(0), last, programme="dibao_rural", household=home)


def _head_on_the_payroll(stage: Stage) -> None:
    last = stage.every(stage.last)
    home = _couple(stage, last, last)
    _employ(stage, stage.slots[0], kind="行政编制")
    stage.case(stage.slots[0], stage.every(0), last, programme="dibao_rural", household=home)


def _retired_on_tekun(stage: Stage) -> None:
    person, last = stage.slots[0], stage.every(stage.last)
    stage.spell(person, "tekun_scattered", stage.every(START), last, care_level="全自理")
    _employ(stage, person, status="离退休", from_month=date(1985, 3, 1), gross_fen=480_000)
    stage.case(person, stage.every(0), last, programme="tekun_scattered", basis="paid")


def _marginal_on_the_payroll(stage: Stage) -> None:
    person = stage.slots[0]
    stage.world.add(
        "marginal", person=person, kind="低保边缘家庭", from_on=date(2025, 6, 1), to_on=date(2027, 5, 31)
    )
    _employ(stage, person)
    stage.case(person, stage.every(0), stage.every(stage.last))


def _exempt_post(stage: Stage, **job: object) -> None:
    last = stage.every(stage.last)
    home = _couple(stage, last, last)
    _employ(stage, stage.slots[1], **job)
    stage.case(stage.slots[1], stage.every(0), last, programme="dibao_rural", household=home)


def _welfare_post(stage: Stage) -> None:
    _exempt_post(stage, kind="公益性岗位", gross_fen=150_000, from_month=date(2025, 3, 1))


def _survivor(stage: Stage) -> None:
    _exempt_post(stage, kind="遗属", gross_fen=80_000, from_month=date(2016, 5, 1))


def _resigned(stage: Stage) -> None:
    _exempt_post(stage, to_month=date(2024, 12, 1))


def _hired_within_grace(stage: Stage) -> None:
    month = stage.between(1, stage.last - 1)
    home = _couple(stage, stage.every(stage.last), month)
    hired = pl.select(month_at(stage.plan, pl.lit(pl.Series(month)))).to_series()
    _employ(stage, stage.slots[1], from_month=hired)
    stage.case(stage.slots[1], month, month, programme="dibao_rural", household=home)


def _imprison(stage: Stage, person: Array, month: Array, custody: str = "", **columns: object) -> None:
    kind = custody or stage.one_of("监狱服刑", "监狱服刑", "强制隔离戒毒")
    stage.world.add("custody", person=person, custody=kind, from_on=stage.day_in(month, 5, 25), **columns)


def _prisoner_counted(stage: Stage) -> None:
    last = stage.every(stage.last)
    home = _couple(stage, last, last)
    month = stage.between(-1, stage.last - 2)
    _imprison(stage, stage.slots[1], month)
    stage.case(stage.slots[1], month + 1, last, programme="dibao_rural", household=home, basis="share")


def _prisoner_on_tekun(stage: Stage) -> None:
    person, last = stage.slots[0], stage.every(stage.last)
    stage.spell(person, "tekun_scattered", stage.every(START), last, care_level="全自理")
    month = stage.between(-1, stage.last - 2)
    _imprison(stage, person, month)
    stage.case(person, month + 1, last, programme="tekun_scattered", basis="paid")


def _lone_prisoner(stage: Stage) -> None:
    person, last = stage.slots[0], stage.every(stage.last)
    home = stage.dibao("dibao_rural", [(person, stage.every(START), last, "户主")])
    month = stage.between(-1, stage.last - 2)
    _imprison(stage, person, month)
    stage.case(person, month + 1, last, programme="dibao_rural", household=home, basis="share")


def _near(stage: Stage, home: Array, month: Array) -> None:
    stage.case(
        stage.slots[1], month.clip(0), stage.every(stage.last), programme="dibao_rural", household=home
    )


def _community_correction(stage: Stage) -> None:
    last = stage.every(stage.last)
    month = stage.between(-3, 3)
    _imprison(stage, stage.slots[1], month, "社区矫正")
    _near(stage, _couple(stage, last, last), month)


def _headcount_lowered(stage: Stage) -> None:
    last = stage.every(stage.last)
    month = stage.between(-6, -2)
    _imprison(stage, stage.slots[1], month)
    _near(stage, _couple(stage, last, last, uncounted=(1,)), month)


def _left_next_month(stage: Stage) -> None:
    month = stage.between(1, stage.last - 1)
    _imprison(stage, stage.slots[1], month)
    _near(stage, _couple(stage, stage.every(stage.last), month), month)


def _released_before(stage: Stage) -> None:
    last = stage.every(stage.last)
    month = stage.between(-25, -10)
    _imprison(stage, stage.slots[1], month, to_on=stage.day_in(stage.every(-1), 3, 20))
    _near(stage, _couple(stage, last, last), stage.every(0))


KINDS = (
    Kind("INC-01", "wife", True, actors.COUPLE, _wife_on_the_payroll, "低保成员为财政供养人员"),
    Kind("INC-01", "head", True, actors.COUPLE, _head_on_the_payroll, "低保户主为财政供养人员"),
    Kind("INC-01", "retired", True, actors.ELDER, _retired_on_tekun, "特困人员为离退休人员"),
    Kind("INC-01", "marginal", True, actors.ADULT, _marginal_on_the_payroll, "低保边缘人口为财政供养人员"),
    Kind("INC-01", "welfare post", False, actors.COUPLE, _welfare_post, "公益性岗位不是财政供养"),
    Kind("INC-01", "survivor", False, actors.COUPLE, _survivor, "遗属补助不是财政供养"),
    Kind("INC-01", "resigned", False, actors.COUPLE, _resigned, "已停薪"),
    Kind("INC-01", "hired in grace", False, actors.COUPLE, _hired_within_grace, "起薪次月已退出低保"),
    Kind("INS-01", "counted prisoner", True, actors.COUPLE, _prisoner_counted, "服刑人员仍计入低保"),
    Kind("INS-01", "prisoner on tekun", True, actors.ELDER, _prisoner_on_tekun, "服刑人员领取特困供养"),
    Kind("INS-01", "lone prisoner", True, actors.ADULT, _lone_prisoner, "服刑人员单人户领取低保"),
    Kind("INS-01", "community correction", False, actors.COUPLE, _community_correction, "社区矫正不是羁押"),
    Kind("INS-01", "not counted", False, actors.COUPLE, _headcount_lowered, "在册但保障人数已减"),
    Kind("INS-01", "left next month", False, actors.COUPLE, _left_next_month, "月中入监，次月已退出"),
    Kind("INS-01", "released", False, actors.COUPLE, _released_before, "审计期前已释放"),
)
