"""Two books agree, differ, or cannot be compared: and the reader is told which."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.tables import TIE_OUT
from reports.reconciled import reconciled

EQUAL = {
    "test": "B", "unit_key": "1", "has_left": True, "has_right": True, "left_fen": 100, "right_fen": 100,
    "left_count": 2, "right_count": 2, "is_partial": False, "has_rejected_amount": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "state", "difference"),
    [
        ({}, "equal", 0),
        ({"right_fen": 90}, "different", 10),
        ({"right_count": 1}, "different", 0),
        ({"test": "C", "right_count": 1}, "equal", 0),
        ({"has_right": False, "right_fen": 0}, "no_right", None),
        ({"has_left": False, "left_fen": 0}, "no_left", None),
        ({"right_fen": 90, "is_partial": True}, "partial", 10),
        ({"right_fen": 90, "has_rejected_amount": True}, "not_comparable", 10),
    ],
    ids=[
        "equal", "money differs", "numbers differ", "a ledger has one row a batch", "no other book",
        "no own book", "return file incomplete", "an amount was rejected",
    ],
)  # fmt: skip
def test_state(changed: dict[str, Any], state: str, difference: int | None) -> None:
    row = reconciled(TIE_OUT.rows(EQUAL | changed)).row(0, named=True)
    assert (row["state"], row["difference_fen"]) == (state, difference)
