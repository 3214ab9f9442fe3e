"""The public benchmark sets: records as text, and which real entity each record belongs to.

Reading and trimming only. What counts as right is in ``measures.py``; how a set is linked is the
engine's business, or ``splink_settings.py`` for the peer. The files lie in the repository, under
``tests/benchmarks/data/linkage`` with their licence; an installation without it has no sets.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from assets.settings import PROJECT
from pipelines.faults import Fault, Place, Text

DATA = PROJECT / "tests" / "benchmarks" / "data" / "linkage"


class SetMissing(Exception):
    """The files of a benchmark set are not there; ``fault`` says where they belong."""

    def __init__(self, path: Path) -> None:
        self.fault = Fault(
            "BENCH-01",
            Place(path.as_posix()),
            Text("找不到测评数据。", "The benchmark data is not there."),
            Text(
                "测评数据只在源代码仓库中；请在仓库目录里运行。",
                "Benchmark data comes with the repository only: run in a checkout of it.",
            ),
        )
        super().__init__(self.fault.say("en"))


@dataclass(frozen=True)
class BenchmarkSet:
    """Records to link and the truth about them.

    Attributes:
        name: as in ``SETS``.
        frame: one row a record, sorted by ``record``; ``record`` (String, unique, not null), for
            link-only sets ``source`` (String, not null), and the fields of the set, all String,
            trimmed, null where the file is blank. The truth is not in it.
        truth: ``record``, ``entity`` and, for link-only sets, ``source`` (String, not null), one row
            a record, same order.
        fields: the columns of ``frame`` that describe an entity.
    """

    name: str
    frame: pl.DataFrame
    truth: pl.DataFrame
    fields: tuple[str, ...]

    @property
    def link_only(self) -> bool:
        """True when only pairs across two sources are to be found."""
        return "source" in self.frame.columns


def benchmark_set(name: str, folder: Path = DATA) -> BenchmarkSet:
    """One set by its name in ``SETS``. Raises SetMissing when its files are not in ``folder``."""
    return SETS[name](folder)


def historical_50k(folder: Path = DATA) -> BenchmarkSet:
    """50,578 dirty copies of 5,156 historical figures from Wikidata; deduplication."""
    rows = pl.read_parquet(_file(folder, "historical_figures_with_errors_50k.parquet"))
    return _benchmark_set("historical_50k", rows, record=pl.col("unique_id"), entity=pl.col("cluster"))


def febrl3(folder: Path = DATA) -> BenchmarkSet:
    """5,000 records of 2,000 generated persons, up to five duplicates each; deduplication."""
    rows = _read_csv(_file(folder, "dataset3.csv"))
    return _benchmark_set("febrl3", rows, record=pl.col("rec_id"), entity=_febrl_entity())


def febrl4(folder: Path = DATA) -> BenchmarkSet:
    """Two files of 5,000 records, each person once in either; links across ``source`` a and b."""
    files = (("a", "dataset4a.csv"), ("b", "dataset4b.csv"))
    rows = pl.concat(
        _read_csv(_file(folder, file)).with_columns(source=pl.lit(source)) for source, file in files
    )
    return _benchmark_set("febrl4", rows, record=pl.col("rec_id"), entity=_febrl_entity())


def fake_1000(folder: Path = DATA) -> BenchmarkSet:
    """1,000 records of 251 generated persons; deduplication. Nothing was tuned on it."""
    rows = _read_csv(_file(folder, "fake_1000.csv"))
    return _benchmark_set("fake_1000", rows, record=pl.col("unique_id"), entity=pl.col("cluster"))


SETS: dict[str, Callable[[Path], BenchmarkSet]] = {
    "historical_50k": historical_50k,
    "febrl3": febrl3,
    "febrl4": febrl4,
    "fake_1000": fake_1000,
}


def _file(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.exists():
        raise SetMissing(path)
    return path


def _read_csv(path: Path) -> pl.DataFrame:
    """All columns as text: postcodes and dates keep their leading zeros. FEBRL pads with blanks."""
    rows = pl.read_csv(path, infer_schema=False)
    return rows.rename({column: column.strip() for column in rows.columns})


def _febrl_entity() -> pl.Expr:
    """``rec-17`` of ``rec-17-org`` and ``rec-17-dup-0``: originals and duplicates share the number."""
    return pl.col("rec_id").str.extract(r"^(rec-\d+)-")


def _benchmark_set(name: str, rows: pl.DataFrame, *, record: pl.Expr, entity: pl.Expr) -> BenchmarkSet:
    trimmed = rows.with_columns(pl.all().str.strip_chars().replace({"": None}))
    named = trimmed.with_columns(record=record, entity=entity).sort("record")
    keys = {record.meta.root_names()[0], entity.meta.root_names()[0], "record", "entity", "source"}
    fields = tuple(c for c in rows.columns if c not in keys)
    source = ("source",) if "source" in rows.columns else ()
    return BenchmarkSet(
        name=name,
        frame=named.select("record", *source, *fields),
        truth=named.select("record", *source, "entity"),
        fields=fields,
    )
