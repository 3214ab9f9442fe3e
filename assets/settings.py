"""Where a run reads and writes, and the rulebook it goes by."""

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import dagster as dg

from checks.rules.checked import CheckedRule
from checks.rules.load import (
    load_county,
    load_programmes,
    load_registers,
    load_rules,
    load_vocabularies,
    rules_sha256,
)
from checks.rules.shapes.closed_set import SPECS
from pipelines.definitions import County, Programme, Register, Vocabulary
from pipelines.faults import Fault, Place, Text, sorted_faults
from pipelines.months import parse_month

PROJECT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Rulebook:
    """Everything a data steward and the county define, loaded once; ``faults`` may be filled."""

    registers: tuple[Register, ...]
    vocabularies: dict[str, Vocabulary]
    programmes: dict[str, Programme]
    rules: tuple[CheckedRule, ...]
    sha256: str
    county: County | None
    faults: tuple[Fault, ...]

    @property
    def stops(self) -> bool:
        """True when a fault forbids a run."""
        return self.county is None or any(f.stops for f in self.faults)

    @property
    def programme_names(self) -> dict[str, Text]:
        """Programme code → name in both languages."""
        return {code: Text(p.zh, p.en) for code, p in self.programmes.items()}


class Settings(dg.ConfigurableResource["Settings"]):
    """Folders of a run; the defaults come from HECHA_DATA, HECHA_OUT and HECHA_RULES."""

    data: str = os.environ.get("HECHA_DATA", "demo/data")
    out: str = os.environ.get("HECHA_OUT", "demo/out")
    rules: str = os.environ.get("HECHA_RULES", str(PROJECT / "rules"))
    first_month: str = ""  # overrides months.from of county.yaml
    lang: str = "zh"

    @property
    def working(self) -> Path:
        """The protected working folder of this output folder, made when missing."""
        folder = Path(self.out) / ".hecha"
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        return folder

    def rulebook(self) -> Rulebook:
        """The rulebook as it stands on disk now."""
        return load_rulebook(Path(self.rules), Path(self.data), _stamp(Path(self.rules), Path(self.data)))

    def county(self, audit_month: str) -> County:
        """The county with the window of this audit month: from ``first_month`` to the month."""
        county = self.rulebook().county
        if county is None:
            raise dg.Failure(description="county.yaml cannot be used; run `hecha check` for the faults")
        return window_of(county, self.first_month, audit_month)


def window_of(county: County, first: str, last: str) -> County:
    """The county with another window; empty texts keep county.yaml's months."""
    first_month = parse_month(first) if first else county.first_month
    last_month = parse_month(last) if last else county.last_month
    return replace(county, first_month=min(first_month, last_month), last_month=last_month)


def _stamp(rules: Path, data: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of the YAML files: an edited rule is read again in the same process."""
    paths = [*sorted(rules.rglob("*.yaml")), data / "county.yaml"]
    return tuple((str(p), (s := p.stat()).st_size, s.st_mtime_ns) for p in paths if p.exists())


def _no_rules(rules: Path) -> Fault:
    return Fault(
        "RULE-00",
        Place(rules.as_posix()),
        Text("这个文件夹里没有规则和登记册定义。", "No rules and register definitions lie in this folder."),
        Text(
            "请用 --rules 指向规则文件夹（含 registers/ 和 audit/）。",
            "Let --rules name a folder with registers/ and audit/.",
        ),
    )


@lru_cache(maxsize=4)
def load_rulebook(rules: Path, data: Path | None, stamp: object = None) -> Rulebook:
    """Load rules/ and county.yaml, collecting every fault.

    Args:
        rules: the rules folder.
        data: the data folder with county.yaml; None loads the rules alone (county is None).
        stamp: part of the cache key only.
    """
    registers, register_faults = load_registers(rules)
    vocabularies, vocabulary_faults = load_vocabularies(rules)
    programmes, programme_faults = load_programmes(rules)
    county, county_faults = load_county(data, rules) if data else (None, ())
    checked, rule_faults = load_rules(rules, shapes=SPECS, county=county)
    if not registers or not (checked or rule_faults):
        rule_faults = (*rule_faults, _no_rules(rules))
    return Rulebook(
        registers,
        dict(vocabularies),
        dict(programmes),
        checked,
        rules_sha256(rules),
        county,
        sorted_faults(
            (*register_faults, *vocabulary_faults, *programme_faults, *county_faults, *rule_faults)
        ),
    )
