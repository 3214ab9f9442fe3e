"""Code cells → canonical codes, by the vocabularies a data steward keeps.

Belongs here: looking up folded texts. A filled text that no vocabulary knows gives null: it is
never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.definitions import Vocabulary
from pipelines.read.folding import folded


def codes(texts: pl.Series, vocabulary: Vocabulary | None) -> pl.Series:
    """The code of every text; the folded text itself where the field has no vocabulary."""
    distinct = texts.drop_nulls().unique()
    exact = _exact(vocabulary) if vocabulary else {}
    looked_up = [_code(folded(t), vocabulary, exact) if vocabulary else folded(t) or None for t in distinct]
    found = pl.Series(looked_up, dtype=pl.String)
    return texts.replace_strict(distinct, found, default=None, return_dtype=pl.String)


def code_of(text: str, vocabulary: Vocabulary | None) -> str | None:
    """The code of one text; None when the vocabulary does not know it."""
    return _code(folded(text), vocabulary, _exact(vocabulary)) if vocabulary else None


def codes_in(text: str, vocabulary: Vocabulary | None) -> frozenset[str]:
    """All codes that a running text names: a title may name two programmes, and then decides nothing."""
    if vocabulary is None:
        return frozenset()
    rest = folded(text)
    if rest in (exact := _exact(vocabulary)):
        return frozenset({exact[rest]})
    found = set()
    for part, code in vocabulary.contains:
        if folded(part) in rest:
            found.add(code)
            rest = rest.replace(folded(part), " ")
    return frozenset(found)


def _exact(vocabulary: Vocabulary) -> Mapping[str, str]:
    return {folded(text): code for text, code in vocabulary.exact.items()}


def _code(text: str, vocabulary: Vocabulary, exact: Mapping[str, str]) -> str | None:
    if text in exact:
        return exact[text]
    return next((code for part, code in vocabulary.contains if folded(part) in text), None)
