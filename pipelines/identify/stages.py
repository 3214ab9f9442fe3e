"""The station's way: mentions → links and persons, stage by stage.

Only the order of stages and the joining of their results stands here; every stage is a module.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines.id_numbers import MASKED
from pipelines.identify.decide import Stages, decisions
from pipelines.identify.exact import with_own_numbers
from pipelines.identify.links import links
from pipelines.identify.normalise import Normalised, normalise
from pipelines.identify.order import sparse
from pipelines.identify.persons import golden_names, golden_persons, person_ids
from pipelines.identify.plan import BELIEFS, county_plan
from pipelines.identify.probable import probable_links
from pipelines.identify.repair import repaired
from pipelines.linkage.memo import Memo
from pipelines.linkage.plan import Plan
from pipelines.linkage.weights import Weights
from pipelines.tables import PERSON

PASS_REPORT = {"stage": pl.String(), "pairs": pl.Int64(), "links": pl.Int64(), "dropped": pl.Int64()}


@dataclass(frozen=True)
class Identified:
    """Who is who. ``links``: LINK, one row per mention. ``persons``: PERSON.

    ``report``: stage, pairs (looked at), links (made), dropped (pairs a block cap cost); null where
    a stage has no such count. ``passes``: per blocking pass: pass, reason, entries, blocks, largest,
    pairs, split, dropped_blocks, dropped_pairs, alone, expected, expected_alone. ``memo``: comparison
    vectors for the next run.
    """

    links: pl.DataFrame
    persons: pl.DataFrame
    report: pl.DataFrame
    passes: pl.DataFrame
    memo: Memo | None = None


def identify(
    mentions: pl.DataFrame | pl.LazyFrame,
    *,
    as_of: date,
    known_persons: pl.DataFrame | None = None,
    weights: Weights | None = None,
    chunk: int = 1_000_000,
    threads: int = 1,
    memo: Memo | None = None,
) -> Identified:
    """The person behind every mention, with evidence.

    Args:
        mentions: MENTION, in any order. Of a LazyFrame (a scan of a file) columns are read when they are
            needed, some several times: it must give the same rows in the same order every time.
        as_of: the audit's today: a number born later is no number.
        known_persons: PERSON of earlier runs. Identified ones can be found by wrong and missing
            numbers although no row of this run carries their number.
        weights: approved match weights; None takes ``plan.BELIEFS``.
        chunk, threads: candidate pairs worked on at once; they bound memory and change no result.
        memo: comparison vectors of an earlier run: pairs of people of whom nothing has changed are
            not compared again; the result is the same.

    A valid number always decides (``exact_id``, probability 1): the name agreement beside it tells
    whose name was typed. ``probable`` links need the name and further points. A ``single`` carries
    the probability of the best person that was not taken (0 without any).
    """
    values = normalise(mentions, known_persons, as_of=as_of)
    plan = county_plan(chunk=chunk, threads=threads)
    stages, report = _run(values, plan, weights or BELIEFS, memo)
    decided = with_own_numbers(decisions(stages, values), values).hstack(
        values.people.head(values.mentions.height).select(
            "name", "spelling", "birth_date", "sex", "township", "village",
            own="known", is_masked=pl.col("number_kind").eq_missing(MASKED),
        )
    )  # fmt: skip
    golden = golden_names(_golden_votes(decided, values), values)
    known = pl.when(pl.col("person") < values.numbers.height).then("person")
    linked = decided.with_columns(known=known, centre=pl.col("person") - values.numbers.height)
    ids = person_ids(linked, values)
    values = replace(values, people=values.people.clear())  # nobody reads its texts from here on
    persons = golden_persons(linked, ids, golden, values)
    del linked
    report = _reported(report, decided)
    decided = decided.drop("spelling", "birth_date", "sex", "township", "village", "own")
    probable = stages.probable
    told = links(decided, ids, golden, probable.evidence_of_mentions(), values)
    return Identified(told, PERSON.check(persons), report, probable.passes, probable.memo)


def _run(values: Normalised, plan: Plan, weights: Weights, memo: Memo | None) -> tuple[Stages, pl.DataFrame]:
    """All stages in order, and what they looked at."""
    repairs, repair_pairs = repaired(values)
    target = sparse(repairs["known"], repairs["mention"], values.people.height)
    people = values.people.with_columns(known=pl.coalesce("known", target))
    probable = probable_links(people, values, plan, weights, memo)
    report = pl.DataFrame(
        {"stage": ["repair", "probable"], "pairs": [repair_pairs, probable.candidates]},
        schema_overrides={"pairs": pl.Int64},
    )
    passes = probable.passes.select(stage="block:" + pl.col("pass"), pairs="pairs", dropped="dropped_pairs")
    return Stages(repairs, probable), pl.concat([report, passes], how="diagonal")


def _golden_votes(decided: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """person, name, spelling, weight: which mentions choose a person's golden name."""
    weight = pl.when(pl.col("own").is_not_null()).then(2).otherwise(1)
    earlier = values.people.slice(values.mentions.height)
    return pl.concat(
        [
            decided.select("person", "name", "spelling", weight=weight),
            earlier.select("name", "spelling", person="known", weight=pl.lit(0)).select(
                "person", "name", "spelling", "weight"
            ),
        ]
    )


def _reported(report: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """The stages in order with the links they made."""
    of_kinds = {
        "exact": "exact", "upgraded": "upgraded", "repaired": "repair", "probable": "probable",
        "wrong_number": "wrong_number", "profile": "profile", "gathered": "gather", "single": "single",
    }  # fmt: skip
    made = (
        decided.group_by("kind")
        .agg(links=pl.len().cast(pl.Int64))
        .select(
            "links", stage=pl.col("kind").cast(pl.String).replace_strict(of_kinds, return_dtype=pl.String)
        )
    )
    order = [*dict.fromkeys(of_kinds.values())]
    counted = (
        pl.DataFrame({"stage": order})
        .join(made, on="stage", how="left", maintain_order="left")
        .join(report.filter(pl.col("stage").is_in(order)).drop("dropped"), on="stage", how="left",
              maintain_order="left")
        .with_columns(pl.col("links").fill_null(0))
    )  # fmt: skip
    passes = report.filter(~pl.col("stage").is_in(order))
    return pl.concat([counted, passes], how="diagonal").select(
        pl.col(c).cast(dtype) for c, dtype in PASS_REPORT.items()
    )
