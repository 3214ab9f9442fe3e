"""The file of match weights → LinkageWeights, or every fault in it.

Belongs here: what the file may say by itself, and that its author does not approve it. Not here: whether
its comparisons and levels are those the station knows (``pipelines.identify.approved``), how weights are
learnt (``hecha identity train`` writes a draft).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import fsum
from pathlib import PurePosixPath
from typing import Any

from checks.rules.document import Form, Key, MapOf, OrNull
from checks.rules.kinds import Unread, refuse
from checks.rules.refusals import DRAFT, IDENTITY, KEY, VALUE, Refusals
from checks.rules.strict_yaml import Mapping, Node, Scalar, Sequence
from checks.rules.values import Day, Words
from pipelines.definitions import LinkageWeights
from pipelines.faults import Fault, Place, Text

STEM = "weights"
ROUNDING = 0.01
"""By how much the m of a comparison may exceed 1 in sum."""


@dataclass(frozen=True)
class Share:
    """A share above 0 and at most 1 (``part``: below 1), written as a decimal."""

    part: bool = False

    def read(self, node: Node, refusals: Refusals) -> float:
        """The share."""
        text = node.text if isinstance(node, Scalar) else None
        share = float(text) if text and re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,18})?", text) else 0.0
        if not 0 < share <= 1 or (self.part and share == 1):
            most = Text("小于1", "below 1") if self.part else Text("不超过1", "at most 1")
            raise refuse(
                node,
                refusals,
                Text(f"大于0、{most.zh}的小数，如 0.93", f"a decimal above 0 and {most.en}, such as 0.93"),
            )
        return share

    def schema(self) -> dict[str, Any]:
        """Number."""
        most = "exclusiveMaximum" if self.part else "maximum"
        return {"type": "number", "exclusiveMinimum": 0, most: 1}


@dataclass(frozen=True)
class Chances:
    """``[m, u]`` of a level."""

    def read(self, node: Node, refusals: Refusals) -> tuple[float, float]:
        """m and u; both are looked at before either is refused."""
        if not isinstance(node, Sequence) or len(node.items) != 2:
            raise refuse(node, refusals, Text("[m, u] 两个小数，如 [0.93, 0.0018]", "[m, u], two decimals"))
        shares = []
        for item in node.items:
            try:
                shares.append(Share().read(item, refusals))
            except Unread:
                continue
        if len(shares) < 2:
            raise Unread
        return shares[0], shares[1]

    def schema(self) -> dict[str, Any]:
        """Array of two shares."""
        return {"type": "array", "items": Share().schema(), "minItems": 2, "maxItems": 2}


WEIGHTS = Form(
    (
        Key("version", Words(), True, "names these weights in reports"),
        Key("trained_on", Words(), True, "which data, months and rows they were learnt from"),
        Key("author", Words(), True, "who trained them"),
        Key("approved_by", OrNull(Words()), doc="another person; empty: a draft, not used"),
        Key("approved_on", OrNull(Day()), doc="the day of approval; empty: a draft, not used"),
        Key("prior", Share(part=True), True, "share of true pairs among all pairs"),
        Key("fields", MapOf(MapOf(Chances())), True, "comparison: {level: [m, u]}"),
    )
)


def read_weights(node: Node, refusals: Refusals) -> LinkageWeights | None:
    """The weights, or None; every fault goes to ``refusals``."""
    before = len(refusals.found)
    stem = PurePosixPath(refusals.path).stem
    if stem != STEM:
        what = Text(f"文件名是“{stem}”，不会被使用。", f"the file is “{stem}” and would not be used.")
        do = Text("文件名应为 weights.yaml；其他文件请移走。", "Name it weights.yaml, or take it away.")
        refusals.add(IDENTITY, node.at, what, do)
        return None
    try:
        read = WEIGHTS.read(node, refusals)
    except Unread:
        return None
    assert isinstance(node, Mapping)
    read |= {"approved_by": read.get("approved_by") or ""}
    _two_people(node, read, refusals)
    _possible(node, read["fields"], refusals)
    return None if len(refusals.found) > before else LinkageWeights(**read, lines=_lines(node))


def draft_notice(weights: LinkageWeights, path: str) -> Fault:
    """That weights are read but not used, because nobody has approved them."""
    missing = [
        name
        for name, value in (("approved_by", weights.approved_by), ("approved_on", weights.approved_on))
        if not value
    ]
    return Fault(
        f"WEIGHT-{DRAFT:02d}",
        Place(path),
        Text(
            f"匹配权重“{weights.version}”是草稿（缺少 {'、'.join(missing)}），本次未使用。",
            f"match weights “{weights.version}” are a draft ({', '.join(missing)} missing) and are not used.",
        ),
        Text(
            "请由 author 以外的人复核后填写 approved_by 和 approved_on；不采用则删除该文件。",
            "Let somebody other than the author check them and fill in approved_by and approved_on, "
            "or delete the file.",
        ),
        stops=False,
    )


def _two_people(node: Mapping, read: dict[str, Any], refusals: Refusals) -> None:
    if _same(read["approved_by"]) == _same(read["author"]):
        what = Text("批准人与 author 是同一人。", "the author approves their own weights.")
        do = Text("请由另一人批准。", "Let another person approve them.")
        refusals.add(VALUE, (node.get("approved_by") or node).at, what, do)


def _same(name: str) -> str:
    return "".join(name.split()).casefold()


def _possible(node: Mapping, fields: dict[str, dict[str, tuple[float, float]]], refusals: Refusals) -> None:
    """True pairs stand on one level each: the m of a comparison add up to 1 at most."""
    if not fields:
        what = Text("“fields”是空的。", "“fields” is empty.")
        do = Text("请用 hecha identity train 生成。", "Make it with hecha identity train.")
        refusals.add(KEY, (node.get("fields") or node).at, what, do)
    written = node.get("fields")
    for key, _ in written.entries if isinstance(written, Mapping) else ():
        total = fsum(m for m, _ in fields.get(key.text or "", {}).values())
        if total > 1 + ROUNDING:
            what = Text(
                f"“{key.text}”各级的 m 合计 {total:.4g}，超过1。",
                f"the m of “{key.text}” add up to {total:.4g}.",
            )
            do = Text(
                "每一对真实的同一人只落在一级上，合计应为1；请检查写错的数字。",
                "Every true pair stands on one level: they add up to 1. Look for a wrong number.",
            )
            refusals.add(VALUE, key.at, what, do)


def _lines(node: Mapping) -> dict[str, tuple[int, int]]:
    """Where the version, the fields, every comparison and every level stand."""
    found = {key.text or "": key.at for key, _ in node.entries if key.text in ("version", "fields")}
    fields = node.get("fields")
    for field, levels in fields.entries if isinstance(fields, Mapping) else ():
        found[field.text or ""] = field.at
        for level, _ in levels.entries if isinstance(levels, Mapping) else ():
            found[f"{field.text}.{level.text}"] = level.at
    return found
