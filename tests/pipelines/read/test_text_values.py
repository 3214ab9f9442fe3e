from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.read.text_values import (
    account_numbers,
    certificate_numbers,
    former_names,
    id_numbers,
    id_statuses,
    names,
    original,
    plain_texts,
)

SIGNS = "张三囗ABx0189 ・·.'\"“()（）【】{}-/０Ｘ×　\u200b\t无"


def one(clean: Callable[[pl.Series], pl.Series], text: str) -> str | None:
    return clean(pl.Series([text], dtype=pl.String)).item()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张 三", "张三"),
        ("　张三 ", "张三"),
        ("张\u200b三", "张三"),
        ("张三'", "张三"),
        ("王五(监护人)", "王五"),
        ("王五（曾用名李四）", "王五"),
        ("王五(监护", "王五"),
        ("(张三)", "张三"),
        ("((张三))", "张三"),
        ('张三"(', "张三"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提.吐尔逊", "买买提·吐尔逊"),
        ("阿卜杜・热合曼", "阿卜杜·热合曼"),
        ("阿卜杜 ‧ 热合曼", "阿卜杜·热合曼"),
        ("A.B.C", "A·B·C"),
        ("John  Smith", "John Smith"),
        ("张?三", "张?三"),
        ("", None),
        ("-", None),
        ("无", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    assert one(names, text) == name


def test_a_former_name_in_brackets_is_kept_apart() -> None:
    assert one(former_names, "王五（曾用名：李 四）") == "李四"
    assert one(former_names, "王五(监护人)") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("339901194803120267'", "339901194803120267"),
        (" ３３９９０１１９４８０３１２０２６７\t", "339901194803120267"),
        ("33990119660202071x", "33990119660202071X"),
        ("33990119660202071×", "33990119660202071X"),
        ("G339901194803120267", "339901194803120267"),
        ("3399**********0267", "3399**********0267"),
        ("无", None),
        ("/", None),
        (" ", None),
    ],
)
def test_identity_numbers(text: str, number: str | None) -> None:
    assert one(id_numbers, text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6221 8099 9900 0000 001", "6221809999000000001"),
        ("6221809999000000001'", "6221809999000000001"),
        ("13900000001.0", "13900000001"),
        ("１３９０００００００１", "13900000001"),
        ("0012345678", "0012345678"),
        ("6217-0000-1234-5678-901", "6217000012345678901"),
        ("0571-88888888", "0571-88888888"),
        ("无", None),
    ],
)
def test_accounts_and_phones(text: str, number: str | None) -> None:
    assert one(account_numbers, text) == number


def test_certificates_keep_their_suffix() -> None:
    assert one(certificate_numbers, " 33990119430808019x41b1'") == "33990119430808019X41B1"


def test_plain_text_loses_spaces_only_where_chinese_stands() -> None:
    assert one(plain_texts, " 柳河 村　（一组） ") == "柳河村(一组)"
    assert one(plain_texts, "NC  001") == "NC 001"
    assert one(plain_texts, "ＮＣ００１") == "NC001"


def test_the_original_text_stays_but_for_what_nobody_wrote() -> None:
    texts = pl.Series([" 420元 ", "2026-05-01 00:00:00", "-", "", None])
    assert original(texts).to_list() == [" 420元 ", "2026-05-01", None, None, None]


def test_statuses_and_the_day_from_which_they_hold() -> None:
    numbers = pl.Series(["339901194803120267", "339901194803120268", "3.39901194803E+17", None])
    (statuses,), settled_on = id_statuses([numbers], as_of=date(2026, 7, 10))
    assert statuses.to_list() == ["valid", "bad_check", "damaged", None]
    assert settled_on == date(1948, 3, 12)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(SIGNS, max_size=9) | st.none(), min_size=1, max_size=5))
def test_cleaning_twice_changes_nothing(texts: list[str | None]) -> None:
    for clean in (names, plain_texts, account_numbers, certificate_numbers, id_numbers):
        once = clean(pl.Series(texts, dtype=pl.String))
        assert clean(once).equals(once, null_equal=True)
        assert "" not in once.drop_nulls()
