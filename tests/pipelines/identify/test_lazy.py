"""Mentions scanned from a file, in any order, are the same mentions; only what is asked for is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.identify import Identified, identify
from pipelines.identify.mentions_in_order import mentions_in_order
from pipelines.tables import LINK, MENTION, PERSON, ROW_REF

Make = dict[str, Callable[..., Any]]
AS_OF = date(2026, 7, 10)


@pytest.fixture
def county(make: Make) -> pl.DataFrame:
    """In mention order: rows with several people, all kinds of numbers, a group without any."""
    m, number = make["mention"], make["number"]
    zhang = number("19501130", 44)
    born = date(1950, 11, 30)
    return MENTION.rows(
        m("death", 2, name="张桂兰", id_number=zhang[:17] + "0", birth_date=born, village="柳河村"),
        m("death", 3, name="王大山", sex="男", address="青石镇柳河村3组"),
        m("disabled", 9, name="张桂蘭", certificate=zhang + "44", township="青石镇", village="柳河村委会"),
        m(
            "roll",
            3,
            "head",
            name="张桂兰",
            id_number=zhang,
            township="青石镇",
            village="柳河村",
            household="NC1",
        ),
        m("roll", 3, "member_1", name="王大山", sex="男", household="NC1", account="6221809999000000003"),
        m("roll", 4, name="刘洋", id_number="339901501130044", phone="139 0000 0001"),
        m("roll", 12, "guardian", name="王大山", village="柳河村", account="6221809999000000003"),
        m("roll", 12, name="刘洋", former_name="刘阳", age_years=76, age_on=date(2026, 6, 1)),
        m("roll", 30, name="孙丽", id_number="339901********0440", id_status="masked", phone="13900000001"),
    )


@pytest.fixture
def earlier(county: pl.DataFrame, make: Make) -> pl.DataFrame:
    """PERSON of an earlier run: one person of this county, and one nobody's number names now."""
    number = make["number"]("19620421", 64)
    before = [make["mention"]("pay", 1, name="赵六", id_number=number), *county.to_dicts()[3:4]]
    persons: pl.DataFrame = make["identified"](before).persons
    return persons


def scanned(mentions: pl.DataFrame, file: Path) -> pl.LazyFrame:
    mentions.write_parquet(file, row_group_size=4)
    return pl.scan_parquet(file)


def same(one: Identified, other: Identified) -> None:
    for table in ("links", "persons", "report", "passes"):
        assert_frame_equal(getattr(one, table), getattr(other, table))


@pytest.mark.parametrize("is_shuffled", [False, True], ids=["in order", "shuffled"])
@pytest.mark.parametrize("has_earlier", [False, True], ids=["nobody known", "known persons"])
def test_a_scanned_file_gives_the_same_links_as_the_frame(
    county: pl.DataFrame, earlier: pl.DataFrame, tmp_path: Path, is_shuffled: bool, has_earlier: bool
) -> None:
    known = earlier if has_earlier else None
    written = county.sample(fraction=1, shuffle=True, seed=7) if is_shuffled else county
    expected = identify(county, as_of=AS_OF, known_persons=known)

    found = identify(scanned(written, tmp_path / "m.parquet"), as_of=AS_OF, known_persons=known)

    same(found, expected)
    assert_frame_equal(found.links.select(LINK.key), county.select(LINK.key))
    assert {"exact_id", "probable", "single"} <= set(found.links["evidence"])


def test_a_scanned_file_without_mentions(tmp_path: Path) -> None:
    found = identify(scanned(MENTION.empty(), tmp_path / "m.parquet"), as_of=AS_OF)

    assert_frame_equal(found.links, LINK.empty())
    assert_frame_equal(found.persons, PERSON.empty())


@pytest.mark.parametrize("is_lazy", [False, True], ids=["frame", "scan"])
@pytest.mark.parametrize("is_shuffled", [False, True], ids=["in order", "shuffled"])
def test_columns_and_rows_come_in_mention_order(
    county: pl.DataFrame, tmp_path: Path, is_lazy: bool, is_shuffled: bool
) -> None:
    source = county.reverse() if is_shuffled else county
    mentions = mentions_in_order(scanned(source, tmp_path / "m.parquet") if is_lazy else source)

    assert mentions.height == county.height
    assert (mentions.order is None) is not is_shuffled
    assert_frame_equal(mentions.columns(*ROW_REF, "name"), county.select(*ROW_REF, "name"))
    assert mentions.rows(pl.Series([4, 0]), "role", "row").rows() == [("member_1", 3), ("subject", 2)]
    assert mentions.row_at.to_list() == [1, 2, 3, 4, 4, 5, 6, 6, 7]


def test_a_row_number_of_two_sheets_is_two_rows(make: Make) -> None:
    first, second = (make["mention"]("roll", 3, name="张桂兰") | {"sheet": s} for s in ("一月", "二月"))

    assert mentions_in_order(MENTION.rows(first, second)).row_at.to_list() == [1, 2]


def test_never_all_columns_at_once(county: pl.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    widths = []
    collect = pl.LazyFrame.collect

    def watched(frame: pl.LazyFrame, *args: Any, **options: Any) -> Any:
        found = collect(frame, *args, **options)
        if set(found.columns) <= set(MENTION.columns):
            widths.append(found.width)
        return found

    monkeypatch.setattr(pl.LazyFrame, "collect", watched)
    mentions = mentions_in_order(county.lazy())
    mentions.columns("name")
    mentions.rows(pl.Series([1]), *ROW_REF, "role")

    assert max(widths) == 3  # register, file, sheet
