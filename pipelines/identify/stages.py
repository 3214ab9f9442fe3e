"""The station's way: mentions → links and persons, stage by stage.

Only the order of stages and the joining of their results stands here; every stage is a module.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.identify.block import PASS_REPORT, block
from pipelines.identify.compare import compare
from pipelines.identify.decide import Stages, decisions
from pipelines.identify.exact import by_own_number
from pipelines.identify.gather import gather
from pipelines.identify.links import links
from pipelines.identify.normalise import Normalised, normalise
from pipelines.identify.persons import golden_names, golden_persons, person_ids
from pipelines.identify.repair import repaired
from pipelines.identify.score import population, score
from pipelines.identify.settle import settle
from pipelines.identify.traits import traits
from pipelines.identify.units import units
from pipelines.tables import PERSON


@dataclass(frozen=True)
class Identified:
    """Who is who. ``links``: LINK, one row per mention. ``persons``: PERSON.

    ``report``: stage, pairs (looked at), links (made), dropped (pairs a block cap cost); null where
    a stage has no such count.
    """

    links: pl.DataFrame
    persons: pl.DataFrame
    report: pl.DataFrame


def identify(mentions: pl.DataFrame, *, as_of: date, known_persons: pl.DataFrame | None = None) -> Identified:
    """The person behind every mention, with evidence.

    Args:
        mentions: MENTION, in any order.
        as_of: the audit's today: a number born later is no number.
        known_persons: PERSON of earlier runs. Identified ones can be found by wrong and missing
            numbers although no row of this run carries their number.

    A valid number always decides (``exact_id``, probability 1): the name agreement beside it tells
    whose name was typed. ``probable`` links need the name and further points. A ``single`` carries
    the probability of the best person that was not taken (0 without any).
    """
    values = normalise(mentions, known_persons, as_of=as_of)
    stages, report = _run(values)
    of_mentions = values.people.filter(pl.col("mention").is_not_null())
    decided = decisions(stages, values).hstack(
        of_mentions.select(
            "name", "spelling", "number_kind", "birth_date", "sex", "township", "village", own="known"
        )
    )
    golden = golden_names(_golden_votes(decided, values), values)
    known = pl.when(pl.col("person") < values.numbers.height).then("person")
    linked = decided.with_columns(known=known, centre=pl.col("person") - values.numbers.height)
    ids = person_ids(linked, values)
    told = links(decided, ids, golden, values)
    persons = golden_persons(linked, ids, golden, values)
    return Identified(told, PERSON.check(persons), _reported(report, decided))


def _run(values: Normalised) -> tuple[Stages, pl.DataFrame]:
    """All stages in order, and what they looked at."""
    own = by_own_number(values)
    repairs, repair_pairs = repaired(values)
    people = values.people.join(
        repairs.select("mention", target="known"), on="mention", how="left", maintain_order="left"
    ).with_columns(known=pl.coalesce("known", "target"))
    unknown = units(people.filter(pl.col("known").is_null()), values)
    identified = people.filter(pl.col("known").is_not_null())
    county = population(identified, "known")

    sought = traits(unknown, "unit", values)
    persons = traits(identified, "known", values, beside=sought)
    candidates = block(sought, persons, values)
    weighed = score(compare(candidates.pairs, sought, persons, values), county, sought, persons)
    found, alone = settle(weighed, sought)

    rest = traits(unknown.join(found, left_on="unit", right_on="left", how="anti"), "unit", values)
    among = block(rest, rest, values, among_themselves=True)
    groups = gather(score(compare(among.pairs, rest, rest, values), county, rest, rest), rest)
    report = pl.concat(
        [
            pl.DataFrame(
                {
                    "stage": ["repair", "probable", "gather"],
                    "pairs": [repair_pairs, candidates.pairs.height, among.pairs.height],
                },
                schema_overrides={"pairs": pl.Int64},
            ),
            candidates.report,
            among.report.with_columns(stage="gather_" + pl.col("stage")),
        ],
        how="diagonal",
    )
    parts = unknown.select("mention", "unit", number_text="number")
    return Stages(own, repairs, parts, found, alone, groups), report


def _golden_votes(decided: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """person, name, spelling, weight: which mentions choose a person's golden name."""
    weight = pl.when(pl.col("own").is_not_null()).then(2).otherwise(1)
    earlier = values.people.filter(pl.col("mention").is_null())
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
        .select("links", stage=pl.col("kind").replace_strict(of_kinds, return_dtype=pl.String))
    )
    order = [*dict.fromkeys(of_kinds.values())]
    counted = (
        pl.DataFrame({"stage": order})
        .join(made, on="stage", how="left", maintain_order="left")
        .join(report.filter(pl.col("stage").is_in(order)).drop("links", "dropped"), on="stage", how="left",
              maintain_order="left")
        .with_columns(pl.col("links").fill_null(0))
    )  # fmt: skip
    passes = report.filter(~pl.col("stage").is_in(order))
    return pl.concat([counted, passes], how="diagonal").select(
        pl.col(c).cast(dtype) for c, dtype in PASS_REPORT.items()
    )
