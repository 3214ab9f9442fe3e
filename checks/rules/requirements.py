"""Which registers a rule needs and does not have, and which are too old to speak for a month.

Belongs here: ``requires`` against REGISTER_STATE and COVERAGE, and the sentences about registers. Not
here: which units that makes not evaluable (``outcome``), how a grade falls (``grades``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.definitions import Register, Rule
from pipelines.faults import Text

ANY = "any"  # in requires: every register that has the field concerned
PAYMENTS = "pay_batch"


@dataclass(frozen=True)
class Presence:
    """What is known of the registers of a run.

    ``present``: registers with rows to judge by; pay_batch without a line and a roll without a row in
    the window are not among them, they are ``has_no_month``. ``old_from``: for standing registers with
    a stated extract date, that date. ``names``: zh, en.
    """

    present: frozenset[str]
    has_no_month: frozenset[str]
    old_from: Mapping[str, date]
    names: Mapping[str, Text]

    def missing(self, rule: Rule) -> tuple[tuple[str, ...], ...]:
        """The entries of ``requires`` of which no register is present."""
        return tuple(
            group for group in rule.requires if ANY not in group and not self.present.intersection(group)
        )

    def absent_alternatives(self, rule: Rule) -> tuple[str, ...]:
        """Registers named as one of several, absent while another of them is present; each once."""
        return tuple(
            dict.fromkeys(
                code
                for group in rule.requires
                if self.present.intersection(group)
                for code in group
                if code not in self.present and code != ANY
            )
        )

    def absent_of_any(self, rule: Rule, registers: Sequence[Register]) -> tuple[str, ...]:
        """For a rule that reads any register: those it would read that have no file.

        They are its sources, or where these are ``any`` too, the registers with an identity number.
        """
        if not any(ANY in group for group in rule.requires):
            return ()
        with_id = {r.code for r in registers if any(field.type == "id" for field in r.fields)}
        read = with_id if ANY in rule.sources else set(rule.sources)
        return tuple(sorted(read - self.present - self.has_no_month))

    def stale_from(self, rule: Rule) -> tuple[date, tuple[str, ...]] | None:
        """From which day on a required standing register is too old, and its names.

        A group of alternatives is as fresh as its freshest register; one without a stated date, or
        one that is not standing, is never too old. None when nothing is.
        """
        groups = [tuple(c for c in group if c in self.present) for group in rule.requires]
        dated = [
            (max(self.old_from[c] for c in group), group)
            for group in groups
            if group and all(c in self.old_from for c in group)
        ]
        return min(dated) if dated else None

    def say(self, codes: Sequence[str]) -> Text:
        """The registers' names joined."""
        known = [self.names.get(code, Text(code, code)) for code in codes]
        return Text("、".join(n.zh for n in known), ", ".join(n.en for n in known))

    def say_absent(self, code: str) -> Text:
        """That a register others stand in for is not there, or says nothing of the months under audit."""
        name = self.say([code])
        if code in self.has_no_month:
            return Text(f"{name.zh}在审计月份内没有数据", f"no row of {name.en} in the months under audit")
        return Text(f"未提供{name.zh}", f"no file of {name.en}")

    def say_missing(self, groups: Sequence[Sequence[str]]) -> Text:
        """Why a rule cannot be judged: the registers that are not there."""
        zh, en = [], []
        for group in groups:
            names = self.say(group)
            if self.has_no_month.issuperset(group):
                zh.append(f"{names.zh}在审计月份内没有数据")
                en.append(f"no row of {names.en} in the months under audit")
            elif len(group) == 1:
                zh.append(f"缺少{names.zh}")
                en.append(f"no file of {names.en}")
            else:
                zh.append(f"缺少{names.zh}（至少需要其中一种）")
                en.append(f"no file of any of {names.en}")
        return Text("；".join(zh), "; ".join(en))


def presence(
    states: pl.DataFrame, coverage: pl.DataFrame, window: tuple[date, date], registers: Sequence[Register]
) -> Presence:
    """Presence from the facts.

    Args:
        states: REGISTER_STATE; a register without a row is absent.
        coverage: COVERAGE, programmes and months of pay_batch lines.
        window: first and last benefit month of the audit.
        registers: the definitions, for names.
    """
    present = set(states.filter(pl.col("is_present").fill_null(False))["register"])
    without_month: set[str] = set()
    if PAYMENTS in present and coverage.filter(pl.col("benefit_month").is_between(*window)).is_empty():
        without_month.add(PAYMENTS)
    silent = states.filter(pl.col("is_present").fill_null(False) & ~pl.col("has_window_rows").fill_null(True))
    without_month |= set(silent["register"])
    present -= without_month
    standing = states.filter(
        pl.col("is_present").fill_null(False)
        & pl.col("is_standing").fill_null(False)
        & pl.col("extracted_on").is_not_null()
    )
    names = {code: Text(zh or code, code) for code, zh in states.select("register", "zh").iter_rows()}
    names.update({r.code: Text(r.zh, r.en) for r in registers})
    return Presence(
        frozenset(present),
        frozenset(without_month),
        dict(standing.select("register", "extracted_on").iter_rows()),
        names,
    )
