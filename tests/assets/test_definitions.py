"""The Dagster shell loads, and shows what a person expects to see."""

import dagster as dg

from assets.definitions import definitions
from assets.facts import BUNDLES
from assets.job import JOB
from assets.partitions import audit_month
from pipelines.tables import FACTS

STATIONS = {"read", "contract", "identify", "facts", "judge", "follow_up", "publish"}


def test_the_definitions_load_and_every_asset_has_a_station_and_a_description() -> None:
    dg.Definitions.validate_loadable(definitions)
    assets = definitions.resolve_asset_graph().get_all_asset_keys()
    graph = definitions.resolve_asset_graph()
    assert 10 <= len(assets) <= 25
    assert {graph.get(key).group_name for key in assets} == STATIONS
    assert all(graph.get(key).description for key in assets)


def test_the_job_is_partitioned_by_audit_month() -> None:
    assert definitions.resolve_job_def(JOB).partitions_def == audit_month
    assert "2026-10" in audit_month.get_partition_keys()


def test_every_fact_is_in_exactly_one_asset() -> None:
    members = [table for tables in BUNDLES.values() for table in tables]
    assert sorted(members) == sorted(FACTS)


def test_publishing_waits_for_the_invariants() -> None:
    checks = {
        key.name: definitions.resolve_asset_graph().get_check_spec(key)
        for key in definitions.resolve_asset_graph().asset_check_keys
    }
    assert {name for name, spec in checks.items() if spec.blocking} == {"files_readable", "publishable"}
    assert {"rows_conserved", "money_conserved", "units_conserved"} <= set(checks)
