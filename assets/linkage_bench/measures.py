"""Right and wrong pairs and clusters, counted: precision, recall and F1 in their usual forms.

Pure functions on frames. Truth is TRUTH: one row a record, ``record`` and ``entity``. A partition
adds ``cluster``, an Int or String label; a record that nothing was linked to has a label of its own.
Nothing is enumerated: a group of n records counts n(n-1)/2 pairs, so a register of millions is
measured in seconds. Scoring and clustering are not here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Measure:
    """Precision and recall of something found against something true.

    Attributes:
        precision: share of the found that is true, 0..1; 1 when nothing was found.
        recall: share of the true that was found, 0..1; 1 when there was nothing to find.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 when both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def pairwise(partition: pl.DataFrame, touching: Iterable[str] | None = None) -> Measure:
    """Over pairs of records: same cluster against same entity.

    Args:
        partition: ``record`` (unique), ``entity``, ``cluster``; no nulls.
        touching: count only pairs with at least one of these records (a class of dirt); None
            counts all pairs.
    """
    touched = _touched(partition, touching)
    found = _pairs_within(touched, "cluster")
    true = _pairs_within(touched, "entity")
    both = _pairs_within(touched, "cluster", "entity")
    return _measure(both, found, true)


def bcubed(partition: pl.DataFrame, touching: Iterable[str] | None = None) -> Measure:
    """B-cubed: for each record the share of its cluster that is its entity, and of its entity that is
    in its cluster, the record itself included; averaged over records.

    Args:
        partition: ``record`` (unique), ``entity``, ``cluster``; no nulls.
        touching: average over these records only; their clusters and entities stay whole.
    """
    shares = partition.select(
        "record",
        right=pl.len().over("cluster", "entity"),
        found=pl.len().over("cluster"),
        true=pl.len().over("entity"),
    ).sort("record")  # sums of floats depend on order
    if touching is not None:
        shares = shares.filter(pl.col("record").is_in(list(touching)))
    if shares.is_empty():
        return Measure(1.0, 1.0)
    precision, recall = shares.select(
        precision=(pl.col("right") / pl.col("found")).mean(), recall=(pl.col("right") / pl.col("true")).mean()
    ).row(0)
    return Measure(precision, recall)


def pair_level(pairs: pl.DataFrame, truth: pl.DataFrame, touching: Iterable[str] | None = None) -> Measure:
    """A list of found links against all true ones; blocking that missed a pair lowers recall.

    Args:
        pairs: ``left``, ``right`` (records of ``truth``, String); a pair may stand twice or turned.
        truth: ``record`` (unique), ``entity``; with ``source`` only pairs across sources are true
            and counted, without it all pairs of an entity are true.
        touching: count only pairs with at least one of these records; None counts all.
    """
    touched = _touched(truth, touching)
    links = _labelled(pairs, touched)
    return _measure(links.filter("same").height, links.height, true_pairs(truth, touching))


def blocking_recall(pairs: pl.DataFrame, truth: pl.DataFrame, touching: Iterable[str] | None = None) -> float:
    """The share of true pairs, 0..1, that a list of candidate pairs holds; arguments of ``pair_level``."""
    return pair_level(pairs, truth, touching).recall


def true_pairs(truth: pl.DataFrame, touching: Iterable[str] | None = None) -> int:
    """How many pairs of records are one entity; with ``source`` only pairs across sources count."""
    touched = _touched(truth, touching)
    within = _pairs_within(touched, "entity")
    return within - _pairs_within(touched, "entity", "source") if "source" in truth.columns else within


def by_threshold(clusters: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """The measures of several partitions of the same records; the best row is chosen on labels.

    Args:
        clusters: ``threshold`` (Float64), ``record``, ``cluster``; every record once a threshold.
        truth: ``record``, ``entity``.

    Returns:
        One row a threshold, ascending: ``threshold``, ``precision``, ``recall``, ``f1`` (pairwise),
        ``bcubed_f1``; Float64, 0..1.
    """
    rows = []
    for (threshold,), part in sorted(clusters.partition_by("threshold", as_dict=True).items()):
        partition = truth.join(part, on="record", validate="1:1")
        pairs, records = pairwise(partition), bcubed(partition)
        rows.append((threshold, pairs.precision, pairs.recall, pairs.f1, records.f1))
    schema = ("threshold", "precision", "recall", "f1", "bcubed_f1")
    return pl.DataFrame(rows, schema=dict.fromkeys(schema, pl.Float64), orient="row")


def components(links: pl.DataFrame, records: pl.Series) -> pl.DataFrame:
    """Connected components of a list of links, each named by its smallest record.

    Args:
        links: ``left``, ``right``, String.
        records: all records, unique; ends of links that are not among them are an error.

    Returns:
        ``record`` and ``cluster`` (String), one row a record, sorted by record.
    """
    order = records.sort().rename("record")
    place = pl.DataFrame({"record": order, "at": pl.int_range(len(order), dtype=pl.UInt32, eager=True)})
    edges = links.select("left", "right").join(
        place.rename({"record": "left", "at": "a"}), on="left", validate="m:1", how="left"
    ).join(place.rename({"record": "right", "at": "b"}), on="right", validate="m:1", how="left")  # fmt: skip
    if edges.select(pl.any_horizontal(pl.col("a", "b").is_null()).any()).item():
        raise ValueError("a link names a record that is not among the records")
    both = pl.concat([edges.select("a", "b"), edges.select(a="b", b="a")])
    label = place["at"]
    while True:  # each round takes the smallest neighbour's label, then the label's own label
        reached = both.select("a", seen=label.gather(both["b"])).group_by("a").agg(pl.col("seen").min())
        lower = place.join(reached, left_on="at", right_on="a", how="left", validate="1:1").sort("at")
        nearer = lower.select(pl.min_horizontal(label, "seen")).to_series()
        nearer = nearer.gather(nearer)
        if nearer.equals(label):
            break
        label = nearer
    return pl.DataFrame({"record": order, "cluster": order.gather(label)})


def _touched(records: pl.DataFrame, touching: Iterable[str] | None) -> pl.DataFrame:
    """The records with ``touched``: whether pairs of this record count whatever the other one is."""
    if touching is None:
        return records.with_columns(touched=pl.lit(True))
    return records.with_columns(touched=pl.col("record").is_in(list(touching)))


def _pairs_within(records: pl.DataFrame, *by: str) -> int:
    """Pairs inside the groups of ``by`` with a touched record: all pairs less the untouched ones."""

    def pairs(n: pl.Expr) -> pl.Expr:
        return n.cast(pl.Int64) * (n.cast(pl.Int64) - 1) // 2

    groups = records.group_by(by).agg(n=pl.len(), untouched=(~pl.col("touched")).sum())
    return int(groups.select((pairs(pl.col("n")) - pairs(pl.col("untouched"))).sum()).item())


def _labelled(pairs: pl.DataFrame, touched: pl.DataFrame) -> pl.DataFrame:
    """Each pair once, with ``same`` entity; pairs inside a source and pairs that touch nothing left out."""
    sides = [
        touched.rename({c: f"{c}_{side}" for c in touched.columns if c != "record"}).rename({"record": side})
        for side in ("left", "right")
    ]
    once = pairs.select(
        left=pl.min_horizontal("left", "right"), right=pl.max_horizontal("left", "right")
    ).unique()
    joined = once.filter(pl.col("left") != pl.col("right"))
    for side, records in zip(("left", "right"), sides, strict=True):
        joined = joined.join(records, on=side, how="left", validate="m:1")
    if joined.select(pl.any_horizontal(pl.col("entity_left", "entity_right").is_null()).any()).item():
        raise ValueError("a pair names a record that is not in the truth")
    counted = joined.filter(pl.col("touched_left") | pl.col("touched_right"))
    if "source" in touched.columns:
        counted = counted.filter(pl.col("source_left") != pl.col("source_right"))
    return counted.select("left", "right", same=pl.col("entity_left") == pl.col("entity_right"))


def _measure(both: int, found: int, true: int) -> Measure:
    return Measure(both / found if found else 1.0, both / true if true else 1.0)
