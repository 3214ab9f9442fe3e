"""The kept comparison vectors come back as they were, or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.compared import NAME, load_memo, save_memo
from pipelines.linkage.memo import Memo

MEMO = Memo("polars x;name", np.array([3, 2**63 + 5], dtype=np.uint64), np.array([7, 2**40], dtype=np.int64))


def test_round_trip(tmp_path: Path) -> None:
    save_memo(MEMO, tmp_path)
    again = load_memo(tmp_path)
    assert again is not None
    assert (again.layout, again.keys.tolist(), again.patterns.tolist()) == (
        MEMO.layout, MEMO.keys.tolist(), MEMO.patterns.tolist(),
    )  # fmt: skip
    assert [p.name for p in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not parquet at all"])
def test_a_broken_file_is_no_memo(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert load_memo(tmp_path) is None


def test_none_is_kept_of_nothing(tmp_path: Path) -> None:
    save_memo(None, tmp_path)
    assert load_memo(tmp_path) is None
