"""What probable links stand on: evidence that adds up, strangers that change nothing, bounded work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import log2
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.identify import Identified, identify, records
from pipelines.tables import MENTION, ROW_REF

Make = dict[str, Callable[..., Any]]
AS_OF = date(2026, 7, 10)


def people(make: Make) -> list[dict[str, Any]]:
    """Persons with numbers, and mentions that can only be told by other points."""
    number, mention = make["number"], make["mention"]
    return [
        mention(
            "hukou",
            1,
            name="张桂兰",
            id_number=number("19501130", 44),
            township="青石镇",
            village="柳河村",
            phone="13900000001",
        ),
        mention(
            "hukou", 2, name="张桂兰", id_number=number("19620421", 64), township="青石镇", village="高桥村"
        ),
        mention(
            "hukou", 3, name="李秀英", id_number=number("19450203", 22), township="青石镇", village="柳河村"
        ),
        mention(
            "hukou", 4, name="王建国", id_number=number("19550505", 31), township="白水乡", village="盘岭村"
        ),
        mention(
            "death_cremation",
            5,
            name="张桂兰",
            age_years=75,
            age_on=date(2026, 3, 3),
            sex="女",
            address="青石镇柳河村3组",
        ),
        mention("death_health", 6, name="章桂兰", birth_date=date(1950, 11, 30), village="柳河村"),
        mention("pay_return", 7, name="李秀英", phone="13900000009", village="柳河村"),
        mention("medical", 8, name="王建国", birth_date=date(1955, 5, 5)),
        mention(
            "medical", 9, name="赵四", birth_date=date(1956, 1, 5), village="高桥村", phone="13900000002"
        ),
        mention(
            "liveness", 10, name="赵四", birth_date=date(1956, 1, 5), township="青石镇", phone="13900000002"
        ),
    ]


@pytest.fixture
def county(make: Make) -> list[dict[str, Any]]:
    return people(make)


def partition(found: Identified, by: list[str]) -> set[frozenset[tuple[Any, ...]]]:
    """Who stands with whom, by columns that survive a renaming, and by what evidence."""
    groups = found.links.group_by("person_id").agg(pl.struct(*by, "evidence").alias("who"))["who"].to_list()
    return {frozenset(tuple(w.values()) for w in who) for who in groups}


def test_the_waterfall_adds_up_to_the_probability(make: Make, county: list[dict[str, Any]]) -> None:
    found = make["identified"](county)
    told = found.links.filter(pl.col("waterfall").is_not_null())
    assert told.height >= 4
    for row in told.iter_rows(named=True):
        bits = sum(point["bits"] for point in row["waterfall"])
        assert row["waterfall"][0]["field"] == "prior"
        assert bits == pytest.approx(log2(row["probability"] / (1 - row["probability"])), abs=0.02)
        assert row["passes"], "a pair was made by at least one pass"


def test_evidence_names_what_agrees(make: Make, county: list[dict[str, Any]]) -> None:
    death = make["link"](make["identified"](county), "death_cremation", 5)
    assert death["evidence"] == "probable"
    assert {p["field"]: p["level"] for p in death["waterfall"]} == {
        "prior": "",
        "name": "equal",
        "birth": "age_1",
        "sex": "equal",
        "place": "village",
    }
    assert set(death["passes"]) >= {"sound_village"}


def test_a_name_alone_links_nobody(make: Make) -> None:
    number = make["number"]("19501130", 44)
    found = make["identified"](
        [
            make["mention"]("hukou", 1, name="欧阳震华", id_number=number),
            make["mention"]("x", 2, name="欧阳震华"),
        ]
    )
    assert make["link"](found, "x", 2)["evidence"] == "single"


def test_two_valid_numbers_never_merge(make: Make) -> None:
    shared = {
        "name": "王芳",
        "birth_date": date(1970, 1, 1),
        "sex": "女",
        "township": "青石镇",
        "village": "柳河村",
        "phone": "13900000001",
        "account": "6221809999000000003",
        "household": "NC001",
    }
    found = make["identified"](
        [
            make["mention"]("hukou", k, **shared, id_number=make["number"]("19700101", 10 + 2 * k))
            for k in (1, 2)
        ]
    )
    assert found.persons.height == 2


def test_strangers_change_no_link(make: Make, county: list[dict[str, Any]]) -> None:
    before = make["identified"](county)
    strangers = [
        make["mention"](
            "hukou",
            100 + k,
            name=name,
            id_number=make["number"](f"19{30 + k}0709", 100 + k),
            township="远山乡",
            village="石门村",
            phone=f"1380000{k:04d}",
        )
        for k, name in enumerate(
            ["孙丽华", "周大勇", "吴小燕", "郑爱民", "冯玉梅", "陈志强", "褚卫东", "蒋春花"] * 4
        )
    ]
    after = make["identified"]([*strangers, *county])
    kept = after.links.filter(~pl.col("row").is_between(100, 200))
    columns = [*ROW_REF, "role", "person_id", "evidence", "rivals", "agrees", "contradicts"]
    assert_frame_equal(kept.select(columns), before.links.select(columns))


@pytest.mark.parametrize("rename", ["file", "sheet", "rows"])
def test_names_of_files_and_order_of_registers_mean_nothing(
    make: Make, county: list[dict[str, Any]], rename: str
) -> None:
    def moved(m: dict[str, Any]) -> dict[str, Any]:
        if rename == "file":
            return m | {"file": f"z{9 - m['row']}/{m['file']}"}
        return m | ({"sheet": f"表{m['row'] % 3}"} if rename == "sheet" else {"row": 1000 - m["row"]})

    before, after = make["identified"](county), make["identified"](moved(m) for m in reversed(county))
    key = ["register", "name"]
    assert partition(before, key) == partition(after, key)


def test_chunks_and_threads_change_nothing(make: Make, county: list[dict[str, Any]]) -> None:
    found = make["identified"](county)
    for chunk, threads in ((1, 1), (3, 2), (1_000_000, 2)):
        again = make["identified"](county, chunk=chunk, threads=threads)
        assert_frame_equal(found.links, again.links)
        assert_frame_equal(found.persons, again.persons)
        assert_frame_equal(found.passes, again.passes)


@pytest.mark.parametrize("last", range(1, 11))
def test_a_new_month_with_the_memo_equals_a_full_run(
    make: Make, county: list[dict[str, Any]], last: int
) -> None:
    before = make["identified"](county[:last])
    changed = [m | ({"phone": "13900000009"} if m["row"] == last else {}) for m in county]
    full, short = make["identified"](changed), make["identified"](changed, memo=before.memo)
    for table in ("links", "persons", "report", "passes"):
        assert_frame_equal(getattr(full, table), getattr(short, table))


def test_persons_out_of_reach_could_not_have_been_met(
    make: Make, county: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = make["number"]
    county += [
        make["mention"]("x", 20, name="张?兰", birth_date=date(1950, 11, 30)),
        make["mention"]("x", 21, name="李秀英", id_number="339901********0220", id_status="masked"),
        make["mention"]("x", 22, name="王建国", id_number=number("19550505", 31)[:-2] + "99"),
        make["mention"]("x", 23, name="曾小单", former_name="王建国", age_years=71, age_on=date(2026, 6, 1)),
        make["mention"]("x", 24, "payee", name="李秀英"),
        make["mention"]("x", 24, "beneficiary", name="李秀英", id_number=number("19450203", 22)),
    ]
    found = make["identified"](county)

    def everybody(unknown: pl.DataFrame, people: pl.DataFrame, values: Any) -> pl.Series:
        return people["known"].drop_nulls().unique().sort()

    monkeypatch.setattr(records, "near_persons", everybody)
    compared_with_all = make["identified"](county)
    for table in ("links", "persons", "report"):
        assert_frame_equal(getattr(found, table), getattr(compared_with_all, table))


def test_two_hundred_thousand_equal_names_are_capped_and_counted() -> None:
    size = 200_000
    crowd = pl.DataFrame({"row": pl.int_range(1, size + 1, dtype=pl.Int32, eager=True)}).with_columns(
        register=pl.lit("vagrant"),
        file=pl.lit("vagrant/1.csv"),
        sheet=pl.lit(""),
        role=pl.lit("subject"),
        name=pl.lit("王芳"),
        village=pl.lit("柳河村"),
    )
    missing = [c for c in MENTION.columns if c not in crowd.columns]
    mentions = crowd.with_columns(pl.lit(None, dtype=MENTION.columns[c]).alias(c) for c in missing)
    found = identify(mentions.select(list(MENTION.columns)), as_of=AS_OF)
    assert found.links["evidence"].unique().to_list() == ["single"]
    pairs = size * (size - 1) // 2
    capped = found.passes.row(by_predicate=pl.col("pass") == "sound_village", named=True)
    assert (capped["pairs"], capped["dropped_blocks"], capped["dropped_pairs"]) == (0, 1, pairs)
    assert (
        found.report.row(by_predicate=pl.col("stage") == "block:sound_village", named=True)["dropped"]
        == pairs
    )
