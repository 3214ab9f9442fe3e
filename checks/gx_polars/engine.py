"""A great-expectations execution engine on polars: batches, domains, row conditions.

What a metric means lives in ``conditions``; how it is registered with the framework in
``metrics``. Importing this module imports great-expectations (3 s): do it inside a function.
The base class is subclassed, not the pandas engine: providers are looked up by class name along
the mro, so a metric missing here would silently run pandas code on a polars frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

import polars as pl
from great_expectations.core.batch import BatchData, BatchMarkers
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.execution_engine import ExecutionEngine
from great_expectations.expectations.row_conditions import (
    AndCondition,
    ComparisonCondition,
    Condition,
    NullityCondition,
    Operator,
    OrCondition,
    deserialize_row_condition,
)
from great_expectations.validator.metric_configuration import MetricConfiguration

_COMPARISONS: Mapping[Operator, Callable[[pl.Expr, Any], pl.Expr]] = {
    Operator.EQUAL: lambda column, value: column == value,
    # pandas: a missing value is unequal to everything
    Operator.NOT_EQUAL: lambda column, value: column.ne_missing(pl.lit(value)),
    Operator.LESS_THAN: lambda column, value: column < value,
    Operator.LESS_THAN_OR_EQUAL: lambda column, value: column <= value,
    Operator.GREATER_THAN: lambda column, value: column > value,
    Operator.GREATER_THAN_OR_EQUAL: lambda column, value: column >= value,
    Operator.IN: lambda column, value: column.is_in(list(value)),
    Operator.NOT_IN: lambda column, value: ~column.is_in(list(value)).fill_null(False),
}


class PolarsBatchData(BatchData):
    """A polars frame as great-expectations carries it. NaN is missing, as in pandas."""

    def __init__(self, execution_engine: PolarsExecutionEngine, rows: pl.DataFrame) -> None:
        super().__init__(execution_engine)
        floats = [name for name, dtype in rows.schema.items() if dtype.is_float()]
        self.rows = rows.with_columns(pl.col(floats).fill_nan(None)) if floats else rows


class PolarsExecutionEngine(ExecutionEngine[pl.Expr]):
    """Computes metrics on polars frames held by batch id; keeps every computed mask."""

    def load_batch_data(self, batch_id: str, batch_data: Any) -> None:
        """Hold a frame (or batch data made of one) under a batch id."""
        held = batch_data if isinstance(batch_data, PolarsBatchData) else PolarsBatchData(self, batch_data)
        super().load_batch_data(batch_id, held)

    def get_batch_data_and_markers(self, batch_spec: Any) -> tuple[PolarsBatchData, BatchMarkers]:
        """The frame of a runtime batch specification."""
        return PolarsBatchData(self, batch_spec["batch_data"]), BatchMarkers({"ge_load_time": None})

    def resolve_metric_bundle(self, metric_fn_bundle: Iterable[Any]) -> dict[Any, Any]:
        """Nothing is ever bundled: every metric is computed where it is asked for."""
        bundled = list(metric_fn_bundle)
        if bundled:
            raise RuntimeError(f"{len(bundled)} bundled metric(s), though none was registered as one")
        return {}

    def batch_rows(self, domain_kwargs: Mapping[str, Any]) -> pl.DataFrame:
        """All rows of the batch a domain names, or of the only one."""
        held = self.batch_manager.batch_data_cache
        batch_id = domain_kwargs.get("batch_id") or self.batch_manager.active_batch_data_id
        if domain_kwargs.get("table") or batch_id not in held:
            raise ValueError("a polars batch is one frame, loaded before it is asked about")
        data = held[batch_id]
        assert isinstance(data, PolarsBatchData)
        return data.rows

    def get_domain_records(self, domain_kwargs: Mapping[str, Any]) -> pl.DataFrame:
        """The rows a domain names: row_condition and ignore_row_if applied."""
        rows, domain = self.batch_rows(domain_kwargs), self.domain(domain_kwargs)
        return rows if domain is None else rows.filter(domain)

    def get_compute_domain(
        self,
        domain_kwargs: dict[str, Any],
        domain_type: str | MetricDomainTypes,
        accessor_keys: Iterable[str] | None = None,
    ) -> tuple[pl.DataFrame, dict[str, Any], dict[str, Any]]:
        """The rows a domain names, with its arguments split as the framework wants them."""
        split = self._partition_domain_kwargs(domain_kwargs, domain_type, accessor_keys)
        return self.get_domain_records(domain_kwargs), split.compute, split.accessor

    def condition(self, condition: MetricConfiguration) -> pl.Series:
        """The failing rows a condition metric has found: Boolean, one a row. KeyError if never asked."""
        failing = self._metric_cache[condition.id][0]
        assert isinstance(failing, pl.Series)
        return failing

    def domain(self, domain_kwargs: Mapping[str, Any]) -> pl.Expr | None:
        """The rows of the batch a domain asks about: Boolean, never null; None is all of them."""
        parts = [self._row_condition(domain_kwargs.get("row_condition")), _not_ignored(domain_kwargs)]
        present = [p.fill_null(False) for p in parts if p is not None]
        return reduce(lambda a, b: a & b, present) if present else None

    def _row_condition(self, stated: Any) -> pl.Expr | None:
        if not stated:
            return None
        condition = deserialize_row_condition(stated)  # the framework hands over a dict
        if not isinstance(condition, Condition):
            raise ValueError("a row_condition as text needs a pandas or Spark parser: use Column(...)")
        return self.condition_to_filter_clause(condition)

    def _comparison_condition_to_filter_clause(self, condition: ComparisonCondition) -> pl.Expr:
        compare = _COMPARISONS[Operator(condition.operator)]
        return compare(pl.col(condition.column.name), condition.parameter).fill_null(False)

    def _nullity_condition_to_filter_clause(self, condition: NullityCondition) -> pl.Expr:
        column = pl.col(condition.column.name)
        return column.is_null() if condition.is_null else column.is_not_null()

    def _and_condition_to_filter_clause(self, condition: AndCondition) -> pl.Expr:
        return pl.all_horizontal([self.condition_to_filter_clause(c) for c in condition.conditions])

    def _or_condition_to_filter_clause(self, condition: OrCondition) -> pl.Expr:
        return pl.any_horizontal([self.condition_to_filter_clause(c) for c in condition.conditions])


def columns_of(domain_kwargs: Mapping[str, Any]) -> tuple[str, ...]:
    """The column, pair or compound columns a domain names."""
    if domain_kwargs.get("column") is not None:
        return (domain_kwargs["column"],)
    if domain_kwargs.get("column_A") is not None:
        return (domain_kwargs["column_A"], domain_kwargs["column_B"])
    return tuple(domain_kwargs.get("column_list") or ())


def _not_ignored(domain_kwargs: Mapping[str, Any]) -> pl.Expr | None:
    ignore, columns = domain_kwargs.get("ignore_row_if"), columns_of(domain_kwargs)
    if ignore is None or len(columns) < 2 or ignore in ("neither", "never"):
        return None
    if ignore in ("both_values_are_missing", "all_values_are_missing"):
        return pl.any_horizontal(pl.col(c).is_not_null() for c in columns)
    if ignore in ("either_value_is_missing", "any_value_is_missing"):
        return pl.all_horizontal(pl.col(c).is_not_null() for c in columns)
    raise ValueError(f'unknown ignore_row_if "{ignore}"')
