"""How Hecha's engine links the public sets: columns, passes and comparisons, without a look at labels.

The passes were chosen by a rule that needs no labels: of a longer list, the pass with the fewest expected
true pairs per pair that only it makes was dropped, again and again, until every pass but the two-field
ones the weights are learnt from brought at least one in a hundred (``Scored.report``).
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.linkage import Comparison, Pass, Plan, Records
from pipelines.linkage.columns import columns
from pipelines.linkage.levels import Code, DateText, Equal, Text
from pipelines.linkage.words import SharedWord, Word, word_columns

DIRTY_TEXT = 0.2
"""Average linkage stops here where fields are dirty text (0.5 where precision matters most)."""


@dataclass(frozen=True)
class SetPlan:
    """``records`` makes the engine's records of a set's frame (sorted by source, then record); ``plan``
    links them.
    """

    records: Callable[[pl.DataFrame], Records]
    plan: Plan


def _two_fields(
    name: str, *keys: str, implies: tuple[str, ...], reason: str = "two whole fields agree"
) -> Pass:
    return Pass(name, keys, reason, precise=True, implies=implies)


def _historical_records(frame: pl.DataFrame) -> Records:
    named = word_columns(frame.select("first_name", "surname"), frame["full_name"])
    plain = columns(frame.select("dob", "birth_place", "postcode_fake", "occupation"))
    return Records({**named, **plain}, frame.height)


HISTORICAL = SetPlan(
    _historical_records,
    Plan(
        (
            _two_fields("surname_dob", "surname:whole", "dob:whole", implies=("surname", "dob")),
            _two_fields("dob_place", "dob:whole", "birth_place:whole", implies=("dob", "birth_place")),
            _two_fields(
                "surname_place", "surname:whole", "birth_place:whole", implies=("surname", "birth_place")
            ),
            _two_fields(
                "names_postcode", "first_name:whole", "surname:whole", "postcode_fake:whole",
                implies=("first_name", "surname", "postcode"),
            ),
            _two_fields("postcode_dob", "postcode_fake:whole", "dob:whole", implies=("postcode", "dob")),
            Pass("postcode", ("postcode_fake:whole",), "everything miswritten but the postcode"),
            Pass(
                "surname_edit_initial", ("surname:deletions", "first_name:first1"),
                "one letter of the surname wrong", then=("dob:year",),
            ),
            Pass(
                "place_initials", ("birth_place:whole", "first_name:first1", "surname:first1"),
                "names abbreviated",
            ),
            Pass(
                "place_occupation", ("birth_place:whole", "occupation:whole", "first_name:first1"),
                "surname lost or changed",
            ),
            Pass(
                "name_outward", ("first_name|surname:tokens", "postcode_fake:first_token"),
                "names swapped; moved near by",
            ),
            Pass("outward_year", ("postcode_fake:first_token", "dob:year"), "both names miswritten"),
            Pass(
                "outward_initial", ("postcode_fake:first_token", "first_name:first1"),
                "birth date unknown, surname wrong",
            ),
            Pass("words_dob", ("words:tokens", "dob:whole"), "any word of the full name"),
            Pass("words_place", ("words:tokens", "birth_place:whole"), "any word of the full name"),
        ),
        (
            Comparison("first_name", ("first_name", "words"), Word()),
            Comparison("surname", ("surname", "words"), Word()),
            Comparison("dob", ("dob",), DateText()),
            Comparison("birth_place", ("birth_place",), Text()),
            Comparison("postcode", ("postcode_fake",), Code()),
            Comparison("occupation", ("occupation",), Equal()),
            Comparison("other_words", ("others",), SharedWord()),
        ),
        stop=DIRTY_TEXT,
    ),
)  # fmt: skip

FEBRL_FIELDS = (
    "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
    "date_of_birth", "soc_sec_id",
)  # fmt: skip


def _febrl_records(frame: pl.DataFrame) -> Records:
    text = frame.select(
        pl.format("{} {}", pl.col("given_name").fill_null(""), pl.col("surname").fill_null(""))
    )
    named = word_columns(frame.select("given_name", "surname"), text.to_series())
    rest = columns(frame.select(FEBRL_FIELDS[2:]))
    across = None
    if "source" in frame.columns:
        across = int((frame["source"] == frame["source"].min()).sum())
    return Records({**named, **rest}, frame.height, across=across)


FEBRL = SetPlan(
    _febrl_records,
    Plan(
        (
            Pass("number", ("soc_sec_id:whole",), "the number", precise=True, implies=("soc_sec_id",)),
            _two_fields("names", "given_name:whole", "surname:whole", implies=("given_name", "surname")),
            _two_fields(
                "surname_birth", "surname:whole", "date_of_birth:whole", implies=("surname", "date_of_birth")
            ),
            _two_fields(
                "given_birth", "given_name:whole", "date_of_birth:whole",
                implies=("given_name", "date_of_birth"),
            ),
            Pass("birth", ("date_of_birth:whole",), "both names miswritten"),
            Pass("address_suburb", ("address_1:whole", "suburb:whole"), "the household"),
            Pass("number_edit", ("soc_sec_id:deletions",), "one digit of the number wrong"),
            Pass("names_postcode", ("given_name|surname:tokens", "postcode:whole"), "names swapped"),
            Pass(
                "surname_edit_given", ("surname:deletions", "given_name:first3"),
                "one letter of the surname wrong",
            ),
        ),
        (
            Comparison("given_name", ("given_name", "words"), Word()),
            Comparison("surname", ("surname", "words"), Word()),
            Comparison("date_of_birth", ("date_of_birth",), DateText()),
            Comparison("soc_sec_id", ("soc_sec_id",), Text()),
            Comparison("address_1", ("address_1",), Text()),
            Comparison("address_2", ("address_2",), Text()),
            Comparison("suburb", ("suburb",), Text()),
            Comparison("postcode", ("postcode",), Text()),
            Comparison("street_number", ("street_number",), Text()),
        ),
        stop=DIRTY_TEXT,
    ),
)  # fmt: skip


def _fake_records(frame: pl.DataFrame) -> Records:
    lower = frame.with_columns(pl.col(pl.String).exclude("record").str.to_lowercase())
    mail = lower.select(
        pl.format(
            "{} {} {}",
            pl.col("first_name").fill_null(""),
            pl.col("surname").fill_null(""),
            pl.col("email").fill_null(""),
        )
    ).to_series()
    named = word_columns(lower.select("first_name", "surname"), mail)
    return Records({**named, **columns(lower.select("dob", "city", "email"))}, frame.height)


FAKE = SetPlan(
    _fake_records,
    Plan(
        (
            _two_fields("names", "first_name:whole", "surname:whole", implies=("first_name", "surname")),
            _two_fields("surname_birth", "surname:whole", "dob:whole", implies=("surname", "dob")),
            _two_fields("first_birth", "first_name:whole", "dob:whole", implies=("first_name", "dob")),
            Pass("email", ("email:whole",), "the mail address", precise=True, implies=("email",)),
            Pass("birth", ("dob:whole",), "both names miswritten"),
            Pass("email_edit", ("email:deletions",), "one letter of the mail address wrong"),
            Pass("surname_edit_initial", ("surname:deletions", "first_name:first1"), "one letter wrong"),
            Pass("surname_year", ("surname:whole", "dob:year"), "day and month wrong"),
            Pass("first_year", ("first_name:whole", "dob:year"), "surname and day wrong"),
            Pass("any_name_city", ("first_name|surname:tokens", "city:whole"), "names swapped"),
            Pass(
                "any_name_birth", ("first_name|surname:tokens", "dob:month_day"),
                "names swapped, year wrong",
            ),
        ),
        (
            Comparison("first_name", ("first_name", "words"), Word()),
            Comparison("surname", ("surname", "words"), Word()),
            Comparison("dob", ("dob",), DateText()),
            Comparison("city", ("city",), Text()),
            Comparison("email", ("email",), Text()),
        ),
        stop=DIRTY_TEXT,
    ),
)  # fmt: skip

PLANS = {"historical_50k": HISTORICAL, "febrl3": FEBRL, "febrl4": FEBRL, "fake_1000": FAKE}
