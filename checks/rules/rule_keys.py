"""The keys of a rule file, except those of its shape. Used to read files and to make the editor schema."""

from __future__ import annotations

from typing import Any

from checks.rules.document import Bilingual, Form, Key, ListOf, MapOf, OrNull, Raw
from checks.rules.parameters import DATE_KEYS
from checks.rules.types import Type
from checks.rules.values import MONTH, Choice, Day, Whole, Words, Written, Yuan

SEVERITIES = ("critical", "high", "medium", "low")
GRADES = ("E0", "E1", "E2", "E3")
UNITS = ("person", "household", "account", "case", "batch", "record", "register")
REASONS = (
    "register_missing",
    "register_stale",
    "field_missing",
    "value_unreadable",
    "person_unmatched",
    "parameter_missing",
    "calendar_missing",
)
EFFECTS = ("lower", "to_E1", "to_E2", "show")
OUTCOMES = ("clue", "not_evaluable", "clean", "out_of_scope")
PARAMETER_TYPES = tuple(t.value for t in Type if t is not Type.NULL)

_ANY: dict[str, Any] = {}

SENTENCES = Form((Key("zh", Written(), True), Key("en", Written(), True)))

PARAMETER = Form(
    (
        Key("type", Choice(PARAMETER_TYPES), True),
        Key("unit", Words(), True, "month, day, yuan, count, list ..."),
        Key("default", Raw(_ANY), doc="the value at all dates"),
        Key("values", Raw({"type": "array"}), doc="dated values {from, to, value, cite}"),
        Key("note", Words()),
    )
)

NOT_EVALUABLE = Form(
    (
        Key("reason", Choice(REASONS), True),
        Key("when", Written(), True, "names the reason where the condition of the rule cannot be decided"),
        Key("zh", Words(), True),
        Key("en", Words(), True),
    )
)

COUNTER_EVIDENCE = Form(
    (
        Key("effect", Choice(EFFECTS), True),
        Key("when", Written(), doc="left out: always shown"),
        Key("zh", Written(), True),
        Key("en", Written(), True),
    )
)

EVIDENCE = Form(
    (
        Key("role", Words(), True),
        Key("table", Words(), True),
        Key("match", MapOf(Words()), True, "column of the table: column of the clue"),
        Key("where", Written(), doc="condition over the columns of the table"),
        Key("fields", ListOf(Words()), True),
    )
)

LEGAL_BASIS = Form(
    (
        Key("cite", OrNull(Words()), True),
        Key("article", OrNull(Words())),
        Key("from", OrNull(Day(months=True))),
        Key("to", OrNull(Day(months=True, last=True))),
        Key("note", OrNull(Words())),
    )
)

TEST_STANDARD = Form(
    (
        Key("programme", Words(), True),
        Key("kind", Choice(("standard", "add_on", "care", "township_limit"))),
        Key("key", OrNull(Words())),
        Key("value", Yuan(), True),
        *DATE_KEYS[:2],
    )
)

EXPECT = Form(
    (
        Key("outcome", Choice(OUTCOMES), True),
        Key("reason", Choice(REASONS)),
        Key("months", ListOf(MONTH)),
        Key("amount", OrNull(Yuan()), doc="yuan at risk"),
        Key("grade", Choice(GRADES)),
        Key("severity", Choice(SEVERITIES)),
        Key("units", Whole(0), doc="units with this outcome"),
        Key("near_misses", Whole(0)),
    )
)

TEST = Form(
    (
        Key("name", Words(), True, "a sentence: what happened → what comes out"),
        Key("months", Form((Key("from", MONTH, True), Key("to", MONTH, True)))),
        Key("as_of", Day()),
        Key("parameters", MapOf(Raw(_ANY))),
        Key("missing", ListOf(Words()), doc="registers taken away"),
        Key("standards", ListOf(TEST_STANDARD)),
        Key("given", MapOf(ListOf(MapOf(Raw(_ANY)))), True, "rows of fact tables, money in yuan"),
        Key("expect", EXPECT, True),
    )
)

SEVERITY_PAIRS: dict[str, Any] = {
    "type": "array",
    "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "string"}},
}

SEVERITY = Raw(
    {
        "anyOf": [
            {"enum": list(SEVERITIES)},
            {
                "type": "object",
                "properties": {"when": SEVERITY_PAIRS, "else": {"enum": list(SEVERITIES)}},
                "required": ["when", "else"],
                "additionalProperties": False,
            },
        ]
    }
)

RULE_KEYS = (
    Key("id", Words(r"[A-Z]{2,4}-\d{2}", "DEC-01"), True),
    Key("version", Whole(1), True),
    Key("title", Bilingual(), True),
    Key("family", Words(r"[A-Z]{2,4}", "DEC"), True),
    Key("unit", Choice(UNITS), True),
    Key("shape", Words(), True),
    Key("severity", SEVERITY, True),
    Key("grade", Choice(GRADES), True),
    Key("programmes", ListOf(Words()), True),
    Key("requires", ListOf(Words()), True, "registers; a|b = at least one of them"),
    Key("sources", ListOf(Words()), True, "every register the rule reads"),
    Key("scope", Bilingual(), True),
    Key("parameters", MapOf(PARAMETER)),
    Key("not_evaluable", ListOf(NOT_EVALUABLE)),
    Key("counter_evidence", ListOf(COUNTER_EVIDENCE)),
    Key("reason", SENTENCES, True, "the sentence of a clue"),
    Key("evidence", ListOf(EVIDENCE), True),
    Key("legal_basis", ListOf(LEGAL_BASIS)),
    Key("notes", Bilingual()),
    Key("follow_up", Bilingual()),
    Key("tests", ListOf(Raw(TEST.schema())), True),
)
