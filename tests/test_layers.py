"""Who may import whom, and who may touch files: the map of the architecture, enforced."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("pipelines", "checks", "reports", "assets", "hecha")
NOUNS = tuple(
    f"pipelines.{p.stem}" for p in sorted((ROOT / "pipelines").glob("*.py")) if p.stem != "__init__"
)

# what a module (longest prefix wins) may import of the project, besides its own package
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "pipelines": NOUNS,
    "pipelines.linkage": (),
    "pipelines.identify": (*NOUNS, "pipelines.linkage"),
    "checks": NOUNS,
    "checks.gx_polars": (),
    "checks.contracts": (*NOUNS, "checks.gx_polars"),
    "checks.rules": NOUNS,
    "reports": (*NOUNS, "checks"),
    "reports.county_files": (*NOUNS, "pipelines.synthetic"),
    "assets": ("pipelines", "checks", "reports"),
    "hecha": ("assets", "reports", "checks", "pipelines"),
}
# a station's own package: what lies below may import its neighbours in the same folder
STATIONS = (
    "pipelines.read", "pipelines.identify", "pipelines.facts", "pipelines.followup",
    "pipelines.synthetic", "pipelines.linkage", "checks.gx_polars", "checks.contracts", "checks.rules",
    "reports.county_files", "reports", "assets", "hecha",
)  # fmt: skip
ONLY_ASSETS = ("dagster",)
MAY_TOUCH_FILES = ("pipelines.read", "checks.rules.load", "checks.rules.schema", "reports", "assets", "hecha")
FILE_CALLS = {
    "open", "read_text", "write_text", "read_bytes", "write_bytes", "read_csv", "read_parquet",
    "scan_parquet", "scan_csv", "write_parquet", "write_csv", "iterdir", "glob", "rglob", "unlink",
}  # fmt: skip


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        top = ROOT / package
        for path in [ROOT / f"{package}.py"] if not top.is_dir() else sorted(top.rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            yield node.module or "", node.lineno


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def longest(module: str, among: tuple[str, ...]) -> str:
    return max((p for p in among if within(module, p)), key=len, default=module)


ALL = list(modules())


@pytest.mark.parametrize(("module", "path"), ALL, ids=[m for m, _ in ALL])
def test_imports_point_one_way(module: str, path: Path) -> None:
    allowed = MAY_IMPORT[longest(module, tuple(MAY_IMPORT))]
    own = longest(module, STATIONS)
    for name, line in imports(ast.parse(path.read_text("utf-8"))):
        if not any(within(name, p) for p in PACKAGES):
            continue
        ok = within(name, own) or any(within(name, p) for p in allowed)
        assert ok, f"{path.relative_to(ROOT)}:{line}: {module} must not import {name}"


@pytest.mark.parametrize(("module", "path"), ALL, ids=[m for m, _ in ALL])
def test_only_the_edge_knows_dagster_and_files(module: str, path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    if not any(within(module, p) for p in ("assets", "hecha")):
        for name, line in imports(tree):
            assert name.split(".")[0] not in ONLY_ASSETS, (
                f"{path.relative_to(ROOT)}:{line}: only assets/ may import {name}"
            )
    if not any(module.startswith(p) for p in MAY_TOUCH_FILES):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                assert called not in FILE_CALLS, (
                    f"{path.relative_to(ROOT)}:{node.lineno}: {module} must not touch files ({called})"
                )


def test_great_expectations_is_not_imported_when_the_program_starts() -> None:
    """It costs three seconds: only the contract station loads it, when it runs."""
    for module, path in ALL:
        tree = ast.parse(path.read_text("utf-8"))
        if module.startswith("checks.gx_polars"):
            continue
        for node in tree.body:
            for name, line in imports(ast.Module(body=[node], type_ignores=[])):
                lazily = isinstance(node, ast.FunctionDef | ast.If)
                assert lazily or not name.startswith("great_expectations"), (
                    f"{path.relative_to(ROOT)}:{line}: import great_expectations inside the function"
                )
