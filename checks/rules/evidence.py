"""From clues to source rows: which rows stand behind a clue, what their cells say, how strong the link is.

Belongs here: EvidenceSpec → rows (``evidence_rows``), rows → cells (``cells``), rows → weakest link
(``weakest_links``). Not here: which units are clues. Rows are found per rule; cells and links are read
once for all rules, so that a register of a million rows is joined once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from checks.rules.outcome import MONTH, UNIT
from checks.rules.shapes.frames import RuleFrames
from pipelines.definitions import EvidenceSpec, Register
from pipelines.money import yuan_of
from pipelines.tables import CLUE_EVIDENCE, FACTS, ROW_REF

ROWS_SHOWN = 200
"""Rows of one role a clue lists at most (a batch of ten thousand lines is evidence by its first)."""

REF = tuple(ROW_REF)
_TEXTS = pl.List(pl.String())
EVIDENCE_ORDER = ("exact_id", "upgraded_id", "repaired_id", "single", "probable")
_ALIASES = ("paid", "left", "a", "row", "fact", "right", "b", "beside", "scope_by")


@dataclass(frozen=True)
class EvidenceRows:
    """``rows``: UNIT, role, fields (List), who is asked for by ROW_REF. ``values``: cells of the fact
    rows themselves, for fields the register row does not hold (UNIT, role, ROW_REF, field, value)."""

    rows: pl.DataFrame
    values: pl.DataFrame


_ROWS_SCHEMA = {UNIT: pl.String(), "role": pl.String(), "fields": _TEXTS, **ROW_REF}
_VALUES_SCHEMA = {
    UNIT: pl.String(), "role": pl.String(), **ROW_REF, "field": pl.String(), "value": pl.String(),
}  # fmt: skip
_NO_ROWS, _NO_VALUES = pl.DataFrame(schema=_ROWS_SCHEMA), pl.DataFrame(schema=_VALUES_SCHEMA)


def evidence_rows(frames: RuleFrames, rows: pl.DataFrame) -> EvidenceRows:
    """Source rows behind units.

    Args:
        frames: the rule and its facts.
        rows: judged rows of the units, with UNIT, MONTH and ``alias.column`` columns.
    """
    found: list[pl.DataFrame] = []
    values: list[pl.DataFrame] = []
    if rows.is_empty():
        return all_rows(())
    for number, spec in enumerate(frames.checked.rule.evidence):
        met = _met(frames, rows, spec, number)
        found.append(
            met.select(
                UNIT, pl.lit(spec.role).alias("role"),
                pl.lit(pl.Series([list(spec.fields)], dtype=_TEXTS)).first().alias("fields"), *REF,
            )
        )  # fmt: skip
        values += _own_values(met, spec)
    return EvidenceRows(pl.concat([_NO_ROWS, *found]), pl.concat([_NO_VALUES, *values]))


def all_rows(parts: Iterable[EvidenceRows]) -> EvidenceRows:
    """Several rules' evidence together, in the order given."""
    each = list(parts)
    return EvidenceRows(
        pl.concat([_NO_ROWS, *(p.rows for p in each)]), pl.concat([_NO_VALUES, *(p.values for p in each)])
    )


def _met(frames: RuleFrames, rows: pl.DataFrame, spec: EvidenceSpec, number: int) -> pl.DataFrame:
    """Rows of the spec's table that meet the units on its keys, the first ROWS_SHOWN of each unit."""
    table = FACTS[spec.table]
    facts = frames.facts[spec.table] if spec.table in frames.facts else table.empty().lazy()
    where = frames.expression(f"evidence.{number}", month=None)
    if where is not None:
        facts = facts.filter(where)
    found = {column: _key_column(rows, asked) for column, asked in spec.match.items()}
    keys = {column: name for column, name in found.items() if name is not None}
    if len(keys) < len(found):
        return pl.DataFrame(schema={UNIT: pl.String(), **table.columns})
    units = rows.select(UNIT, *(pl.col(c).alias(f"?{k}") for k, c in keys.items())).unique().lazy()
    met = units.join(facts, left_on=[f"?{k}" for k in keys], right_on=list(keys), how="inner", coalesce=False)
    return (
        met.unique([UNIT, *REF], keep="any")
        .sort(UNIT, *REF)
        .group_by(UNIT, maintain_order=True)
        .head(ROWS_SHOWN)
        .collect()
    )


def _key_column(rows: pl.DataFrame, asked: str) -> str | None:
    """The column of the judged rows a match names: the month, ``alias.column``, or the first that has it.

    None where the rows have no such column (rows of ``scope_by`` for a column of another frame).
    """
    if asked == "benefit_month":
        return MONTH
    names = [asked] if "." in asked else [f"{alias}.{asked}" for alias in _ALIASES]
    return next((name for name in names if name in rows.columns), None)


def _own_values(met: pl.DataFrame, spec: EvidenceSpec) -> list[pl.DataFrame]:
    """Filled cells of the fact rows for the fields that are columns of the fact table."""
    cells = []
    for field in spec.fields:
        column = field if field in met.columns else f"{field}_fen"
        if column not in met.columns or column in REF:
            continue
        named = pl.col("field") if spec.table == "id_cell" and field == "id_text" else pl.lit(field)
        filled = met.filter(pl.col(column).is_not_null())
        role, value = pl.lit(spec.role).alias("role"), _text(met, column).alias("value")
        cells.append(filled.select(UNIT, role, *REF, named.alias("field"), value))
    return cells


def _text(rows: pl.DataFrame, column: str) -> pl.Expr:
    if column.endswith("_fen"):
        return yuan_of(pl.col(column)).cast(pl.String)
    if isinstance(rows.schema[column], pl.List):
        return pl.col(column).list.join("、")
    return pl.col(column).cast(pl.String)


def cells(
    found: EvidenceRows, accepted: Mapping[str, pl.DataFrame], registers: Sequence[Register]
) -> pl.DataFrame:
    """CLUE_EVIDENCE, with UNIT renamed to clue_id: per source row the fields asked for and who it names.

    The value is the cell's original text where the register keeps it; fields neither the register
    row nor the fact row has are left out.
    """
    who = {r.code: [n for p in r.persons for n in (p.name, p.id) if n is not None] for r in registers}
    read = [_NO_VALUES]
    for (code,), rows in found.rows.group_by("register", maintain_order=True):
        source = accepted.get(str(code))
        if source is None:
            continue
        asked = pl.col("fields").list.concat(
            pl.lit(pl.Series([who.get(str(code), [])], dtype=_TEXTS)).first()
        )
        wanted = rows.with_columns(asked.alias("field")).drop("fields").explode("field").unique()
        texts = _register_texts(source, wanted["field"].unique().sort().to_list())
        slim = source.lazy().join(
            rows.lazy().select("file", "sheet", "row").unique(), on=["file", "sheet", "row"], how="semi"
        )
        long = (
            slim.select("file", "sheet", "row", *texts)
            .unpivot(index=["file", "sheet", "row"], variable_name="field", value_name="value")
            .collect()
        )
        read.append(
            wanted.join(long, on=["file", "sheet", "row", "field"], how="inner").select(list(_VALUES_SCHEMA))
        )
    registers_say = pl.concat(read)
    key = [UNIT, "role", *REF, "field"]
    facts_say = found.values.join(registers_say, on=key, how="anti")
    everything = pl.concat([registers_say, facts_say]).unique(key, keep="first", maintain_order=True)
    named = everything.rename({UNIT: "clue_id"}).with_columns(pl.col("value").fill_null(""))
    return CLUE_EVIDENCE.check(named.sort("clue_id", "role", *REF, "field"))


def _register_texts(source: pl.DataFrame, fields: Sequence[str]) -> list[pl.Expr]:
    """For each field the register has: its original text, else its value as text."""
    texts = []
    for field in fields:
        for column in (f"{field}_text", field, f"{field}_fen"):
            if column in source.columns:
                texts.append(_text(source, column).alias(field))
                break
    return texts


def weakest_links(rows: pl.DataFrame, persons: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The weakest link behind each unit: UNIT, link_evidence, link_probability.

    Args:
        rows: evidence rows (UNIT, ROW_REF).
        persons: UNIT, person_id of the units about a person.
        links: LINK.

    A row that names the person in several roles counts by its strongest. Units whose evidence rows
    name no person they are about do not appear.
    """
    asked = rows.lazy().select(UNIT, *REF).unique().join(persons.lazy(), on=UNIT, how="inner")
    strength = pl.col("evidence").replace_strict(
        list(EVIDENCE_ORDER),
        list(range(len(EVIDENCE_ORDER))),
        default=len(EVIDENCE_ORDER),
        return_dtype=pl.Int64,
    )
    return (
        asked.join(links.lazy().select(*REF, "person_id", "evidence", "probability"), on=[*REF, "person_id"])
        .with_columns(strength.alias("?strength"))
        .sort(UNIT, *REF, "?strength", pl.col("probability"), descending=[False] * 6 + [True])
        .unique([UNIT, *REF], keep="first", maintain_order=True)
        .sort(UNIT, "?strength", "probability", descending=[False, True, False])
        .unique(UNIT, keep="first", maintain_order=True)
        .select(
            UNIT, pl.col("evidence").alias("link_evidence"), pl.col("probability").alias("link_probability")
        )
        .collect()
    )
