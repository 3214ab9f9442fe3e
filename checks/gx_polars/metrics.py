"""Registers the metrics of ``conditions`` with great-expectations for ``PolarsExecutionEngine``.

A condition is materialised once, as a Boolean Series over all rows of the batch, and everything
else (count, values, index, rows) is read from it. The decorators of great-expectations branch on
its own three engines; ``register_metric`` is the way in for a fourth. Metric classes and argument
names are those of the pandas provider, so an expectation asks both engines the same question.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl
from great_expectations.core.metric_function_types import MetricFunctionTypes, MetricPartialFunctionTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.registry import (
    get_metric_kwargs,
    get_metric_provider,
    register_core_metrics,
    register_metric,
)

from checks.gx_polars.conditions import COMPOUND, CONDITIONS, PAIR, unexpected
from checks.gx_polars.engine import PolarsExecutionEngine, columns_of

Provider = Callable[..., Any]


@cache
def register() -> None:
    """Make every metric of ``CONDITIONS`` and the table metrics known; later calls do nothing."""
    register_core_metrics()
    pandas = PandasExecutionEngine()
    for name, compute in _TABLE_METRICS.items():
        _register(pandas, name, compute, MetricFunctionTypes.VALUE)
    for metric in CONDITIONS:
        _register(
            pandas, f"{metric}.condition", _condition(metric), MetricPartialFunctionTypes.MAP_CONDITION_SERIES
        )
        for suffix, compute in _FROM_MASK.items():
            if suffix != "filtered_row_count" or metric in (PAIR, COMPOUND):
                _register(pandas, f"{metric}.{suffix}", compute, MetricFunctionTypes.VALUE)


def _register(pandas: PandasExecutionEngine, name: str, compute: Provider, kind: Any) -> None:
    metric_class: Any = get_metric_provider(name, pandas)[0]
    arguments = get_metric_kwargs(name)
    register_metric(
        metric_name=name,
        metric_domain_keys=arguments["metric_domain_keys"],
        metric_value_keys=arguments["metric_value_keys"],
        execution_engine=PolarsExecutionEngine,
        metric_class=metric_class,
        metric_provider=compute,
        metric_fn_type=kind,
    )


def _condition(metric: str) -> Provider:
    def condition(
        execution_engine: PolarsExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> tuple[pl.Series, dict[str, Any], dict[str, Any]]:
        rows = execution_engine.batch_rows(metric_domain_kwargs)
        domain = execution_engine.domain(metric_domain_kwargs)
        failing = unexpected(metric, columns_of(metric_domain_kwargs), metric_value_kwargs, domain)
        return rows.select(failing.alias("failing")).to_series(), metric_domain_kwargs, {}

    return condition


def _failing(metrics: dict[str, Any]) -> pl.Series:
    mask = metrics["unexpected_condition"][0]
    assert isinstance(mask, pl.Series)
    return mask


def _failing_rows(engine: PolarsExecutionEngine, domain: dict[str, Any], metrics: dict[str, Any]) -> Any:
    return engine.batch_rows(domain).filter(_failing(metrics))


def _unexpected_count(metrics: dict[str, Any], **_: Any) -> int:
    return int(_failing(metrics).sum())


def _unexpected_values(
    execution_engine: PolarsExecutionEngine,
    metric_domain_kwargs: dict[str, Any],
    metric_value_kwargs: dict[str, Any],
    metrics: dict[str, Any],
    **_: Any,
) -> list[Any]:
    columns = columns_of(metric_domain_kwargs)
    failing = _failing_rows(execution_engine, metric_domain_kwargs, metrics).select(columns)
    shown = failing.slice(0, _limit(metric_value_kwargs))
    if "column_list" in metric_domain_kwargs:
        return list(shown.to_dicts())
    return list(shown.rows() if len(columns) == 2 else shown.to_series())


def _unexpected_rows(
    execution_engine: PolarsExecutionEngine,
    metric_domain_kwargs: dict[str, Any],
    metric_value_kwargs: dict[str, Any],
    metrics: dict[str, Any],
    **_: Any,
) -> list[dict[str, Any]]:
    failing = _failing_rows(execution_engine, metric_domain_kwargs, metrics)
    return list(failing.slice(0, _limit(metric_value_kwargs)).to_dicts())


def _limit(metric_value_kwargs: dict[str, Any]) -> int | None:
    result_format = metric_value_kwargs["result_format"]
    # COMPLETE is complete here; pandas stops at 200 values although its index list goes on.
    complete = result_format["result_format"] == "COMPLETE"
    return None if complete else int(result_format["partial_unexpected_count"])


def _unexpected_index_list(
    execution_engine: PolarsExecutionEngine,
    metric_domain_kwargs: dict[str, Any],
    metric_value_kwargs: dict[str, Any],
    metrics: dict[str, Any],
    **_: Any,
) -> list[Any]:
    named = metric_value_kwargs["result_format"].get("unexpected_index_column_names")
    if not named:
        return list(_failing(metrics).arg_true())
    shown = dict.fromkeys([*columns_of(metric_domain_kwargs), *named])
    return list(_failing_rows(execution_engine, metric_domain_kwargs, metrics).select(list(shown)).to_dicts())


def _no_query(**_: Any) -> None:
    return None


def _row_count(
    execution_engine: PolarsExecutionEngine, metric_domain_kwargs: dict[str, Any], **_: Any
) -> int:
    domain = execution_engine.domain(metric_domain_kwargs)
    rows = execution_engine.batch_rows(metric_domain_kwargs)
    return rows.height if domain is None else int(rows.select(domain.sum()).item())


def _columns(
    execution_engine: PolarsExecutionEngine, metric_domain_kwargs: dict[str, Any], **_: Any
) -> list[str]:
    return execution_engine.batch_rows(metric_domain_kwargs).columns


def _column_types(
    execution_engine: PolarsExecutionEngine, metric_domain_kwargs: dict[str, Any], **_: Any
) -> list[dict[str, Any]]:
    schema = execution_engine.batch_rows(metric_domain_kwargs).schema
    return [{"name": name, "type": str(dtype)} for name, dtype in schema.items()]


_TABLE_METRICS: dict[str, Provider] = {
    "table.row_count": _row_count,
    "table.columns": _columns,
    "table.column_types": _column_types,
}

_FROM_MASK: dict[str, Provider] = {
    "unexpected_count": _unexpected_count,
    "unexpected_values": _unexpected_values,
    "unexpected_index_list": _unexpected_index_list,
    "unexpected_index_query": _no_query,
    "unexpected_rows": _unexpected_rows,
    "filtered_row_count": _row_count,
}
