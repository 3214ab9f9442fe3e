"""One small and one larger synthetic county for all tests of this folder."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from pipelines.synthetic import CountyPlan, SyntheticCounty, synthetic_county


@pytest.fixture(scope="session")
def county() -> SyntheticCounty:
    """6,000 people, the default window."""
    return synthetic_county(CountyPlan(people=6_000, seed=7))


@pytest.fixture(scope="session")
def frame_audit() -> ModuleType:
    """The module beside this file (test folders are no packages)."""
    path = Path(__file__).with_name("audit_of_frames.py")
    spec = importlib.util.spec_from_file_location("audit_of_frames", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
