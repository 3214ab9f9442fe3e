"""Station 2: register rows → accepted rows and rejected rows with a reason."""

import dagster as dg

from assets.partitions import audit_month
from assets.settings import Settings
from assets.stopwatch import Stopwatch
from checks.contracts.contract import Contracted, contract_registers
from pipelines.read.output import ReadOutput


@dg.asset(group_name="contract", partitions_def=audit_month)
def accepted_rows(
    context: dg.AssetExecutionContext,
    register_rows: ReadOutput,
    settings: Settings,
    stopwatch: dg.ResourceParam[Stopwatch],
) -> dg.Output[Contracted]:
    """Rows that meet their register's contract; the others keep their reason."""
    with stopwatch.station("contract"):
        contracted = contract_registers(
            settings.rulebook().registers,
            register_rows.registers,
            register_rows.members,
            register_rows.rows,
            as_of=settings.county(context.partition_key).as_of,
        )
    return dg.Output(
        contracted,
        metadata={
            "accepted": sum(rows.height for rows in contracted.accepted.values()),
            "rejected": sum(rows.height for rows in contracted.rejected.values()),
            "findings": contracted.findings.height,
        },
    )


assets = [accepted_rows]
