"""Station 7: everything → a run folder beside the others, then ``current`` moves to it."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import polars as pl

from assets.checks import as_check, checks_table
from assets.facts import Facts, together
from assets.partitions import audit_month
from assets.run_key import run_hash, versions
from assets.settings import Settings
from assets.stopwatch import Stopwatch
from checks import invariants
from checks.contracts.conservation import money_conserved, rows_conserved
from checks.contracts.contract import Contracted
from checks.rules.judge import Judged
from pipelines.facts.conservation import money_in_facts
from pipelines.followup.confirmed import confirmed_share
from pipelines.identify import Identified
from pipelines.identify.changes import person_changes
from pipelines.read.output import ReadOutput
from reports.linkage import Linkage
from reports.results import Results
from reports.run_folder import move_current, publish, verify_run
from reports.run_folder.history import earlier_links

INVARIANTS = (
    "rows_conserved",
    "money_conserved",
    "money_in_facts",
    "units_conserved",
    "every_clue_has_evidence",
    "money_at_risk_adds_up",
    "keys_unique",
    "no_verdict",
)


@dg.asset(
    group_name="publish",
    partitions_def=audit_month,
    check_specs=[
        *(dg.AssetCheckSpec(name, asset="run_folder") for name in INVARIANTS),
        dg.AssetCheckSpec(
            "publishable",
            asset="run_folder",
            blocking=True,
            description="All invariants hold and the written folder verifies; else `current` stays.",
        ),
    ],
)
def run_folder(
    context: dg.AssetExecutionContext,
    register_rows: ReadOutput,
    accepted_rows: Contracted,
    persons: Identified,
    linkage: Linkage,
    entitlements: Facts,
    payments: Facts,
    accounts: Facts,
    deaths: Facts,
    statuses: Facts,
    certificates: Facts,
    reconciliation: Facts,
    identities: Facts,
    clues: Judged,
    cases: pl.DataFrame,
    settings: Settings,
    stopwatch: dg.ResourceParam[Stopwatch],
) -> Iterator[dg.Output[str] | dg.AssetCheckResult]:
    """The run folder: Parquet tables, workbooks, report and manifest, complete but not current."""
    book = settings.rulebook()
    county = settings.county(context.partition_key)
    tables = together(
        entitlements, payments, accounts, deaths, statuses, certificates, reconciliation, identities
    )
    digest = run_hash(register_rows.source_files, book, county)
    with stopwatch.station("publish"):
        read_money = money_conserved(
            register_rows.registers, accepted_rows.accepted, accepted_rows.rejected, book.registers
        )
        outcomes = (
            invariants.rows_conserved(
                rows_conserved(accepted_rows.rows, register_rows.source_files), accepted_rows.rows
            ),
            invariants.money_conserved(read_money),
            invariants.money_in_facts(money_in_facts(tables, accepted_rows.accepted, book.registers)),
            invariants.units_conserved(clues.tallies),
            invariants.every_clue_has_evidence(clues.clues, clues.clue_evidence, accepted_rows.rows),
            invariants.money_at_risk_adds_up(clues.clues, clues.clue_months),
            invariants.keys_unique(
                {
                    "row": accepted_rows.rows,
                    "link": persons.links,
                    "entitlement": tables["entitlement"],
                    "paid_month": tables["paid_month"],
                    "clue": clues.clues,
                    "clue_month": clues.clue_months,
                    "clue_evidence": clues.clue_evidence,
                    "not_evaluable": clues.not_evaluable,
                    "tie_out": tables["tie_out"],
                }
            ),
            invariants.no_verdict(clues.clues),
        )
        folder = publish(
            Results(
                county=county,
                registers=book.registers,
                rules=tuple(checked.rule for checked in book.rules),
                programmes=book.programme_names,
                source_files=register_rows.source_files,
                rows=accepted_rows.rows,
                findings=accepted_rows.findings,
                links=persons.links,
                persons=persons.persons,
                facts=tables,
                cases=cases,
                clue_months=clues.clue_months,
                clue_evidence=clues.clue_evidence,
                not_evaluable=clues.not_evaluable,
                tallies=clues.tallies,
                near_misses=clues.near_misses,
                faults=(*book.faults, *register_rows.faults, *register_rows.guesses),
                checks=checks_table(outcomes),
                rules_sha256=book.sha256,
                versions=versions(),
                station_seconds=dict(stopwatch.seconds),
                peak_memory_mb=max(stopwatch.peak_mb.values(), default=None),
                money_totals=read_money,
                data=str(Path(settings.data).resolve()),
                confirmed=confirmed_share(
                    accepted_rows.accepted.get("case_log", pl.DataFrame()), as_of=county.as_of
                ),
                rules_folder=str(Path(settings.rules).resolve()),
                linkage=linkage,
                person_changes=person_changes(
                    earlier_links(Path(settings.out), other_than=digest), persons.links
                ),
            ),
            Path(settings.out),
            digest=digest,
            lang=settings.lang,
        )
        faults = verify_run(folder)
    yield dg.Output(str(folder), metadata={"folder": dg.MetadataValue.path(str(folder))})
    for outcome in outcomes:
        yield as_check(outcome)
    yield dg.AssetCheckResult(
        check_name="publishable",
        passed=all(o.passed for o in outcomes) and not faults,
        metadata={"not held": ", ".join(o.name for o in outcomes if not o.passed), "faults": len(faults)},
    )


@dg.asset(group_name="publish", partitions_def=audit_month)
def current_run(run_folder: str, settings: Settings) -> dg.Output[str]:
    """``current`` points to the new run: readers see the old one or this one."""
    move_current(Path(settings.out), Path(run_folder))
    return dg.Output(run_folder, metadata={"folder": dg.MetadataValue.path(run_folder)})


assets = [run_folder, current_run]
