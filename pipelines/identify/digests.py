"""A key of everything a record's comparisons can depend on: equal keys, equal comparison vectors.

So that a pair of people of whom nothing has changed need not be compared again next month. The place
of a row counts only where a unit stands in it beside somebody else, for only there it is compared.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.identify.normalise import Normalised
from pipelines.linkage.hashing import Keys, keys_of, mixed
from pipelines.tables import ROW_REF

FACTS = (
    "folded", "former_folded", "number_kind", "number", "birth_date", "age_years", "age_on", "sex",
    "in_township", "in_village", "certificate_id", "phone", "account", "certificate", "household", "place",
)  # fmt: skip
SIGN = "\x1f"


def digests_of(
    rows: pl.DataFrame, by_number: pl.DataFrame, values: Normalised, *, units: int, size: int
) -> Keys:
    """A key per record, the same in every run with the same version of polars.

    Args:
        rows: ``records.HELD`` rows of all records; the first ``units`` records are open.
        by_number: record, id18 of settled records.
    """
    names = values.names.select("name", "folded")
    formers = names.select(former="name", former_folded="folded")
    townships = values.places.townships.select(township="code", in_township="bare")
    villages = values.places.villages.select(village="code", in_village="bare")
    shared = (
        rows.group_by("row_at")
        .agg(records=pl.col("record").n_unique(), first=pl.col("record").min())
        .filter((pl.col("records") > 1) & (pl.col("first") < units))
        .select("row_at")
    )
    told = rows.join(_places_in(rows, shared, values), on="mention", how="left", validate="m:1")
    for table, code in ((names, "name"), (formers, "former"), (townships, "township"), (villages, "village")):
        told = told.join(table, on=code, how="left", validate="m:1")
    told = told.with_columns(age_on=pl.when(pl.col("age_years").is_not_null()).then("age_on"))
    texts = [pl.col(c).cast(pl.String).fill_null("") for c in FACTS]
    told = told.select("record", fact=pl.concat_str(texts, separator=SIGN))
    numbers = by_number.select("record", fact="id18").drop_nulls()
    facts = pl.concat([told, numbers]).unique()
    keys = mixed(keys_of(facts["fact"]))
    found = np.zeros(size, dtype=np.uint64)
    np.add.at(found, facts["record"].to_numpy(), keys)
    return mixed(found)


def _places_in(rows: pl.DataFrame, shared: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """mention, place: where the mentions of shared rows stand."""
    standing = rows.drop_nulls("mention").join(shared, on="row_at", how="semi").select("mention")
    where = values.mentions[standing["mention"]].select(
        place=pl.concat_str([*ROW_REF, "role"], separator=SIGN)
    )
    return pl.concat([standing, where], how="horizontal")
