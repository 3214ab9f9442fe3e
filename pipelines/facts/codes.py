"""The canonical codes that mean something to the facts.

``rules/vocabulary`` turns the texts of real files into codes; this file names the few codes on
which a fact depends. Thresholds and lists a rule may change (bad certificate statuses, payroll
statuses, custody types) do not belong here: they are parameters of the rules.
"""

from __future__ import annotations

DIBAO_ROLLS = {"roll_dibao_rural": "dibao_rural", "roll_dibao_urban": "dibao_urban"}
DIBAO = tuple(sorted(DIBAO_ROLLS.values()))
DISABILITY = ("dis_care", "dis_life")
CHILD = ("aids_child", "de_facto_orphan", "orphan")
RAISED_BY_STATE = ("aids_child", "orphan")  # leave the headcount of a dibao household
TEKUN, TEKUN_SCATTERED, TEKUN_CENTRAL = "tekun", "tekun_scattered", "tekun_central"

PAID, STOPPED = "paid", "stopped"
FAILED = ("failed", "refunded", "returned")  # the pay_batch states after a bank return
RETURN_FAILED = "failed"  # of a pay_return row
NORMAL, ARREARS, CORRECTION, PRICE = "normal", "arrears", "correction", "price"
LEDGER_OUT = "out"

DEATH_REGISTERS = ("death_cremation", "death_health", "death_police")
DEATH = "death"  # the only cancellation reason that means death
CONFINED = ("detention", "prison", "rehab")  # in custody; community correction and bail are not
COLLECTIVE = "集中"  # 集中养育: the child lives in an institution
INSTITUTION_NAME = "敬老院|福利院|养老院|供养|救助站"

CATEGORY_OF_DIGIT = {
    "1": "视力", "2": "听力", "3": "言语", "4": "肢体", "5": "智力", "6": "精神", "7": "多重",
}  # fmt: skip
"""Digit 19 of a disability certificate number; digit 20 is the level."""

# From the status that lets a certificate stand to the one that ends it for good.
CERTIFICATE_STATUSES = ("valid", "moved_out", "frozen", "expired", "void", "cancelled")
