"""What an earlier run showed: the run that this one is compared with.

The comparison must not depend on how often the same inputs were run: the baseline is the newest
complete run that went by other inputs and lies before the first run of these.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from pipelines.tables import LINK, ROW_REF

EMPTY = pl.DataFrame(schema={"clue_id": pl.String, "first_seen_run": pl.String})


def earlier_clues(out: Path, *, other_than: str) -> pl.DataFrame:
    """clue_id, first_seen_run of the baseline run, sorted by clue_id; empty without one.

    Args:
        out: the output folder; runs are named ``<time>-<digest>``.
        other_than: the digest of the run that asks.
    """
    run = _baseline(out, other_than)
    if run is None:
        return EMPTY
    clues = pl.read_parquet(run / "clues.parquet", columns=list(EMPTY.columns))
    return clues.select(EMPTY.columns).sort("clue_id")


def earlier_links(out: Path, *, other_than: str) -> pl.DataFrame:
    """Key of MENTION and person_id of the baseline run; empty without one."""
    columns = [*ROW_REF, "role", "person_id"]
    run = _baseline(out, other_than)
    if run is None:
        return LINK.empty().select(columns)
    return pl.read_parquet(run / "links.parquet", columns=columns)


def _baseline(out: Path, other_than: str) -> Path | None:
    runs = sorted(p for p in (out / "runs").glob("[0-9]*") if (p / "manifest.json").is_file())
    same = [p for p in runs if _digest(p) == other_than]
    earlier = [
        p
        for p in runs
        if _digest(p) != other_than and (not same or p.name < same[0].name) and _was_published(p)
    ]
    return earlier[-1] if earlier else None


def _digest(run: Path) -> str:
    return run.name.rpartition("-")[2]


def _was_published(run: Path) -> bool:
    """A run whose invariants did not hold was kept aside: nobody was shown its clues."""
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    return all(check["passed"] for check in manifest["checks"])
