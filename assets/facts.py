"""Station 4: rows + persons → entitlements, paid months, life events, statuses."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.partitions import audit_month
from assets.settings import Settings
from assets.stopwatch import Stopwatch
from checks.contracts.contract import Contracted
from pipelines.facts import facts as facts_of
from pipelines.identify import Identified
from pipelines.read.output import ReadOutput
from pipelines.tables import FACTS

Facts = dict[str, pl.DataFrame]

# asset → the facts it holds; together all of tables.FACTS
BUNDLES: dict[str, tuple[str, ...]] = {
    "entitlements": ("entitlement", "household_month", "household_member", "guardianship"),
    "payments": ("payment_line", "paid_month", "person_gap", "received_month", "coverage"),
    "accounts": ("account_person",),
    "deaths": ("death_record", "death", "suspected_death"),
    "statuses": ("payroll_spell", "custody_spell", "marginal_spell", "elderly_month"),
    "certificates": ("certificate", "certificate_month"),
    "reconciliation": ("tie_out", "sheet_total"),
    "identities": ("person", "id_cell", "register_state"),
}
DESCRIPTIONS = {
    "entitlements": "What the rolls say is due: per person, household and month.",
    "payments": "What was paid: lines net of returns, per person, programme and benefit month.",
    "accounts": "Who is paid through which account.",
    "deaths": "Deaths reconciled over police, cremation and health registers.",
    "statuses": "Payroll, custody, marginal and age facts about persons in time.",
    "certificates": "Disability certificates and the level in force in each paid month.",
    "reconciliation": "Roll against payment against bank return against ledger; footers against rows.",
    "identities": "Persons, identity-number cells, and the state of every register.",
}
assert {t for tables in BUNDLES.values() for t in tables} == set(FACTS)


def together(*bundles: Facts) -> Facts:
    """The tables of several bundles, by name."""
    return {name: rows for bundle in bundles for name, rows in bundle.items()}


@dg.multi_asset(
    group_name="facts",
    partitions_def=audit_month,
    outs={name: dg.AssetOut(description=DESCRIPTIONS[name]) for name in BUNDLES},
)
def facts(
    context: dg.AssetExecutionContext,
    register_rows: ReadOutput,
    accepted_rows: Contracted,
    persons: Identified,
    settings: Settings,
    stopwatch: dg.ResourceParam[Stopwatch],
) -> Iterator[dg.Output[Facts]]:
    """All facts of ``pipelines.facts``, bundled by what they speak about."""
    with stopwatch.station("facts"):
        tables = facts_of(
            settings.rulebook().registers,
            accepted_rows.accepted,
            accepted_rows.rejected,
            accepted_rows.members,
            register_rows.footers,
            persons.links,
            persons.persons,
            register_rows.source_files,
            settings.county(context.partition_key),
        )
    for name, members in BUNDLES.items():
        bundle = {table: tables[table] for table in members}
        yield dg.Output(
            bundle,
            output_name=name,
            metadata={table: rows.height for table, rows in bundle.items()},
        )


assets = [facts]
