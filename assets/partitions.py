"""The audit month: one partition a month. A run of month M judges the months up to M."""

import dagster as dg

from pipelines.months import months_in, parse_month, say_month

# A fixed range, not one that follows the clock: the same folder can be audited on any day.
FIRST, LAST = "2010-01", "2059-12"

audit_month = dg.StaticPartitionsDefinition(
    [say_month(m) for m in months_in(parse_month(FIRST), parse_month(LAST))]
)
