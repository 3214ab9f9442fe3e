"""Watches the data folder: a changed set of files asks for a run of county.yaml's last month."""

import hashlib
from pathlib import Path

import dagster as dg

from assets.job import monthly_audit
from assets.settings import Settings
from pipelines.months import say_month


def folder_stamp(data: Path) -> str:
    """A digest over the names, sizes and times of the files in the data folder."""
    digest = hashlib.sha256()
    for path in sorted(p for p in data.rglob("*") if p.is_file() and not p.name.startswith((".", "~$"))):
        stat = path.stat()
        digest.update(f"{path.relative_to(data)}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


@dg.sensor(job=monthly_audit, minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.STOPPED)
def data_folder(context: dg.SensorEvaluationContext, settings: Settings) -> dg.SensorResult | dg.SkipReason:
    """Asks for a run when the folder has changed and then rested for one interval.

    Compares the folder's stamp with the last seen: files still being copied wait.
    """
    data = Path(settings.data)
    if not data.is_dir():
        return dg.SkipReason(f"no data folder {data.name}")
    stamp = folder_stamp(data)
    seen, _, audited = (context.cursor or "").partition("|")
    if stamp != seen:
        return dg.SensorResult(skip_reason="the folder is changing", cursor=f"{stamp}|{audited}")
    if stamp == audited:
        return dg.SkipReason("nothing new")
    county = settings.rulebook().county
    if county is None:
        return dg.SkipReason("county.yaml cannot be used; run `hecha check`")
    month = say_month(county.last_month)
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=stamp, partition_key=month)], cursor=f"{stamp}|{stamp}"
    )


sensors = [data_folder]
