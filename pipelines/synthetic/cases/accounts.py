"""Cases about accounts and books: PAY-02 one account for several people, PAY-06 (A) roll and payments.

PAY-06 (B) and (C), a batch against the bank's return and the fund ledger, are planted on the
finished books: ``books.py``.
"""

from __future__ import annotations

from pipelines.synthetic.cases import actors
from pipelines.synthetic.cast import START, Kind, Stage

SHORT_MONTH = 5
SHORT_FEN = -5_000


def _stranger_on_the_account(stage: Stage) -> None:
    holder, other = stage.slots
    start, last = stage.every(START), stage.every(stage.last)
    home = stage.dibao("dibao_rural", [(holder, start, last, "户主")])
    stage.care(other, start, last, payee=holder, account_of=holder)
    stage.case(
        holder, stage.every(0), last, programme="dis_care", other_person=other, account_of=holder,
        household=home, basis="paid to the other",
    )  # fmt: skip


def _two_old_on_one_account(stage: Stage) -> None:
    holder, other = stage.slots
    start, last = stage.every(START), stage.every(stage.last)
    stage.spell(holder, "elderly_age", start, last)
    stage.spell(other, "elderly_age", start, last, payee=holder, account_of=holder)
    stage.case(
        holder, stage.every(0), last, programme="elderly_age", other_person=other, account_of=holder,
        basis="paid to the other",
    )  # fmt: skip


def _mother_for_the_household(stage: Stage) -> None:
    father, mother, child = stage.slots
    start, last = stage.every(START), stage.every(stage.last)
    home = stage.dibao(
        "dibao_rural",
        [(mother, start, last, "户主"), (father, start, last, "配偶"), (child, start, last, "子女")],
    )
    grade = stage.every(3)
    stage.certify(child, "听力", grade)
    stage.spell(
        child, "dis_life", start, last, category="听力", level=grade, payee=mother, account_of=mother,
        guardian=mother,
    )  # fmt: skip
    stage.case(mother, stage.every(0), last, other_person=child, account_of=mother, household=home)


def _guardian_of_an_orphan(stage: Stage) -> None:
    guardian, child, father, mother = stage.slots
    start, last = stage.every(START), stage.every(stage.last)
    for parent in (father, mother):
        stage.die(parent, stage.between(-28, -20), in_cremation=True)
    home = stage.dibao("dibao_rural", [(guardian, start, last, "户主")])
    stage.spell(
        child, "orphan", start, last, payee=guardian, account_of=guardian, guardian=guardian,
        placement="社会散居",
    )  # fmt: skip
    stage.case(guardian, stage.every(0), last, other_person=child, account_of=guardian, household=home)


def _old_couple(stage: Stage) -> None:
    husband, wife = stage.slots
    start, last = stage.every(START), stage.every(stage.last)
    stage.spell(husband, "elderly_age", start, last)
    stage.spell(wife, "elderly_age", start, last, payee=husband, account_of=husband)
    stage.case(husband, stage.every(0), last, programme="elderly_age", other_person=wife, account_of=husband)


def _paid_less_than_the_roll(stage: Stage) -> None:
    person = stage.slots[0]
    stage.dibao("dibao_urban", [(person, stage.every(START), stage.every(stage.last), "户主")])
    stage.world.add(
        "line_edits", person=person, programme="dibao_urban", month=stage.every(SHORT_MONTH), edit="short",
        amount_fen=SHORT_FEN,
    )  # fmt: skip


ACCOUNT_KINDS = (
    Kind("PAY-02", "stranger", True, actors.TWO_LONERS, _stranger_on_the_account, "一张卡领两个家庭的钱"),
    Kind("PAY-02", "two old people", True, actors.TWO_OLD, _two_old_on_one_account, "一张卡领两个家庭的钱"),
    Kind("PAY-02", "mother", False, actors.FAMILY, _mother_for_the_household, "母亲账户领本户孩子的钱"),
    Kind("PAY-02", "guardian", False, actors.ORPHAN_APART, _guardian_of_an_orphan, "监护人账户领孤儿的钱"),
    Kind("PAY-02", "old couple", False, actors.OLD_COUPLE, _old_couple, "同户夫妻共用一卡"),
)
BOOK_KINDS = (Kind("PAY-06", "A", True, actors.ELDER, _paid_less_than_the_roll, "花名册与发放金额不符"),)
KINDS = (*ACCOUNT_KINDS, *BOOK_KINDS)
