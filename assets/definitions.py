"""How the stations are joined: read → contract → identify → facts → judge → follow up → publish."""

import dagster as dg

from assets import contract, facts, followup, identify, judge, publish, read
from assets.frames import kept_frames
from assets.job import monthly_audit
from assets.schedules import schedules
from assets.sensors import sensors
from assets.settings import Settings
from assets.stopwatch import Stopwatch

STATIONS = (read, contract, identify, facts, judge, followup, publish)
definitions = dg.Definitions(
    assets=[asset for station in STATIONS for asset in station.assets],
    jobs=[monthly_audit],
    schedules=schedules,
    sensors=sensors,
    executor=dg.in_process_executor,
    resources={
        "settings": Settings(),
        "stopwatch": dg.ResourceDefinition.hardcoded_resource(Stopwatch()),
        "io_manager": kept_frames,
    },
)
