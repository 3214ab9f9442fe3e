"""Validates through great-expectations' own metric graph on the polars engine.

The general way: any expectation whose metrics have a polars provider, 2 to 7 ms each. ``validate``
takes a shorter one for map expectations and comes here for the rest. No data context is made, so
nothing is written, configured or sent, and no progress bar is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from great_expectations.core.batch import Batch
from great_expectations.core.id_dict import IDDict
from great_expectations.execution_engine.execution_engine import ExecutionEngine
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.registry import get_metric_kwargs
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import Validator

from checks.gx_polars.conditions import CONDITIONS
from checks.gx_polars.engine import PolarsExecutionEngine
from checks.gx_polars.metrics import register
from checks.gx_polars.validate import Verdict


def graph_verdicts(rows: pl.DataFrame, expectations: Sequence[Expectation]) -> list[Verdict]:
    """One verdict an expectation, in the order asked. Arguments and errors: see ``validate``."""
    register()
    engine = PolarsExecutionEngine()
    results = run_graph(engine, rows, expectations, result_format="BOOLEAN_ONLY")
    return [_verdict(engine, result) for result in results]


def run_graph(
    engine: ExecutionEngine[Any], rows: Any, expectations: Sequence[Expectation], *, result_format: Any
) -> list[Any]:
    """The framework's result objects on any engine, in the order asked; an exception is raised.

    The framework gives results in an order of its own, so each expectation carries its number.
    """
    configurations = [expectation.configuration for expectation in expectations]
    for number, configuration in enumerate(configurations):
        configuration.id = str(number)
    named: Any = IDDict(batch="rows")  # a batch without a name has an empty id, which reads as no batch
    batch = Batch(data=rows, batch_definition=named)
    results = _QuietValidator(engine, batches=[batch]).graph_validate(
        configurations, {"catch_exceptions": False, "result_format": result_format}
    )
    by_number = {r.expectation_config.id: r for r in results if r.expectation_config is not None}
    return [by_number[configuration.id] for configuration in configurations]


class _QuietValidator(Validator):
    def _determine_progress_bars(self) -> bool:
        # Without a data context the framework draws bars; only a context could tell it not to.
        return False


def _verdict(engine: PolarsExecutionEngine, result: Any) -> Verdict:
    configuration = result.expectation_config
    metric = getattr(configuration.to_domain_obj(), "map_metric", None)
    kwargs = {k: v for k, v in configuration.kwargs.items() if k != "batch_id"}
    if metric not in CONDITIONS:
        return Verdict(configuration.type, kwargs, result.success, 0, None)
    asked = get_metric_kwargs(f"{metric}.condition", configuration)
    failing = engine.condition(
        MetricConfiguration(
            f"{metric}.condition", asked["metric_domain_kwargs"], asked["metric_value_kwargs"]
        )
    )
    return Verdict(configuration.type, kwargs, result.success, int(failing.sum()), failing)
