"""Station 4, facts: register rows + persons → what a rule may name.

One file a fact, in the order they build on each other: ``registers``; ``deaths`` and
``suspected_deaths``; the spells ``custody``, ``payroll``, ``marginal``, ``certificates``; the lines
of ``payments`` (``returns``, ``reissues``); ``households`` (``dibao_rows``, ``household_pay``,
``counted``); ``entitlements``, ``paid_months``, ``received``; what follows from these: ``elderly``,
``guardians``, ``accounts`` (``account_groups``), ``tie_out``; and of the files themselves,
``sheet_totals`` and ``id_cells``. ``conservation`` is the check that no fen got lost.

What does not belong here: who is who (identify), and whether anything is wrong (checks/rules).
Facts hold for all months given; the window is the rules' matter, save for TIE_OUT and ACCOUNT_PERSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.definitions import County, Register
from pipelines.facts.account_groups import household_keys
from pipelines.facts.accounts import account_persons
from pipelines.facts.certificates import certificate_months, certificates
from pipelines.facts.conservation import money_in_facts
from pipelines.facts.counted import state_raised
from pipelines.facts.custody import custody_spells
from pipelines.facts.deaths import death_records, deaths, proofs_of_life
from pipelines.facts.dibao_rows import dibao_rows, household_rolls, listed_persons
from pipelines.facts.elderly import elderly_months
from pipelines.facts.entitlements import entitlements
from pipelines.facts.guardians import guardianships
from pipelines.facts.household_pay import lines_of_households
from pipelines.facts.households import household_members, household_months, hukou_parents
from pipelines.facts.id_cells import id_cells
from pipelines.facts.marginal import marginal_spells
from pipelines.facts.paid_months import paid_months, person_gaps
from pipelines.facts.payments import coverage, payment_lines
from pipelines.facts.payroll import payroll_spells
from pipelines.facts.received import received_months
from pipelines.facts.register_rows import links_by_role
from pipelines.facts.registers import persons_found, register_states
from pipelines.facts.sheet_totals import sheet_totals
from pipelines.facts.suspected_deaths import suspected_deaths
from pipelines.facts.tie_out import tie_outs

__all__ = ["facts", "money_in_facts"]


def facts(
    registers: Sequence[Register],
    accepted: Mapping[str, pl.DataFrame],
    rejected: Mapping[str, pl.DataFrame],
    members: pl.DataFrame,
    footers: pl.DataFrame,
    links: pl.DataFrame,
    persons: pl.DataFrame,
    source_files: pl.DataFrame,
    county: County,
    *,
    date_conflict_days: int = 31,
) -> dict[str, pl.DataFrame]:
    """Every table of ``tables.FACTS`` by name, checked and sorted by its key.

    Args:
        accepted: REGISTER_ROW frames by register code; a register not given has no frame.
        rejected: the same of the rows a contract did not accept.
        members: MEMBER_ROW.
        footers: FOOTER.
        links: LINK.
        persons: PERSON.
        source_files: SOURCE_FILE.
        date_conflict_days: death dates further apart are in conflict.
    """
    by_role = links_by_role(links)
    as_of, window = county.as_of, pl.col("benefit_month").is_between(county.first_month, county.last_month)
    made = {
        "person": persons_found(persons),
        "register_state": register_states(registers, accepted, source_files, county),
        "custody_spell": custody_spells(accepted, by_role),
        "payroll_spell": payroll_spells(accepted, by_role),
        "marginal_spell": marginal_spells(accepted, by_role),
        "certificate": certificates(accepted, by_role),
        "guardianship": guardianships(accepted, by_role),
        "death_record": death_records(accepted, by_role, as_of=as_of),
        "sheet_total": sheet_totals(footers, accepted, rejected, source_files),
        "id_cell": id_cells(registers, accepted, members, by_role, persons, as_of=as_of),
    }
    proofs = proofs_of_life(accepted, by_role, as_of=as_of)
    died = deaths(made["death_record"], proofs, date_conflict_days=date_conflict_days)
    lines = payment_lines(accepted, by_role, died)
    covered = coverage(lines)

    roll = dibao_rows(accepted, by_role)
    listed, homes = listed_persons(roll, members, by_role), household_rolls(roll)
    home_lines = lines_of_households(lines, listed, homes)
    households = household_months(homes, listed, home_lines, covered)
    household_people = household_members(
        listed, households, state_raised(accepted, by_role), made["custody_spell"], died, persons,
        hukou_parents(accepted, by_role),
    )  # fmt: skip

    due = entitlements(accepted, by_role, homes, household_people, persons)
    paid = paid_months(lines, due, household_people, households, died, persons, home_lines)
    received = received_months(paid, due, household_people, households, covered, persons)
    in_window = household_people.filter(window)
    bonds = household_keys(in_window, accepted, by_role, made["guardianship"])
    return {
        **made,
        "death": died,
        "suspected_death": suspected_deaths(made["death_record"], died, persons),
        "payment_line": lines,
        "coverage": covered,
        "household_month": households,
        "household_member": household_people,
        "entitlement": due,
        "paid_month": paid,
        "person_gap": person_gaps(lines),
        "received_month": received,
        "certificate_month": certificate_months(received, made["certificate"], accepted, by_role),
        "elderly_month": elderly_months(received, paid, persons, accepted, by_role),
        "account_person": account_persons(
            lines, due, household_people, bonds, made["guardianship"], persons, accepted, county
        ),
        "tie_out": tie_outs(lines, home_lines, due, households, accepted, rejected, county),
    }
