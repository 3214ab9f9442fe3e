"""When a run is proposed: on the 12th of a month (payments are due by the 10th)."""

import dagster as dg

from assets.job import monthly_audit
from pipelines.months import add_months, month_of, say_month


@dg.schedule(
    job=monthly_audit,
    cron_schedule="0 7 12 * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.STOPPED,
)
def monthly_proposal(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Proposes the audit month before the scheduled day; off until someone switches it on."""
    month = say_month(add_months(month_of(context.scheduled_execution_time.date()), -1))
    return dg.RunRequest(run_key=month, partition_key=month)


schedules = [monthly_proposal]
