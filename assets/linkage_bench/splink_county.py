"""Splink set up as well as we could for a county's registers of persons.

Splink knows nothing of Chinese names: it is given our pinyin as a column, so that a comparison shows
the engines apart and not the feature; ``without_pinyin`` shows what the feature is worth. Records carry
the text columns of ``COLUMNS``; any may be null, even throughout. The public sets are in ``splink_best.py``.
"""

from dataclasses import replace
from typing import Any

from assets.linkage_bench.splink_settings import Library, PeerSettings

COLUMNS = (
    "name", "name_pinyin", "birth_date", "sex", "township", "village", "phone", "account",
    "certificate", "household", "id_number",
)  # fmt: skip


def county(library: Library) -> PeerSettings:
    """Settings for records with ``COLUMNS``: birth_date ISO text, the others as registered."""
    on = library.splink.block_on
    plain = county_without_pinyin(library)
    return replace(
        plain,
        blocking=(
            *plain.blocking,
            on("name_pinyin", "birth_date"),
            on("household", "name_pinyin"),
            on("name_pinyin", "village", "substr(birth_date,1,4)"),
            on("substr(id_number,1,6)", "substr(id_number,15,4)", "name_pinyin"),
        ),
        comparisons=(_name(library, pinyin=True), *plain.comparisons[1:]),
    )


def county_without_pinyin(library: Library) -> PeerSettings:
    """The same without name_pinyin: names are compared as characters only."""
    on = library.splink.block_on
    return PeerSettings(
        blocking=(
            on("id_number"),
            on("name", "birth_date"),
            on("phone"),
            on("account"),
            on("certificate"),
            on("household", "substr(birth_date,1,4)"),
            on("household", "name"),
            on("name", "village"),
            on("birth_date", "village"),
            # two of the three segments of a number survive one wrong digit
            on("substr(id_number,1,14)", "substr(name,1,1)"),
            on("substr(id_number,7,12)"),
            on("substr(id_number,1,6)", "substr(id_number,15,4)", "name"),
        ),
        comparisons=(
            _name(library, pinyin=False),
            _number(library),
            _birth_date(library),
            library.comparisons.ExactMatch("sex"),
            _place(library),
            *(_code(library, column) for column in ("phone", "account", "certificate")),
            library.comparisons.ExactMatch("household"),
        ),
        deterministic=(on("id_number"), on("name", "birth_date", "village")),
        recall=0.9,
        em=(on("id_number"), on("name", "birth_date")),
        u_pairs=5e6,
        em_pairs=5e6,
    )


def _name(library: Library, *, pinyin: bool) -> Any:
    cl, cll = library.comparisons, library.levels
    same = cll.ExactMatchLevel("name_pinyin").configure(tf_adjustment_column="name_pinyin")
    near = cll.LevenshteinLevel("name_pinyin", 1)
    return cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            cll.ExactMatchLevel("name").configure(tf_adjustment_column="name"),
            *([same] if pinyin else []),
            cll.CustomLevel(
                "levenshtein(name_l, name_r) <= 1 and least(length(name_l), length(name_r)) >= 3",
                "one character of three or more",
            ),
            *([near] if pinyin else []),
            cll.CustomLevel("substr(name_l,1,1) = substr(name_r,1,1)", "same surname"),
            cll.ElseLevel(),
        ],
    )


def _number(library: Library) -> Any:
    """Levenshtein 1 is one digit, 2 a swap; closer to a register's errors than sharing the front."""
    cl, cll = library.comparisons, library.levels
    return cl.CustomComparison(
        output_column_name="id_number",
        comparison_levels=[
            cll.NullLevel("id_number"),
            cll.ExactMatchLevel("id_number"),
            cll.LevenshteinLevel("id_number", 1),
            cll.LevenshteinLevel("id_number", 2),
            cll.ElseLevel(),
        ],
    )


def _birth_date(library: Library) -> Any:
    cl, cll = library.comparisons, library.levels
    return cl.CustomComparison(
        output_column_name="birth_date",
        comparison_levels=[
            cll.NullLevel("birth_date"),
            cll.ExactMatchLevel("birth_date"),
            cll.LevenshteinLevel("birth_date", 1),
            cll.LevenshteinLevel("birth_date", 2),
            cll.CustomLevel("substr(birth_date_l,1,4) = substr(birth_date_r,1,4)", "same year"),
            cll.ElseLevel(),
        ],
    )


def _place(library: Library) -> Any:
    cl, cll = library.comparisons, library.levels
    return cl.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            cll.And(cll.NullLevel("village"), cll.NullLevel("township")),
            cll.ExactMatchLevel("village").configure(tf_adjustment_column="village"),
            cll.ExactMatchLevel("township").configure(tf_adjustment_column="township"),
            cll.ElseLevel(),
        ],
    )


def _code(library: Library, column: str) -> Any:
    """A number that a family may share: equal values weigh less the more records carry them."""
    return library.comparisons.LevenshteinAtThresholds(column, [1]).configure(term_frequency_adjustments=True)
