"""Bare names of townships and villages, and the places an address names."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.identify.places import places

KNOWN = [
    ("青石镇", "柳河村", None),
    ("青石镇", "大坪村", None),
    ("白水镇", "高桥村", None),
    ("白水镇", "大坪村", None),
]


def where(township: str | None, village: str | None, address: str | None) -> tuple[str | None, str | None]:
    written = [*KNOWN, *KNOWN, (township, village, address)]
    found = places(
        pl.DataFrame(written, schema=["township", "village", "address"], orient="row")
        .with_columns(pl.all().cast(pl.String))
        .with_row_index("mention")
    )
    last = found.of_mentions.row(-1, named=True)
    texts = (dict(t.select("code", "text").iter_rows()) for t in (found.townships, found.villages))
    towns, villages = texts
    return towns.get(last["township"]), villages.get(last["village"])


@pytest.mark.parametrize(
    ("written", "found"),
    [
        pytest.param(("青石镇", "柳河村村民委员会", None), ("青石镇", "柳河村"), id="committee"),
        pytest.param(("青石镇人民政府", "柳河", None), ("青石镇", "柳河村"), id="bare"),
        pytest.param((None, "柳河村", None), ("青石镇", "柳河村"), id="only one township has it"),
        pytest.param((None, "大坪村", None), (None, "大坪村"), id="two townships have it"),
        pytest.param((None, "青石镇柳河村", None), ("青石镇", "柳河村"), id="township in the village column"),
        pytest.param((None, None, "示例省示例县白水镇大坪村5组12号"), ("白水镇", "大坪村"), id="address"),
        pytest.param((None, None, "白水镇高桥3组"), ("白水镇", "高桥村"), id="address without 村"),
        pytest.param((None, None, "白水镇柳河3组"), ("白水镇", None), id="bare name of another township"),
        pytest.param((None, None, "外省某市"), (None, None), id="elsewhere"),
        pytest.param((None, None, None), (None, None), id="nothing"),
    ],
)
def test_places(written: tuple[str | None, ...], found: tuple[str | None, str | None]) -> None:
    assert where(*written) == found


def test_a_county_without_place_columns() -> None:
    nothing = pl.DataFrame(
        {"mention": [0], "township": [None], "village": [None], "address": ["青石镇柳河村"]},
        schema_overrides={"township": pl.String, "village": pl.String},
    )
    assert places(nothing).of_mentions.rows() == [(0, None, None)]
