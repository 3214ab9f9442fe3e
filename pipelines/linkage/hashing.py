"""64-bit keys for equality: of texts, of integers, of several keys together.

Two different values fall on one key with probability 2⁻⁶⁴. Nothing may depend on the order of keys:
they differ between versions of polars.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Keys = npt.NDArray[np.uint64]

NO_KEY = np.uint64(0)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mixed(numbers: npt.NDArray[np.integer]) -> Keys:
    """Integers spread over 64 bits (the finaliser of SplitMix64, Steele et al. 2014): a bijection."""
    x = numbers.astype(np.uint64) + _STEP
    x ^= x >> np.uint64(30)
    x *= _FIRST
    x ^= x >> np.uint64(27)
    x *= _SECOND
    x ^= x >> np.uint64(31)
    return x


def joined(left: Keys, right: Keys) -> Keys:
    """One key of two, position by position; no key where either has none."""
    both = mixed(left ^ mixed(right))
    both[(left == NO_KEY) | (right == NO_KEY)] = NO_KEY
    return both


def keys_of(values: pl.Series) -> Keys:
    """A key per value; none for null and for the empty text."""
    keys = values.hash(seed=0).to_numpy().copy()
    absent = values.is_null() if values.dtype != pl.String else (values.fill_null("") == "")
    keys[absent.to_numpy()] = NO_KEY
    return keys


def drawn(size: int, share: float) -> npt.NDArray[np.bool_]:
    """Which of the numbers 0 … size − 1 belong to a sample of this share: always the same ones."""
    chosen: npt.NDArray[np.bool_] = (mixed(np.arange(size)) >> np.uint64(11)) / float(1 << 53) < share
    return chosen
