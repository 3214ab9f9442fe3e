"""Cases about the same benefit twice: DUP-01, DUP-02, DUP-03."""

from __future__ import annotations

from pipelines.synthetic.cases import actors
from pipelines.synthetic.cast import START, Array, Kind, Stage

# Two lines for one month also break the sum of roll and payments (PAY-06), so all duplicates of a
# programme stand in one month.
DIBAO_MONTH, CARE_MONTH = 3, 4


def _single_dibao(stage: Stage) -> Array:
    person = stage.slots[0]
    return stage.dibao("dibao_rural", [(person, stage.every(START), stage.every(stage.last), "户主")])


def _edit(stage: Stage, programme: str, month: Array, edit: str, **more: object) -> None:
    stage.world.add("line_edits", person=stage.slots[0], programme=programme, month=month, edit=edit, **more)


def _dibao_twice(stage: Stage) -> None:
    home = _single_dibao(stage)
    month = stage.every(DIBAO_MONTH)
    _edit(stage, "dibao_rural", month, "duplicate")
    stage.case(stage.slots[0], month, month, programme="dibao_rural", household=home, basis="excess")


def _care_twice(stage: Stage) -> None:
    stage.care(stage.slots[0], stage.every(START), stage.every(stage.last))
    month = stage.every(CARE_MONTH)
    _edit(stage, "dis_care", month, "duplicate")
    stage.case(stage.slots[0], month, month, programme="dis_care", basis="excess")


def _correction_without_return(stage: Stage) -> None:
    # not elderly_age: a wrong band's amount (AGE-01) would be a second clue about the same money
    stage.care(stage.slots[0], stage.every(START), stage.every(stage.last))
    month = stage.between(1, stage.last - 1)
    _edit(stage, "dis_care", month, "correction")
    stage.case(stage.slots[0], month, month, programme="dis_care", basis="excess")


def _reissued(stage: Stage) -> None:
    home = _single_dibao(stage)
    month = stage.between(1, stage.last - 1)
    _edit(stage, "dibao_rural", month, "reissued")
    stage.case(stage.slots[0], month, month, programme="dibao_rural", household=home)


def _two_fundings(stage: Stage) -> None:
    home = _single_dibao(stage)
    month = stage.between(1, stage.last - 1)
    _edit(stage, "dibao_rural", month, "split")
    stage.case(stage.slots[0], month, month, programme="dibao_rural", household=home)


def _arrears_in_the_month(stage: Stage) -> None:
    home = _single_dibao(stage)
    month = stage.between(1, stage.last - 1)
    _edit(stage, "dibao_rural", month, "arrears", amount_fen=3_000, paid_month=month + 1)
    stage.case(stage.slots[0], month, month, programme="dibao_rural", household=home)


def _urban_and_rural(stage: Stage) -> None:
    head, wife, child = stage.slots
    start, end = stage.every(START), stage.every(stage.last)
    rural = stage.dibao(
        "dibao_rural", [(head, start, end, "户主"), (wife, start, end, "配偶"), (child, start, end, "子女")]
    )
    first = stage.between(1, stage.last - 3)
    last = first + stage.rng.integers(1, 3, stage.count)
    urban = stage.dibao("dibao_urban", [(wife, first, last, "户主")])
    stage.case(wife, first, last, household=rural, other_household=urban, basis="smaller share")


def _moved_to_town(stage: Stage) -> None:
    head, wife, child = stage.slots
    start, end = stage.every(START), stage.every(stage.last)
    month = stage.between(2, stage.last - 2)
    rural = stage.dibao(
        "dibao_rural", [(head, start, end, "户主"), (wife, start, month, "配偶"), (child, start, end, "子女")]
    )
    urban = stage.dibao("dibao_urban", [(wife, month, end, "户主")])
    stage.case(wife, month, month, household=rural, other_household=urban)


def _two_households(stage: Stage, until: Array, since: Array, last: Array) -> tuple[Array, Array]:
    father, mother, child, uncle, aunt = stage.slots
    start, end = stage.every(START), stage.every(stage.last)
    one = stage.dibao(
        "dibao_rural",
        [(father, start, end, "户主"), (mother, start, end, "配偶"), (child, start, until, "子女")],
    )
    other = stage.dibao(
        "dibao_rural",
        [(uncle, start, end, "户主"), (aunt, start, end, "配偶"), (child, since, last, "其他亲属")],
    )
    return one, other


def _in_two_households(stage: Stage) -> None:
    first = stage.between(0, stage.last - 3)
    last = first + stage.rng.integers(1, 4, stage.count)
    one, other = _two_households(stage, stage.every(stage.last), first, last)
    stage.case(
        stage.slots[2], first, last, programme="dibao_rural", household=one, other_household=other,
        basis="smaller share",
    )  # fmt: skip


def _moved_house(stage: Stage) -> None:
    month = stage.between(2, stage.last - 2)
    one, other = _two_households(stage, month, month + 1, stage.every(stage.last))
    stage.case(stage.slots[2], month, month, programme="dibao_rural", household=one, other_household=other)


def _one_month_of_transfer(stage: Stage) -> None:
    month = stage.between(2, stage.last - 2)
    one, other = _two_households(stage, month, month, stage.every(stage.last))
    stage.case(stage.slots[2], month, month, programme="dibao_rural", household=one, other_household=other)


KINDS = (
    Kind("DUP-01", "dibao twice", True, actors.ELDER, _dibao_twice, "同月两笔正常发放"),
    Kind("DUP-01", "care twice", True, actors.ADULT, _care_twice, "同月两笔正常发放"),
    Kind("DUP-01", "correction", True, actors.ADULT, _correction_without_return, "未退汇却有更正发放"),
    Kind("DUP-01", "re-issued", False, actors.ELDER, _reissued, "退汇后更正发放"),
    Kind("DUP-01", "two fundings", False, actors.ELDER, _two_fundings, "两批资金合计等于花名册金额"),
    Kind("DUP-01", "arrears", False, actors.ELDER, _arrears_in_the_month, "同月另有补发"),
    Kind("DUP-02", "town and country", True, actors.FAMILY, _urban_and_rural, "同时计入城市和农村低保"),
    Kind("DUP-02", "moved to town", False, actors.FAMILY, _moved_to_town, "农转城，当月交接"),
    Kind("DUP-03", "two households", True, actors.TWO_HOMES, _in_two_households, "同时计入两个农村低保家庭"),
    Kind("DUP-03", "moved", False, actors.TWO_HOMES, _moved_house, "次月转入另一户"),
    Kind("DUP-03", "transfer month", False, actors.TWO_HOMES, _one_month_of_transfer, "交接月两户并列"),
)
