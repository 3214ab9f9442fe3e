"""The parameters a rule declares: name, type, unit, and a default or dated values.

Not here: how a value of a type is written (``parameters``), the county's overrides (``county_file``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.rules.kinds import Unread
from checks.rules.names import CONSTANTS, Scope
from checks.rules.parameters import KINDS, dated_values
from checks.rules.refusals import PARAMETER, Refusals
from checks.rules.rule_keys import PARAMETER_TYPES
from checks.rules.strict_yaml import Mapping as Keys
from checks.rules.strict_yaml import Node, Scalar
from checks.rules.types import Type
from pipelines.definitions import Parameter
from pipelines.faults import Text


def read_parameters(
    node: Node | None, declared: Mapping[str, Mapping[str, Any]], refusals: Refusals
) -> tuple[Parameter, ...]:
    """The parameters that could be read, each with a default or dated values."""
    found = []
    for name, read in declared.items():
        written = node.get(name) if isinstance(node, Keys) else None
        given = [(key, read[key]) for key in ("default", "values") if key in read]
        if len(given) != 1:
            what = Text(
                f"参数“{name}”应有 default 或 values 之一。",
                f"parameter “{name}” needs either default or values.",
            )
            refusals.add(
                PARAMETER, written.at if written else (0, 0), what, Text("请只写一个。", "Write one of them.")
            )
            continue
        try:
            key, value = given[0]
            kind = KINDS[Type(read["type"])]
            dated = tuple(v for v, _ in dated_values(value, kind, refusals, dated=key == "values"))
        except Unread:
            continue
        found.append(Parameter(name, read["type"], read["unit"], dated, read.get("note", "")))
    return tuple(found)


def check_parameter_names(
    parameters: tuple[Parameter, ...], scope: Scope, node: Node | None, refusals: Refusals
) -> None:
    """A parameter must not hide a column or constant."""
    columns = {c.name for c in scope.columns}
    for parameter in parameters:
        if parameter.name in columns or parameter.name in CONSTANTS:
            keys = [k for k, _ in node.entries] if isinstance(node, Keys) else []
            at = next((k.at for k in keys if k.text == parameter.name), (0, 0))
            what = Text(
                f"参数“{parameter.name}”与列同名。", f"parameter “{parameter.name}” is named like a column."
            )
            refusals.add(PARAMETER, at, what, Text("请改名。", "Rename it."))


def declared_parameters(node: Node) -> dict[str, Type]:
    """The parameters a rule file declares and their types, as far as they can be read."""
    declared = node.get("parameters") if isinstance(node, Keys) else None
    found = {}
    for name, value in declared.entries if isinstance(declared, Keys) else ():
        type_ = value.get("type") if isinstance(value, Keys) else None
        if isinstance(type_, Scalar) and type_.text in PARAMETER_TYPES:
            found[name.text or ""] = Type(type_.text)
    return found
