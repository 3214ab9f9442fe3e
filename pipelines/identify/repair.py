"""Wrong numbers one slip away from a right one: which person is meant.

The check digit says that a number is wrong, never where. A repair needs a valid number that exists
elsewhere in the county's data, agreement of the name (or of the birth date with all but one
character of the name), and no second number that fits as well. Numbers that stay wrong go on to
``units``.
"""

from __future__ import annotations

import polars as pl

from pipelines.id_numbers import CHECK_CHARACTERS, DAMAGED, MASKED, WEIGHTS
from pipelines.identify.normalise import Normalised
from pipelines.identify.weights import REPAIRED
from pipelines.names import NEAR, ONE_DIFFERS, folded_agreement

LENGTH = 18
EXCEL_DIGITS = 15  # what a spreadsheet keeps of a number


def repaired(values: Normalised) -> tuple[pl.DataFrame, int]:
    """Mentions whose wrong number can only mean one person.

    A disability certificate number begins with its holder's number: it repairs a missing or wrong
    number on the same terms.

    Returns:
        mention, known, probability, agreement (with the best-agreeing name of the target), slip
        (substituted | swapped | missing | extra | lost_digits | certificate), place (1-based
        position of the slip; null for lost digits and certificates); and the number of pairs
        looked at.
    """
    wrong = values.people.filter(
        pl.col("mention").is_not_null() & pl.col("known").is_null() & pl.col("name").is_not_null()
    ).filter(pl.col("number").is_not_null() | pl.col("certificate_id").is_not_null())
    targets = values.people.select("known", "name", "former", "birth_date").drop_nulls("known")
    exists = values.numbers.select("known", "id18")[targets["known"].unique().sort()]
    numbers = wrong.filter(pl.col("number_kind") != MASKED).select("number", "number_kind").unique()
    slips = pl.concat([_one_slip(numbers, exists), _lost_digits(numbers, exists)])
    by_certificate = wrong.join(exists, left_on="certificate_id", right_on="id18", suffix="_target")
    claims = (
        pl.concat(
            [
                wrong.drop("known").join(slips, on=["number", "number_kind"]),
                by_certificate.drop("known")
                .rename({"known_target": "known"})
                .with_columns(slip=pl.lit("certificate"), place=pl.lit(None, dtype=pl.Int32)),
            ],
            how="diagonal",
        )
        .select("mention", "known", "name", "birth_date", "slip", "place")
        .sort("mention", "known", "slip", "place")
        .unique(["mention", "known"], keep="first", maintain_order=True)
    )
    return _only_one_fits(_agreeing(claims, targets, values)), claims.height


def _one_slip(numbers: pl.DataFrame, exists: pl.DataFrame) -> pl.DataFrame:
    """Every existing number one substitution, adjacent swap, insertion or deletion away."""
    number, place = pl.col("number"), pl.col("place")
    before, behind = number.str.slice(0, place), number.str.slice(place + 1)
    here, next_ = number.str.slice(place, 1), number.str.slice(place + 1, 1)
    places = pl.DataFrame({"place": range(LENGTH + 1)}, schema={"place": pl.Int32})
    is_whole = number.str.contains("^[0-9]{17}[0-9X]$")
    at = numbers.with_columns(length=number.str.len_chars()).join(places, how="cross")
    any_digit = at.filter(~is_whole).join(pl.DataFrame({"digit": [*"0123456789X"]}), how="cross")
    any_digit = any_digit.filter((pl.col("digit") != "X") | (place == LENGTH - 1))
    right_digit = _right_digits(numbers.filter(is_whole), places)
    full, inside = pl.col("length") == LENGTH, place < pl.col("length")
    tries = (
        (right_digit, place < LENGTH, before + pl.col("digit") + behind, "substituted"),
        (any_digit, full & inside, before + pl.col("digit") + behind, "substituted"),
        (at, full & (place < LENGTH - 1), before + next_ + here + number.str.slice(place + 2), "swapped"),
        (any_digit, (pl.col("length") == LENGTH - 1) & (place <= pl.col("length")),
         before + pl.col("digit") + number.str.slice(place), "missing"),
        (at, (pl.col("length") == LENGTH + 1) & inside, before + behind, "extra"),
    )  # fmt: skip
    found = [
        frame.filter(allowed)
        .select("number", "number_kind", place=place + 1, id18=text, slip=pl.lit(slip))
        .join(exists, on="id18", validate="m:1")
        for frame, allowed, text, slip in tries
    ]
    return pl.concat(found).select("number", "number_kind", "known", "slip", "place")


def _right_digits(whole: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The one digit that makes the check right, at every place of whole numbers (often none).

    The weights are invertible modulo 11: of ten digits to try at a place at most one can fit.
    """
    number, place = pl.col("number"), pl.col("place")
    total = pl.sum_horizontal(number.str.slice(i, 1).cast(pl.Int64) * w for i, w in enumerate(WEIGHTS))
    remainders = {check: remainder for remainder, check in enumerate(CHECK_CHARACTERS)}
    asked = number.str.slice(LENGTH - 1, 1).replace_strict(remainders, return_dtype=pl.Int64)
    check = (total % 11).replace_strict(list(range(11)), list(CHECK_CHARACTERS), return_dtype=pl.String)
    inverse = place.replace_strict(
        list(range(len(WEIGHTS))), [pow(w, -1, 11) for w in WEIGHTS], default=None, return_dtype=pl.Int64
    )
    digit = (number.str.slice(place, 1).cast(pl.Int64, strict=False) + pl.col("off") * inverse) % 11
    return (
        whole.with_columns(off=asked - total, check=check)
        .join(places, how="cross")
        .with_columns(
            digit=pl.when(place == LENGTH - 1).then("check").when(digit < 10).then(digit.cast(pl.String))
        )
        .drop_nulls("digit")
    )


def _lost_digits(numbers: pl.DataFrame, exists: pl.DataFrame) -> pl.DataFrame:
    """Every existing number that begins like a number a spreadsheet has cut to 15 digits."""
    digits = pl.col("number").str.replace(r"E\+?[0-9]+$", "").str.replace(".", "", literal=True)
    lost = numbers.filter(pl.col("number_kind") == DAMAGED).with_columns(
        head=digits.str.slice(0, EXCEL_DIGITS)
    )
    return (
        lost.filter(pl.col("head").str.len_chars() == EXCEL_DIGITS)
        .join(exists.with_columns(head=pl.col("id18").str.slice(0, EXCEL_DIGITS)), on="head")
        .select(
            "number", "number_kind", "known",
            slip=pl.lit("lost_digits"), place=pl.lit(None, dtype=pl.Int32),
        )
    )  # fmt: skip


def _agreeing(claims: pl.DataFrame, targets: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """Claims whose name agrees with a name of the target, or nearly and with the same birth date."""
    of_targets = targets.join(claims, on="known", how="semi")
    named = pl.concat([of_targets.select("known", "name"), of_targets.select("known", name="former")])
    text = values.names.select("name", "folded")
    pairs = (
        claims.join(named.drop_nulls().unique(), on="known", suffix="_target")
        .join(text, on="name")
        .join(text, left_on="name_target", right_on="name", suffix="_target")
    )
    levels = folded_agreement(pairs.select(left="folded", right="folded_target"))
    best = (
        pairs.join(levels, left_on=["folded", "folded_target"], right_on=["left", "right"])
        .group_by("mention", "known")
        .agg(pl.col("agreement").max())
    )
    born = pl.concat(
        [
            of_targets.select("known", "birth_date"),
            values.numbers.join(of_targets, on="known", how="semi").select("known", "birth_date"),
        ]
    ).drop_nulls()
    same_birth = claims.join(born.unique(), on=["known", "birth_date"], how="semi")
    judged = claims.join(best, on=["mention", "known"], validate="1:1").join(
        same_birth.select("mention", "known", born_alike=pl.lit(True)),
        on=["mention", "known"],
        how="left",
        validate="1:1",
    )
    return judged.filter(
        (pl.col("agreement") >= NEAR)
        | ((pl.col("agreement") >= ONE_DIFFERS) & pl.col("born_alike").fill_null(False))
    )


def _only_one_fits(agreeing: pl.DataFrame) -> pl.DataFrame:
    """Claims with a unique target; a target whose name agrees leaves one that nearly agrees behind."""
    by_name = pl.col("agreement") >= NEAR
    better = agreeing.filter(by_name | ~by_name.any().over("mention"))
    return better.filter(pl.len().over("mention") == 1).select(
        "mention",
        "known",
        probability=pl.col("agreement").replace_strict(REPAIRED, return_dtype=pl.Float64),
        agreement="agreement",
        slip="slip",
        place="place",
    )
