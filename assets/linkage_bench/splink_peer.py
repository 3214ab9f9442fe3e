"""The peer run and timed: Splink 5 on DuckDB, every step by itself, in a process of its own.

Running only: how Splink is set up is ``splink_documented.py``, ``splink_best.py`` and
``splink_county.py``, whether its answer is right
is ``measures.py``. Nothing here imports Dagster or the engine, so that a fresh process holds Splink
alone and its peak memory is Splink's. Splink is optional: ``pip install hecha[bench]``.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from assets.linkage_bench.splink_best import BEST
from assets.linkage_bench.splink_county import county, county_without_pinyin
from assets.linkage_bench.splink_documented import DOCUMENTED
from assets.linkage_bench.splink_settings import Builder, Library, PeerSettings
from assets.own_process import alone, peak_mb, timed
from pipelines.faults import Fault, Place, Text

SETTINGS: dict[str, dict[str, Builder]] = {
    "documented": DOCUMENTED,
    "best": {**BEST, "county": county},
    "without_pinyin": {"county": county_without_pinyin},
}
SEED = 7
# beside 0.95, which Splink's example uses: what "the best threshold" is chosen from
THRESHOLDS = (
    0.05,
    0.2,
    0.35,
    0.5,
    0.65,
    0.8,
    0.9,
    0.95,
    0.98,
    0.99,
    0.995,
    0.998,
    0.999,
    0.9995,
    0.9999,
    0.99999,
)
STEPS = ("load", "train", "block", "score", "cluster")


class SplinkMissing(Exception):
    """Splink is not installed; ``fault`` says how to install it."""

    def __init__(self) -> None:
        self.fault = Fault(
            "BENCH-02",
            Place("splink"),
            Text("没有安装对照软件 Splink。", "The peer, Splink, is not installed."),
            Text("请安装：pip install hecha[bench]", "Install it: pip install hecha[bench]"),
        )
        super().__init__(self.fault.say("en"))


def splink_alone(frame_parquet: Path, folder: Path, **options: Any) -> dict[str, Any]:
    """``measure_splink`` in a fresh process, so that its peak memory is Splink's alone."""
    return alone(options.get("threads", 1), measure_splink, frame_parquet, folder, **options)


def measure_splink(
    frame_parquet: Path,
    folder: Path,
    *,
    set_name: str,
    settings: str = "documented",
    threads: int = 1,
    keys: Sequence[str] = (),
    pairs_parquet: Path | None = None,
    threshold: float = 0.95,
    more_thresholds: Sequence[float] = (),
) -> dict[str, Any]:
    """Link the records with Splink; call it in a fresh process (``splink_alone``).

    Args:
        frame_parquet: ``record`` (String, unique), the set's fields (String, null where unknown), for
            link-only sets ``source``; further columns do no harm.
        folder: where the three result files go; made when missing.
        set_name, settings: as in ``SETTINGS``.
        threads: of DuckDB.
        keys: integer columns of the frame; then the candidate pairs are those that agree on one of
            them, null never agreeing, instead of the settings' own blocking rules. Training is
            untouched.
        pairs_parquet: candidate pairs ``left``, ``right`` handed in; Splink then only scores them.
        threshold: match probability from which pairs are linked in the timed clustering.
        more_thresholds: cluster at these as well, after the clock and the memory were read.

    Returns:
        set, settings, threads; ``seconds`` a step (``STEPS`` and total: load into DuckDB, train the
        model, make candidate pairs, compare and score them, connect components); ``pairs`` and
        ``prior``; ``peak_mb`` of the process up to clustering and ``base_mb`` before any data was
        read; and the files: ``pairs_file`` (left, right), ``scored_file`` (left, right,
        probability), ``clusters_file`` (threshold, record, cluster). All ids are ``record``.
        Intermediate columns are not kept, unlike in Splink's examples: that only makes it faster.

    Raises:
        SplinkMissing: Splink or DuckDB cannot be imported.
    """
    library = _library()
    model = _builder(set_name, settings)(library)
    if keys:
        model = replace(model, blocking=tuple(f'l."{key}" = r."{key}"' for key in keys))
    seconds: dict[str, float] = {}
    base_mb = peak_mb()
    with timed(seconds, "load"):
        api = library.splink.DuckDBAPI(
            connection=import_module("duckdb").connect(config={"threads": threads})
        )
        linker = _linker(library, model, api, frame_parquet)
    with timed(seconds, "train"):
        _train(linker, model)
    with timed(seconds, "block"):
        blocked = _candidate_pairs(linker, api, pairs_parquet)
    with timed(seconds, "score"):
        scored = linker.inference.predict(warning_mode="never")
    with timed(seconds, "cluster"):
        clusters = _cluster(linker, scored, threshold)
    seconds["total"] = sum(seconds.values())
    peak = peak_mb()

    folder.mkdir(parents=True, exist_ok=True)
    con = api.duckdb_con
    pairs_file = _write(con, _PAIRS.format(blocked.physical_name), folder / "pairs.parquet")
    scored_file = _write(con, _SCORED.format(scored.physical_name), folder / "scored.parquet")
    parts = [_CLUSTERS.format(threshold, clusters.physical_name)]
    for other in more_thresholds:
        parts.append(_CLUSTERS.format(other, _cluster(linker, scored, other).physical_name))
    clusters_file = _write(con, " UNION ALL ".join(parts), folder / "clusters.parquet")
    return {
        "set": set_name,
        "settings": settings,
        "threads": threads,
        "seconds": {step: round(spent, 3) for step, spent in seconds.items()},
        "pairs": con.execute(f"SELECT count(*) FROM {blocked.physical_name}").fetchall()[0][0],
        "prior": linker.misc.save_model_to_json()["probability_two_random_records_match"],
        "peak_mb": round(peak),
        "base_mb": round(base_mb),
        "pairs_file": str(pairs_file),
        "scored_file": str(scored_file),
        "clusters_file": str(clusters_file),
    }


# link-only tables get ids like a-__-rec-1; the part behind it is the record
_RECORD = "regexp_replace({}, '^.*?-__-', '')"
_PAIRS = f"SELECT {_RECORD.format('join_key_l')} AS left, {_RECORD.format('join_key_r')} AS right FROM {{}}"
_SCORED = "SELECT record_l AS left, record_r AS right, match_probability AS probability FROM {}"
_CLUSTERS = "SELECT {}::DOUBLE AS threshold, record, cluster_id::VARCHAR AS cluster FROM {}"


def _library() -> Library:
    try:
        return Library(
            splink=import_module("splink"),
            comparisons=import_module("splink.comparison_library"),
            levels=import_module("splink.comparison_level_library"),
        )
    except ModuleNotFoundError as missing:
        raise SplinkMissing from missing


def _builder(set_name: str, settings: str) -> Builder:
    known = [f"{name}/{record_set}" for name, sets in SETTINGS.items() for record_set in sets]
    if f"{settings}/{set_name}" not in known:
        raise ValueError(f"no settings {settings}/{set_name} for Splink; there are {', '.join(known)}")
    return SETTINGS[settings][set_name]


def _linker(library: Library, model: PeerSettings, api: Any, frame_parquet: Path) -> Any:
    """A linker over DuckDB tables: ``records``, or ``records_<source>`` for link-only sets."""
    con = api.duckdb_con
    con.execute("SET enable_progress_bar = false")
    derived = "".join(f", {sql} AS {name}" for name, sql in model.derived.items())
    con.execute(f"CREATE TABLE records AS SELECT *{derived} FROM '{frame_parquet}' ORDER BY record")
    sources = _sources(con)
    for source in sources:
        con.execute(
            f"CREATE TABLE records_{source} AS "
            f"SELECT * EXCLUDE (source) FROM records WHERE source = '{source}' ORDER BY record"
        )
    tables = [api.register(f"records_{s}", dataset_display_name=s) for s in sources]
    return library.splink.Linker(
        tables or api.register("records"),
        library.splink.SettingsCreator(
            link_type="link_only" if tables else "dedupe_only",
            unique_id_column_name="record",
            blocking_rules_to_generate_predictions=list(model.blocking),
            comparisons=list(model.comparisons),
            retain_matching_columns=False,
            retain_intermediate_calculation_columns=False,
        ),
        log_level=logging.ERROR,
    )


def _sources(con: Any) -> list[str]:
    """The sources of a link-only set in order; none when the records are one set."""
    if "source" not in [row[0] for row in con.execute("DESCRIBE records").fetchall()]:
        return []
    return [row[0] for row in con.execute("SELECT DISTINCT source FROM records ORDER BY 1").fetchall()]


def _train(linker: Any, model: PeerSettings) -> None:
    training = linker.training
    training.estimate_probability_two_random_records_match(list(model.deterministic), recall=model.recall)
    training.estimate_u_using_random_sampling(max_pairs=model.u_pairs, seed=SEED)
    for rule in model.em:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=model.without_tf, max_pairs=model.em_pairs
        )


def _candidate_pairs(linker: Any, api: Any, pairs_parquet: Path | None) -> Any:
    """The blocked pairs, made by the rules or handed in; ``predict`` finds them in Splink's cache."""
    if pairs_parquet is None:
        return linker.inference.compute_blocked_pairs_for_predict()
    con = api.duckdb_con
    named = "source || '-__-' || record" if _sources(con) else "record"
    con.execute(f"CREATE TABLE splink_ids AS SELECT record, {named} AS id FROM records")
    con.execute(  # Splink looks the smaller id up on the left
        "CREATE TABLE given_pairs AS SELECT '0' AS match_key, "
        "least(a.id, b.id) AS join_key_l, greatest(a.id, b.id) AS join_key_r "
        f"FROM '{pairs_parquet}' p JOIN splink_ids a ON p.\"left\" = a.record "
        'JOIN splink_ids b ON p."right" = b.record'
    )
    return linker.table_management.register_blocked_pairs_for_predict(api.register("given_pairs"))


def _cluster(linker: Any, scored: Any, threshold: float) -> Any:
    return linker.clustering.cluster_pairwise_predictions_at_threshold(
        scored, threshold_match_probability=threshold
    )


def _write(con: Any, query: str, path: Path) -> Path:
    con.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path
