"""Where a run reads and writes, and the rulebook it goes by."""

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import dagster as dg

from checks.rules.checked import CheckedRule
from checks.rules.load import (
    WEIGHTS_FILE,
    load_county,
    load_programmes,
    load_registers,
    load_rules,
    load_vocabularies,
    load_weights,
    rules_sha256,
)
from checks.rules.refusals import REFERENCE
from checks.rules.shapes.closed_set import SPECS
from pipelines.definitions import County, LinkageWeights, Programme, Register, Vocabulary
from pipelines.faults import Fault, Place, Text, sorted_faults
from pipelines.identify.approved import misfits
from pipelines.months import parse_month

PROJECT = Path(__file__).parents[1]
MEMORY_MB = int(os.environ.get("HECHA_MEMORY_MB") or 0)
# matching may use half of what a run does not hold anyway; a raw pair costs 100 bytes in each thread
REST_MB, BYTES_A_PAIR = 600, 400
LEAST_PAIRS, MOST_PAIRS = 50_000, 1_000_000


@dataclass(frozen=True)
class Rulebook:
    """Everything a data steward and the county define, loaded once; ``faults`` may be filled.

    ``weights`` fit the station's plan or ``faults`` stop; a draft (not ``is_approved``) is not used.
    """

    registers: tuple[Register, ...]
    vocabularies: dict[str, Vocabulary]
    programmes: dict[str, Programme]
    rules: tuple[CheckedRule, ...]
    sha256: str
    county: County | None
    faults: tuple[Fault, ...]
    weights: LinkageWeights | None = None

    @property
    def stops(self) -> bool:
        """True when a fault forbids a run."""
        return self.county is None or any(f.stops for f in self.faults)

    @property
    def programme_names(self) -> dict[str, Text]:
        """Programme code → name in both languages."""
        return {code: Text(p.zh, p.en) for code, p in self.programmes.items()}


class Settings(dg.ConfigurableResource["Settings"]):
    """Folders of a run and its memory; the defaults come from HECHA_DATA, HECHA_OUT, HECHA_RULES and
    HECHA_MEMORY_MB.
    """

    data: str = os.environ.get("HECHA_DATA", "demo/data")
    out: str = os.environ.get("HECHA_OUT", "demo/out")
    rules: str = os.environ.get("HECHA_RULES", str(PROJECT / "rules"))
    first_month: str = ""  # overrides months.from of county.yaml
    lang: str = "zh"
    memory_mb: int = MEMORY_MB  # 0: no bound

    @property
    def working(self) -> Path:
        """The protected working folder of this output folder, made when missing."""
        folder = Path(self.out) / ".hecha"
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        return folder

    @property
    def pairs_at_once(self) -> int:
        """Candidate pairs that matching works on at once, so that a run keeps to ``memory_mb``."""
        if self.memory_mb <= 0:
            return MOST_PAIRS
        for_pairs = (self.memory_mb - REST_MB) * 1_000_000 / 2 / BYTES_A_PAIR
        return int(min(max(for_pairs, LEAST_PAIRS), MOST_PAIRS))

    def rulebook(self) -> Rulebook:
        """The rulebook as it stands on disk now."""
        return rulebook_of(Path(self.rules), Path(self.data))

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


def rulebook_of(rules: Path, data: Path | None) -> Rulebook:
    """The rulebook as it stands on disk now."""
    return load_rulebook(rules, data, _stamp(rules, data))


def _stamp(rules: Path, data: Path | None) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of the YAML files: an edited rule is read again in the same process."""
    paths = [*sorted(rules.rglob("*.yaml")), *([data / "county.yaml"] if data else [])]
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


def _misfits(weights: LinkageWeights | None) -> tuple[Fault, ...]:
    """Comparisons and levels of the weights that matching does not know, or knows and misses."""
    if weights is None:
        return ()
    do = Text(
        "请用 hecha identity train 重新生成并再次批准，或删除该文件。",
        "Make the file again with hecha identity train and have it approved, or delete it.",
    )
    return tuple(
        Fault(f"WEIGHT-{REFERENCE:02d}", Place(WEIGHTS_FILE, line=line, at=at), misfit.what, do)
        for misfit in misfits(weights)
        for line, at in (weights.lines.get(misfit.at, (1, 1)),)
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
    weights, weight_faults = load_weights(rules)
    weight_faults = (*weight_faults, *_misfits(weights))
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
            (
                *register_faults,
                *vocabulary_faults,
                *programme_faults,
                *weight_faults,
                *county_faults,
                *rule_faults,
            )
        ),
        weights,
    )
