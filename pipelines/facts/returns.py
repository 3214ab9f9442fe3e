"""Which payment line each row of the bank's return file answers.

By batch and line number; where either side has no number, by account and amount within the batch,
one to one in file order. What a failed answer does to money stands in ``payments``.
"""

from __future__ import annotations

import polars as pl

from pipelines.facts.codes import RETURN_FAILED


def bank_answers(lines: pl.DataFrame, returns: pl.DataFrame) -> pl.DataFrame:
    """One row per payment line that the bank answered.

    Args:
        lines: ``line`` (number in file order), batch_no, line_no, account, amount_fen.
        returns: pay_return rows in file order: file, sheet, row, batch_no, line_no, account,
            amount_fen, result (success | failed | null), handled_on.

    Returns:
        line, is_failed, handled_on, return_file, return_sheet, return_row. A failed answer
        stands before any other, else the last one given.

    Source: definitions.successful_line of the rules catalogue.
    """
    asked = lines.select("line", "batch_no", "line_no", "account", "amount_fen")
    answers = returns.with_row_index("answer").select(
        "answer", "batch_no", "line_no", "account", "amount_fen", "handled_on",
        return_file="file", return_sheet="sheet", return_row="row",
        is_failed=(pl.col("result") == RETURN_FAILED).fill_null(False),
    )  # fmt: skip
    numbered = _met_by_number(asked, answers)
    unnumbered = _met_by_amount(
        asked.join(numbered, on="line", how="anti", maintain_order="left"),
        answers.join(numbered, on="answer", how="anti", maintain_order="left"),
    )
    met = pl.concat([numbered, unnumbered]).join(
        answers.drop("batch_no", "line_no", "account", "amount_fen"), on="answer", validate="m:1"
    )
    return (
        met.sort("line", "is_failed", "answer", descending=[False, True, True])
        .unique("line", keep="first", maintain_order=True)
        .drop("answer")
    )


def _met_by_number(lines: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """Line and answer of the same batch and number.

    A batch merged from several files repeats its numbers: then the account decides, where one fits.
    """
    pairs = lines.join(
        answers.select("answer", "batch_no", "line_no", other_account="account"), on=["batch_no", "line_no"]
    )
    fits = (pl.col("account") == pl.col("other_account")).fill_null(False)
    return (
        pairs.with_columns(fits=fits)
        .filter(pl.col("fits") | ~pl.col("fits").any().over("answer"))
        .select("line", "answer")
    )


def _met_by_amount(lines: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    keys = ["batch_no", "account", "amount_fen"]

    def in_order(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.drop_nulls(keys).with_columns(place=pl.int_range(pl.len()).over(keys))

    pairs = in_order(lines).join(
        in_order(answers).select("answer", "place", *keys, other_no="line_no"), on=[*keys, "place"]
    )
    return pairs.filter(pl.col("line_no").is_null() | pl.col("other_no").is_null()).select("line", "answer")
