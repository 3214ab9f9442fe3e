"""Cases about death: DEC-01 paid after death, DEC-04 payee dead, DEC-05 weak evidence of death."""

from __future__ import annotations

import numpy as np

from pipelines.synthetic.cases import actors
from pipelines.synthetic.cast import START, Actor, Array, Kind, Stage

RULES = ("DEC-01", "DEC-04", "DEC-05")


def _dead_and_paid(stage: Stage) -> tuple[Array, Array]:
    """A death, known to the police and sometimes elsewhere; the first and last month paid after it."""
    died = stage.between(-2, stage.last - 2)
    stage.die(stage.slots[0], died, in_cremation=bool(stage.rng.random() < 0.7), in_health=True)
    first = np.maximum(died + 1, 0)
    return first, stage.until(first)


def _dibao(stage: Stage) -> None:
    first, last = _dead_and_paid(stage)
    person = stage.slots[0]
    home = stage.dibao("dibao_rural", [(person, stage.every(START), last, "户主")])
    stage.case(person, first, last, programme="dibao_rural", household=home, basis="paid")


def _dibao_couple(stage: Stage) -> None:
    first, last = _dead_and_paid(stage)
    start = stage.every(START)
    home = stage.dibao(
        "dibao_rural", [(stage.slots[0], start, last, "户主"), (stage.slots[1], start, last, "配偶")]
    )
    stage.case(stage.slots[0], first, last, programme="dibao_rural", household=home, basis="share")


def _elderly(stage: Stage) -> None:
    first, last = _dead_and_paid(stage)
    stage.spell(stage.slots[0], "elderly_age", stage.every(START), last)
    stage.case(stage.slots[0], first, last, programme="elderly_age", basis="paid")


def _care(stage: Stage) -> None:
    first, last = _dead_and_paid(stage)
    stage.care(stage.slots[0], stage.every(START), last)
    stage.case(stage.slots[0], first, last, programme="dis_care", basis="paid")


def _tekun(stage: Stage) -> None:
    first, last = _dead_and_paid(stage)
    stage.spell(
        stage.slots[0], "tekun_scattered", stage.every(START), last,
        care_level=stage.one_of("全自理", "半护理"),
    )  # fmt: skip
    stage.case(stage.slots[0], first, last, programme="tekun_scattered", basis="paid")


def _single_dibao(stage: Stage, first: Array, last: Array) -> None:
    home = stage.dibao("dibao_rural", [(stage.slots[0], first, last, "户主")])
    stage.case(stage.slots[0], np.maximum(first, 0), last, programme="dibao_rural", household=home)


def _arrears_after_death(stage: Stage) -> None:
    died = stage.between(1, stage.last - 2)
    stage.die(stage.slots[0], died)
    _single_dibao(stage, died, died)
    stage.world.add(
        "line_edits", person=stage.slots[0], programme="dibao_rural", month=died - 1, edit="arrears",
        paid_month=died + 1,
    )  # fmt: skip


def _cancelled_for_another_reason(stage: Stage) -> None:
    reasons = stage.one_of("重复户口", "迁出省外后迁回重报", "出国定居", "宣告失踪", "参军")
    stage.world.add(
        "cancellations", person=stage.slots[0], cancelled_on=stage.day_in(stage.between(0, 4)), reason=reasons
    )
    _single_dibao(stage, stage.every(START), stage.every(stage.last))


def _returned_after_death(stage: Stage) -> None:
    died = stage.between(0, stage.last - 2)
    stage.die(stage.slots[0], died)
    _single_dibao(stage, stage.every(START), died + 1)
    stage.world.add(
        "line_edits", person=stage.slots[0], programme="dibao_rural", month=died + 1, edit="returned"
    )


def _stopped_after_death(stage: Stage) -> None:
    died = stage.between(0, stage.last - 2)
    stage.die(stage.slots[0], died)
    _single_dibao(stage, stage.every(START), died)
    stage.world.add(
        "line_edits", person=stage.slots[0], programme="dibao_rural", month=died + 1, edit="stopped",
        amount_fen=20_000, paid_month=died + 1,
    )  # fmt: skip


def _died_in_the_month(stage: Stage) -> None:
    died = stage.between(1, stage.last - 1)
    stage.world.add(
        "deaths", person=stage.slots[0], died_on=stage.day_in(died, 1, 2), with_id=True, in_police=True,
        in_cremation=True, in_health=False,
    )  # fmt: skip
    _single_dibao(stage, stage.every(START), died)


def _dead_father_as_payee(stage: Stage) -> None:
    father, son = stage.slots
    died = stage.between(-1, stage.last - 3)
    stage.die(father, died, in_cremation=True)
    stage.care(son, stage.every(START), stage.every(stage.last), payee=father, account_of=father)
    stage.case(
        father, died + 2, stage.every(stage.last), programme="dis_care", other_person=son, account_of=father
    )


def _dead_guardian_as_payee(stage: Stage) -> None:
    guardian, child, father, mother = stage.slots
    _parents_long_dead(stage, father, mother)
    died = stage.between(-1, stage.last - 3)
    stage.die(guardian, died, in_cremation=True)
    stage.spell(
        child, "orphan", stage.every(START), stage.every(stage.last), payee=guardian, account_of=guardian,
        guardian=guardian, placement="社会散居",
    )  # fmt: skip
    stage.case(
        guardian, died + 2, stage.every(stage.last), programme="orphan", other_person=child,
        account_of=guardian,
    )  # fmt: skip


def _account_changed_in_time(stage: Stage) -> None:
    father, son = stage.slots
    died = stage.between(0, stage.last - 3)
    stage.die(father, died, in_cremation=True)
    grade = stage.rng.integers(1, 3, stage.count)
    stage.care(son, stage.every(START), died + 1, grade, payee=father, account_of=father)
    stage.spell(son, "dis_care", died + 2, stage.every(stage.last), category="肢体", level=grade)
    stage.case(
        father, died + 1, stage.every(stage.last), programme="dis_care", other_person=son, account_of=father
    )


def _weak(stage: Stage, where: str) -> tuple[Array, Array]:
    died = stage.between(0, stage.last - 2)
    places = {"in_cremation": where == "cremation", "in_health": where == "health"}
    stage.die(stage.slots[0], died, with_id=False, **places)
    return died + 1, stage.until(died + 1)


def _cremated_without_number(stage: Stage) -> None:
    first, last = _weak(stage, "cremation")
    home = stage.dibao("dibao_rural", [(stage.slots[0], stage.every(START), last, "户主")])
    stage.case(stage.slots[0], first, last, programme="dibao_rural", household=home, basis="paid")


def _health_record_without_number(stage: Stage) -> None:
    first, last = _weak(stage, "health")
    stage.spell(stage.slots[0], "elderly_age", stage.every(START), last)
    stage.case(stage.slots[0], first, last, programme="elderly_age", basis="paid")


def _namesake_cremated(stage: Stage) -> None:
    dead, living = stage.slots
    stage.die(dead, stage.between(1, stage.last - 3), with_id=False, in_cremation=True)
    start, last = stage.every(START), stage.every(stage.last)
    home = stage.dibao("dibao_rural", [(living, start, last, "户主")])
    stage.case(living, stage.every(0), last, programme="dibao_rural", household=home)


def _parents_long_dead(stage: Stage, *parents: Array) -> None:
    for parent in parents:
        stage.die(parent, stage.between(-28, -20), in_cremation=True)


OLD_90 = (Actor("", 81.2, 96),)

KINDS = (
    Kind("DEC-01", "dibao head alone", True, actors.ELDER, _dibao, "死亡后继续领取低保"),
    Kind("DEC-01", "elderly allowance", True, OLD_90, _elderly, "死亡后继续领取高龄津贴"),
    Kind("DEC-01", "care subsidy", True, actors.ADULT, _care, "死亡后继续领取护理补贴"),
    Kind("DEC-01", "tekun", True, actors.ELDER, _tekun, "死亡后继续领取特困供养"),
    Kind("DEC-01", "dibao head of two", True, actors.COUPLE, _dibao_couple, "户主死亡后低保未减人"),
    Kind("DEC-01", "arrears after death", False, actors.ELDER, _arrears_after_death, "补发死亡前月份"),
    Kind(
        "DEC-01",
        "cancelled, not dead",
        False,
        actors.ELDER,
        _cancelled_for_another_reason,
        "注销原因不是死亡",
    ),
    Kind(
        "DEC-01", "returned by the bank", False, actors.ELDER, _returned_after_death, "死亡后一笔被银行退回"
    ),
    Kind("DEC-01", "stopped line", False, actors.ELDER, _stopped_after_death, "死亡后一笔已停发"),
    Kind("DEC-01", "month of death", False, actors.ELDER, _died_in_the_month, "死亡当月应发"),
    Kind("DEC-04", "father's card", True, actors.FATHER_AND_SON, _dead_father_as_payee, "已故父亲账户收款"),
    Kind("DEC-04", "guardian's card", True, actors.ORPHAN, _dead_guardian_as_payee, "已故监护人账户收款"),
    Kind(
        "DEC-04", "changed in time", False, actors.FATHER_AND_SON, _account_changed_in_time, "宽限月内已换卡"
    ),
    Kind(
        "DEC-05", "cremation", True, actors.ELDER, _cremated_without_number, "火化登记无号码，姓名年龄村相符"
    ),
    Kind("DEC-05", "health record", True, OLD_90, _health_record_without_number, "死因登记无号码，生日相符"),
    Kind("DEC-05", "namesake", False, actors.NAMESAKES, _namesake_cremated, "同名，年龄和村不符"),
)
