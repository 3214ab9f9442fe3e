"""How the stations are joined: read → contract → identify → facts → judge → follow up → publish."""

import dagster as dg

from assets import contract, facts, followup, identify, judge, publish, read
from assets.frames import kept_frames
from assets.schedules import monthly_schedule
from assets.sensors import data_folder_sensor
from assets.settings import Settings
from assets.stopwatch import Stopwatch

STATIONS = (read, contract, identify, facts, judge, followup, publish)
JOB = "monthly_audit"

monthly_audit = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all(),
    description="One audit month: from the files of the data folder to the published run.",
    # the default executor starts an interpreter a step, two seconds each
    executor_def=dg.in_process_executor,
    op_retry_policy=dg.RetryPolicy(max_retries=1, delay=2),
)

definitions = dg.Definitions(
    assets=[asset for station in STATIONS for asset in station.assets],
    jobs=[monthly_audit],
    schedules=[monthly_schedule(monthly_audit)],
    sensors=[data_folder_sensor(monthly_audit)],
    executor=dg.in_process_executor,
    resources={
        "settings": Settings(),
        "stopwatch": dg.ResourceDefinition.hardcoded_resource(Stopwatch()),
        "io_manager": kept_frames,
    },
)
