"""Township packs: one workbook a township, for the two people who go and look (分散核实).

Evidence and counter-evidence in words, the law in force, and empty columns for what they find. Identity
numbers are masked, accounts and phones too; children under confidential programmes are only counted: the
county checks those itself. Clues already checked and closed as no finding are left out. The auditor's full
list stands in ``reports/workbooks``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from pipelines.faults import Lang, Text
from reports.confidential import confidential_clues
from reports.results import Results
from reports.townships.pack import write_pack

UNKNOWN = Text("未知乡镇", "unknown-township")


def write_townships(results: Results, folder: Path, *, lang: Lang = "zh") -> list[Path]:
    """One workbook per township with open clues; clues without a township go to ``未知乡镇.xlsx``.

    Args:
        results: everything the run found.
        folder: made when missing; two townships that would share a file name get numbers.
        lang: language of the workbooks.

    Returns:
        The files, in the order of their names.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    named = pl.col("township").fill_null("").str.strip_chars()
    open_cases = results.cases.filter(pl.col("status") != "suppressed").with_columns(named.alias("_township"))
    townships = open_cases["_township"].unique().sort().to_list()
    files = file_names([t or UNKNOWN.say(lang) for t in townships])
    secret = pl.col("clue_id").is_in(sorted(confidential_clues(results)))
    written = []
    for township, name in zip(townships, files, strict=True):
        cases = open_cases.filter(pl.col("_township") == township).drop("_township").sort("rank")
        path = folder / f"{name}.xlsx"
        write_pack(
            results,
            cases.filter(~secret),
            path,
            township=township or UNKNOWN.say(lang),
            kept_back=cases.filter(secret).height,
            lang=lang,
        )
        written.append(path)
    return sorted(written)


def file_names(townships: Iterable[str]) -> list[str]:
    """File names for townships, in order: characters no file system takes become _, repeats get numbers."""
    taken: set[str] = set()
    names = []
    for township in townships:
        base = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", township).strip(". ")[:60] or "_"
        name, number = base, 2
        while name.lower() in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name.lower())
        names.append(name)
    return names
