"""A draft of ``rules/linkage/weights.yaml``: learnt weights with words beside them, ready to be checked.

Reading it back is ``checks.rules.weights_file``; both keep to the same keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.definitions import LinkageWeights
from reports.linkage import field_said, level_said

HEADER = """\
# 身份匹配权重：没有可用证件号时，各项信息一致或不一致各值多少。
# 由 hecha identity train 从本县数据中学得：m 是同一人的两条记录落在该级的比例，u 是不同人的比例，
# 权重（比特）= log2(m÷u)；正数支持是同一人，负数不支持。
#
# 没有批准人和批准日期的是草稿，不会被使用。请 author 以外的人复核后填写 approved_by 和 approved_on，
# 存为 rules/linkage/weights.yaml，再用 hecha identity show 查看。手工改动数值后须另取版本号。
"""


def weights_text(weights: LinkageWeights, told: pl.DataFrame) -> str:
    """The file as text.

    Args:
        told: field, level, bits, by_value, is_veto of every level, in the order they are written.
    """
    approved_on = weights.approved_on.isoformat() if weights.approved_on else ""
    lines = [
        f"version: {_quoted(weights.version)}",
        f"trained_on: {_quoted(weights.trained_on)}",
        f"author: {_quoted(weights.author)}  # 训练人",
        _filled("approved_by", _quoted(weights.approved_by) if weights.approved_by else "", "批准人，另一人"),
        _filled("approved_on", approved_on, "批准日期，如 2026-07-01"),
        f"prior: {_decimal(weights.prior)}  # 任取两条记录是同一人的比例",
        "fields:",
    ]
    for (field,), levels in told.group_by("field", maintain_order=True):
        lines.append(f"  {field}:  # {field_said(str(field)).zh}")
        for level in levels.iter_rows(named=True):
            m, u = weights.fields[str(field)][level["level"]]
            said = level_said(str(field), level["level"]).zh
            lines.append(f"    {level['level']}: [{_decimal(m)}, {_decimal(u)}]  # {said}：{_worth(level)}")
    return HEADER + "\n".join(lines) + "\n"


def _worth(level: Mapping[str, Any]) -> str:
    if level["is_veto"]:
        return "不作为同一人"
    return "该值在本县越少见，权重越大" if level["by_value"] else f"{level['bits']:+.1f} 比特"


def _quoted(text: str) -> str:
    """A YAML text on one line: JSON's double quotes are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def _filled(key: str, value: str, words: str) -> str:
    return f"{key}: {value}  # {words}" if value else f"{key}:  # {words}"


def _decimal(number: float) -> str:
    """The number in full, without an exponent."""
    return format(Decimal(repr(number)), "f")
