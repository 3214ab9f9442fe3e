"""The editor schemas are those of the declarations, and accept what the loaders accept."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checks.rules.refusals import Refusals
from checks.rules.schema import FOLDER, schemas, written
from checks.rules.shapes.closed_set import SPECS
from checks.rules.strict_yaml import Mapping, Node, Sequence, parse_yaml


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


def _as_editors_see(node: Node) -> Any:
    """A document with the types of YAML 1.2: what a schema-aware editor validates."""
    if isinstance(node, Sequence):
        return [_as_editors_see(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key.text: _as_editors_see(value) for key, value in node.entries}
    text = node.text
    if text is None or node.is_quoted:
        return text
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?(0|[1-9]\d*)", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text


FILES = {
    "rule": "audit/*/*.yaml",
    "register": "registers/*.yaml",
    "vocabulary": "vocabulary/*.yaml",
    "programme": "programmes/*.yaml",
}


@pytest.mark.parametrize("kind", FILES)
def test_the_files_of_the_house_fit_their_schema(kind: str) -> None:
    validator = Draft202012Validator(json.loads((FOLDER / f"{kind}.schema.json").read_text("utf-8")))
    paths = sorted(FOLDER.parent.glob(FILES[kind]))
    assert paths
    for path in paths:
        node = parse_yaml(path.read_bytes(), Refusals(path.name, "RULE"))
        assert node is not None
        errors = [
            f"{path.name} {e.json_path}: {e.message}" for e in validator.iter_errors(_as_editors_see(node))
        ]
        assert errors == []


def test_a_mistyped_slot_is_refused_by_the_schema_too() -> None:
    validator = Draft202012Validator(json.loads((FOLDER / "rule.schema.json").read_text("utf-8")))
    path = FOLDER.parent / "audit" / "dec" / "DEC-01.yaml"
    text = path.read_text("utf-8").replace("\nwhen:", "\nwhenn:", 1)
    node = parse_yaml(text.encode(), Refusals(path.name, "RULE"))
    assert node is not None
    messages = " ".join(e.message for e in validator.iter_errors(_as_editors_see(node)))
    assert "whenn" in messages
    assert "'when' is a required property" in messages
