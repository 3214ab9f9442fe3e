"""Which figures of ``hecha bench identity`` stand in which table, beside which ratio.

Arranging only: the figures are made in ``identity.py`` and written whole to identity.json.
"""

from collections.abc import Iterator
from typing import Any

from assets.linkage_bench.table import Cell, Grid

Figures = dict[str, Any]
CHOSEN = "With *: labels chose this threshold, the best of {} by pairwise F1, which no user could know."
ENGINES = (
    ("Splink, its example", "documented"),
    ("Splink, best", "best"),
    ("Splink, no pinyin", "without_pinyin"),
)


def grids(figures: Figures) -> list[Grid]:
    """All tables, the summary first; those without a row are left out."""
    sets: dict[str, Figures] = figures["sets"]
    made = (
        _summary(sets), _accuracy(sets, figures["thresholds"]), _links(sets), _end_to_end(sets),
        _same_pairs(sets), _calibration(sets), _reliability(sets), _strong(sets), _classes(sets),
    )  # fmt: skip
    return [grid for grid in made if grid.rows]


def first_run(runs: dict[str, Figures] | None) -> Figures | None:
    """The run with the fewest threads."""
    return runs[min(runs, key=int)] if runs else None


def _splink(of: Figures, *settings: str) -> Figures | None:
    """The run of the first of these settings that there is."""
    return next((first_run(of["splink"][s]) for s in settings if of["splink"].get(s)), None)


def _ours(of: Figures) -> Figures:
    run = first_run(of["ours"])
    assert run is not None
    return run


def _at(run: Figures | None, *path: str) -> float | None:
    """The figure at the end of the path; None without a run."""
    if run is None:
        return None
    found: Any = run
    for name in path:
        found = found[name]
    return float(found)


def ratio(theirs: float | None, ours: float | None) -> float | None:
    """How many times ours goes into theirs."""
    return theirs / ours if theirs is not None and ours else None


def _summary(sets: dict[str, Figures]) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for name, of in sets.items():
        ours, example, best = _ours(of), _splink(of, "documented", "best"), _splink(of, "best")
        same = {which: first_run(runs) or {} for which, runs in of["same_pairs"].items()}
        rows.append(
            (
                name, of["records"], ours["clusters"]["f1"],
                _at(example, "clusters", "f1"), _at(best, "clusters_best", "f1"),
                ratio(_at(example, "seconds", "total"), ours["seconds"]["total"]),
                ratio(_at(example, "peak_mb"), ours["peak_mb"]),
                same.get("dense", {}).get("ratio"), same.get("lean", {}).get("ratio"),
            )
        )  # fmt: skip
    return Grid(
        "Identity: Hecha beside Splink",
        (
            "set", "records", "F1 Hecha", "F1 Splink .95", "F1 Splink best*", "x faster", "x less memory",
            "x same pairs, dense", "x same pairs, lean",
        ),
        ("", ",", ".4f", ".4f", ".4f", ".1f", ".1f", ".1f", ".1f"),
        tuple(rows),
        "F1: pairwise over clusters. Splink .95: settings and threshold of its own example (county: our best "
        "settings for it). Best*: our best settings for it, threshold chosen by labels. x: Splink ÷ Hecha, "
        "fewest threads; faster: all from reading to clusters, training included.",
    )  # fmt: skip


def _accuracy(sets: dict[str, Figures], thresholds: int) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for name, of in sets.items():
        ours = _ours(of)
        rows.append(_accuracy_row(name, "Hecha", ours.get("stop"), ours, ours["clusters"]))
        for label, settings in ENGINES:
            if run := _splink(of, settings):
                best = run["best_threshold"]
                rows.append(_accuracy_row(name, label, 0.95, run, run["clusters"]))
                rows.append(_accuracy_row(name, f"{label}*", best, run, run["clusters_best"]))
    return Grid(
        "Clusters against the truth",
        (
            "set", "engine", "stop", "precision", "recall", "F1", "B3 precision", "B3 recall", "B3 F1",
            "pairs", "blocking recall",
        ),
        ("", "", ".5g", ".4f", ".4f", ".4f", ".4f", ".4f", ".4f", ",", ".4f"),
        tuple(rows),
        CHOSEN.format(thresholds),
    )  # fmt: skip


def _accuracy_row(
    name: str, engine: str, stop: float | None, run: Figures, clusters: Figures
) -> tuple[Cell, ...]:
    measures = ("precision", "recall", "f1", "bcubed_precision", "bcubed_recall", "bcubed_f1")
    return (
        name, engine, stop, *(clusters[m] for m in measures), run["pairs"], run.get("blocking_recall")
    )  # fmt: skip


def _links(sets: dict[str, Figures]) -> Grid:
    rows: list[tuple[Cell, ...]] = [
        (name, engine, threshold, *(measure[m] for m in ("precision", "recall", "f1")))
        for name, of in sets.items()
        for engine, run in _engines(of)
        for threshold, measure in run.get("links", {}).items()
    ]
    return Grid(
        "Links across two files, pair by pair",
        ("set", "engine", "from", "precision", "recall", "F1"),
        ("", "", "", ".4f", ".4f", ".4f"),
        tuple(rows),
    )


def _engines(of: Figures) -> Iterator[tuple[str, Figures]]:
    yield "Hecha", _ours(of)
    for label, settings in ENGINES:
        if run := _splink(of, settings):
            yield label, run


def _end_to_end(sets: dict[str, Figures]) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for name, of in sets.items():
        for threads, run in of["ours"].items():
            example = of["splink"].get("documented") or of["splink"].get("best") or {}
            theirs = example.get(threads)
            rows.append(
                (
                    name, "Hecha", int(threads), *_spent(run), run["pairs"], run.get("pairs_per_s"),
                    run["peak_mb"], run["base_mb"],
                    ratio(_at(theirs, "seconds", "total"), run["seconds"]["total"]),
                    ratio(_at(theirs, "peak_mb"), run["peak_mb"]),
                )
            )  # fmt: skip
        for label, settings in ENGINES:
            for threads, run in of["splink"].get(settings, {}).items():
                rows.append(
                    (
                        name, label, int(threads), *_spent(run), run["pairs"], run["pairs_per_s"],
                        run["peak_mb"], run["base_mb"], None, None,
                    )
                )  # fmt: skip
    return Grid(
        "End to end: time and memory",
        (
            "set", "engine", "threads", "read s", "link s", "cluster s", "total s", "pairs", "pairs/s",
            "peak MB", "of it before data", "x faster", "x less memory",
        ),
        ("", "", "d", ".2f", ".2f", ".2f", ".2f", ",", ",", ",", ",", ".1f", ".1f"),
        tuple(rows),
        "link: training, blocking, comparing and scoring (county: the whole station). pairs/s: blocking, "
        "comparing and scoring alone, weights known (Hecha: a second time in the same process). x: Splink's "
        "example (county: our best settings for it) with as many threads ÷ Hecha.",
    )  # fmt: skip


def _spent(run: Figures) -> tuple[Cell, ...]:
    """read, link, cluster, total."""
    seconds = run["seconds"]
    total, cluster = seconds["total"], seconds.get("cluster")
    read = seconds.get("load", 0.0) + seconds.get("encode", 0.0)
    return read, total - read - (cluster or 0.0), cluster, total


def _same_pairs(sets: dict[str, Figures]) -> Grid:
    rows: list[tuple[Cell, ...]] = [
        (
            name, which, int(threads), run["pairs"], run["is_same"], run["ours_s"], run["encode_s"],
            run["splink_s"], run["ratio"], run["ratio_with_encoding"], run["rules_s"], run["ratio_to_rules"],
        )
        for name, of in sets.items()
        for which, runs in of["same_pairs"].items()
        for threads, run in runs.items()
    ]  # fmt: skip
    return Grid(
        "The same candidate pairs, weights known: block, compare, score",
        (
            "set", "passes", "threads", "pairs", "same", "Hecha s", "encoding s", "Splink s", "x faster",
            "x with encoding", "Splink by its rules s", "x",
        ),
        ("", "", "d", ",", "", ".3f", ".3f", ".3f", ".1f", ".1f", ".3f", ".1f"),
        tuple(rows),
        "Both join on the same 64-bit key columns and keep every scored pair; one run each, in a process "
        "that has trained before. encoding: columns to codes; Splink's load is not counted. By its "
        "rules: Splink on texts, where its own rules make as many pairs.",
    )  # fmt: skip


def _calibration(sets: dict[str, Figures]) -> Grid:
    rows: list[tuple[Cell, ...]] = [
        (
            name, engine, run["prior"], run["true_prior"], run["expected"], run["true_among_candidates"],
            ratio(run["expected"], run["true_among_candidates"]),
        )
        for name, of in sets.items()
        for engine, run in _engines(of)
        if "expected" in run
    ]  # fmt: skip
    return Grid(
        "Expected matches beside true ones",
        ("set", "engine", "prior", "true share", "expected", "true candidates", "expected ÷ true"),
        ("", "", ".2e", ".2e", ",.0f", ",", ".2f"),
        tuple(rows),
        "expected: the sum of probabilities of the scored pairs (Hecha forgets pairs below 0.02).",
    )


def _reliability(sets: dict[str, Figures]) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for name, of in sets.items():
        for engine, run in _engines(of):
            bands = run.get("reliability", [])
            if bands:
                rows.append((name, engine, *(x for b in bands for x in (b["pairs"], b["said"], b["true"]))))
    edges = (".02-.2", ".2-.5", ".5-.8", ".8-.95", ".95-1")
    return Grid(
        "Are probabilities honest? Per band: pairs, mean said, share true",
        ("set", "engine", *(name for edge in edges for name in (edge, "said", "true"))),
        ("", "", *(",", ".3f", ".3f") * len(edges)),
        tuple(rows),
    )


def _strong(sets: dict[str, Figures]) -> Grid:
    rows: list[tuple[Cell, ...]] = [
        (name, of["records"], of["without_truth"], of["profiles"], strong["mentions"], strong["share"],
         strong["wrong"], strong["precision"])
        for name, of in sets.items()
        if (strong := _ours(of).get("strong"))
    ]  # fmt: skip
    return Grid(
        "The county: links that can carry a clue of grade E0 or E1",
        ("set", "mentions", "without truth", "profiles", "strong", "share", "wrong", "precision"),
        ("", ",", ",", ",", ",", ".4f", ",", ".6f"),
        tuple(rows),
        "without truth: mentions the truth names nobody for, counted nowhere. profiles: what Splink links, "
        "distinct mentions with folded names and 18-digit numbers.",
    )


def _classes(sets: dict[str, Figures]) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for name, of in sets.items():
        ours, theirs, plain = _ours(of), _splink(of, "best"), _splink(of, "without_pinyin")
        for error, found in ours.get("classes", {}).items():
            rows.append(
                (
                    name, error, found["mentions"], found["recall"], found["f1"],
                    _at(theirs, "classes", error, "recall"), _at(theirs, "classes", error, "f1"),
                    _at(theirs, "classes_best", error, "recall"), _at(theirs, "classes_best", error, "f1"),
                    _at(plain, "classes_best", error, "f1"),
                )
            )  # fmt: skip
    return Grid(
        "The county, class of damage by class: pairs that touch a damaged mention",
        (
            "set", "damage", "mentions", "recall Hecha", "F1 Hecha", "recall Splink .95", "F1 Splink .95",
            "recall Splink*", "F1 Splink*", "F1 no pinyin*",
        ),
        ("", "", ",", ".4f", ".4f", ".4f", ".4f", ".4f", ".4f", ".4f"),
        tuple(rows),
        "With *: labels chose the threshold.",
    )  # fmt: skip
