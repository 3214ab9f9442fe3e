"""The one job: an audit month from the files of the data folder to the published run."""

import dagster as dg

JOB = "monthly_audit"

monthly_audit = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all(),
    description="One audit month: from the files of the data folder to the published run.",
    # the default executor starts an interpreter a step, two seconds each
    executor_def=dg.in_process_executor,
    op_retry_policy=dg.RetryPolicy(max_retries=1, delay=2),
)
