"""Blocking keys: what two records must have in common to be compared, value by value.

A key function turns the distinct values of a column into 64-bit keys, worked out once per value.
Some give several keys a value (every token of a name, every spelling with one letter left out): a
pair needs one of them in common. The functions know letters and digits, no language: what is
special about a script (readings of Chinese characters) enters as a column of its own.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from pipelines.linkage.hashing import NO_KEY, Keys, keys_of

# value → its keys: position of the value, key
KeyTable = tuple[np.ndarray, Keys]
KeyFunction = Callable[[pl.Series], KeyTable]


def _one_each(texts: pl.Series) -> KeyTable:
    keys = keys_of(texts)
    return np.flatnonzero(keys != NO_KEY), keys[keys != NO_KEY]


def _of_lists(lists: pl.Series) -> KeyTable:
    """The keys of every text of a list per value."""
    frame = pl.DataFrame({"at": pl.int_range(len(lists), dtype=pl.Int64, eager=True), "text": lists})
    long = frame.explode("text").drop_nulls().filter(pl.col("text") != "").unique(maintain_order=True)
    return long["at"].to_numpy(), keys_of(long["text"])


def whole(values: pl.Series) -> KeyTable:
    """The value itself."""
    return _one_each(values)


def first(length: int) -> KeyFunction:
    """The first letters of a text; nothing of shorter texts."""

    def key(values: pl.Series) -> KeyTable:
        head = values.cast(pl.String).str.slice(0, length)
        return _one_each(head.set(head.str.len_chars() < length, None))

    return key


def head(length: int) -> KeyFunction:
    """The first letters of a text, or all of a shorter one (``substr`` of SQL)."""
    return lambda values: _one_each(values.cast(pl.String).str.slice(0, length))


def year(values: pl.Series) -> KeyTable:
    """The year of dates written 1962-05-03 or 19620503."""
    return first(4)(values)


def month_day(values: pl.Series) -> KeyTable:
    """Month and day of dates written 1962-05-03 or 19620503, without 1 January (year only)."""
    digits = values.cast(pl.String).str.replace_all("-", "", literal=True).str.slice(4, 4)
    return _one_each(digits.set((digits == "0101") | (digits.str.len_chars() < 4), None))


def sound(values: pl.Series) -> KeyTable:
    """Latin consonants by sound (after Russell's Soundex, without its cut at four): smith, smyth."""
    text = values.cast(pl.String).str.to_lowercase().str.replace_all("[^a-z]", "")
    coded = text.str.slice(1)
    for letters, digit in (
        ("[aeiouyhw]", ""), ("[bfpv]", "1"), ("[cgjkqsxz]", "2"), ("[dt]", "3"), ("l", "4"), ("[mn]", "5"),
        ("r", "6"),
    ):  # fmt: skip
        coded = coded.str.replace_all(letters, digit)
    for digit in "123456":
        coded = coded.str.replace_all(f"{digit}+", digit)
    return _one_each(text.str.slice(0, 1) + coded.str.slice(0, 3))


def tokens(values: pl.Series) -> KeyTable:
    """Every word of two letters and more."""
    words = values.cast(pl.String).str.extract_all(r"[\p{L}\p{N}]{2,}")
    return _of_lists(words)


def first_token(values: pl.Series) -> KeyTable:
    """The first word: the outward half of a postcode."""
    return _one_each(values.cast(pl.String).str.extract(r"^(\S+)\s", 1))


def deletions(least: int = 4, most: int = 24) -> KeyFunction:
    """The text and every spelling with one letter left out: meets all texts one edit away.

    Texts of fewer than ``least`` letters give only themselves; behind letter ``most`` none is left out
    (SymSpell's symmetric delete, Garbe 2012, for distance one).
    """

    def key(values: pl.Series) -> KeyTable:
        text = values.cast(pl.String).fill_null("")
        length = text.str.len_chars().to_numpy()
        at, keys = [np.flatnonzero(length > 0)], [keys_of(text.filter(pl.Series(length > 0)))]
        for place in range(min(most, int(length.max(initial=0)))):
            inside = np.flatnonzero((length > place) & (length >= least))
            part = text.gather(inside)
            without = part.str.slice(0, place) + part.str.slice(place + 1)
            at.append(inside)
            keys.append(keys_of(without))
        return _distinct(np.concatenate(at), np.concatenate(keys))

    return key


def _distinct(at: np.ndarray, keys: Keys) -> KeyTable:
    frame = (
        pl.DataFrame({"at": at, "key": keys}).filter(pl.col("key") != int(NO_KEY)).unique().sort("at", "key")
    )
    return frame["at"].to_numpy(), frame["key"].to_numpy()


KEYS: dict[str, KeyFunction] = {
    "whole": whole,
    "head1": head(1),
    "head2": head(2),
    "head3": head(3),
    "head4": head(4),
    "first1": first(1),
    "first2": first(2),
    "first3": first(3),
    "first4": first(4),
    "year": year,
    "month_day": month_day,
    "sound": sound,
    "tokens": tokens,
    "first_token": first_token,
    "deletions": deletions(),
}
