"""The only module that opens ``rules/`` and ``county.yaml``: files → definitions and every fault.

Belongs here: which files there are, and the order in which definitions know of each other. Not here:
what a file may say (``rule_file``, ``register_file``, ``vocabulary_file`` ...).
Every loader returns what could be read and all faults of all files, sorted by place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from checks.rules import county_file, register_file, rule_file
from checks.rules.checked import CheckedRule
from checks.rules.overlay import overlaid
from checks.rules.programme_file import read_programme
from checks.rules.refusals import FILE, Refusals
from checks.rules.rule_parameters import declared_parameters
from checks.rules.shape_spec import ShapeSpec
from checks.rules.strict_yaml import Node, parse_yaml
from checks.rules.types import Type
from checks.rules.vocabulary_file import read_vocabulary
from checks.rules.weights_file import draft_notice, read_weights
from pipelines.definitions import County, DatedValue, LinkageWeights, Programme, Register, Vocabulary
from pipelines.faults import Fault, Text, sorted_faults

T = TypeVar("T")
Faults = tuple[Fault, ...]
WEIGHTS_FILE = "rules/linkage/weights.yaml"


def load_rules(
    rules_dir: Path, *, shapes: Mapping[str, ShapeSpec], county: County | None = None
) -> tuple[tuple[CheckedRule, ...], Faults]:
    """Every rule of ``rules/audit/<family>/<ID>.yaml``, by id.

    Args:
        rules_dir: the rules folder.
        shapes: shape name → its declaration.
        county: its overrides take the place of the rules' parameters for the dates they name.
    """
    registers, _ = load_registers(rules_dir)
    programmes, _ = load_programmes(rules_dir)
    known = rule_file.Known(shapes, {r.code: r for r in registers}, frozenset(programmes))
    rules, faults = _each(
        rules_dir, "audit/*/*.yaml", "RULE", lambda node, refusals: rule_file.read_rule(node, known, refusals)
    )
    overrides = county.parameters if county else {}
    merged = [_overridden(rule, overrides.get(rule.rule.id, {})) for rule in rules]
    return tuple(sorted(merged, key=lambda c: c.rule.id)), faults


def load_registers(rules_dir: Path) -> tuple[tuple[Register, ...], Faults]:
    """Every register of ``rules/registers/``, by code."""
    known = register_file.Known(
        frozenset(_stems(rules_dir / "vocabulary")), frozenset(_stems(rules_dir / "programmes"))
    )
    return _each(
        rules_dir,
        "registers/*.yaml",
        "REG",
        lambda node, refusals: register_file.read_register(node, known, refusals),
    )


def load_vocabularies(rules_dir: Path) -> tuple[Mapping[str, Vocabulary], Faults]:
    """Every vocabulary of ``rules/vocabulary/`` by name, texts folded."""
    found, faults = _each(rules_dir, "vocabulary/*.yaml", "VOC", read_vocabulary)
    return {v.name: v for v in found}, faults


def load_programmes(rules_dir: Path) -> tuple[Mapping[str, Programme], Faults]:
    """Every programme of ``rules/programmes/`` by code."""
    found, faults = _each(rules_dir, "programmes/*.yaml", "PROG", read_programme)
    return {p.code: p for p in found}, faults


def load_weights(rules_dir: Path) -> tuple[LinkageWeights | None, Faults]:
    """``rules/linkage/weights.yaml``, which a county may have; None without it or when it cannot be read.

    A draft is returned too, with a notice that does not stop a run: whoever matches by the weights asks
    ``is_approved``.
    """
    found, faults = _each(rules_dir, "linkage/*.yaml", "WEIGHT", read_weights)
    notices = [draft_notice(weights, WEIGHTS_FILE) for weights in found if not weights.is_approved]
    return next(iter(found), None), sorted_faults((*faults, *notices))


def load_county(data_dir: Path, rules_dir: Path) -> tuple[County | None, Faults]:
    """``county.yaml`` of a data folder over the defaults of ``rules/``; None when it cannot be used."""
    refusals = Refusals("county.yaml", "COUNTY")
    path = data_dir / "county.yaml"
    if not path.is_file():
        refusals.add(
            FILE,
            (0, 0),
            Text("数据文件夹中没有 county.yaml。", "there is no county.yaml in the data folder."),
            Text(
                f"请新建，最少写：\n{county_file.EXAMPLE}",
                f"Make one; the least it says is:\n{county_file.EXAMPLE}",
            ),
        )
        return None, refusals.sorted()
    node = parse_yaml(path.read_bytes(), refusals)
    county = None if node is None else county_file.read_county(node, known_to_county(rules_dir), refusals)
    return (None if refusals.found else county), refusals.sorted()


def known_to_county(rules_dir: Path) -> county_file.Known:
    """What county.yaml may refer to: everything in ``rules/`` that can be read."""
    registers, _ = load_registers(rules_dir)
    programmes, _ = load_programmes(rules_dir)
    vocabularies, _ = load_vocabularies(rules_dir)
    parameters = _declared_parameters(rules_dir)
    return county_file.Known({r.code: r for r in registers}, programmes, vocabularies, parameters)


def rules_sha256(rules_dir: Path) -> str:
    """One hash over every YAML file of the folder (path and content), schema left out."""
    digest = hashlib.sha256()
    for path in sorted(rules_dir.rglob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(rules_dir).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _each(
    rules_dir: Path, pattern: str, prefix: str, read: Callable[[Node, Refusals], T | None]
) -> tuple[tuple[T, ...], Faults]:
    """Read every file of a pattern, by path."""
    found: list[T] = []
    faults: list[Fault] = []
    for path in sorted(rules_dir.glob(pattern)):
        refusals = Refusals(f"rules/{path.relative_to(rules_dir).as_posix()}", prefix)
        node = parse_yaml(path.read_bytes(), refusals)
        value = read(node, refusals) if node is not None else None
        if value is not None and not refusals.found:
            found.append(value)
        faults += refusals.found
    return tuple(found), sorted_faults(faults)


def _stems(folder: Path) -> list[str]:
    return [path.stem for path in folder.glob("*.yaml")]


def _declared_parameters(rules_dir: Path) -> dict[str, Mapping[str, Type]]:
    """Rule id → parameter → type, as far as files can be read; their faults are ``load_rules``' matter."""
    found: dict[str, Mapping[str, Type]] = {}
    for path in sorted(rules_dir.glob("audit/*/*.yaml")):
        node = parse_yaml(path.read_bytes(), Refusals(path.name, "RULE"))
        if node is not None:
            found[path.stem] = declared_parameters(node)
    return found


def _overridden(checked: CheckedRule, values: Mapping[str, tuple[DatedValue, ...]]) -> CheckedRule:
    """The rule with the county's values laid over its own."""
    parameters = tuple(
        replace(p, values=overlaid(p.values, values[p.name])) if p.name in values else p
        for p in checked.rule.parameters
    )
    return replace(checked, rule=replace(checked.rule, parameters=parameters))
