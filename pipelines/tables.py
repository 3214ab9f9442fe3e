"""The nouns: every table once, with grain, key, columns, dtypes, units and nulls.

Stations meet only through these tables. ``Table.check`` is called at a station's edge: it orders
the columns, casts nothing, and raises ``TableMismatch`` (a bug) when a column or dtype is off.
Money is Int64 fen in ``*_fen``; a month is the Date of its first day; ROW_REF is where a person
finds the row (file inside DATA with ``/``, sheet, 1-based row).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from pipelines.definitions import Register

S, B, I32, I64, F64 = pl.String(), pl.Boolean(), pl.Int32(), pl.Int64(), pl.Float64()
D, DT = pl.Date(), pl.Datetime("us")
ROW_REF: dict[str, pl.DataType] = {"register": S, "file": S, "sheet": S, "row": I32}


class TableMismatch(Exception):
    """A frame does not have the columns and dtypes of its table: a bug, never bad input."""


@dataclass(frozen=True)
class Table:
    """A table's contract. ``key`` columns identify a row; ``notes`` says units and nulls."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: Mapping[str, pl.DataType]
    notes: str = ""
    docs: Mapping[str, str] = field(default_factory=dict)

    def check(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly this table's columns in order. Raises TableMismatch."""
        for name, dtype in self.columns.items():
            if name not in rows.columns:
                raise TableMismatch(f"{self.name}: column {name} is missing")
            if rows.schema[name] != dtype:
                raise TableMismatch(f"{self.name}.{name}: {rows.schema[name]}, not {dtype}")
        return rows.select(list(self.columns))

    def empty(self) -> pl.DataFrame:
        """No rows, right columns."""
        return pl.DataFrame(schema=dict(self.columns))

    def rows(self, *records: Mapping[str, object]) -> pl.DataFrame:
        """A frame from literal records; missing columns are null. Dates and fen as Python values."""
        unknown = {c for r in records for c in r} - set(self.columns)
        if unknown:
            raise TableMismatch(f"{self.name}: unknown column(s) {sorted(unknown)}")
        return pl.DataFrame({c: [r.get(c) for r in records] for c in self.columns}, schema=dict(self.columns))


# --- station 1, read -----------------------------------------------------------------------------

SOURCE_FILE = Table(
    "source_file", "a sheet of a file (one sheet '' for .csv/.txt)", ("file", "sheet"),
    {
        "register": S, "file": S, "sheet": S, "sha256": S, "bytes": I64, "format": S,
        "encoding": S,  # null for workbooks
        "header_row": I32,  # last header row, 1-based; null when the sheet holds no table
        "benefit_month": D,  # of the sheet or file name; null when it comes from a column
        "extracted_on": D,  # stated in county.yaml, title or file name; null when unknown
        "rows": I32,  # up to the last non-empty one, blank rows included
    },
)  # fmt: skip

ROW = Table(
    "row", "an input row", ("register", "file", "sheet", "row"),
    {**ROW_REF, "status": S, "reason": S},
    "status: used | rejected | not_data. reason: '' when used, else a Chinese phrase, e.g. 标题行, 表头, "
    "空行, 合计行, 制表行, 重复表头, 说明表, 缺少金额.",
)  # fmt: skip

FOOTER = Table(
    "footer", "a footer row (合计 总计 小计) of a sheet", ("register", "file", "sheet", "row"),
    {
        **ROW_REF, "kind": S,  # total | subtotal
        "first_row": I32, "last_row": I32,  # the data rows it covers
        "amount_field": S,  # canonical money field the footer amount stands under; null if none
        "amount_fen": I64, "amount_text": S,  # text filled and fen null = unreadable
        "count": I64, "count_field": S,  # headcount | household_id/name.. field it stands under
    },
)  # fmt: skip

MEMBER_ROW = Table(
    "member_row", "a further member of a household row", ("register", "file", "sheet", "row", "member_no"),
    {
        **ROW_REF, "member_no": I32, "benefit_month": D, "household_id": S, "is_hidden": B,
        "member_name": S, "member_id": S, "member_id_text": S, "member_id_status": S,
        "member_relation": S,
    },
    "member_no 1.. in reading order; the role of the mention is member_<no>.",
)  # fmt: skip

TYPED = {"date": D, "datetime": DT, "month": D, "money": I64, "int": I64}


def typed_name(name: str, type_: str) -> str:
    """The column of a field's typed value: money carries its unit (``amount`` → ``amount_fen``)."""
    return f"{name}_fen" if type_ == "money" else name


def register_row(register: Register) -> Table:
    """REGISTER_ROW of one register.

    Per field f: text-like types → ``f`` (cleaned String, null when empty). date, datetime, month,
    int → ``f`` typed + ``f_text`` original. money → ``f_fen`` + ``f_text``. code → ``f`` canonical
    code (null when the vocabulary does not know it) + ``f_text``. id → ``f`` as cleaned,
    ``f_text``, ``f_status`` (see ``pipelines.id_numbers``). A typed null beside a filled
    ``f_text`` means: unreadable. Fields of ``repeats`` go to MEMBER_ROW instead. Every register
    carries ``benefit_month`` (null where it has none), ``programme`` (code or null),
    ``is_hidden`` and ``extracted_on``.
    """
    columns: dict[str, pl.DataType] = {
        **ROW_REF, "is_hidden": B, "extracted_on": D, "benefit_month": D, "benefit_month_text": S,
        "programme": S, "programme_text": S,
    }  # fmt: skip
    for f in register.fields:
        if f.name in register.repeats:
            continue
        columns[typed_name(f.name, f.type)] = TYPED.get(f.type, S)
        if f.type in TYPED or f.type in ("code", "id"):
            columns[f"{f.name}_text"] = S
        if f.type == "id":
            columns[f"{f.name}_status"] = S
    return Table(register.code, "a data row of the register", tuple(ROW_REF), columns)


# --- station 2, contract -------------------------------------------------------------------------

FINDING = Table(
    "finding", "a clause of a register's contract that rows break", ("register", "field", "expectation"),
    {
        "register": S, "field": S,
        # missing | unreadable | unknown | nobody | bad_id | bad_account | negative | ahead | before |
        # duplicate
        "expectation": S,
        "rows_failed": I64, "severity": S,  # reject | warn
        "text": S, "text_en": S,  # a sentence each, without values of cells
        "sample": pl.List(pl.Struct(ROW_REF)),  # up to five rows, first by file, sheet, row
    },
)  # fmt: skip

# --- station 3, identify -------------------------------------------------------------------------

MENTION = Table(
    "mention", "one person in one row in one role", (*ROW_REF, "role"),
    {
        **ROW_REF, "role": S, "name": S, "former_name": S, "id_number": S, "id_text": S, "id_status": S,
        "birth_date": D,  # the register's own column (never from the number)
        "age_years": I64, "age_on": D,  # an age and the day it was true
        "sex": S,  # 男 | 女 | null
        "township": S, "village": S, "address": S, "phone": S, "account": S, "certificate": S,
        "household": S, "benefit_month": D,
    },
)  # fmt: skip

LINK = Table(
    "link", "a mention: who it is, and why", (*ROW_REF, "role"),
    {
        **ROW_REF, "role": S, "person_id": S,
        "evidence": S,  # exact_id | upgraded_id | repaired_id | probable | single
        "probability": F64, "name": S, "id_number": S,
        "is_strong": B,  # exact, upgraded, or repaired with unique target and name agreement
        "name_agreement": F64,  # with the person's golden name; 1, .95, .9, .6, 0; null = no name
        # points besides the name: birth, age, village, township, sex, phone, account, certificate, household
        "agrees": pl.List(S),
        "contradicts": pl.List(S),
        "has_id_conflict": B,  # two valid different numbers stand against each other
        "rivals": I32,  # other persons that fit a probable link within 0.05
        "explanation": S,  # a Chinese sentence without full numbers
        "passes": pl.List(S),  # of a probable link: the blocking passes that made the pair; else null
        # of a probable link: the prior, then every field's level and its match weight in bits
        "waterfall": pl.List(pl.Struct({"field": S, "level": S, "bits": F64})),
    },
)  # fmt: skip

PERSON = Table(
    "person", "a person (cluster of mentions)", ("person_id",),
    {
        "person_id": S, "name": S, "id_number": S,  # golden: upgraded 18-digit where known
        "is_identified": B,  # has a usable identity number: can be strongly linked
        "birth_date": D, "birth_basis": S,  # id | register | null
        "sex": S, "township": S, "village": S, "mentions": I32,
    },
)  # fmt: skip

# --- station 4, facts ----------------------------------------------------------------------------

REGISTER_STATE = Table(
    "register_state", "a register Hecha knows", ("register",),
    {
        "register": S, "zh": S, "is_present": B,  # at least one accepted row
        "rows": I64, "extracted_on": D,  # latest stated; null when never stated
        "is_standing": B,
        "has_window_rows": B,  # registers by month: a row of a month under audit; else null
    },
)  # fmt: skip

COVERAGE = Table(
    "coverage", "programme and benefit month that pay_batch holds a line of",
    ("programme", "benefit_month"),
    {"programme": S, "benefit_month": D},
)  # fmt: skip

PAYMENT_LINE = Table(
    "payment_line", "an accepted pay_batch line", tuple(ROW_REF),
    {
        **ROW_REF, "batch_no": S, "line_no": I64, "programme": S, "programme_text": S, "benefit_month": D,
        "status": S, "line_kind": S,  # normal | arrears | correction | price | null unknown text
        "line_kind_text": S,
        "is_kind_empty": B, "amount_fen": I64, "account": S, "channel": S,
        "head_id": S, "payee_id": S, "beneficiary_id": S,  # person_ids, null without mention
        "payee_name": S, "beneficiary_name": S,
        "is_beneficiary_strong": B, "is_payee_strong": B,
        "paid_on": D, "handled_on": D,  # of the bank return
        "is_returned": B,  # failed status, or a failed return row
        "is_successful": B,  # paid status and not returned
        "is_status_unknown": B,  # no status a vocabulary knows, and not failed by the bank
        "return_file": S, "return_row": I32, "return_sheet": S,
        "stated_month": D,  # the line's own 所属期; benefit_month of a late re-issue is the original one
        "stated_programme": S,  # as the line says: tekun, where its form was taken from the roll
        "beneficiary_later_account_month": D,  # last benefit month the beneficiary is paid to another account
        "beneficiary_death_date": D,  # strong
        "village": S,
    },
)  # fmt: skip

PAID_MONTH = Table(
    "paid_month", "person × programme × benefit month of payment lines with a beneficiary",
    ("person_id", "programme", "benefit_month"),
    {
        "person_id": S, "programme": S, "benefit_month": D,
        "paid_fen": I64,  # net of returns, all parts
        "normal_fen": I64, "arrears_fen": I64, "correction_fen": I64, "price_fen": I64,
        "normal_lines": I32, "correction_lines": I32, "returned_lines": I32, "empty_kind_lines": I32,
        "counted_fen": I64,  # successful normal lines + corrections
        "largest_line_fen": I64,  # of those
        "batches": I32, "distinct_amounts": I32,  # of those
        "last_paid_on": D,
        "has_entitlement": B, "entitlement_fen": I64,  # the roll's amount (dibao: of the household)
        "household_id": S, "share_fen": I64,  # dibao only
        "has_other_living_members": B,  # other counted members alive in the month (dibao)
        "township": S, "village": S, "is_identified": B,
        "unknown_lines": I32,  # of a status no vocabulary knows, and not failed by the bank
        "unknown_kind_lines": I32,  # successful, of a kind no vocabulary knows
        "unknown_kinds": S,  # the texts of these, joined by 、
    },
    "A line without benefit month is not here: see PERSON_GAP. line_kind null counts in paid_fen only.",
)  # fmt: skip

PERSON_CHANGE = Table(
    "person_change", "a person whose mentions stand elsewhere than in the run before",
    ("old_person_id", "new_person_id"),
    {
        "kind": S,  # merged | split | both | renamed
        "old_person_id": S, "new_person_id": S, "mentions": I32,  # how many mentions went this way
    },
)  # fmt: skip
PERSON_GAP = Table(
    "person_gap", "person × programme with a successful line that has no benefit month",
    ("person_id", "programme"), {"person_id": S, "programme": S, "lines": I32},
)  # fmt: skip

HOUSEHOLD_MONTH = Table(
    "household_month", "dibao household × month of the roll", ("programme", "household_id", "benefit_month"),
    {
        "programme": S, "household_id": S, "benefit_month": D, "head_id": S,
        "headcount": I64, "listed": I32, "roll_fen": I64, "paid_fen": I64,  # paid_household
        "base_fen": I64, "arrears_fen": I64,  # parts of paid_fen: normal + correction, arrears
        "is_covered": B, "share_fen": I64, "township": S, "village": S,
    },
)  # fmt: skip

HOUSEHOLD_MEMBER = Table(
    "household_member", "person listed in a dibao household in a month",
    ("programme", "household_id", "benefit_month", "person_id"),
    {
        **ROW_REF, "programme": S, "household_id": S, "benefit_month": D, "person_id": S,
        "role": S,  # head | member
        "is_counted": B,  # null: cannot be told
        "headcount": I64, "listed": I32, "paid_fen": I64, "share_fen": I64,  # of the household
        "head_id": S, "listed_name": S, "name_agreement": F64, "is_strong": B, "is_identified": B,
        "is_minor": B,  # under 18 on the last day of the month; null unknown
        "is_head_parent": B,  # a hukou parent of the person heads the household
        "first_month": D, "last_month": D,  # of the person's run of months in this household
        "township": S, "village": S,
    },
)  # fmt: skip

ENTITLEMENT = Table(
    "entitlement", "roll amount: person × programme × benefit month × household",
    ("person_id", "programme", "benefit_month", "household_id"),
    {
        **ROW_REF, "person_id": S, "programme": S, "benefit_month": D, "household_id": S,
        "role": S,  # beneficiary; dibao: head (carries the household amount) or member (0)
        "is_counted": B, "amount_fen": I64, "months": I64, "account": S,
        "start_month": D, "approved_on": D, "applied_on": D, "care_level": S, "placement": S,
        "township": S, "village": S, "is_strong": B, "is_identified": B, "certificate": S,
    },
)  # fmt: skip

RECEIVED_MONTH = Table(
    "received_month", "person × programme × month with receives() true, or listed in a paid dibao household",
    ("person_id", "programme", "benefit_month"),
    {
        "person_id": S, "programme": S, "benefit_month": D,
        "basis": S,  # paid | roll
        "role": S,  # beneficiary | head | member
        "is_counted": B,  # true outside dibao; null cannot be told
        "received_fen": I64,  # paid_fen, or the roll amount; dibao: paid_household
        "base_fen": I64,  # normal + correction part, or the roll amount
        "arrears_only": B, "share_fen": I64,  # share_fen: dibao share, else received_fen
        "household_id": S, "is_sole": B,  # head or sole recipient
        "first_month": D, "last_month": D,  # of the person's run in the programme
        "start_month": D, "approved_on": D, "months": I64, "certificate": S,
        "certificate20": S,  # its first 20 characters
        "is_identified": B, "township": S, "village": S,
    },
)  # fmt: skip

DEATH_RECORD = Table(
    "death_record", "a row of a death register that means death, per linked person", tuple(ROW_REF),
    {
        **ROW_REF, "person_id": S, "evidence": S, "is_strong": B, "link_probability": F64,
        "name_agreement": F64, "agrees": pl.List(S), "contradicts": pl.List(S), "has_id_conflict": B,
        "rivals": I32, "name": S, "id_number": S, "died_on": D, "cremated_on": D, "cancelled_on": D,
        "reported_on": D, "death_date": D,  # died, else cremated, cancelled, reported
        "date_basis": S,  # died_on | cremated_on | cancelled_on | reported_on | null
        "age_years": I64, "sex": S, "address": S,
    },
)  # fmt: skip

DEATH = Table(
    "death", "a person with a strong death record", ("person_id",),
    {
        "person_id": S, "death_date": D, "date_basis": S, "source_count": I32,  # registers
        "earliest_date": D, "is_date_conflict": B,  # dates further apart than date_conflict_days
        "proof_of_life_on": D,  # latest proof later than death_date; null none
        "proof_of_life_kind": S,
        "name_agreement": F64,  # the lowest of the strong records
    },
)  # fmt: skip

SUSPECTED_DEATH = Table(
    "suspected_death", "a person without strong death record × a probable death record",
    ("person_id", *ROW_REF),
    {
        **ROW_REF, "person_id": S, "link_probability": F64, "name_agreement": F64, "agree_count": I32,
        "contradict_count": I32, "has_id_conflict": B, "rivals": I32, "death_date": D, "namesakes": I32,
        "agrees": S, "record_name": S, "record_address": S, "record_age": I64,
    },
    "agree_count counts birth-or-age once, village, township, and sex only together with phone or account.",
)  # fmt: skip

SPELL = {**ROW_REF, "person_id": S, "valid_from": D, "valid_to": D, "is_strong": B, "extracted_on": D}

PAYROLL_SPELL = Table(
    "payroll_spell", "a payroll row of a strongly linked person", tuple(ROW_REF),
    {
        **SPELL, "status": S, "status_text": S, "kind": S, "origin": S, "employer": S, "gross_fen": I64,
        "from_known": B, "kind_text": S, "origin_text": S,
        "is_start_unreadable": B, "is_end_unreadable": B,  # from_month, to_month hold text that is no month
    },
    "valid_from: from_month; when empty the register's extract month, else null (last month of W only).",
)  # fmt: skip

CUSTODY_SPELL = Table(
    "custody_spell", "a prison row of a strongly linked person", tuple(ROW_REF),
    {
        **SPELL, "custody": S, "custody_text": S, "from_text": S,
        "is_end_unreadable": B,  # to_on holds text that is no date
    },
)  # fmt: skip

MARGINAL_SPELL = Table(
    "marginal_spell", "a marginal_list row", tuple(ROW_REF), {**SPELL, "kind": S, "household_no": S},
)  # fmt: skip

CERTIFICATE = Table(
    "certificate", "a disability certificate row", tuple(ROW_REF),
    {
        **SPELL, "certificate": S, "certificate20": S, "status": S, "status_text": S, "category": S,
        "level": I64, "issued_on": D, "valid_until": D,  # valid_to as given
        "category_text": S, "is_end_unreadable": B,  # valid_to holds text that is no date
    },
)  # fmt: skip

CERTIFICATE_MONTH = Table(
    "certificate_month", "received disability subsidy month × the certificate rows found for it",
    ("person_id", "programme", "benefit_month"),
    {
        "person_id": S, "programme": S, "benefit_month": D, "roll_certificate": S,
        "rows": I32, "statuses": S,  # texts joined by 、
        "worst_status": S, "has_status_gap": B,  # a row without status, valid_to and issued_on
        "register_category": S, "register_level": I64,  # newest row issued by the month's last day
        "number_category": S, "number_level": I64,  # digits 19-20 of the roll's number
        "roll_category": S, "roll_level": I64,  # the roll's columns
        "category": S, "level": I64, "basis": S,  # first of the three that is readable
        "register_extracted_on": D, "category_text": S,
    },
    "category codes: 视力 听力 言语 肢体 智力 精神 多重. level 1..4.",
)  # fmt: skip

ELDERLY_MONTH = Table(
    "elderly_month", "received elderly_age month", ("person_id", "benefit_month"),
    {
        "person_id": S, "programme": S, "benefit_month": D, "received_fen": I64,
        "monthly_fen": I64,  # normal + correction divided by months
        "arrears_fen": I64,  # arrears of the same benefit month, divided likewise
        "months": I64, "birth_date": D, "birth_basis": S,  # id | hukou | roll
        "other_birth_date": D,  # a register's that differs from birth_date
        "band": S, "is_identified": B, "township": S, "village": S,
    },
)  # fmt: skip

ACCOUNT_PERSON = Table(
    "account_person", "account × beneficiary of successful lines in the window", ("account", "person_id"),
    {
        "account": S, "person_id": S, "name": S, "is_identified": B,
        "group_id": S,  # same household = same group
        "is_holder_group": B, "is_institution": B, "payee_name": S, "payee_id": S, "paid_fen": I64,
        "lines": I32, "first_month": D, "last_month": D,
        "is_household_known": B,  # hukou given or on a dibao roll
        "is_ward_of_payee": B, "township": S, "village": S,
        "has_own_account": B,  # paid somewhere as their own payee
    },
    "Every successful line of W with an account is in exactly one row: paid_fen sums to the lines.",
)  # fmt: skip

TIE_OUT = Table(
    "tie_out", "a test of two books: A roll ↔ lines, B batch ↔ bank return, C batch ↔ fund ledger",
    ("test", "unit_key"),
    {
        "test": S, "unit_key": S, "programme": S, "benefit_month": D, "batch_no": S,
        "has_left": B, "has_right": B, "left_fen": I64, "right_fen": I64, "left_count": I64,
        "right_count": I64, "right_failed_fen": I64, "has_rejected_amount": B, "is_partial": B,
        "last_paid_on": D,
        "has_unknown_direction": B,  # a ledger row of the batch whose direction no vocabulary knows
        "roll_programme": S,  # programme of a test A; null in B and C, whose rows are those of the batch
    },
    "unit_key: A programme|YYYY-MM; B and C the batch_no. Sums are 0, not null, where a book is empty.",
)  # fmt: skip

SHEET_TOTAL = Table(
    "sheet_total", "a footer against the rows it covers", tuple(ROW_REF),
    {
        **ROW_REF, "amount_fen": I64, "amount_text": S, "count": I64, "count_field": S,
        "detail_fen": I64, "detail_count": I64,  # of what the footer's header names
        "has_unreadable": B, "hidden_rows": I32, "hidden_fen": I64, "benefit_month": D,
    },
)  # fmt: skip

ID_CELL = Table(
    "id_cell", "a filled identity-number cell of an accepted row", (*ROW_REF, "field"),
    {
        **ROW_REF, "field": S, "role": S, "name": S, "id_number": S, "id_text": S, "id_status": S,
        "person_id": S, "benefit_month": D, "is_standing": B, "suggested": B,
        "programme": S, "township": S, "village": S,
    },
    "suggested: a unique valid number of the same name and birth date stands in another register.",
)  # fmt: skip

GUARDIANSHIP = Table(
    "guardianship", "ward × guardian named on a roll", ("ward_id", "guardian_id"),
    {**ROW_REF, "ward_id": S, "guardian_id": S},
)  # fmt: skip

FACTS: dict[str, Table] = {
    t.name: t
    for t in (
        PERSON, REGISTER_STATE, COVERAGE, PAYMENT_LINE, PAID_MONTH, PERSON_GAP, HOUSEHOLD_MONTH,
        HOUSEHOLD_MEMBER, ENTITLEMENT, RECEIVED_MONTH, DEATH_RECORD, DEATH, SUSPECTED_DEATH,
        PAYROLL_SPELL, CUSTODY_SPELL, MARGINAL_SPELL, CERTIFICATE, CERTIFICATE_MONTH, ELDERLY_MONTH,
        ACCOUNT_PERSON, TIE_OUT, SHEET_TOTAL, ID_CELL, GUARDIANSHIP,
    )
}  # fmt: skip
"""The tables a rule may name."""

# --- stations 5 to 7, judge, follow up, publish --------------------------------------------------

CLUE = Table(
    "clue", "a clue", ("clue_id",),
    {
        "clue_id": S, "rule_id": S, "rule_version": I32, "grade": S, "severity": S, "unit": S,
        "person_id": S, "unit_key": S, "name": S, "id_number": S, "programme": S, "township": S,
        "village": S, "first_month": D, "last_month": D, "months": I32, "lines": I32,
        "amount_at_risk_fen": I64, "link_evidence": S, "link_probability": F64, "reason": S, "reason_en": S,
        "counter_evidence": pl.List(S), "counter_evidence_en": pl.List(S),
    },
    "Published (reports/run_folder) with amount_at_risk as Decimal yuan, first_seen_run and status.",
)  # fmt: skip

CLUE_MONTH = Table(
    "clue_month", "clue × benefit month", ("clue_id", "benefit_month"),
    {"clue_id": S, "benefit_month": D, "paid_fen": I64, "due_fen": I64, "amount_at_risk_fen": I64},
)  # fmt: skip

CLUE_EVIDENCE = Table(
    "clue_evidence", "clue × source cell", ("clue_id", "role", *ROW_REF, "field"),
    {"clue_id": S, "role": S, **ROW_REF, "field": S, "value": S},
    "value is the original text of the cell where the field has one.",
)  # fmt: skip

NOT_EVALUABLE = Table(
    "not_evaluable", "rule × reason", ("rule_id", "reason_code", "reason"),
    {
        "rule_id": S, "reason_code": S, "reason": S, "units": I64,
        "sample": pl.List(pl.Struct(ROW_REF)),
    },
)  # fmt: skip

RULE_TALLY = Table(
    "rule_tally", "a rule judged", ("rule_id",),
    {
        "rule_id": S, "scope": I64, "clues": I64, "clean": I64, "not_evaluable": I64,
        "near_misses": I64, "amount_at_risk_fen": I64,
    },
    "clues + clean + not_evaluable = scope.",
)  # fmt: skip

NEAR_MISS = Table(
    "near_miss", "a unit month that only a grace or transfer kept clean",
    ("rule_id", "unit_key", "benefit_month"),
    {"rule_id": S, "unit_key": S, "person_id": S, "benefit_month": D, "why": S},
)  # fmt: skip

CASE = Table(
    "case", "a clue after follow-up", ("clue_id",),
    {
        **CLUE.columns, "first_seen_run": S, "status": S,  # new | known | suppressed
        "rank": I32, "overlap_fen": I64,  # part of amount_at_risk also claimed by a better-ranked clue
    },
)  # fmt: skip

TABLES_OUT: dict[str, Table] = {
    t.name: t
    for t in (ROW, LINK, ENTITLEMENT, PAID_MONTH, CLUE, CLUE_MONTH, CLUE_EVIDENCE, NOT_EVALUABLE, TIE_OUT)
}
"""The tables behind the published Parquet files."""
