"""Station 3: the people mentioned in rows → persons, with evidence."""

import dagster as dg
import polars as pl

from assets.partitions import audit_month
from assets.settings import Settings
from assets.stopwatch import Stopwatch
from checks.contracts.contract import Contracted
from pipelines.identify import Identified, identify
from pipelines.identify import mentions as mentions_of


@dg.asset(group_name="identify", partitions_def=audit_month)
def mentions(
    accepted_rows: Contracted, settings: Settings, stopwatch: dg.ResourceParam[Stopwatch]
) -> dg.Output[pl.DataFrame]:
    """MENTION: one person in one row in one role."""
    with stopwatch.station("identify"):
        people = mentions_of(settings.rulebook().registers, accepted_rows.accepted, accepted_rows.members)
    return dg.Output(people, metadata={"mentions": people.height})


@dg.asset(group_name="identify", partitions_def=audit_month)
def persons(
    context: dg.AssetExecutionContext,
    mentions: pl.DataFrame,
    settings: Settings,
    stopwatch: dg.ResourceParam[Stopwatch],
) -> dg.Output[Identified]:
    """LINK and PERSON: who every mention is, and why."""
    with stopwatch.station("identify"):
        identified = identify(mentions, as_of=settings.county(context.partition_key).as_of)
    evidence = identified.links["evidence"].value_counts(sort=True).rows()
    return dg.Output(
        identified,
        metadata={"persons": identified.persons.height} | {f"links: {e}": int(n) for e, n in evidence},
    )


assets = [mentions, persons]
