"""Station 3: the people mentioned in rows → persons, with evidence (REGISTER_ROW → MENTION → LINK, PERSON).

In reading order: ``mention`` rows → MENTION; ``normalise`` (with ``places``, ``order``) values once per
distinct value; ``exact`` a number of one's own; ``repair`` a number one slip away; ``units`` what is
looked for without number; ``block`` → ``compare`` → ``score`` (``weights``) → ``settle`` candidate pairs to
probable links; ``gather`` the rest among themselves; ``decide`` one decision a mention; ``persons``,
``explain``, ``links`` what is published; ``stages`` the order of it all.

Not here: folding and agreement of names (``pipelines.names``), the checks of a number
(``pipelines.id_numbers``), what a link means for a payment (``pipelines.facts``, ``checks.rules``).
"""

from pipelines.identify.mention import mentions
from pipelines.identify.stages import Identified, identify

__all__ = ["Identified", "identify", "mentions"]
