"""The list of region codes: complete, well formed, with nothing in the reserved range."""

from __future__ import annotations

import pytest

from pipelines.region_codes import REGION_CODES, SYNTHETIC_PREFECTURE, WHOLE_PROVINCES


def test_codes_are_six_digits_sorted_and_distinct() -> None:
    assert all(len(code) == 6 and code.isdigit() for code in REGION_CODES)
    assert list(REGION_CODES) == sorted(set(REGION_CODES))


def test_as_many_codes_as_were_ever_in_force() -> None:
    # About 6,000 counties ever; with provinces, prefectures and their summary codes some 7,000.
    counties = [code for code in REGION_CODES if code[4:] not in ("00", "01")]
    assert 6_000 <= len(counties) <= 6_300
    assert 7_000 <= len(REGION_CODES) <= 7_400


def test_every_province_is_there() -> None:
    provinces = [
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
    ]
    assert sorted({code[:2] for code in REGION_CODES}) == [str(province) for province in provinces]
    assert all(f"{province}0000" in REGION_CODES for province in provinces)


def test_reserved_ranges_are_apart_from_the_list() -> None:
    assert not [code for code in REGION_CODES if code.startswith((SYNTHETIC_PREFECTURE, *WHOLE_PROVINCES))]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("110221", id="Changping county, to 1999"),
        pytest.param("132401", id="Dingzhou under Baoding prefecture, to 1994"),
        pytest.param("220381", id="Gongzhuling, moved to Changchun in 2020"),
        pytest.param("341402", id="Juchao in Chaohu, to 2011"),
        pytest.param("411121", id="Wuyang, in force"),
        pytest.param("441900", id="Dongguan, a city without counties"),
        pytest.param("460100", id="Haikou"),
        pytest.param("513021", id="Daxian county, to 1999"),
        pytest.param("540581", id="Cona city, 2023"),
        pytest.param("659012", id="Baiyang, 2023"),
    ],
)
def test_codes_of_every_age_are_listed(code: str) -> None:
    assert code in REGION_CODES


@pytest.mark.parametrize("code", ["119999", "110199", "330199", "160101", "990101", "000000"])
def test_nonsense_is_not_listed(code: str) -> None:
    assert code not in REGION_CODES
