"""Mentions of a county as records for engines that know no county: distinct profiles, and a plan for them.

The peer is given what our station makes of the same cells before it links: folded names and their
sound, 15-digit numbers written with 18. Only the linking is left to show. The plan is for measuring
speed on the peer's own pairs; the county itself is linked by ``pipelines.identify``.
"""

from datetime import date

import polars as pl

from assets.linkage_bench.plans import SetPlan
from assets.linkage_bench.splink_county import COLUMNS
from pipelines.id_numbers import read_numbers
from pipelines.identify.levels import HanName
from pipelines.linkage import Comparison, Pass, Plan, Records, columns
from pipelines.linkage.levels import DateText, Equal, Text
from pipelines.names import folded_names, sound_keys

TELLING = 3
"""Mentions that are alike in every column are one profile when they carry a number or at least so many
values; others stay apart: many people are called the same, and no engine should find them joined already.
"""


def county_profiles(mentions: pl.DataFrame, *, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records to link and which of them every mention is.

    Args:
        mentions: MENTION with ``mention`` (String, unique).
        as_of: the audit's today.

    Returns:
        ``record`` (String, sorted) and ``splink_county.COLUMNS`` (String, null where unknown); and
        mention, record.
    """
    values = _values(mentions, as_of=as_of)
    known = pl.sum_horizontal(pl.col(c).is_not_null().cast(pl.Int32) for c in COLUMNS if c != "name_pinyin")
    is_telling = pl.col("id_number").is_not_null() | (known >= TELLING)
    own = values.with_columns(own=pl.when(~is_telling).then("mention"))
    by = (*COLUMNS, "own")
    numbered = (
        own.select(by)
        .unique()
        .sort(by)
        .with_row_index("at")
        .with_columns(record=pl.format("p{}", pl.col("at").cast(pl.String).str.zfill(8)))
    )
    of = own.join(numbered, on=by, how="left", nulls_equal=True, validate="m:1")
    return numbered.select("record", *COLUMNS), of.select("mention", "record").sort("mention")


def _values(mentions: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """mention and COLUMNS of every mention."""
    folds = folded_names(mentions["name"])
    sounds = sound_keys(folds["folded"]).rename({"sound": "name_pinyin"})
    numbers = read_numbers(mentions["id_number"], as_of=as_of).select("id_number", "id18")
    return (
        mentions.join(folds, on="name", how="left", validate="m:1")
        .join(sounds, on="folded", how="left", validate="m:1")
        .join(numbers, on="id_number", how="left", validate="m:1")
        .with_columns(
            name=pl.col("folded"),
            birth_date=pl.col("birth_date").cast(pl.String),
            id_number=pl.coalesce("id18", "id_number"),
        )
        .select("mention", pl.col(COLUMNS).replace("", None))
    )


def _profile_records(frame: pl.DataFrame) -> Records:
    """The columns and, beside them, parts of them to block on, as in the peer's county settings."""
    number, name = pl.col("id_number"), pl.col("name")
    parts = frame.select(
        initial=name.str.slice(0, 1),
        number_front=number.str.slice(0, 14),
        number_middle=number.str.slice(6, 12),
        number_region=number.str.slice(0, 6),
        number_tail=number.str.slice(14, 4),
    )
    return Records(columns(frame.select(COLUMNS).hstack(parts)), frame.height)


PROFILES = SetPlan(
    _profile_records,
    Plan(
        (
            Pass("number", ("id_number:whole",), "the number", precise=True, implies=("id_number",)),
            Pass(
                "sound_birth", ("name_pinyin:whole", "birth_date:whole"), "number missing or wrong",
                precise=True, implies=("name", "birth_date"),
            ),
            Pass(
                "sound_household", ("name_pinyin:whole", "household:whole"), "number and birth date missing",
                precise=True, implies=("name", "household"),
            ),
            Pass(
                "certificate", ("certificate:whole",), "one certificate", precise=True,
                implies=("certificate",),
            ),
        ),
        (
            Comparison("name", ("name",), HanName()),
            Comparison("id_number", ("id_number",), Text()),
            Comparison("birth_date", ("birth_date",), DateText()),
            Comparison("sex", ("sex",), Equal()),
            Comparison("village", ("village",), Equal()),
            Comparison("township", ("township",), Equal()),
            Comparison("phone", ("phone",), Text()),
            Comparison("account", ("account",), Text()),
            Comparison("certificate", ("certificate",), Text()),
            Comparison("household", ("household",), Equal()),
        ),
    ),
)  # fmt: skip
