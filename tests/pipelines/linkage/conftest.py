"""Made-up people for the linkage engine: a register with known doubles and known error rates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from pipelines.linkage import Records, columns
from pipelines.linkage.hashing import mixed

FIRST = [
    f"{a}{b}"
    for a in ("al", "be", "cor", "dag", "ef", "gun", "hil")
    for b in ("ma", "nard", "in", "ta", "wig")
]
LAST = [
    f"{a}{b}"
    for a in ("wood", "lind", "stein", "berg", "karl")
    for b in ("man", "ström", "ley", "son", "er", "thal")
]
GIVEN, FAMILY = "伟芳娜敏静丽强磊洋艳", "王李张刘陈杨赵黄"

Register = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def register() -> Register:
    return register_of


@pytest.fixture(scope="session")
def records_of() -> Callable[[pl.DataFrame], Records]:
    return _records


def register_of(
    people: int, *, copies: int = 2, seed: int = 7, wrong: float = 0.1, missing: float = 0.05
) -> pl.DataFrame:
    """person, first, last, han, birth, code, town: ``copies`` records a person, in canonical order.

    Every value of every record is another one with probability ``wrong`` and null with ``missing``.
    """
    rng = np.random.default_rng(seed)
    han = np.array([f + a + b for f in FAMILY for a in GIVEN for b in GIVEN])
    days = np.array(
        [f"{y}-{m:02d}-{d:02d}" for y in range(1930, 2000) for m in range(1, 13) for d in range(2, 28, 5)]
    )
    codes = np.array([f"AB{i} {j}CD" for i in range(30) for j in range(10)])
    stock = {
        "first": np.array(FIRST), "last": np.array(LAST), "han": han, "birth": days, "code": codes,
        "town": np.array([f"town {i}" for i in range(40)]),
    }  # fmt: skip
    person = np.repeat(np.arange(people), copies)
    held = {"person": pl.Series(person)}
    for name, values in stock.items():
        true = rng.integers(0, len(values), people)[person]
        is_wrong = rng.random(len(person)) < wrong
        shown = np.where(is_wrong, (true + rng.integers(1, len(values), len(person))) % len(values), true)
        shown_values = pl.Series(values[shown].tolist())
        held[name] = shown_values.set(pl.Series(rng.random(len(person)) < missing), None)
    return pl.DataFrame(held).sort(*stock, "person")


def _records(frame: pl.DataFrame) -> Records:
    """With digests of the content of every record."""
    shown = frame.drop("person")
    digests = mixed(shown.hash_rows(seed=0).to_numpy())
    return Records(columns(shown), frame.height, digests=digests)
