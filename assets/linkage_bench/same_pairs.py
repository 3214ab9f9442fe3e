"""Speed on identical work: both engines block, compare and score the same candidate pairs.

The passes here have one key a record at most. Their key columns are made once, by our engine, and the
peer joins on them as integers (which spares it the texts of its own rules). Both sides have learnt their
weights in the same process before, which warms them up, and keep every scored pair. Nothing is said of
accuracy.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from assets.linkage_bench.engine import written
from assets.linkage_bench.plans import PLANS, SetPlan
from assets.linkage_bench.profiles import PROFILES
from assets.own_process import peak_mb, timed
from pipelines.linkage import Pass, Plan, Records, score_pairs
from pipelines.linkage.index import entries, index
from pipelines.linkage.link import train_on
from pipelines.linkage.vectors import Vectors

EVERY_PAIR = 1e-290
"""A floor below every match probability: nothing scored is forgotten."""
NO_CAP = 1 << 40


def _passes(*keys: str) -> tuple[Pass, ...]:
    """Passes from texts like ``surname:head4 dob:whole``."""
    return tuple(Pass(each, tuple(each.split()), "the pairs of the peer") for each in keys)


PASSES: dict[str, dict[str, tuple[Pass, ...]]] = {
    "historical_50k": {
        "dense": _passes(  # the ten rules of Splink's documented example
            "first_name:head3 surname:head4", "surname:whole dob:whole", "first_name:whole dob:whole",
            "postcode_fake:whole first_name:whole", "postcode_fake:whole surname:whole",
            "dob:whole birth_place:whole", "postcode_fake:head3 dob:whole",
            "postcode_fake:head3 first_name:whole", "postcode_fake:head3 surname:whole",
            "first_name:head2 surname:head2 dob:head4",
        ),
        "lean": _passes(
            "surname:whole dob:whole", "dob:whole birth_place:whole", "postcode_fake:whole dob:whole",
            "first_name:whole surname:whole postcode_fake:whole",
        ),
    },
    "febrl3": {
        "dense": _passes(  # the rules of Splink's documented example
            "soc_sec_id:whole", "given_name:whole", "surname:whole", "date_of_birth:whole", "postcode:whole"
        ),
        "lean": _passes(
            "soc_sec_id:whole", "given_name:whole surname:whole", "surname:whole date_of_birth:whole",
            "given_name:whole date_of_birth:whole", "address_1:whole suburb:whole",
        ),
    },
    "febrl4": {
        "dense": _passes(  # Splink's documented example without its rule for swapped names
            "given_name:whole surname:whole", "date_of_birth:whole", "soc_sec_id:whole",
            "state:whole address_1:whole", "street_number:whole address_1:whole", "postcode:whole",
        ),
        "lean": _passes(
            "soc_sec_id:whole", "given_name:whole surname:whole", "surname:whole date_of_birth:whole",
            "given_name:whole date_of_birth:whole", "address_1:whole suburb:whole",
        ),
    },
    "fake_1000": {
        "dense": _passes("first_name:whole", "surname:whole"),  # Splink's documented rules
        "lean": _passes(
            "first_name:whole surname:whole", "surname:whole dob:whole", "first_name:whole dob:whole",
            "email:whole",
        ),
    },
    "county": {
        "dense": _passes(  # the rules of splink_county.py
            "id_number:whole", "name:whole birth_date:whole", "phone:whole", "account:whole",
            "certificate:whole", "household:whole birth_date:head4", "household:whole name:whole",
            "name:whole village:whole", "birth_date:whole village:whole", "number_front:whole initial:whole",
            "number_middle:whole", "number_region:whole number_tail:whole name:whole",
            "name_pinyin:whole birth_date:whole", "household:whole name_pinyin:whole",
            "name_pinyin:whole village:whole birth_date:head4",
            "number_region:whole number_tail:whole name_pinyin:whole",
        ),
        "lean": _passes(
            "id_number:whole", "name_pinyin:whole birth_date:whole", "household:whole name_pinyin:whole",
            "certificate:whole",
        ),
    },
}  # fmt: skip
SET_PLANS: dict[str, SetPlan] = {**PLANS, "county": PROFILES}


def with_key_columns(frame: pl.DataFrame, set_name: str, which: str) -> tuple[pl.DataFrame, list[str]]:
    """The frame with one integer column a pass (null: no key), and the names of these columns."""
    keys = key_columns(SET_PLANS[set_name].records(frame), PASSES[set_name][which])
    return frame.hstack(keys), keys.columns


def key_columns(records: Records, passes: Sequence[Pass]) -> pl.DataFrame:
    """key_0, key_1, ...: the 64-bit key of every record in every pass as Int64, null where it has none.

    Raises:
        ValueError: a pass gives a record two keys, which no column can hold.
    """
    made: dict[str, pl.Series] = {}
    for at, each in enumerate(passes):
        found = entries(records.columns, each.keys, {})
        if len(np.unique(found.record)) < len(found.record):
            raise ValueError(f"pass {each.name} gives a record more than one key")
        held = pl.DataFrame({"record": found.record.astype(np.int64), "key": found.key})
        every = pl.DataFrame({"record": np.arange(records.size)})
        keys = every.join(held, on="record", how="left", maintain_order="left")["key"]
        made[f"key_{at}"] = keys.reinterpret(signed=True)
    return pl.DataFrame(made)


def same_plan(set_name: str, which: str, threads: int) -> Plan:
    """The set's comparisons on these passes; nothing is dropped before or after scoring."""
    return replace(
        SET_PLANS[set_name].plan,
        passes=PASSES[set_name][which], cap=NO_CAP, floor=EVERY_PAIR, threads=threads,
    )  # fmt: skip


def measure_same_pairs(
    frame_parquet: Path, folder: Path, *, set_name: str, which: str, threads: int = 1
) -> dict[str, Any]:
    """Our engine on the passes of ``PASSES``; call it in a fresh process.

    Returns:
        ``seconds`` (load, encode, train: weights by the set's own plan; score: index, pairs,
        levels and scores with these weights), ``pairs``, ``peak_mb``, ``base_mb``, and ``pairs_file`` (left,
        right) of the scored pairs.
    """
    base_mb = peak_mb()
    chosen, seconds = SET_PLANS[set_name], dict[str, float]()
    own, plan = replace(chosen.plan, threads=threads), same_plan(set_name, which, threads)
    with timed(seconds, "load"):
        frame = pl.read_parquet(frame_parquet)
    with timed(seconds, "encode"):
        records = chosen.records(frame)
    with timed(seconds, "train"):
        weights = train_on(
            records, own, index(records, own.passes, cap=own.cap), Vectors(records, own.comparisons)
        )
    with timed(seconds, "score"):
        scored = score_pairs(records, plan, weights)
    peak = peak_mb()
    folder.mkdir(parents=True, exist_ok=True)
    names, edges = frame["record"], scored.edges
    pairs = pl.DataFrame({"left": names.gather(edges.left), "right": names.gather(edges.right)})
    return {
        "seconds": {step: round(spent, 4) for step, spent in seconds.items()},
        "pairs": scored.candidates,
        "peak_mb": round(peak),
        "base_mb": round(base_mb),
        "pairs_file": written(pairs, folder / "pairs.parquet"),
    }


@dataclass(frozen=True)
class Overlap:
    """Candidate pairs of either side, and those of both."""

    ours: int
    theirs: int
    both: int

    @property
    def is_same(self) -> bool:
        """Both sides looked at the same pairs."""
        return self.ours == self.theirs == self.both


def overlap(ours: pl.DataFrame, theirs: pl.DataFrame) -> Overlap:
    """How far two lists of pairs (left, right) are the same, whichever way a pair is written."""
    turned = [
        pairs.select(a=pl.min_horizontal("left", "right"), b=pl.max_horizontal("left", "right"))
        for pairs in (ours, theirs)
    ]
    both = turned[0].unique().join(turned[1].unique(), on=("a", "b"), how="semi").height
    return Overlap(ours.height, theirs.height, both)
