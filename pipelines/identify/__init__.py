"""Station 3: the people mentioned in rows → persons, with evidence (REGISTER_ROW → MENTION → LINK, PERSON).

In reading order: ``mention`` rows → MENTION; ``mentions_in_order`` and ``normalise`` (``places``, ``order``)
values once per distinct value; ``exact`` a number of one's own; ``repair`` a number one slip away;
``probable`` everything else: ``units`` what is looked for together, ``reach`` → ``records`` (``keys``,
``digests``) what is known of whom, ``match`` by the ``plan`` and its ``levels`` on the linkage engine,
``settle`` the best person, ``gather`` the rest among themselves, ``waterfall`` the evidence; ``decide`` one
decision a mention; ``persons``, ``explain``, ``links`` what is published; ``stages`` the order of it all.
Beside it: ``train`` and ``approved`` the county's own weights, ``changes`` who became somebody else.

Not here: the linkage engine itself (``pipelines.linkage``), folding and agreement of names
(``pipelines.names``), the checks of a number (``pipelines.id_numbers``), what a link means for a payment
(``pipelines.facts``, ``checks.rules``).
"""

from pipelines.identify.mention import mentions
from pipelines.identify.stages import Identified, identify

__all__ = ["Identified", "identify", "mentions"]
