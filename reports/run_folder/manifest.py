"""manifest.json: what went in, by which rules, what came out, and the hash of every file beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.money import say_yuan
from pipelines.months import say_month
from reports.results import Results
from reports.run_folder.manifest_linkage import linkage_of

MANIFEST = "manifest.json"
INTERFACE = 1


def write_manifest(results: Results, folder: Path) -> None:
    """Write the manifest of a run folder whose other files are complete."""
    text = json.dumps(manifest_of(results, folder), ensure_ascii=False, indent=2, sort_keys=False)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def read_manifest(run: Path) -> dict[str, Any]:
    """The manifest of a run folder. Raises OSError or ValueError when there is none or it is no JSON."""
    manifest = json.loads((run / MANIFEST).read_text("utf-8"))
    if not isinstance(manifest, dict):
        raise ValueError(f"{MANIFEST} holds no object")
    return manifest


def manifest_of(results: Results, folder: Path) -> dict[str, Any]:
    """The manifest as plain values; money as text in yuan, no personal data.

    ``seconds`` are those of the stations up to publishing; the time of publishing itself is not over yet.
    """
    county = results.county
    return {
        "interface": INTERFACE,
        "run_id": results.run_id,
        "started_at": results.started_at,
        "county": {"name": county.name, "region": county.region},
        "months": {"from": say_month(county.first_month), "to": say_month(county.last_month)},
        "as_of": county.as_of.isoformat(),
        "data": results.data,
        "rules_folder": results.rules_folder,
        "inputs": _inputs(results.source_files),
        "rules": {
            "sha256": results.rules_sha256,
            "rules": [{"id": r.id, "version": r.version} for r in sorted(results.rules, key=lambda r: r.id)],
        },
        "versions": dict(sorted(results.versions.items())),
        "counts": _counts(results),
        "linkage": None if results.linkage is None else linkage_of(results.linkage),
        "tallies": _tallies(results.tallies),
        "money": _money(results),
        "checks": results.checks.select("name", "passed", "blocking", "measured").to_dicts(),
        "seconds": {
            "total": round(sum(results.station_seconds.values()), 3),
            "stations": {name: round(s, 3) for name, s in results.station_seconds.items()},
        },
        "peak_memory_mb": None if results.peak_memory_mb is None else round(results.peak_memory_mb, 1),
        "outputs": _outputs(folder),
    }


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(folder: Path) -> list[Path]:
    """Every file of a run folder but the manifest, sorted."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and p != folder / MANIFEST)


def _inputs(source_files: pl.DataFrame) -> list[dict[str, Any]]:
    by_file = source_files.sort("file", "register", "sheet").group_by(
        "file", "register", "sha256", "bytes", "format", maintain_order=True
    )
    return [
        {
            "path": path,
            "sha256": sha256,
            "bytes": size,
            "rows": int(sheets["rows"].fill_null(0).sum()),
            "register": register,
            "format": kind,
            "sheets": [{"sheet": s, "rows": n or 0} for s, n in sheets.select("sheet", "rows").rows()],
        }
        for (path, register, sha256, size, kind), sheets in by_file
    ]


def _counts(results: Results) -> dict[str, Any]:
    cases = results.cases
    return {
        "files": results.source_files["file"].n_unique(),
        "rows": _by(results.rows, "status") | {"total": results.rows.height},
        "persons": results.persons.height,
        "links": _by(results.links, "evidence"),
        "paid_months": results.facts["paid_month"].height,
        "clues": cases.height,
        "clues_by_rule": _by(cases, "rule_id"),
        "clues_by_grade": _by(cases, "grade"),
        "clues_by_status": _by(cases, "status"),
        "near_misses": results.near_misses.height,
        "faults": len(results.faults),
    }


def _by(rows: pl.DataFrame, column: str) -> dict[str, int]:
    return {str(k): int(n) for k, n in rows[column].value_counts().sort(column).rows()}


def _tallies(tallies: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "rule_id": t["rule_id"],
            "scope": t["scope"],
            "clues": t["clues"],
            "clean": t["clean"],
            "not_evaluable": t["not_evaluable"],
            "near_misses": t["near_misses"],
            "amount_at_risk": _yuan(t["amount_at_risk_fen"]),
        }
        for t in tallies.sort("rule_id").iter_rows(named=True)
    ]


def _money(results: Results) -> dict[str, Any]:
    cases = results.cases
    at_risk = int(cases["amount_at_risk_fen"].fill_null(0).sum())
    overlap = int(cases["overlap_fen"].fill_null(0).sum())
    return {
        "at_risk": _yuan(at_risk),
        "at_risk_without_overlap": _yuan(at_risk - overlap),
        "paid": _yuan(int(results.facts["paid_month"]["paid_fen"].sum())),
        "entitled": _yuan(int(results.facts["entitlement"]["amount_fen"].sum())),
        "registers": [
            {
                "register": register,
                "field": field,
                "read": _yuan(read),
                "accepted": _yuan(accepted),
                "rejected": _yuan(rejected),
            }
            for register, field, read, accepted, rejected in results.money_totals.sort("register", "field")
            .select("register", "field", "read_fen", "accepted_fen", "rejected_fen")
            .rows()
        ],
    }


def _outputs(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        path.relative_to(folder).as_posix(): {"sha256": sha256_of(path), "bytes": path.stat().st_size}
        for path in files_of(folder)
    }


def _yuan(fen: int | None) -> str | None:
    """``1234.50``: yuan as plain text, exactly."""
    return None if fen is None else say_yuan(fen).replace(",", "")
