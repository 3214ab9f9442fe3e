"""The standards of a programme in county.yaml, flattened to Standard rows in fen.

Belongs here: ``standard`` (one, or by level, band or placement), ``add_on`` (with conditions), ``care``
and ``township_limit``. Keys are the codes of the vocabularies, so that facts find them. Not here: the
rest of county.yaml (``county_file``), looking a standard up (``compile_functions``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.rules.compile_functions import band_name
from checks.rules.document import Form, Key, ListOf, MapOf, Raw
from checks.rules.kinds import Unread, refuse
from checks.rules.parameters import DATE_KEYS, BandKind, dated_schema, dated_values
from checks.rules.programme_file import SETTINGS
from checks.rules.refusals import KEY, VALUE, Refusals, did_you_mean
from checks.rules.strict_yaml import Mapping as Keys
from checks.rules.strict_yaml import Node, Scalar
from checks.rules.values import Whole, Yuan
from checks.rules.vocabulary_file import folded
from pipelines.definitions import Programme, Standard, Vocabulary
from pipelines.faults import Text

CONDITIONS = (
    Key("min_age", Whole(0), doc="completed years from which it is due"),
    Key("max_age", Whole(0), doc="completed years up to which it is due"),
    Key("levels", ListOf(Whole(1)), doc="disability levels for which it is due"),
)
"""Conditions that may stand beside the value of an add-on."""

_DATED = dated_schema(Yuan().schema())
_ADD_ON = {"type": "array", "items": Form((Key("value", Yuan(), True), *DATE_KEYS, *CONDITIONS)).schema()}

PROGRAMME_OVERRIDE = Form(
    (
        *SETTINGS,
        Key(
            "standard",
            Raw({"anyOf": [_DATED, {"type": "object", "additionalProperties": _DATED}]}),
            doc="yuan a month",
        ),
        Key(
            "add_on",
            MapOf(Raw({"anyOf": [Yuan().schema(), _ADD_ON]})),
            doc="name: dated values with conditions",
        ),
        Key("care", MapOf(Raw(_DATED)), doc="care level: dated values"),
        Key("township_limit", Raw(_DATED), doc="yuan a township may grant"),
    )
)

_KEY_VOCABULARY = {"level": "disability_level", "placement": "placement", "care": "care_level"}


def read_standards(
    node: Keys, programme: Programme, vocabularies: Mapping[str, Vocabulary], refusals: Refusals
) -> list[Standard]:
    """All standards of one programme, in file order."""
    reader = _Reader(programme, vocabularies, refusals)
    found: list[Standard] = []
    for key, value in node.entries:
        if key.text == "standard" and programme.by is None:
            found += reader.dated("standard", "", value)
        elif key.text == "standard":
            found += reader.keyed("standard", programme.by or "", value)
        elif key.text == "care":
            found += reader.keyed("care", "care", value)
        elif key.text == "add_on" and isinstance(value, Keys):
            for name, dated in value.entries:
                found += reader.dated("add_on", name.text or "", dated, CONDITIONS)
        elif key.text == "township_limit":
            found += reader.dated("township_limit", "", value)
    return found


class _Reader:
    def __init__(
        self, programme: Programme, vocabularies: Mapping[str, Vocabulary], refusals: Refusals
    ) -> None:
        self.programme = programme
        self.vocabularies = vocabularies
        self.refusals = refusals

    def dated(self, kind: str, key: str, node: Node, more: tuple[Key, ...] = ()) -> list[Standard]:
        if isinstance(node, Keys) and node.get("value") is None:
            what = Text("标准按键分列，但没有说明按什么分。", "the standard has keys, but not what they are.")
            do = Text("请加 by: level、band 或 placement。", "Add by: level, band or placement.")
            self.refusals.add(KEY, node.at, what, do)
            return []
        try:
            values = dated_values(node, _positive, self.refusals, more)
        except Unread:
            return []
        return [
            Standard(self.programme.code, kind, key, v.value, v.valid_from, v.valid_to, v.cite, conditions)
            for v, conditions in values
        ]

    def keyed(self, kind: str, by: str, node: Node) -> list[Standard]:
        if not isinstance(node, Keys):
            words = Text(f"按 {by} 分列的标准", f"a mapping by {by}")
            refuse(node, self.refusals, words)
            return []
        found = []
        for key, dated in node.entries:
            code = self.key(by, key)
            if code is not None:
                found += self.dated(kind, code, dated)
        return found

    def key(self, by: str, key: Scalar) -> str | None:
        """The code facts carry for a level, band, placement or care level."""
        if by == "band":
            try:
                return band_name(*BandKind().read(key, self.refusals))
            except Unread:
                return None
        vocabulary = self.vocabularies.get(_KEY_VOCABULARY[by])
        if vocabulary is None:
            return key.text
        text = folded(key.text or "")
        code = vocabulary.exact.get(text, text if text in vocabulary.exact.values() else None)
        if code is None:
            what = Text(
                f"“{key.text}”不在词表 {vocabulary.name} 中。",
                f"“{key.text}” is not in vocabulary {vocabulary.name}.",
            )
            allowed = set(vocabulary.exact.values())
            self.refusals.add(
                VALUE, key.at, what, did_you_mean(key.text or "", allowed, Text("可用的值", "values"))
            )
        return code


class _Positive(Yuan):
    """An amount that is not negative."""

    def read(self, node: Node, refusals: Refusals) -> int:
        """Fen."""
        fen = super().read(node, refusals)
        if fen < 0:
            raise refuse(node, refusals, Text("不小于零的金额（元）", "an amount in yuan, not below zero"))
        return fen


_positive: Any = _Positive()
