"""A key of everything a record's comparisons can depend on: equal keys, equal comparison vectors.

So that a pair of people of whom nothing has changed need not be compared again next month. Codes and
numbers of rows differ from run to run; the texts behind them do not.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from pipelines.identify.levels import unpacked_place, unpacked_row_entry
from pipelines.identify.normalise import Normalised
from pipelines.linkage.columns import Column
from pipelines.linkage.hashing import Keys, keys_of, mixed
from pipelines.tables import ROW_REF

BY_VALUE = (
    "name", "birth", "age", "sex", "phone", "account", "certificate", "household", "number", "valid_number",
)  # fmt: skip
SIGN = "\x1f"


def digests_of(columns: Mapping[str, Column], values: Normalised, size: int) -> Keys:
    """A key per record, the same in every run with the same version of polars.

    Args:
        columns: ``records.columns_of``: all that the comparisons of ``plan`` look at.
    """
    facts = {name: (columns[name], keys_of(columns[name].distinct)) for name in BY_VALUE}
    facts["place"] = columns["place"], _place_keys(columns["place"], values)
    facts["row"] = columns["row"], _row_keys(columns["row"], values)
    found = np.zeros(size, dtype=np.uint64)
    for number, (column, keys) in enumerate(facts.values()):
        held = mixed(keys + mixed(np.array([number])))[column.codes]
        np.add.at(found, column.holders(), held)
    return mixed(found)


def _place_keys(column: Column, values: Normalised) -> Keys:
    township, village = unpacked_place(column.distinct.to_numpy())
    return mixed(
        _of_codes(township, values.places.townships["bare"])
        ^ mixed(_of_codes(village, values.places.villages["bare"]))
    )


def _row_keys(column: Column, values: Normalised) -> Keys:
    """Where the row stands, the role and the name."""
    row_at, repeats, name = unpacked_row_entry(column.distinct.to_numpy())
    first = values.people["row_at"].head(values.mentions.height).search_sorted(pl.Series(row_at))
    where = values.mentions.rows(first, *ROW_REF)
    place = keys_of(where.select(pl.concat_str(list(ROW_REF), separator=SIGN)).to_series())
    return mixed(place ^ mixed(_of_codes(name, values.names["folded"]) + repeats.astype(np.uint64)))


def _of_codes(codes: np.ndarray, distinct: pl.Series) -> Keys:
    """The key of the text behind every code; 0 of no code."""
    keys = np.append(keys_of(distinct), np.uint64(0))
    found: Keys = keys[np.where(codes >= 0, codes, len(keys) - 1)]
    return found
