"""The county's standards (yuan a month), its county.yaml, and the amount a person is due.

Rolls and payments are computed from the same dated values that county.yaml declares. The standards of
dibao, tekun and children change on 1 July 2026, when the Social Assistance Law came into force.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pipelines.months import parse_month, say_month
from pipelines.synthetic.plan import CountyPlan

CHANGED_ON, BEFORE = "2026-07", "2025-07"
CITE_BEFORE, CITE_AFTER = "示民〔2025〕31号", "示民〔2026〕18号"
ALWAYS = "2024-01"
COUNTY_NAME = "示例县 (合成数据)"

# programme → key → (yuan before, yuan from the change); the second is None where nothing changes
STANDARDS: Mapping[str, Mapping[str, tuple[int, int | None]]] = {
    "dibao_rural": {"": (640, 680)},
    "dibao_urban": {"": (830, 870)},
    "tekun_scattered": {"": (1120, 1180)},
    "tekun_central": {"": (1250, 1310)},
    "dis_life": {"": (90, None)},
    "dis_care": {"1": (150, None), "2": (100, None), "3": (80, None)},
    "elderly_age": {"80-89": (60, None), "90-99": (150, None), "100-": (500, None)},
    "orphan": {"集中养育": (2200, 2280), "社会散居": (1700, 1760)},
    "de_facto_orphan": {"": (1700, 1760)},
    "aids_child": {"": (1700, 1760)},
}
CARE: Mapping[str, int] = {"全自理": 100, "半护理": 300, "全护理": 800}
OLD_AGE_ADD_ON, OLD_AGE = 90, 70
SEVERE_ADD_ON, SEVERE_LEVELS = 130, (1, 2)
TOWNSHIP_LIMIT = 3000
ELDERLY_BANDS_FEN = {band: yuan * 100 for band, (yuan, _) in STANDARDS["elderly_age"].items()}
KEYED_BY = {"dis_care": "level", "elderly_age": "band", "orphan": "placement"}


def county_yaml(plan: CountyPlan, extracted: tuple[str, ...]) -> dict[str, Any]:
    """The content of county.yaml; ``extracted`` names the standing registers."""
    return {
        "interface": 1,
        "name": COUNTY_NAME,
        "region": "339901",
        "months": {"from": say_month(plan.first_month), "to": say_month(plan.last_month)},
        "as_of": plan.as_of,
        "on_bad_file": "stop",
        "extracted": dict.fromkeys(extracted, plan.extracted_on),
        "rules": {"programmes": {code: _programme(code) for code in (*STANDARDS, "temporary")}},
    }


def _programme(code: str) -> dict[str, Any]:
    if code == "temporary":
        return {"township_limit": [{"from": ALWAYS, "value": TOWNSHIP_LIMIT}]}
    keyed = {key: _dated(before, after) for key, (before, after) in STANDARDS[code].items()}
    values: dict[Any, Any] = {int(k) if k.isdigit() else k: v for k, v in keyed.items()}
    settings: dict[str, Any] = {}
    if code.startswith("dibao"):
        settings |= {"unit": "household", "amount_mode": "difference", "rounding": "ceil_yuan"}
    elif code == "de_facto_orphan":
        settings |= {"unit": "person", "amount_mode": "top_up"}
    if code in KEYED_BY:
        settings |= {"by": KEYED_BY[code], "standard": values}
    else:
        settings |= {"standard": values[""]}
    if code.startswith("tekun"):
        settings |= {"care": {k: [{"from": ALWAYS, "value": v}] for k, v in CARE.items()}}
    if code.startswith("dibao"):
        settings |= {
            "add_on": {
                "老年": [{"from": ALWAYS, "value": OLD_AGE_ADD_ON, "min_age": OLD_AGE}],
                "重残": [{"from": ALWAYS, "value": SEVERE_ADD_ON, "levels": list(SEVERE_LEVELS)}],
            }
        }
    return settings


def _dated(before: int, after: int | None) -> list[dict[str, Any]]:
    if after is None:
        return [{"from": ALWAYS, "value": before}]
    return [
        {"from": BEFORE, "value": before, "cite": CITE_BEFORE},
        {"from": CHANGED_ON, "value": after, "cite": CITE_AFTER},
    ]


def monthly_standards(plan: CountyPlan) -> pl.DataFrame:
    """programme, key, month (index), standard_fen for every month of the plan."""
    change: date = parse_month(CHANGED_ON)
    rows = [
        (programme, key, i, 100 * (after if after is not None and month >= change else before))
        for programme, keys in STANDARDS.items()
        for key, (before, after) in keys.items()
        for i, month in enumerate(plan.months)
    ]
    schema = {"programme": pl.String, "key": pl.String, "month": pl.Int64, "standard_fen": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def band_at(age: pl.Expr) -> pl.Expr:
    """The band of the elderly allowance at an age; null under 80."""
    return (
        pl.when(age >= 100)
        .then(pl.lit("100-"))
        .when(age >= 90)
        .then(pl.lit("90-99"))
        .when(age >= 80)
        .then(pl.lit("80-89"))
    )


def add_on_fen(age: pl.Expr, level: pl.Expr) -> pl.Expr:
    """The highest add-on (分类施保) of a dibao member, fen; 0 when none."""
    old = pl.when(age >= OLD_AGE).then(OLD_AGE_ADD_ON).otherwise(0)
    severe = pl.when(level.is_in(list(SEVERE_LEVELS))).then(SEVERE_ADD_ON).otherwise(0)
    return pl.max_horizontal(old, severe).fill_null(0).cast(pl.Int64) * 100
