"""The synthetic county of the benchmark on disk: written once, its mentions made anew by today's code.

Deterministic in people, seed and dirty share. Linking and judging are ``county_set.py``.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.settings import Settings
from checks.contracts.contract import contract_registers
from pipelines.identify import mentions
from pipelines.read import read_county
from pipelines.synthetic import CountyPlan, synthetic_county
from reports.county_files import write_county


@dataclass(frozen=True)
class CountyOnDisk:
    """``mentions``: MENTION. ``as_of``: the audit's today. ``truth``: the folder of the truth."""

    mentions: pl.DataFrame
    as_of: date
    truth: Path


def county_on_disk(folder: Path, *, people: int, seed: int, dirty_share: float) -> CountyOnDisk:
    """The county's mentions; its files are written where they are missing, and their rows cached."""
    plan = CountyPlan(people=people, seed=seed, dirty_share=dirty_share)
    home = folder / f"county-{people}-{seed}-dirty-{round(dirty_share * 100):02d}"
    if not (home / "truth" / "links.csv").exists():
        write_county(synthetic_county(plan), home)
    book = Settings(data=str(home / "data")).rulebook()
    county = book.county
    if county is None:
        raise ValueError(f"the county in {home} cannot be used: remove the folder")
    output = read_county(home / "data", book.registers, book.vocabularies, county, cache=home / "cache")
    accepted = contract_registers(
        book.registers, output.registers, output.members, output.rows, as_of=county.as_of
    )
    return CountyOnDisk(
        mentions(book.registers, accepted.accepted, accepted.members), county.as_of, home / "truth"
    )
