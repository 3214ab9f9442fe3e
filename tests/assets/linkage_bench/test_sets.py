"""The public sets as they are read: sizes, truth, trimmed text."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.linkage_bench.measures import true_pairs
from assets.linkage_bench.sets import SETS, BenchmarkSet, SetMissing, benchmark_set

SIZES = {  # records, entities, true pairs, as published
    "historical_50k": (50_578, 5_156, 303_961),
    "febrl3": (5_000, 2_000, 6_538),
    "febrl4": (10_000, 5_000, 5_000),
    "fake_1000": (1_000, 251, 2_031),
}


@pytest.fixture(scope="module", params=sorted(SETS))
def one_set(request: pytest.FixtureRequest) -> BenchmarkSet:
    return benchmark_set(request.param)


def test_a_set_has_its_published_size_and_truth(one_set: BenchmarkSet) -> None:
    truth = one_set.truth
    found = (truth.height, truth["entity"].n_unique(), true_pairs(truth))
    assert found == SIZES[one_set.name]


def test_records_are_trimmed_text_with_a_unique_id_in_the_order_of_the_truth(one_set: BenchmarkSet) -> None:
    frame = one_set.frame
    assert set(frame.dtypes) == {pl.String}
    assert frame["record"].is_unique().all()
    assert frame["record"].is_sorted()
    assert frame["record"].equals(one_set.truth["record"])
    assert one_set.truth.null_count().sum_horizontal().item() == 0
    padded = pl.any_horizontal(pl.col(one_set.fields).str.contains(r"^\s|\s$|^$"))
    assert frame.filter(padded.fill_null(False)).is_empty()


def test_the_truth_is_not_among_the_fields(one_set: BenchmarkSet) -> None:
    assert set(one_set.frame.columns) - set(one_set.fields) == {"record", "source"} & set(
        one_set.frame.columns
    )
    assert not {"cluster", "entity", "rec_id", "unique_id"} & set(one_set.frame.columns)


def test_only_febrl4_links_two_sources() -> None:
    assert [name for name in SETS if benchmark_set(name).link_only] == ["febrl4"]
    assert benchmark_set("febrl4").frame["source"].value_counts(sort=True).sort("source").rows() == [
        ("a", 5_000),
        ("b", 5_000),
    ]


FEBRL_HEADER = "rec_id, given_name, surname, date_of_birth"


def test_blanks_around_febrl_headers_and_values_go_and_zeros_stay(tmp_path: Path) -> None:
    (tmp_path / "dataset3.csv").write_text(
        f"{FEBRL_HEADER}\nrec-7-dup-10, anna , , 01020304\nrec-7-org, anna, lee, 19560409\n"
    )
    small = benchmark_set("febrl3", tmp_path)
    assert small.frame.rows() == [
        ("rec-7-dup-10", "anna", None, "01020304"),
        ("rec-7-org", "anna", "lee", "19560409"),
    ]
    assert small.truth.rows() == [("rec-7-dup-10", "rec-7"), ("rec-7-org", "rec-7")]
    assert small.fields == ("given_name", "surname", "date_of_birth")


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetMissing, match="checkout") as missing:
        benchmark_set("febrl4", tmp_path)
    assert missing.value.fault.where.path.endswith("dataset4a.csv")
    assert "仓库" in missing.value.fault.say("zh")
