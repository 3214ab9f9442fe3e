"""Damage done to identity cells of the files: which errors, how often, in which rows.

``DIRT`` gives each error's share of the dirty rows. The shares are assumptions, not measurements: typing
and copying errors (spaces, forms, variants) are frequent,
lost or foreign numbers rare. A dirty row has exactly
one damaged cell. An error that does not fit its cell (no ``·`` in the name, no X at the end of the number)
becomes an inner space.

People of planted cases get only what a reader must see through (``survivable``): spaces, quotes, width, x, ×,
15 digits, account groups, village forms, variant characters. Numbers that are lost (missing, masked,
damaged by
Excel) or foreign (the spouse's) are written into standing registers only (``LOOSE``), where no money hangs on
them. A wrong number (``WRONG``) is a clue of IDQ-01 and stands in the truth cell by cell; a number that
only looks
odd (``ODD``) is a near-miss of it. Formats of dates, amounts and sheets are ``reports/county_files``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic.damage import ODD, WRONG, Role, damaged
from pipelines.synthetic.name_lists import HOMOPHONES, VARIANTS
from pipelines.synthetic.plan import CountyPlan, stream


@dataclass(frozen=True)
class Error:
    """A kind of damage: the cell it hits (name, id, account, village), its share, who survives it."""

    cell: str
    share: float
    survivable: bool = False
    loose_only: bool = False


DIRT: Mapping[str, Error] = {
    "name_space": Error("name", 0.10, True),
    "name_dot": Error("name", 0.03),
    "name_variant": Error("name", 0.09, True),
    "name_homophone": Error("name", 0.09),
    "name_unknown_sign": Error("name", 0.03),
    "name_bracket": Error("name", 0.03),
    "id_space": Error("id", 0.09, True),
    "id_quote": Error("id", 0.05, True),
    "id_full_width": Error("id", 0.04, True),
    "id_lower_x": Error("id", 0.05, True),
    "id_times": Error("id", 0.02, True),
    "id_15": Error("id", 0.07, True),
    "id_typo": Error("id", 0.07),
    "id_swap": Error("id", 0.04),
    "id_number": Error("id", 0.03, loose_only=True),
    "id_masked": Error("id", 0.02, loose_only=True),
    "id_missing": Error("id", 0.05, loose_only=True),
    "id_spouse": Error("id", 0.01, loose_only=True),
    "account_space": Error("account", 0.05, True),
    "village_form": Error("village", 0.04, True),
}
_ONE = (Role("truth_subject", "name", "id_number"),)
_ROLL = (Role("truth_beneficiary", "name", "id_number", "account", "village"),)
_DIBAO = (
    Role("truth_head", "head_name", "head_id", "account", "village"),
    Role("truth_member_1", "member_1_name", "member_1_id"),
    Role("truth_member_2", "member_2_name", "member_2_id"),
)
ROLES: Mapping[str, tuple[Role, ...]] = {
    "roll_dibao_urban": _DIBAO, "roll_dibao_rural": _DIBAO, "roll_tekun": _ROLL, "roll_disability": _ROLL,
    "roll_elderly": _ROLL,
    "roll_child": (
        Role("truth_beneficiary", "name", "id_number", "account"),
        Role("truth_guardian", "guardian_name", "guardian_id"),
    ),
    "pay_batch": (
        Role("truth_beneficiary", "beneficiary_name", "beneficiary_id", "account", "village"),
        Role("truth_head", "head_name", "head_id"),
        Role("truth_payee", "payee_name", "payee_id"),
    ),
    "death_police": _ONE, "death_cremation": _ONE, "death_health": _ONE, "hukou": _ONE, "student": _ONE,
    "payroll": _ONE, "prison": _ONE, "institution": _ONE, "disability_certificates": _ONE,
    "marginal_list": _ONE, "pension": _ONE, "vehicle": _ONE, "realestate": _ONE, "medical": _ONE,
    "liveness": _ONE, "approval": _ONE, "review_log": _ONE, "temp_ledger": _ONE, "hpf": _ONE, "tax": _ONE,
    "bank_accounts": (Role("truth_subject", "name", "id_number", "account"),),
    "company": (Role("truth_subject", "person_name", "person_id"),),
    "marriage": (
        Role("truth_husband", "husband_name", "husband_id"),
        Role("truth_wife", "wife_name", "wife_id"),
    ),
}  # fmt: skip
LOOSE = ("vehicle", "realestate", "student", "pension", "medical", "bank_accounts", "company", "hpf", "tax")
FORCED = (
    "roll_elderly",
    "roll_disability",
    "roll_dibao_rural",
    "hukou",
    "marriage",
    "vehicle",
    "bank_accounts",
)
"""Registers that carry the planted cells of IDQ-01 and its near-misses, whatever the dirty share."""


def dirt_of(
    plan: CountyPlan, people: pl.DataFrame, registers: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The edits of every register with people.

    Returns:
        register → row (index in the register's frame), truth (the role's column), field, error, clean,
        written, truth_person; sorted by row, one edit a row.
    """
    spouses = _spouse_numbers(people)
    cast = people.filter("is_cast")["truth_person"]
    forced = _forced(plan, {code: registers[code] for code in FORCED}, cast)
    return {
        code: _edits(plan, code, registers[code], ROLES[code], cast, spouses, forced.get(code))
        for code in ROLES
        if code in registers and len(registers[code])
    }


def _edits(
    plan: CountyPlan,
    code: str,
    rows: pl.DataFrame,
    roles: tuple[Role, ...],
    cast: pl.Series,
    spouses: pl.DataFrame,
    forced: pl.DataFrame | None,
) -> pl.DataFrame:
    rng = stream(plan, f"dirt:{code}")
    dirty = np.flatnonzero(rng.random(len(rows)) < plan.dirty_share)
    drawn = pl.DataFrame(
        {
            "row": dirty,
            "role": rng.integers(0, len(roles), len(dirty)),
            "error": np.array(list(DIRT), dtype=object)[rng.choice(len(DIRT), len(dirty), p=_shares())],
        },
        schema={"row": pl.Int64, "role": pl.Int64, "error": pl.String},
    )
    if forced is not None:
        drawn = pl.concat([forced, drawn]).unique("row", keep="first", maintain_order=True)
    drawn = drawn.with_columns(place=pl.Series(rng.random(len(drawn))))
    parts = [
        _of_role(code, rows, role, drawn.filter(pl.col("role") == number), cast, spouses)
        for number, role in enumerate(roles)
    ]
    return pl.concat(parts).sort("row")


def _shares() -> list[float]:
    total = sum(e.share for e in DIRT.values())
    return [e.share / total for e in DIRT.values()]


def _of_role(
    code: str, rows: pl.DataFrame, role: Role, drawn: pl.DataFrame, cast: pl.Series, spouses: pl.DataFrame
) -> pl.DataFrame:
    cells = {
        kind: (rows[field].gather(drawn["row"]) if field and field in rows.columns else None)
        for kind, field in (
            ("name", role.name),
            ("id", role.id),
            ("account", role.account),
            ("village", role.village),
        )
    }
    table = drawn.with_columns(
        *(
            (cell if cell is not None else pl.Series([None] * len(drawn), dtype=pl.String)).alias(kind)
            for kind, cell in cells.items()
        ),
        rows[role.truth].gather(drawn["row"]).alias("truth_person"),
    ).filter(pl.col("truth_person").is_not_null() & pl.col("id").is_not_null())
    return damaged(_fitting(code, table, cast), role, spouses)


def _fitting(code: str, table: pl.DataFrame, cast: pl.Series) -> pl.DataFrame:
    """Errors that may not stand here, or do not fit the cell, become an inner space of the number."""
    survivable = [name for name, e in DIRT.items() if e.survivable]
    loose = [name for name, e in DIRT.items() if e.loose_only]
    error, number, name = pl.col("error"), pl.col("id"), pl.col("name")
    fits = (
        (~pl.col("truth_person").is_in(cast.implode()) | error.is_in(survivable))
        & (~error.is_in(loose) | pl.lit(code in LOOSE))
        & ((error != "name_dot") | name.str.contains("·"))
        & ((error != "name_variant") | name.str.contains_any(list(VARIANTS)))
        & ((error != "name_homophone") | name.str.slice(-1).is_in(list(HOMOPHONES)))
        & (~error.is_in(["id_lower_x", "id_times"]) | number.str.ends_with("X"))
        & ((error != "id_number") | ~number.str.ends_with("X"))
        & ((error != "id_15") | (number.str.slice(6, 2) == "19"))
        & ((error != "account_space") | pl.col("account").is_not_null())
        & ((error != "village_form") | pl.col("village").str.ends_with("村").fill_null(False))
        & (~error.str.starts_with("name_") | name.is_not_null())
    )
    return table.with_columns(error=pl.when(fits).then("error").otherwise(pl.lit("id_space")))


def _spouse_numbers(people: pl.DataFrame) -> pl.DataFrame:
    """truth_person → spouse_id, both ways, for couples in one home."""
    pairs = (
        people.filter(pl.col("relation") == "户主")
        .select("household", one="truth_person", one_id="id_number")
        .join(
            people.filter(pl.col("relation") == "配偶").select(
                "household", other="truth_person", other_id="id_number"
            ),
            on="household", validate="1:1",
        )
    )  # fmt: skip
    return pl.concat(
        [
            pairs.select(truth_person="one", spouse_id="other_id"),
            pairs.select(truth_person="other", spouse_id="one_id"),
        ]
    ).sort("truth_person")


def _forced(
    plan: CountyPlan, registers: Mapping[str, pl.DataFrame], cast: pl.Series
) -> dict[str, pl.DataFrame]:
    """Planted wrong numbers and odd numbers, spread over the registers of ``FORCED``."""
    rng = stream(plan, "planted numbers")
    wanted = [WRONG[i % len(WRONG)] for i in range(plan.planted_per_rule)]
    wanted += [error for error in ODD for _ in range(plan.near_misses_per_kind)]
    picks: dict[str, list[tuple[int, str]]] = {code: [] for code in registers}
    usable = {code: _usable_rows(code, rows, cast) for code, rows in registers.items()}
    for turn, error in enumerate(wanted):
        code = FORCED[turn % len(FORCED)]
        rows = usable[code][error if error in ("id_lower_x", "id_times", "id_15") else ""]
        if len(rows):
            picks[code].append((int(rows[rng.integers(0, len(rows))]), error))
    return {
        code: pl.DataFrame(
            [(row, 0, error) for row, error in chosen],
            schema={"row": pl.Int64, "role": pl.Int64, "error": pl.String},
            orient="row",
        ).unique("row", keep="first", maintain_order=True)
        for code, chosen in picks.items()
    }


def _usable_rows(code: str, rows: pl.DataFrame, cast: pl.Series) -> dict[str, np.ndarray]:
    """Rows of people outside the cast, and those whose number suits an odd form."""
    role = ROLES[code][0]
    number = pl.col(str(role.id))
    numbered = rows.with_row_index("row").filter(~pl.col(role.truth).is_in(cast.implode()))
    with_x = numbered.filter(number.str.ends_with("X"))["row"].to_numpy()
    return {
        "": numbered["row"].to_numpy(),
        "id_lower_x": with_x,
        "id_times": with_x,
        "id_15": numbered.filter(number.str.slice(6, 2) == "19")["row"].to_numpy(),
    }
