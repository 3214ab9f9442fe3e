"""Record linkage: records with typed columns → scored pairs → clusters. Knows no county and no script.

In reading order: ``plan`` what to link and how, as data; ``columns`` records as integer codes
(``hashing``); ``keys`` → ``index`` → ``pairs`` blocking passes to candidate pairs; ``levels`` →
``vectors`` pairs to ordered levels; ``weights``, ``train``, ``score`` levels to match weights;
``cluster`` scored pairs to clusters; ``memo`` vectors of earlier runs; ``link`` the order of it all.

Not here: what is special about mentions of people in registers (``pipelines.identify``).
"""

from pipelines.linkage.columns import Column, Records, column, columns, many_valued
from pipelines.linkage.link import Edges, Scored, cluster_pairs, score_pairs
from pipelines.linkage.plan import Comparison, Pass, Plan
from pipelines.linkage.weights import FieldWeights, Weights

__all__ = [
    "Column", "Comparison", "Edges", "FieldWeights", "Pass", "Plan", "Records", "Scored", "Weights",
    "cluster_pairs", "column", "columns", "many_valued", "score_pairs",
]  # fmt: skip
