"""Looking up the words for codes."""

from __future__ import annotations

from typing import Any


def test_a_unit_key_is_said_in_names(results: Any) -> None:
    said = results.unit_key_said("dibao_rural|2026-06")
    assert (said.zh, said.en) == ("农村低保 · 2026-06", "rural dibao · 2026-06")
    assert results.unit_key_said("roll_dibao_rural|a.xlsx|6月|9").zh == "农村低保花名册 · a.xlsx · 6月 · 9"


def test_several_programmes_are_named_one_by_one(results: Any) -> None:
    assert results.programme_name("dibao_rural、dis_care").en == "rural dibao, care subsidy"
    assert results.programme_name(None).zh == ""
    assert results.programme_name("new_code").zh == "new_code"
