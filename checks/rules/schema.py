"""JSON Schemas of the definition files, for editors: ``python -m checks.rules.schema`` writes them.

Made from the same declarations that read the files, so an editor and ``hecha rules check`` agree. A test
holds the written files against ``schemas``. Not here: the declarations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.rules.county_file import COUNTY
from checks.rules.document import Form
from checks.rules.programme_file import PROGRAMME
from checks.rules.register_file import REGISTER
from checks.rules.rule_keys import RULE_KEYS
from checks.rules.shape_spec import ShapeSpec
from checks.rules.shapes.closed_set import SPECS
from checks.rules.slots import frame_schema, slot_schema
from checks.rules.vocabulary_file import VOCABULARY
from checks.rules.weights_file import WEIGHTS

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path(__file__).parents[2] / "rules" / "schema"


def schemas(shapes: Mapping[str, ShapeSpec]) -> dict[str, dict[str, Any]]:
    """File name → schema."""
    forms = {
        "county": COUNTY, "register": REGISTER, "vocabulary": VOCABULARY, "programme": PROGRAMME,
        "weights": WEIGHTS,
    }  # fmt: skip
    found = {f"{name}.schema.json": _titled(name, form.schema()) for name, form in forms.items()}
    found["rule.schema.json"] = _titled("rule", _rule(shapes))
    return found


def _titled(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": _DRAFT, "title": f"Hecha {name}", **schema}


def _rule(shapes: Mapping[str, ShapeSpec]) -> dict[str, Any]:
    """The common keys, and for each shape the slots it has; nothing else."""
    common = Form(RULE_KEYS, free=True).schema()
    common["properties"]["shape"] = {"enum": sorted(shapes)}
    return {
        **common,
        "allOf": [_of_shape(spec) for _, spec in sorted(shapes.items())],
        "unevaluatedProperties": False,
    }


def _of_shape(spec: ShapeSpec) -> dict[str, Any]:
    frames = {f.alias: frame_schema(f.extra) for f in spec.frames}
    slots = {s.name: slot_schema(s) for s in spec.every_slot}
    required = [f.alias for f in spec.frames if f.required] + [s.name for s in spec.every_slot if s.required]
    return {
        "if": {"properties": {"shape": {"const": spec.name}}},
        "then": {"properties": {**frames, **slots}, "required": required},
    }


def written(schema: Mapping[str, Any]) -> str:
    """The text of a schema file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write all schemas to rules/schema/."""
    for name, schema in schemas(SPECS).items():
        (FOLDER / name).write_text(written(schema), "utf-8")


if __name__ == "__main__":
    main()
