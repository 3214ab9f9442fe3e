"""What a register's definition does not say about its rows: keys, orders in time, signs.

Small tables keyed by register code; a register that is not named has only the general clauses of
``clauses``. A field that a definition does not have is passed over there.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.definitions import Register

KEYS: Mapping[str, tuple[str, ...]] = {
    "roll_dibao_urban": ("benefit_month", "household_id"),
    "roll_dibao_rural": ("benefit_month", "household_id"),
    "temp_ledger": ("case_no",),
    "pay_batch": ("batch_no", "line_no"),
    "pay_return": ("batch_no", "line_no"),
    "case_log": ("clue_no",),
}
"""Fields that name a row of the register. Standing registers may come in several extracts, and a
voucher or an estate unit may have several rows by right: they have no key here."""

ORDERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "temp_ledger": (("accepted_at", "reported_at"),),  # help may be paid before approval (先行救助)
    "funeral_roll": (("paid_on", "died_on"),),
    "pay_batch": (("paid_on", "filled_on"),),
    "approval": (("accepted_on", "applied_on"), ("decided_on", "accepted_on")),
    "death_police": (("cancelled_on", "died_on"),),
    "death_cremation": (("cremated_on", "died_on"),),
    "death_health": (("died_on", "birth_date"), ("reported_on", "died_on")),
    "hukou": (("cancelled_on", "birth_date"),),
    "disability_certificates": (("valid_to", "issued_on"),),
    "bank_accounts": (("changed_on", "opened_on"),),
    "case_log": (("due_on", "opened_on"), ("closed_on", "opened_on")),
}
"""(later, earlier): the first date never lies before the second."""

MAY_BE_NEGATIVE: Mapping[str, tuple[str, ...]] = {
    "pay_batch": ("amount",),  # a negative line takes a payment back
    "pay_return": ("amount",),
    "fund_ledger": ("amount", "balance"),
}
"""Money fields whose negative values mean something."""


def orders_of(register: Register) -> tuple[tuple[str, str], ...]:
    """The pairs of ``ORDERS``, and from … to … of any register that has both."""
    spans = (("to_on", "from_on"), ("to_month", "from_month"))
    pairs = (*ORDERS.get(register.code, ()), *spans)
    return tuple((a, b) for a, b in pairs if register.field(a) and register.field(b))


def key_of(register: Register) -> tuple[str, ...]:
    """The fields that name a row of the register; empty when it has no key."""
    key = KEYS.get(register.code, ())
    return key if all(k == "benefit_month" or register.field(k) for k in key) else ()


def may_lie_ahead(field: str) -> bool:
    """Whether a date of this field may lie after the day of the audit: ends, deadlines."""
    return field.startswith(("to_", "valid_", "due_"))
