"""Decisions + golden names → LINK, the table other stations read."""

from __future__ import annotations

import polars as pl

from pipelines.id_numbers import MASKED
from pipelines.identify.explain import EVIDENCE, explained
from pipelines.identify.normalise import Normalised
from pipelines.names import folded_agreement
from pipelines.tables import LINK, ROW_REF


def links(
    decided: pl.DataFrame, ids: pl.DataFrame, golden: pl.DataFrame, evidence: pl.DataFrame, values: Normalised
) -> pl.DataFrame:
    """LINK in mention order.

    Args:
        decided: decide.DECISION + name (code), number_kind; one row per mention, in mention order.
        ids: person, person_id. golden: person, name (code).
        evidence: mention, passes, waterfall of probable links.
    """
    agreement = _with_golden_name(decided, golden, values)
    cases = decided.select(
        "kind", "slip", "place", "agrees", "contradicts", "number", "is_same_row", "has_id_conflict",
        agreement=agreement,
        has_rivals=pl.col("rivals") > 0,
        is_masked=pl.col("number_kind").eq_missing(MASKED),
        has_number=values.mentions["id_number"].is_not_null(),
    )  # fmt: skip
    told = explained(cases)
    who = decided.join(ids, on="person", how="left", maintain_order="left", validate="m:1")
    mentions = values.mentions.select(*ROW_REF, "role", "name", "id_number")
    return LINK.check(
        mentions.hstack(
            who.select(
                "person_id",
                "probability",
                "is_strong",
                "has_id_conflict",
                "rivals",
                evidence=pl.col("kind").replace_strict(EVIDENCE, return_dtype=pl.String),
            )
        )
        .hstack(told.with_columns(name_agreement=agreement))
        .hstack(
            decided.select("mention")
            .join(evidence, on="mention", how="left", maintain_order="left", validate="1:1")
            .select("passes", "waterfall")
        )
    )


def _with_golden_name(decided: pl.DataFrame, golden: pl.DataFrame, values: Normalised) -> pl.Series:
    """The agreement of every mention's name with its person's golden name; null without a name."""
    both = decided.select("person", "name").join(
        golden.select("person", golden="name"), on="person", how="left", maintain_order="left", validate="m:1"
    )
    text = values.names.select("name", "folded")
    unequal = both.filter(pl.col("name") != pl.col("golden")).select("name", "golden").unique()
    spelled = unequal.join(text, on="name").join(
        text.rename({"name": "golden", "folded": "other"}), on="golden"
    )
    levels = spelled.join(
        folded_agreement(spelled.select(left="folded", right="other")),
        left_on=["folded", "other"],
        right_on=["left", "right"],
    ).select("name", "golden", "agreement")
    return both.join(levels, on=["name", "golden"], how="left", maintain_order="left", validate="m:1").select(
        pl.when(pl.col("name") == pl.col("golden")).then(1.0).otherwise("agreement").alias("name_agreement")
    )["name_agreement"]
