"""Decisions + golden names → LINK, the table other stations read."""

from __future__ import annotations

import polars as pl

from pipelines.identify.explain import EVIDENCE, KINDS, explained
from pipelines.identify.normalise import Normalised
from pipelines.identify.order import placed, sparse
from pipelines.names import folded_agreement
from pipelines.tables import LINK, ROW_REF


def links(
    decided: pl.DataFrame, ids: pl.DataFrame, golden: pl.DataFrame, evidence: pl.DataFrame, values: Normalised
) -> pl.DataFrame:
    """LINK in mention order.

    Args:
        decided: exact.DECIDED + name (code), is_masked (its number); one row per mention, in mention order.
        ids: person, person_id. golden: person, name (code).
        evidence: mention, passes, waterfall of probable links.
    """
    agreement = _with_golden_name(decided, golden, values)
    told = explained(
        decided.select(
            "kind", "slip", "place", "agrees", "contradicts", "number", "is_same_row", "has_id_conflict",
            "is_masked",
            agreement=agreement,
            has_rivals=pl.col("rivals") > 0,
            has_number=values.mentions.columns("id_number")["id_number"].is_not_null(),
        )
    )  # fmt: skip
    kinds = pl.Series([EVIDENCE[kind] for kind in KINDS])
    of_evidence = placed(evidence["mention"], decided.height)
    told = told.hstack(decided.select("probability", "is_strong", "has_id_conflict", "rivals")).hstack(
        [
            ids["person_id"].gather(_rows_of(ids, decided, values)),
            kinds.gather(decided["kind"].to_physical()).alias("evidence"),
            agreement,
            evidence["passes"].gather(of_evidence),
            evidence["waterfall"].gather(of_evidence),
        ]
    )
    # the texts of the source come last: until here nobody needs them
    return LINK.check(told.hstack(values.mentions.columns(*ROW_REF, "role", "name", "id_number")))


def _rows_of(persons: pl.DataFrame, decided: pl.DataFrame, values: Normalised) -> pl.Series:
    """The row of every mention's person in a table with one row per person."""
    codes = values.numbers.height + values.mentions.height
    return placed(persons["person"], codes).gather(decided["person"])


def _with_golden_name(decided: pl.DataFrame, golden: pl.DataFrame, values: Normalised) -> pl.Series:
    """The agreement of every mention's name with its person's golden name; null without a name."""
    both = decided.select("name", golden=golden["name"].gather(_rows_of(golden, decided, values)))
    text = values.names["folded"]
    is_other = (both["name"] != both["golden"]).fill_null(False)
    others = both.filter(is_other)
    unequal = pl.DataFrame({"left": text.gather(others["name"]), "right": text.gather(others["golden"])})
    levels = unequal.join(
        folded_agreement(unequal), on=["left", "right"], how="left", maintain_order="left", validate="m:1"
    )["agreement"]
    told = sparse(levels, is_other.arg_true(), decided.height)
    return both.select(name_agreement=pl.when(pl.col("name") == pl.col("golden")).then(1.0).otherwise(told))[
        "name_agreement"
    ]
