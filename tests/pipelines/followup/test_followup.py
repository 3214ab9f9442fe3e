"""Cases: what is known, what people closed, in which order, and money named twice."""

from datetime import date

import polars as pl

from pipelines.followup import cases
from pipelines.followup.confirmed import confirmed_share
from pipelines.tables import CLUE, CLUE_MONTH

NO_HISTORY = pl.DataFrame(schema={"clue_id": pl.String, "first_seen_run": pl.String})
NO_DECISIONS = pl.DataFrame()
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def clue(clue_id: str, **columns: object) -> dict[str, object]:
    base = {
        "clue_id": clue_id, "severity": "high", "grade": "E1", "person_id": "A",
        "programme": "dibao_rural", "last_month": JUNE, "amount_at_risk_fen": 100,
    }  # fmt: skip
    return base | columns


def followed(
    *clues: dict[str, object],
    months: tuple[dict[str, object], ...] = (),
    history: pl.DataFrame = NO_HISTORY,
    decisions: pl.DataFrame = NO_DECISIONS,
) -> pl.DataFrame:
    return cases(
        CLUE.rows(*clues),
        CLUE_MONTH.rows(*months),
        history=history,
        decisions=decisions,
        run_key="now",
        as_of=date(2026, 7, 10),
    )


def test_a_clue_of_an_earlier_run_is_known_and_keeps_its_first_run() -> None:
    history = pl.DataFrame({"clue_id": ["old"], "first_seen_run": ["2026-06"]})
    rows = followed(clue("old"), clue("fresh"), history=history).sort("clue_id")
    assert rows["status"].to_list() == ["new", "known"]
    assert rows["first_seen_run"].to_list() == ["now", "2026-06"]


def decision(clue_no: str, result: str, closed_on: date | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"clue_no": [clue_no], "result": [result], "closed_on": [closed_on]},
        schema={"clue_no": pl.String, "result": pl.String, "closed_on": pl.Date},
    )


def test_a_clue_closed_as_no_finding_is_suppressed_until_a_later_month_joins_it() -> None:
    closed = decision("C", "refuted", date(2026, 6, 20))
    assert followed(clue("C"), decisions=closed)["status"].to_list() == ["suppressed"]
    grown = clue("C", last_month=date(2026, 7, 1))
    assert followed(grown, decisions=closed)["status"].to_list() == ["new"]


def test_a_recovered_case_or_an_undated_or_future_decision_suppresses_nothing() -> None:
    for result, day in (
        ("recovered", date(2026, 6, 20)),
        ("refuted", None),
        ("refuted", date(2026, 8, 1)),
    ):
        assert followed(clue("C"), decisions=decision("C", result, day))["status"].to_list() == ["new"]


def test_rank_goes_by_severity_then_grade_then_money() -> None:
    rows = followed(
        clue("d", severity="medium", grade="E0", amount_at_risk_fen=9_999),
        clue("c", amount_at_risk_fen=None),
        clue("b", amount_at_risk_fen=500),
        clue("a", severity="critical", grade="E2"),
    )
    assert rows["clue_id"].to_list() == ["a", "b", "c", "d"]
    assert rows["rank"].to_list() == [1, 2, 3, 4]


def test_money_that_a_better_ranked_clue_names_is_overlap() -> None:
    rows = followed(
        clue("best", severity="critical", amount_at_risk_fen=300),
        clue("second", amount_at_risk_fen=500),
        clue("other person", person_id="B"),
        months=(
            {"clue_id": "best", "benefit_month": MAY, "amount_at_risk_fen": 300},
            {"clue_id": "second", "benefit_month": MAY, "amount_at_risk_fen": 400},
            {"clue_id": "second", "benefit_month": JUNE, "amount_at_risk_fen": 100},
            {"clue_id": "other person", "benefit_month": MAY, "amount_at_risk_fen": 100},
        ),
    )
    overlap = dict(zip(rows["clue_id"], rows["overlap_fen"], strict=True))
    assert overlap == {"best": 0, "second": 300, "other person": 0}


def test_the_latest_decision_on_a_clue_counts_for_its_rule() -> None:
    decided = pl.DataFrame(
        {
            "clue_no": ["DEC-01-aa", "DEC-01-aa", "DEC-01-bb", "DEC-01-cc", "PAY-02-dd", "by hand"],
            "result": ["confirmed", "refuted", "recovered", "open", "refuted", "confirmed"],
            "closed_on": [date(2026, 5, 1)] + [date(2026, 6, 1)] * 5,
        }
    )
    shares = confirmed_share(decided, as_of=date(2026, 7, 10))
    assert shares.rows() == [("DEC-01", 2, 1), ("PAY-02", 1, 0)]
    assert confirmed_share(NO_DECISIONS, as_of=date(2026, 7, 10)).is_empty()
