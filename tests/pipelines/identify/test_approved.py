"""Approved weights fit the plan level by level, or say where they do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipelines.definitions import LinkageWeights
from pipelines.identify.approved import approved_weights, as_draft, misfits, told, weights_in_force
from pipelines.identify.plan import BELIEFS, COMPARISONS

DRAFT = as_draft(BELIEFS, trained_on="示例县", author="甲")
APPROVED = replace(DRAFT, approved_by="乙", approved_on=date(2026, 7, 3))


def changed(**fields: Any) -> LinkageWeights:
    """The approved weights with other numbers, under a name of their own."""
    return replace(APPROVED, version="2026-07", fields={**DRAFT.fields, **fields})


def without(name: str, level: str) -> dict[str, tuple[float, float]]:
    return {known: shares for known, shares in DRAFT.fields[name].items() if known != level}


def test_a_draft_has_the_version_and_the_bits_of_the_weights() -> None:
    again = approved_weights(DRAFT)
    assert again.version == DRAFT.version == BELIEFS.version
    for comparison in COMPARISONS:
        assert again.fields[comparison.name].bits == pytest.approx(
            BELIEFS.fields[comparison.name].bits, abs=1e-4
        )


def test_only_approved_weights_are_in_force() -> None:
    mine = changed(sex={"equal": (0.9, 0.5), "differs": (0.1, 0.5)})
    assert weights_in_force(None) is BELIEFS
    assert weights_in_force(replace(mine, approved_on=None)) is BELIEFS
    assert weights_in_force(mine).fields["sex"].m == (0.9, 0.1)


def test_the_order_of_levels_in_the_file_does_not_matter() -> None:
    turned = changed(sex=dict(reversed(DRAFT.fields["sex"].items())))
    assert approved_weights(turned).fields["sex"] == approved_weights(DRAFT).fields["sex"]


@pytest.mark.parametrize(
    ("definition", "at", "words"),
    [
        (changed(shoe={"equal": (0.9, 0.1)}), ["shoe"], "shoe"),
        (changed(place=without("place", "village")), ["place"], "village"),
        (changed(sex={**DRAFT.fields["sex"], "same": (0.1, 0.1)}), ["sex.same"], "same"),
        (
            replace(APPROVED, fields={n: f for n, f in DRAFT.fields.items() if n not in ("sex", "phone")}),
            ["fields", "fields"],
            "phone",
        ),
    ],
)
def test_what_does_not_fit_is_named(definition: LinkageWeights, at: list[str], words: str) -> None:
    assert [misfit.at for misfit in misfits(definition)] == at
    with pytest.raises(ValueError, match=words):
        approved_weights(definition)


def test_numbers_changed_after_training_need_a_version_of_their_own() -> None:
    secretly = replace(changed(sex={"equal": (0.9, 0.5), "differs": (0.1, 0.5)}), version=DRAFT.version)
    assert [misfit.at for misfit in misfits(secretly)] == ["version"]
    assert misfits(replace(secretly, version="2026-07 人工调整")) == ()


def test_the_table_tells_every_level_once_in_the_order_of_the_plan() -> None:
    table = told(BELIEFS)
    assert table.select("field", "level").rows() == [
        (c.name, level) for c in COMPARISONS for level in c.comparator.levels
    ]
    vetoes = table.filter("is_veto").select("field", "level").rows()
    assert ("valid_number", "differs") in vetoes
    assert table.filter("by_value")["field"].unique().sort().to_list() == ["name", "place"]


def test_approved_weights_decide_links(make: dict[str, Callable[..., Any]]) -> None:
    mention, identified, link = make["mention"], make["identified"], make["link"]
    number = make["number"]("19500101", 12)
    rows = [
        mention("hukou", 2, name="欧阳娜娜", id_number=number, village="桃源村", township="东山镇"),
        mention("roll", 2, name="欧阳娜娜", birth_date=date(1950, 1, 1), village="桃源村", township="东山镇"),
        *(
            mention("hukou", 10 + k, name=f"王{c}", id_number=make["number"]("19600101", 100 + k))
            for k, c in enumerate("一二三四五六七八")
        ),
    ]
    assert link(identified(rows), "roll", 2)["evidence"] == "probable"
    nothing = {name: dict.fromkeys(levels, (0.1, 0.1)) for name, levels in DRAFT.fields.items()}
    strict = approved_weights(replace(APPROVED, version="2026-07", fields=nothing | {
        "name": dict.fromkeys(DRAFT.fields["name"], (1e-06, 0.1))
    }))  # fmt: skip
    assert link(identified(rows, weights=strict), "roll", 2)["evidence"] == "single"
