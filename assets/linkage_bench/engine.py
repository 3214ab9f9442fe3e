"""Hecha's engine run and timed on a public set, every step by itself; call it in a fresh process (``alone``).

Running only: how a set is linked is ``plans.py``, whether the answer is right is ``judged.py``. The
counterpart for the peer is ``splink_peer.py``; both read the same file.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from assets.linkage_bench.plans import PLANS
from assets.own_process import peak_mb, timed
from pipelines.linkage import Plan, Records, cluster_pairs, score_pairs
from pipelines.linkage.index import index
from pipelines.linkage.pairs import every_chunk

STEPS = ("load", "encode", "score", "cluster")


def measure_engine(frame_parquet: Path, folder: Path, *, set_name: str, threads: int = 1) -> dict[str, Any]:
    """Link the records from nothing: no weights are given, they are learnt on the way.

    Args:
        frame_parquet: ``record`` (String, unique), the set's fields (String, null where unknown), for
            link-only sets ``source``; sorted by source and record.
        folder: where the three result files go; made when missing.
        set_name: as in ``plans.PLANS``.
        threads: chunks scored at a time.

    Returns:
        set, threads; ``seconds`` a step (``STEPS`` and total: read the file, code the columns, index, learn
        and score, average linkage) and ``given_weights``: once more to block, compare and score with
        the weights just learnt, not in the total; ``pairs``, ``pairs_per_s`` (of given_weights),
        ``prior``, ``stop``; ``peak_mb`` of the process up to clustering and ``base_mb`` before any data
        was read; and the files ``pairs_file`` (left, right), ``scored_file`` (left, right, probability;
        pairs over the floor), ``clusters_file`` (record, cluster).
    """
    plan = replace(PLANS[set_name].plan, threads=threads)
    seconds: dict[str, float] = {}
    base_mb = peak_mb()
    with timed(seconds, "load"):
        frame = pl.read_parquet(frame_parquet)
    with timed(seconds, "encode"):
        records = PLANS[set_name].records(frame)
    with timed(seconds, "score"):
        scored = score_pairs(records, plan)
    with timed(seconds, "cluster"):
        clusters = cluster_pairs(records, plan, scored.edges)
    seconds["total"] = sum(seconds.values())
    peak = peak_mb()
    with timed(seconds, "given_weights"):
        score_pairs(records, plan, scored.weights)

    folder.mkdir(parents=True, exist_ok=True)
    names, edges = frame["record"], scored.edges
    pairs = candidate_pairs(records, plan, names)
    links = pl.DataFrame(
        {
            "left": names.gather(edges.left),
            "right": names.gather(edges.right),
            "probability": edges.probability,
        }
    )
    of = pl.DataFrame({"record": names, "cluster": names.gather(clusters)})
    return {
        "set": set_name,
        "threads": threads,
        "seconds": {step: round(spent, 3) for step, spent in seconds.items()},
        "pairs": scored.candidates,
        "pairs_per_s": round(scored.candidates / seconds["given_weights"]),
        "prior": scored.weights.prior,
        "stop": plan.stop,
        "peak_mb": round(peak),
        "base_mb": round(base_mb),
        "pairs_file": written(pairs, folder / "pairs.parquet"),
        "scored_file": written(links, folder / "scored.parquet"),
        "clusters_file": written(of, folder / "clusters.parquet"),
    }


def candidate_pairs(records: Records, plan: Plan, names: pl.Series) -> pl.DataFrame:
    """left, right (by name, String): all candidate pairs of the plan's passes, in order."""
    indexes = index(records, plan.passes, cap=plan.cap)
    chunks: Sequence[pl.DataFrame] = [
        pl.DataFrame({"left": names.gather(pairs.left), "right": names.gather(pairs.right)})
        for pairs in every_chunk(indexes, records.size, plan.chunk)
    ]
    return pl.concat(chunks)


def written(frame: pl.DataFrame, path: Path) -> str:
    """Where the frame was written."""
    frame.write_parquet(path)
    return str(path)
