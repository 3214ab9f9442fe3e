"""How mentions without a usable number are matched: the passes, the comparisons, and what is believed of
each level before any data.

Every pass says what gap it sees through; every belief is two chances, written so that a reader can
check them: m, how often true pairs stand on a level, and the match weight in bits it is worth (log2 of
m ÷ u). Levels that weigh by the county's own frequencies (names, places, shared keys) use m alone.
Trained weights take the beliefs' place once they are approved (``approved``).
"""

from __future__ import annotations

from pipelines.identify.levels import Birth, DamagedNumber, HanName, Place, SameRow
from pipelines.linkage.levels import Equal
from pipelines.linkage.plan import Belief, Comparison, Pass, Plan
from pipelines.linkage.weights import FieldWeights, Weights

# Of k persons with this name and UNSEEN more in no register, each is as likely.
UNSEEN = 9.0
EXPERIENCE = 200.0

PASSES = (
    Pass(
        "sound_village", ("sound:whole", "village:whole"),
        "no number and no birth date: the name (by sound) in its village", then=("birth_year:whole",),
    ),
    Pass(
        "sound_birth_year", ("sound:whole", "birth_year:whole"),
        "moved or lived elsewhere: the name and the year of birth, by date or by age",
        then=("township:whole",),
    ),
    Pass(
        "birth_letter", ("birth:whole", "letter:whole"),
        "a character miswritten by look, or unreadable: the birth date and one character by sound",
        then=("township:whole",),
    ),
    Pass("phone", ("phone:whole",), "one telephone, whatever happened to the name", then=("sound:whole",)),
    Pass("account", ("account:whole",), "one bank account", then=("sound:whole",)),
    Pass("certificate", ("certificate:whole",), "one disability certificate", then=("sound:whole",)),
    Pass(
        "household", ("household:whole",), "one household number: the members of a roll",
        then=("sound:whole",),
    ),
    Pass(
        "number_part", ("number_part:whole",),
        "masked numbers: the ends that can still be read", then=("sound:whole",),
    ),
    Pass(
        "number_segment_sound", ("number_segment:whole", "sound:whole"),
        "a number with two slips keeps one of its three parts",
    ),
    Pass(
        "number_segment_birth", ("number_segment:whole", "birth:whole"),
        "a number with two slips beside a person whose name no register gives",
    ),
    Pass("same_row", ("row_at:whole",), "one row names a person twice, as payee and as beneficiary"),
)  # fmt: skip


def _belief(*levels: tuple[float, float], pairs: float | None = EXPERIENCE) -> Belief:
    """m and bits per level → m and u."""
    return Belief(tuple(m for m, _ in levels), tuple(m / 2**bits for m, bits in levels), pairs)


def _key(agree_m: float, agree_bits: float, differ_bits: float) -> Belief:
    return _belief((agree_m, agree_bits), (1 - agree_m, differ_bits))


COMPARISONS = (
    Comparison(
        "name", ("name",), HanName(), unseen=UNSEEN, vetoes=("one_differs", "differs"),
        # 93 % of true pairs are written alike, 2 % by sound, 1 % by look or cut short
        belief=_belief(
            (0.93, 9), (0.02, 5), (0.01, 4), (0.01, 4), (0.005, 4), (0.005, 4), (0.01, -4), (0.01, -6),
        ),
    ),
    Comparison(
        "birth", ("birth", "age"), Birth(), frequency=False,
        # one day in 25,000, less for twins and invented 1 January birthdays; an age within a year one in 16
        belief=_belief(
            (0.80, 11), (0.05, 6), (0.05, 3), (0.03, 0), (0.01, -2), (0.0005, -10),
            (0.05, 4), (0.006, 0), (0.0005, -10),
        ),
    ),
    Comparison("sex", ("sex",), Equal(), frequency=False, belief=_belief((0.99, 0.7), (0.01, -6))),
    Comparison(
        "place", ("place", "village", "township"), Place(),
        shares={1: (2**-10.5, 2**-5.5), 2: (2**-4, 2**-2)},
        # registered here and living there is common inside a township, rarer beyond it
        belief=_belief((0.80, 8), (0.10, 3), (0.08, -2.5), (0.02, -5)),
    ),
    # with the same name: a family shares a phone, but not its names
    Comparison("phone", ("phone",), Equal(), frequency=False, belief=_key(0.60, 10, -0.3)),
    Comparison("account", ("account",), Equal(), frequency=False, belief=_key(0.60, 13, -0.3)),
    Comparison("certificate", ("certificate",), Equal(), frequency=False, belief=_key(0.88, 15, -3)),
    Comparison("household", ("household",), Equal(), frequency=False, belief=_key(0.60, 9, -0.3)),
    Comparison(
        "number", ("number",), DamagedNumber(), frequency=False,
        belief=_belief((0.90, 8), (0.06, -4), (0.0002, -12), pairs=None),
    ),
    Comparison(
        "valid_number", ("valid_number",), Equal(), frequency=False, vetoes=("differs",),
        belief=_belief((1.0, 0), (1e-6, -10), pairs=None),
    ),
    Comparison(
        "same_row", ("row",), SameRow(), frequency=False, vetoes=("two_people",),
        belief=_belief((1.0, 14), (1e-6, -10), pairs=None),
    ),
)  # fmt: skip

BELIEFS = Weights(
    1e-4,
    {c.name: FieldWeights(c.comparator.levels, c.belief.m, c.belief.u) for c in COMPARISONS if c.belief},
)
"""What a county without approved weights is matched by."""


def county_plan(*, chunk: int = 1_000_000, threads: int = 1) -> Plan:
    """The plan of the station. chunk and threads bound memory and change no result."""
    return Plan(PASSES, COMPARISONS, stop=0.5, chunk=chunk, threads=threads)
