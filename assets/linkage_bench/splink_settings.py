"""What one set-up of the peer, Splink 5, consists of.

The set-ups themselves: ``splink_documented.py`` repeats Splink's own examples, ``splink_best.py`` is
the best we could do for Splink, ``splink_county.py`` is for a county's registers. Running and timing
is ``splink_peer.py``. Splink is an optional dependency, so its modules are handed in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PeerSettings:
    """One Splink model and how to train it.

    Attributes:
        blocking: rules that make the candidate pairs; a column list is block_on, a text is SQL.
        comparisons: Splink comparison creators.
        deterministic: rules whose pairs are taken as matches to estimate the prior.
        recall: the share of matches these rules are said to find.
        em: one rule a training session.
        u_pairs: random pairs to estimate u from.
        em_pairs: at most about so many pairs a training session; None takes all.
        without_tf: train without term frequencies, which is faster.
        derived: columns to add to the records, as SQL over their columns.
    """

    blocking: tuple[Any, ...]
    comparisons: tuple[Any, ...]
    deterministic: tuple[Any, ...]
    recall: float
    em: tuple[Any, ...]
    u_pairs: float
    em_pairs: float | None = None
    without_tf: bool = True
    derived: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Library:
    """Splink's modules, imported where they are needed."""

    splink: Any  # splink
    comparisons: Any  # splink.comparison_library
    levels: Any  # splink.comparison_level_library


# makes the settings once Splink is there
Builder = Callable[[Library], PeerSettings]
