"""The same county in any order gives the same links; ids survive new rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from pipelines.identify import Identified, identify
from pipelines.tables import LINK, MENTION, PERSON

Make = dict[str, Callable[..., Any]]
AS_OF = date(2026, 7, 10)
NUMBERS = [
    "339901195011300440", "339901195011300441", "339901501130044", "339901196204210649", "339901195011300000",
    "339901********0440", "无", None,
]  # fmt: skip
people = st.fixed_dictionaries(
    {
        "register": st.sampled_from(["roll", "pay_batch"]), "file": st.just("a.csv"), "sheet": st.just(""),
        "row": st.integers(1, 4), "role": st.sampled_from(["head", "payee", "member_1"]),
        "name": st.sampled_from(["张桂兰", "章桂兰", "张桂英", "張桂蘭", None]),
        "id_number": st.sampled_from(NUMBERS),
        "birth_date": st.sampled_from([date(1950, 11, 30), date(1962, 4, 21), None]),
        "sex": st.sampled_from(["女", None]),
        "township": st.sampled_from(["青石镇", None]), "village": st.sampled_from(["柳河村", "高桥村", None]),
        "account": st.sampled_from(["6221809999000000003", None]),
        "phone": st.sampled_from(["13900000001", None]),
        "household": st.sampled_from(["NC001", None]),
    }
)  # fmt: skip
counties = st.lists(people, max_size=14, unique_by=lambda m: (m["register"], m["row"], m["role"]))


def named(county: list[dict[str, Any]]) -> pl.DataFrame:
    return MENTION.rows(*(m for m in county if m["name"] or m["id_number"]))


def same(one: Identified, other: Identified) -> None:
    assert_frame_equal(one.links, other.links)
    assert_frame_equal(one.persons, other.persons)
    assert_frame_equal(one.report, other.report)


@settings(max_examples=12, deadline=None)
@given(counties, st.randoms(use_true_random=False))
def test_row_order_is_irrelevant(county: list[dict[str, Any]], shuffler: Any) -> None:
    shuffled = [*county]
    shuffler.shuffle(shuffled)
    same(identify(named(county), as_of=AS_OF), identify(named(shuffled), as_of=AS_OF))


@settings(max_examples=12, deadline=None)
@given(counties)
def test_invariants(county: list[dict[str, Any]]) -> None:
    mentions = named(county)
    found = identify(mentions, as_of=AS_OF)
    links = found.links
    assert links.select(LINK.key).sort(LINK.key).equals(mentions.select(LINK.key).sort(LINK.key))
    assert links["person_id"].null_count() == 0
    assert set(links["person_id"]) == set(found.persons["person_id"])
    assert found.persons["person_id"].is_unique().all()
    assert found.persons["mentions"].sum() == links.height
    assert links["probability"].is_between(0, 1).all()
    right = links.filter(pl.col("id_number").is_in(["339901195011300440", "339901196204210649"]))
    assert right["evidence"].is_in(["exact_id"]).all()
    numbers = right.group_by("person_id").agg(pl.col("id_number").n_unique())
    assert (numbers["id_number"] == 1).all()
    assert links.filter(pl.col("evidence").is_in(["probable", "single"]))["is_strong"].any() is False
    assert not links["explanation"].str.contains(r"\d{7}").any()


def test_no_mentions() -> None:
    found = identify(MENTION.empty(), as_of=AS_OF)
    assert_frame_equal(found.links, LINK.empty())
    assert_frame_equal(found.persons, PERSON.empty())


@pytest.fixture
def county(make: Make) -> list[dict[str, Any]]:
    """One person of each kind: by number, by a wrong number, without any."""
    return [
        make["mention"]("roll", 3, name="张桂兰", id_number="339901195011300440"),
        make["mention"]("roll", 4, name="刘洋", id_number="339901201006180172", village="高桥村"),
        make["mention"]("death_cremation", 5, name="王大山", sex="男", address="柳河村"),
        make["mention"]("roll", 6, "guardian", name="王大山"),
    ]


def test_ids_survive_new_rows(make: Make, county: list[dict[str, Any]]) -> None:
    before = make["identified"](county)
    later = [
        make["mention"]("a_register", 1, name="孙丽", id_number=make["number"]("19680505", 82)),
        make["mention"]("roll", 30, name="张桂兰", id_number="339901195011300440"),
        make["mention"]("roll", 40, name="刘洋", id_number="339901201006180172", village="高桥村"),
        make["mention"]("roll", 60, "guardian", name="王大山"),
        make["mention"]("roll", 61, "guardian", name="李大山"),
    ]
    after = make["identified"]([*later, *county])
    for m in county:
        at = (m["register"], m["row"], m["role"])
        assert make["link"](before, *at)["person_id"] == make["link"](after, *at)["person_id"]
    assert make["link"](after, "roll", 60, "guardian")["person_id"] != make["link"](
        after, "roll", 6, "guardian"
    )["person_id"]  # fmt: skip


def test_an_id_is_made_of_the_number(make: Make, county: list[dict[str, Any]]) -> None:
    import hashlib

    digest = hashlib.sha256(b"id:339901195011300440").hexdigest()[:16]
    assert make["link"](make["identified"](county), "roll", 3)["person_id"] == f"P{digest}"


def test_golden_values(make: Make) -> None:
    number = "339901195011300440"
    found = make["identified"]([
        make["mention"]("hukou", 1, name="张桂兰", id_number=number, township="青石镇", village="柳河村"),
        make["mention"]("roll", 2, name="張桂蘭", id_number=number, township="青石镇", village="柳河村委会"),
        make["mention"]("roll", 3, name="张桂英", id_number="339901501130044", birth_date=date(1950, 1, 1)),
        make["mention"]("x", 4, name="王五", birth_date=date(1960, 1, 2), sex="男", village="柳河村"),
    ])  # fmt: skip
    by_name = {row["name"]: row for row in found.persons.iter_rows(named=True)}
    zhang, wang = by_name["张桂兰"], by_name["王五"]
    assert (zhang["id_number"], zhang["is_identified"], zhang["mentions"]) == (number, True, 3)
    assert (zhang["birth_date"], zhang["birth_basis"], zhang["sex"]) == (date(1950, 11, 30), "id", "女")
    assert (zhang["township"], zhang["village"]) == ("青石镇", "柳河村")
    assert (wang["birth_date"], wang["birth_basis"], wang["sex"]) == (date(1960, 1, 2), "register", "男")
    assert (wang["is_identified"], wang["id_number"], wang["township"]) == (False, None, "青石镇")
    assert make["link"](found, "roll", 3)["contradicts"] == ["birth"]
