"""Asks a polars frame many expectations at once and says which rows fail which.

The conditions of all map expectations are evaluated in one pass over the frame; each expectation
then decides for itself (``mostly``, vacuous truth) from the counts. Expectations of another kind
go through great-expectations' own metric graph (``graph``), some milliseconds each. An exception
is a bug in the suite or the pipeline and is raised; it never reads as "the data failed".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from checks.gx_polars.conditions import CONDITIONS, unexpected

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

    from checks.gx_polars.engine import PolarsExecutionEngine


@dataclass(frozen=True, eq=False)
class Verdict:
    """What became of one expectation.

    ``expectation`` is great-expectations' type name, ``kwargs`` its arguments as given. ``failing``
    is a Boolean Series without nulls, one a row of the frame, or None for an expectation about the
    table as a whole; ``unexpected_count`` counts its true rows.
    """

    expectation: str
    kwargs: Mapping[str, Any]
    success: bool
    unexpected_count: int
    failing: pl.Series | None


def validate(rows: pl.DataFrame, expectations: Sequence[Expectation]) -> list[Verdict]:
    """One verdict an expectation, in the order asked; the same as the pandas engine gives.

    Args:
        rows: any frame; a float NaN counts as missing.
        expectations: objects of great-expectations, e.g. ``ExpectColumnValuesToBeUnique(column="a")``.

    Raises:
        polars.exceptions.PolarsError: an expectation names a column the frame does not have, or
            compares what cannot be compared.
        ValueError, great_expectations.exceptions.GreatExpectationsError: the suite makes no sense
            or asks for a metric without a polars provider.
    """
    from checks.gx_polars.engine import PolarsBatchData, PolarsExecutionEngine
    from checks.gx_polars.graph import graph_verdicts

    engine = PolarsExecutionEngine()
    mapped = [(k, e) for k, e in enumerate(expectations) if _metric(e) in CONDITIONS]
    verdicts = _map_verdicts(engine, PolarsBatchData(engine, rows).rows, mapped)
    others = [(k, e) for k, e in enumerate(expectations) if k not in verdicts]
    by_graph = graph_verdicts(rows, [e for _, e in others]) if others else []
    verdicts |= {k: verdict for (k, _), verdict in zip(others, by_graph, strict=True)}
    return [verdicts[k] for k in range(len(expectations))]


def _map_verdicts(
    engine: PolarsExecutionEngine, rows: pl.DataFrame, asked: Sequence[tuple[int, Expectation]]
) -> dict[int, Verdict]:
    from checks.gx_polars.engine import columns_of

    failing: list[pl.Expr] = []
    counts: list[pl.Expr] = []
    for k, expectation in asked:
        metric = _metric(expectation)
        domain_kwargs, value_kwargs = _arguments(metric, expectation)
        domain, columns = engine.domain(domain_kwargs), columns_of(domain_kwargs)
        missing = pl.col(columns[0]).is_null()
        failing.append(unexpected(metric, columns, value_kwargs, domain).alias(str(k)))
        counts.append((pl.len() if domain is None else domain.sum()).alias(f"{k} asked"))
        counts.append((missing if domain is None else domain & missing).sum().alias(f"{k} missing"))
    masks, sums = pl.collect_all([rows.lazy().select(failing), rows.lazy().select(counts)])
    return {
        k: _map_verdict(expectation, masks[str(k)], sums[f"{k} asked"].item(), sums[f"{k} missing"].item())
        for k, expectation in asked
    }


def _arguments(metric: str, expectation: Expectation) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the condition metric takes from its expectation: domain and value arguments."""
    from great_expectations.expectations.registry import get_metric_kwargs

    keys = get_metric_kwargs(f"{metric}.condition")
    domain = {k: getattr(expectation, k, None) for k in keys["metric_domain_keys"]}
    return domain, {k: getattr(expectation, k, None) for k in keys["metric_value_keys"]}


def _map_verdict(expectation: Expectation, failing: pl.Series, asked: int, missing: int) -> Verdict:
    """The expectation's own decision, from the numbers the metric graph would have handed it."""
    metric, count = _metric(expectation), int(failing.sum())
    numbers = {
        "table.row_count": asked,
        "column_values.nonnull.unexpected_count": missing,
        f"{metric}.filtered_row_count": asked,
        f"{metric}.unexpected_count": count,
    }
    decided = expectation._validate(metrics=numbers, runtime_configuration={"result_format": "BOOLEAN_ONLY"})
    configuration = expectation.configuration
    return Verdict(configuration.type, configuration.kwargs, bool(decided["success"]), count, failing)


def _metric(expectation: Expectation) -> str:
    return str(getattr(expectation, "map_metric", ""))
