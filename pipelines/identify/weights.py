"""What every point of agreement is worth: one table of log2 weights, and the probability they add up to.

Written by hand from measured chances, so that a reader can check every number; a trained table can
take its place without touching the stages. A weight is log2(chance among true pairs ÷ chance among
other persons of the county). How values are compared stands in ``compare``.
"""

from __future__ import annotations

import polars as pl

from pipelines.names import EQUAL, NEAR, ONE_DIFFERS, SAME_SOUND

# Prior and name in one: of k persons with this name and UNSEEN more in no register, each is as
# likely. The county's own frequencies decide: a name carried by 500 costs 9 bits, a single one 3.3.
UNSEEN = 9

WEIGHTS: dict[str, float] = {
    # names, against equal ones: 93 % of true pairs are written alike, 2 % by sound, 1 % by look
    "name_same_sound": -4.0,
    "name_near": -5.0,
    # birth: one day in 25,000; less, for twins and for invented 1 January birthdays
    "birth_exact": 11.0,
    "birth_month": 6.0,  # the first of the right month: only year and month were known
    "birth_near": 3.0,  # day and month swapped, one part wrong, lunar calendar: within 60 days
    "birth_year": 0.0,  # two whole dates a year apart say nothing either way
    "birth_far": -2.0,
    "birth_off": -10.0,  # more than two years
    # age: within a year one person in sixteen; nominal ages 虚岁 run two years ahead
    "age_within_1": 4.0,
    "age_within_2": 0.0,
    "age_off": -10.0,
    # place: the share of persons living there counts, within these bounds (few places, few data)
    "township_least": 2.0,
    "township_most": 4.0,
    "village_least": 3.5,
    "village_most": 6.5,
    "village_differs": -2.5,  # registered here, living there, is common inside a township
    "township_differs": -5.0,
    # half of all persons; given names already tell most of it
    "sex_same": 0.7,
    "sex_differs": -6.0,
    # with the same name: a family shares a phone, but not its names
    "phone": 10.0,
    "account": 13.0,
    "certificate": 15.0,
    "household": 9.0,
    "certificate_differs": -3.0,  # certificates are renewed and replaced
    # the damaged number itself: at most two places differ, or all that can be read agrees
    "number_near": 8.0,
    "number_far": -4.0,  # somebody else's number, or an invented one
    "number_contradicts": -12.0,  # the readable part is another number's
    "id_conflict": -30.0,  # a valid number that is another one never gives way
    # the same name twice in one row, where roles often fall together (payee and beneficiary)
    "same_row": 14.0,
}  # fmt: skip

# Probabilities of the stages that do not add up weights.
EXACT = 1.0
UPGRADED = 0.995  # some numbers of the 15-digit time were given twice
REPAIRED = {EQUAL: 0.995, SAME_SOUND: 0.99, NEAR: 0.98, ONE_DIFFERS: 0.95}
SAME_WRONG_NUMBER = 0.97  # one wrong number, one name, several rows
SAME_PROFILE = 0.95  # name, a specific point and everything else alike, without any number

LINK_FLOOR = 0.7  # below, a pair is no link: the mention stands alone
GATHER_FLOOR = 0.95  # between two mentions without number there is less to hold on to
RIVAL_MARGIN, RIVAL_BITS = 0.05, 4.0  # as likely within the margin, and not 16 times less likely

# bits of the agree and contradict masks
POINTS = ("birth", "age", "village", "township", "sex", "phone", "account", "certificate", "household")
BIT = {point: 1 << at for at, point in enumerate(POINTS)}


def probability(bits: pl.Expr) -> pl.Expr:
    """The match probability of a sum of log2 weights."""
    return 1.0 / (1.0 + pl.lit(2.0).pow(-bits))


def share_bits(share: pl.Expr, least: float, most: float) -> pl.Expr:
    """−log2 of the share of persons with this value, kept within bounds."""
    return (-share.log(2)).clip(least, most)
