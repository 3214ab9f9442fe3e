"""The probabilities and bounds of the stages that add up no match weights, and the points of agreement.

What a level of a field is worth stands in ``plan`` (beliefs) and in the county's approved weights.
"""

from __future__ import annotations

from pipelines.names import EQUAL, NEAR, ONE_DIFFERS, SAME_SOUND

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
