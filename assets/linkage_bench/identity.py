"""``hecha bench identity``: how well and how fast people are told apart, beside Splink, set by set.

The order of measuring and the files: every measurement runs in a process of its own. Progress goes to
stderr, the tables to stdout; ``identity.json`` holds every figure, ``identity.md`` the tables for the docs.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from assets.linkage_bench.county_files import county_on_disk
from assets.linkage_bench.county_set import (
    measure_identify,
    placed,
    splink_county_figures,
    station_figures,
    with_truth,
)
from assets.linkage_bench.engine import measure_engine
from assets.linkage_bench.identity_tables import grids, ratio
from assets.linkage_bench.judged import engine_figures, splink_figures
from assets.linkage_bench.measures import true_pairs
from assets.linkage_bench.profiles import county_profiles
from assets.linkage_bench.same_pairs import PASSES, measure_same_pairs, overlap, with_key_columns
from assets.linkage_bench.sets import SETS, SetMissing, benchmark_set
from assets.linkage_bench.splink_peer import THRESHOLDS, SplinkMissing, splink_alone
from assets.linkage_bench.table import aligned, markdown
from assets.own_process import alone

COUNTIES = {"county_02": 0.02, "county_12": 0.12}
SAME_PAIRS_COUNTY = "county_02"  # dirt does not change the speed
ALL_SETS = (*SETS, *COUNTIES)
Figures = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What to measure. ``threads`` ascending; ``with_splink``: the peer too."""

    folder: Path
    people: int
    seed: int
    threads: tuple[int, ...]
    with_splink: bool


def bench_identity(
    folder: Path, *, people: int, seed: int, threads: Sequence[int] = (1, 2),
    sets: Sequence[str] = (), with_splink: bool = True,
) -> int:  # fmt: skip
    """Measure, print the tables, write identity.json and identity.md.

    Args:
        sets: of ``ALL_SETS``; none means all.

    Returns:
        0; 1 when a set is missing, or the two engines did not look at the same pairs where they should.
    """
    if with_splink and find_spec("splink") is None:
        with_splink = False
        print(SplinkMissing().fault.say("zh"), file=sys.stderr)
        print(SplinkMissing().fault.say("en"), file=sys.stderr)
    asked = Asked(folder, people, seed, tuple(sorted(set(threads))), with_splink)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        measured = {
            name: _county(asked, name) if name in COUNTIES else _public(asked, name)
            for name in sets or ALL_SETS
        }
    except SetMissing as missing:
        print(missing.fault.say("zh"), file=sys.stderr)
        print(missing.fault.say("en"), file=sys.stderr)
        return 1
    figures = {
        "people": people,
        "seed": seed,
        "thresholds": len(THRESHOLDS),
        "versions": _versions(with_splink),
        "sets": measured,
    }
    tables = grids(figures)
    (folder / "identity.json").write_text(
        json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    (folder / "identity.md").write_text("\n\n".join(map(markdown, tables)) + "\n", encoding="utf-8")
    print("\n\n".join(map(aligned, tables)))
    runs = [run for of in measured.values() for runs in of["same_pairs"].values() for run in runs.values()]
    return 0 if all(run["is_same"] in ("yes", None) for run in runs) else 1


def _public(asked: Asked, name: str) -> Figures:
    """A public set: our engine, the peer by its example and by our best settings, and identical pairs."""
    chosen = benchmark_set(name)
    by = ["source", "record"] if chosen.link_only else ["record"]
    frame, truth = chosen.frame.sort(by), chosen.truth.sort(by)
    parquet, work = _home(asked, name)
    frame.write_parquet(parquet)
    ours, splink = {}, {}
    for threads in asked.threads:
        run = _told(
            f"{name}: Hecha, {threads} thread(s)",
            partial(alone, threads, measure_engine, parquet, work / "ours", set_name=name, threads=threads),
        )
        ours[str(threads)] = _kept(run) | engine_figures(run, truth)
    if asked.with_splink:
        judge = partial(splink_figures, truth=truth)
        first, *more = asked.threads
        splink["documented"] = {str(first): _splink(parquet, work, name, "documented", first, judge)}
        splink["documented"] |= {str(n): _splink(parquet, work, name, "documented", n) for n in more}
        splink["best"] = {str(first): _splink(parquet, work, name, "best", first, judge)}
    return {
        "records": frame.height,
        "entities": truth["entity"].n_unique(),
        "true_pairs": true_pairs(truth),
        "ours": ours,
        "splink": splink,
        "same_pairs": _same_pairs(asked, frame, name, name, splink.get("documented", {})),
    }


def _county(asked: Asked, name: str) -> Figures:
    """The synthetic county: our station over mentions, the peer over profiles, identical pairs."""
    county = _told(
        f"{name}: the county's files",
        lambda: county_on_disk(
            asked.folder, people=asked.people, seed=asked.seed, dirty_share=COUNTIES[name]
        ),
    )
    parquet, work = _home(asked, name)
    mentions, truth = placed(county.mentions), with_truth(county.mentions, county.truth)
    county.mentions.write_parquet(parquet)
    profiles, profile_of = county_profiles(mentions, as_of=county.as_of)
    ours, splink = {}, {}
    for threads in asked.threads:
        run = _told(
            f"{name}: Hecha, {threads} thread(s)",
            partial(alone, threads, measure_identify, parquet, work / "ours", as_of=county.as_of),
        )
        ours[str(threads)] = _kept(run) | station_figures(run, truth)
    profiles_parquet = work / "profiles.parquet"
    profiles.write_parquet(profiles_parquet)
    if asked.with_splink:
        judge = partial(splink_county_figures, truth=truth, profile_of=profile_of)
        first = asked.threads[0]
        for settings in ("best", "without_pinyin"):
            splink[settings] = {str(first): _splink(profiles_parquet, work, "county", settings, first, judge)}
    known = truth.drop_nulls("entity")
    return {
        "records": truth.height,
        "without_truth": truth.height - known.height,
        "entities": known["entity"].n_unique(),
        "true_pairs": true_pairs(known.select("entity", record="mention")),
        "profiles": profiles.height,
        "ours": ours,
        "splink": splink,
        "same_pairs": _same_pairs(asked, profiles, "county", name, splink.get("best", {}))
        if name == SAME_PAIRS_COUNTY
        else {},
    }


def _same_pairs(
    asked: Asked, frame: pl.DataFrame, set_name: str, name: str, by_rules: dict[str, Figures]
) -> Figures:
    """Dense passes with every number of threads, lean ones with the fewest; the peer where it is there.

    Args:
        by_rules: the peer's runs by its own blocking rules. Where they make just as many pairs, the time they
            took stands beside.
    """
    found: Figures = {}
    for which in PASSES[set_name]:
        keyed, keys = with_key_columns(frame, set_name, which)
        parquet, work = _home(asked, f"{name}-{which}")
        keyed.write_parquet(parquet)
        found[which] = {
            str(n): _same_pairs_run(parquet, work, set_name, which, n, keys, by_rules)
            for n in (asked.threads if which == "dense" else asked.threads[:1])
        }
    return found


def _same_pairs_run(
    parquet: Path, work: Path, set_name: str, which: str, threads: int, keys: Sequence[str],
    by_rules: dict[str, Figures],
) -> Figures:  # fmt: skip
    label = f"{work.name}, same pairs, {threads} thread(s)"
    ours = _told(
        f"{label}: Hecha",
        lambda: alone(
            threads,
            measure_same_pairs,
            parquet,
            work / "ours",
            set_name=set_name,
            which=which,
            threads=threads,
        ),
    )
    spent, encoding = ours["seconds"]["score"], ours["seconds"]["encode"]
    run: Figures = {
        "pairs": ours["pairs"], "ours_s": spent, "encode_s": encoding,
        "ours_pairs_per_s": round(ours["pairs"] / spent),
        "ours_peak_mb": ours["peak_mb"], "splink_s": None, "is_same": None, "ratio": None,
        "ratio_with_encoding": None, "rules_s": None, "ratio_to_rules": None,
    }  # fmt: skip
    if not by_rules:
        return run
    own = by_rules.get(str(threads))
    rules_s = own["scoring_s"] if own and own["pairs"] == ours["pairs"] else None
    settings = next(iter(by_rules.values()))["settings"]
    theirs = _told(
        f"{label}: Splink",
        lambda: splink_alone(
            parquet, work / "splink", set_name=set_name, settings=settings, threads=threads, keys=keys
        ),
    )
    shared = overlap(pl.read_parquet(ours["pairs_file"]), pl.read_parquet(theirs["pairs_file"]))
    splink_s = theirs["seconds"]["block"] + theirs["seconds"]["score"]
    same = "yes" if shared.is_same else f"no: {shared.ours:,} and {shared.theirs:,}, {shared.both:,} in both"
    return run | {
        "splink_s": splink_s,
        "splink_pairs_per_s": round(theirs["pairs"] / splink_s),
        "splink_peak_mb": theirs["peak_mb"],
        "overlap": asdict(shared),
        "is_same": same,
        "ratio": ratio(splink_s, spent),
        "ratio_with_encoding": ratio(splink_s, spent + encoding),
        "rules_s": rules_s,
        "ratio_to_rules": ratio(rules_s, spent),
    }


def _splink(
    parquet: Path,
    work: Path,
    set_name: str,
    settings: str,
    threads: int,
    judge: Callable[[Figures], Figures] | None = None,
) -> Figures:
    """One run of the peer, judged at all thresholds; without a judge its speed alone."""
    run = _told(
        f"{work.name}: Splink {settings}, {threads} thread(s)",
        lambda: splink_alone(
            parquet, work / "splink", set_name=set_name, settings=settings, threads=threads,
            more_thresholds=[t for t in THRESHOLDS if t != 0.95] if judge else (),
        ),
    )  # fmt: skip
    scoring = run["seconds"]["block"] + run["seconds"]["score"]
    speed = {"scoring_s": scoring, "pairs_per_s": round(run["pairs"] / scoring)}
    return _kept(run) | speed | (judge(run) if judge else {})


def _kept(run: Figures) -> Figures:
    """The figures without the paths of files."""
    return {name: value for name, value in run.items() if not name.endswith("_file")}


def _home(asked: Asked, name: str) -> tuple[Path, Path]:
    """The file of the records and the folder of the results of a set."""
    work = asked.folder / "identity" / name
    work.mkdir(parents=True, exist_ok=True)
    return work / "records.parquet", work


def _told(what: str, call: Callable[[], Any]) -> Any:
    """The call's answer; what was done and how long it took goes to stderr."""
    started = time.perf_counter()
    answer = call()
    print(f"{what}: {time.perf_counter() - started:.1f} s", file=sys.stderr, flush=True)
    return answer


def _versions(with_splink: bool) -> dict[str, str | int | None]:
    libraries = ("polars", "rapidfuzz", "numpy", "scipy", *(("splink", "duckdb") if with_splink else ()))
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in libraries},
        "cores": os.cpu_count(),
    }
