"""The editor schemas are those of the declarations, and accept what the loaders accept."""

from __future__ import annotations

import json

from checks.rules.schema import FOLDER, schemas, written
from checks.rules.shapes.closed_set import SPECS


def test_the_written_schemas_are_up_to_date() -> None:
    expected = {name: written(schema) for name, schema in schemas(SPECS).items()}
    found = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
    assert found == expected, "run: python -m checks.rules.schema"


def test_every_shape_stands_in_the_rule_schema_with_its_slots() -> None:
    rule = json.loads((FOLDER / "rule.schema.json").read_text("utf-8"))
    shapes = {part["if"]["properties"]["shape"]["const"]: part["then"] for part in rule["allOf"]}
    assert set(shapes) == set(SPECS)
    for name, spec in SPECS.items():
        known = {f.alias for f in spec.frames} | {s.name for s in spec.every_slot}
        assert set(shapes[name]["properties"]) == known
