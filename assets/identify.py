"""Station 3: the people mentioned in rows → persons, with evidence."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.compared import load_memo, save_memo
from assets.linkage import linkage_of, weights_drift
from assets.partitions import audit_month
from assets.settings import Settings
from assets.stopwatch import Stopwatch
from checks.contracts.contract import Contracted
from pipelines.identify import Identified, identify
from pipelines.identify import mentions as mentions_of
from pipelines.identify.approved import weights_in_force
from reports.linkage import Linkage


@dg.asset(group_name="identify", partitions_def=audit_month)
def mentions(
    accepted_rows: Contracted, settings: Settings, stopwatch: dg.ResourceParam[Stopwatch]
) -> dg.Output[pl.DataFrame]:
    """MENTION: one person in one row in one role."""
    with stopwatch.station("identify"):
        people = mentions_of(settings.rulebook().registers, accepted_rows.accepted, accepted_rows.members)
    return dg.Output(people, metadata={"mentions": people.height})


@dg.multi_asset(
    name="persons",
    group_name="identify",
    partitions_def=audit_month,
    can_subset=True,  # a clue is explained without learning weights again
    outs={
        "persons": dg.AssetOut(
            is_required=False, description="LINK and PERSON: who every mention is, and why."
        ),
        "linkage": dg.AssetOut(
            is_required=False, description="The match weights in force, and what this data would teach."
        ),
    },
    check_specs=[
        dg.AssetCheckSpec(
            "weights_drift",
            asset="persons",
            description="No level of approved match weights has moved more than 3 bits in this data.",
        )
    ],
)
def persons_and_linkage(
    context: dg.AssetExecutionContext,
    mentions: pl.DataFrame,
    settings: Settings,
    stopwatch: dg.ResourceParam[Stopwatch],
) -> Iterator[dg.Output[Identified] | dg.Output[Linkage] | dg.AssetCheckResult]:
    """Who every mention is, by which weights, and whether the county has moved from them."""
    as_of = settings.county(context.partition_key).as_of
    approved = settings.rulebook().weights
    with stopwatch.station("identify"):
        kept = settings.working / "cache"
        identified = identify(
            mentions,
            as_of=as_of,
            weights=weights_in_force(approved),
            chunk=settings.pairs_at_once,
            threads=pl.thread_pool_size(),
            memo=load_memo(kept),
        )
        save_memo(identified.memo, kept)
    evidence = identified.links["evidence"].value_counts(sort=True).rows()
    yield dg.Output(
        identified,
        output_name="persons",
        metadata={"persons": identified.persons.height} | {f"links: {e}": int(n) for e, n in evidence},
    )
    if "linkage" not in context.selected_output_names:
        return
    with stopwatch.station("identify"):
        how = linkage_of(identified, mentions, approved, as_of=as_of)
    yield dg.Output(how, output_name="linkage", metadata={"weights": how.version, "source": how.source})
    yield weights_drift(how)


assets = [mentions, persons_and_linkage]
