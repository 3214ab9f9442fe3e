"""Station 5: facts + YAML rules → clue, clean or not evaluable, for every unit in scope."""

import dagster as dg

from assets.facts import Facts, together
from assets.partitions import audit_month
from assets.settings import Settings
from assets.stopwatch import Stopwatch
from checks.contracts.contract import Contracted
from checks.rules.judge import Judged, judge
from pipelines.identify import Identified


@dg.asset(group_name="judge", partitions_def=audit_month)
def clues(
    context: dg.AssetExecutionContext,
    entitlements: Facts,
    payments: Facts,
    accounts: Facts,
    deaths: Facts,
    statuses: Facts,
    certificates: Facts,
    reconciliation: Facts,
    identities: Facts,
    accepted_rows: Contracted,
    persons: Identified,
    settings: Settings,
    stopwatch: dg.ResourceParam[Stopwatch],
) -> dg.Output[Judged]:
    """CLUE with months and evidence, NOT_EVALUABLE, and the tally of every rule."""
    book = settings.rulebook()
    with stopwatch.station("judge"):
        judged = judge(
            book.rules,
            together(
                entitlements, payments, accounts, deaths, statuses, certificates, reconciliation, identities
            ),
            accepted=accepted_rows.accepted,
            links=persons.links,
            county=settings.county(context.partition_key),
            registers=book.registers,
            programmes=book.programmes,
        )
    return dg.Output(
        judged,
        metadata={
            "clues": judged.clues.height,
            "rules": judged.tallies.height,
            "units in scope": int(judged.tallies["scope"].sum()),
        },
    )


assets = [clues]
