"""How a run names itself: by what went in, so that the same inputs give the same name."""

import hashlib
from importlib.metadata import version

import polars as pl

from assets.settings import Rulebook
from pipelines.definitions import County
from pipelines.months import say_month

PACKAGES = ("hecha", "polars", "great-expectations", "rapidfuzz", "dagster")


def versions() -> dict[str, str]:
    """Versions of Hecha and of what its results depend on."""
    return {name: version(name) for name in PACKAGES}


def run_hash(source_files: pl.DataFrame, book: Rulebook, county: County) -> str:
    """Eight hex digits over input hashes, rules, county settings, window and version.

    Args:
        source_files: SOURCE_FILE (file, sha256 are used).
    """
    files = source_files.select("register", "file", "sha256").unique().sort("file", "register")
    digest = hashlib.sha256()
    for part in (
        *("|".join(map(str, row)) for row in files.rows()),
        book.sha256,
        repr(county),
        version("hecha"),
    ):
        digest.update(part.encode())
        digest.update(b"\n")
    return digest.hexdigest()[:8]


def run_key(county: County, digest: str) -> str:
    """The run's name in first_seen_run: audit day, last month and hash; no clock."""
    return f"{county.as_of.isoformat()}-{say_month(county.last_month)}-{digest}"
