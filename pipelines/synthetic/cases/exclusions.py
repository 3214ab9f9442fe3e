"""Cases about benefits that may not stand together: EXC-01, EXC-02, EXC-03."""

from __future__ import annotations

from pipelines.synthetic.cases import actors
from pipelines.synthetic.cast import START, Array, Kind, Stage


def _household_with_uncle(stage: Stage, last: Array, uncounted: tuple[int, ...] = ()) -> Array:
    head, wife, uncle = stage.slots
    start, end = stage.every(START), stage.every(stage.last)
    return stage.dibao(
        "dibao_rural",
        [(head, start, end, "户主"), (wife, start, end, "配偶"), (uncle, start, last, "其他亲属")],
        uncounted,
    )


def _tekun(stage: Stage, person: Array, first: Array, last: Array) -> None:
    care_level = stage.one_of("全自理", "半护理", "全护理")
    stage.spell(person, "tekun_scattered", first, last, care_level=care_level)


def _tekun_and_dibao(stage: Stage) -> None:
    home = _household_with_uncle(stage, stage.every(stage.last))
    first = stage.between(0, stage.last - 2)
    last = first + stage.rng.integers(1, 3, stage.count)
    _tekun(stage, stage.slots[2], first, last)
    stage.case(
        stage.slots[2], first, last, programme="tekun_scattered", household=home, basis="tekun or share"
    )


def _left_out_of_the_headcount(stage: Stage) -> None:
    last = stage.every(stage.last)
    home = _household_with_uncle(stage, last, uncounted=(2,))
    _tekun(stage, stage.slots[2], stage.every(START), last)
    stage.case(stage.slots[2], stage.every(0), last, programme="tekun_scattered", household=home)


def _moved_to_tekun(stage: Stage) -> None:
    month = stage.between(1, stage.last - 2)
    home = _household_with_uncle(stage, month)
    _tekun(stage, stage.slots[2], month + 1, stage.every(stage.last))
    stage.case(stage.slots[2], month, month + 1, programme="tekun_scattered", household=home)


def _tekun_and_care(stage: Stage) -> None:
    person = stage.slots[0]
    _tekun(stage, person, stage.every(START), stage.every(stage.last))
    first = stage.between(0, stage.last - 2)
    last = stage.until(first)
    stage.care(person, first, last)
    stage.case(person, first, last, programme="dis_care", basis="paid")


def _care_then_tekun(stage: Stage) -> None:
    person = stage.slots[0]
    month = stage.between(1, stage.last - 2)
    stage.care(person, stage.every(START), month)
    _tekun(stage, person, month + 1, stage.every(stage.last))
    stage.case(person, month, month + 1, programme="dis_care")


def _orphan(stage: Stage) -> tuple[Array, Array]:
    guardian, child, father, mother = stage.slots
    for parent in (father, mother):
        stage.die(parent, stage.between(-28, -20), in_cremation=True)
    stage.spell(
        child, "orphan", stage.every(START), stage.every(stage.last), payee=guardian, account_of=guardian,
        guardian=guardian, placement="社会散居",
    )  # fmt: skip
    return guardian, child


def _orphan_with_living_subsidy(stage: Stage) -> None:
    guardian, child = _orphan(stage)
    first = stage.between(0, stage.last - 2)
    last = stage.until(first)
    grade = stage.rng.integers(1, 4, stage.count)
    stage.certify(child, "肢体", grade)
    stage.spell(
        child, "dis_life", first, last, category="肢体", level=grade, payee=guardian, account_of=guardian,
        guardian=guardian,
    )  # fmt: skip
    stage.case(child, first, last, programme="dis_life", basis="paid")


def _orphan_with_care_subsidy(stage: Stage) -> None:
    guardian, child = _orphan(stage)
    start, last = stage.every(START), stage.every(stage.last)
    stage.care(child, start, last, payee=guardian, account_of=guardian, guardian=guardian)
    stage.case(child, stage.every(0), last, programme="dis_care")


KINDS = (
    Kind(
        "EXC-01", "tekun in a dibao household", True, actors.UNCLE, _tekun_and_dibao, "特困人员同时计入低保"
    ),
    Kind("EXC-01", "not counted", False, actors.UNCLE, _left_out_of_the_headcount, "在册但保障人数已减"),
    Kind("EXC-01", "moved", False, actors.UNCLE, _moved_to_tekun, "低保转特困，无重叠"),
    Kind("EXC-02", "tekun with care subsidy", True, actors.ELDER, _tekun_and_care, "特困人员领取护理补贴"),
    Kind("EXC-02", "moved", False, actors.ELDER, _care_then_tekun, "护理补贴转特困，无重叠"),
    Kind("EXC-03", "living subsidy", True, actors.ORPHAN, _orphan_with_living_subsidy, "孤儿领取生活补贴"),
    Kind("EXC-03", "care subsidy", False, actors.ORPHAN, _orphan_with_care_subsidy, "孤儿可领护理补贴"),
)
