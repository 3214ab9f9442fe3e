"""When a run is proposed: on the 12th of a month (payments are due by the 10th)."""

import dagster as dg

from pipelines.months import add_months, month_of, say_month


def monthly_schedule(job: dg.UnresolvedAssetJobDefinition) -> dg.ScheduleDefinition:
    """Proposes the run of the month before; off until someone switches it on."""

    @dg.schedule(
        job=job,
        cron_schedule="0 7 12 * *",
        execution_timezone="Asia/Shanghai",
        name="monthly_proposal",
        default_status=dg.DefaultScheduleStatus.STOPPED,
    )
    def monthly_proposal(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        """The audit month before the scheduled day."""
        month = say_month(add_months(month_of(context.scheduled_execution_time.date()), -1))
        return dg.RunRequest(run_key=month, partition_key=month)

    return monthly_proposal
