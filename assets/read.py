"""Station 1: files → typed register rows, each with its file, sheet and row."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.checks import files_readable
from assets.partitions import audit_month
from assets.settings import Settings
from assets.stopwatch import Stopwatch
from pipelines.read import read_county
from pipelines.read.output import ReadOutput


@dg.asset(
    group_name="read",
    partitions_def=audit_month,
    check_specs=[
        dg.AssetCheckSpec(
            "files_readable",
            asset="register_rows",
            blocking=True,
            description="Every file could be read, or county.yaml says to continue without the bad ones.",
        )
    ],
)
def register_rows(
    context: dg.AssetExecutionContext, settings: Settings, stopwatch: dg.ResourceParam[Stopwatch]
) -> Iterator[dg.Output[ReadOutput] | dg.AssetCheckResult]:
    """REGISTER_ROW of every register, with row accounting, footers and faults."""
    book = settings.rulebook()
    county = settings.county(context.partition_key)
    with stopwatch.station("read"):
        output = read_county(
            Path(settings.data), book.registers, book.vocabularies, county, cache=settings.working / "cache"
        )
    yield dg.Output(
        output,
        metadata={
            "files": output.source_files["file"].n_unique(),
            "rows": output.rows.height,
            "faults": len(output.faults),
        },
    )
    yield files_readable(output, county)


assets = [register_rows]
