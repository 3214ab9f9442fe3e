"""Splink set up as well as we could for the public sets.

More blocking rules, more comparison levels and more term frequencies than in Splink's examples, and
name fields compared apart instead of together. The choice among about ten variants was made with the
labels in sight, which flatters Splink. What Splink documents itself is ``splink_documented.py``.
"""

from typing import Any

from assets.linkage_bench.splink_documented import DOCUMENTED
from assets.linkage_bench.splink_settings import Builder, Library, PeerSettings


def historical_50k(library: Library) -> PeerSettings:
    """Candidate recall .847 instead of .670; the exploded name tokens alone add .04 of it."""
    cl, cll, on = library.comparisons, library.levels, library.splink.block_on
    example = DOCUMENTED["historical_50k"](library)
    return PeerSettings(
        blocking=(
            *example.blocking,
            on("postcode_fake"),
            on("surname", "birth_place"),
            on("dob", "substr(first_name,1,1)"),
            on("dob", "substr(surname,1,1)"),
            on("surname_sound", "substr(first_name,1,1)"),
            "l.first_name = r.surname and l.surname = r.first_name",
            on("outward_code", "substr(dob,1,4)"),
            on("birth_place", "substr(first_name,1,1)", "substr(surname,1,1)"),
            on("birth_place", "occupation", "substr(first_name,1,1)"),
            on("first_name", "substr(dob,1,4)", "birth_place"),
            on("name_tokens", "birth_place", arrays_to_explode=["name_tokens"]),
            on("name_tokens", "outward_code", arrays_to_explode=["name_tokens"]),
        ),
        comparisons=(
            _given_name(library, "first_name", "surname"),
            _surname(library, "surname"),
            _birth_date(library, "dob", day_month="substr({}, 6, 5)"),
            cl.CustomComparison(
                output_column_name="postcode",
                comparison_levels=[
                    cll.NullLevel("postcode_fake"),
                    cll.ExactMatchLevel("postcode_fake").configure(tf_adjustment_column="postcode_fake"),
                    cll.LevenshteinLevel("postcode_fake", 1),
                    _same(library, "regexp_extract({}, '^[^ ]+ .')", "postcode_fake", "same sector"),
                    _same(library, "regexp_extract({}, '^[^ ]+')", "postcode_fake", "same district"),
                    cll.LevenshteinLevel("postcode_fake", 2),
                    _same(library, "regexp_extract({}, '^[a-z]+')", "postcode_fake", "same area"),
                    cll.ElseLevel(),
                ],
            ),
            cl.CustomComparison(
                output_column_name="birth_place",
                comparison_levels=[
                    cll.NullLevel("birth_place"),
                    cll.ExactMatchLevel("birth_place").configure(tf_adjustment_column="birth_place"),
                    cll.CustomLevel(
                        "contains(birth_place_l, birth_place_r) or contains(birth_place_r, birth_place_l)",
                        "one contains the other",
                    ),
                    cll.JaroWinklerLevel("birth_place", 0.9),
                    cll.ElseLevel(),
                ],
            ),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ),
        deterministic=example.deterministic,
        recall=0.6,
        em=(on("first_name", "surname"), on("dob"), on("postcode_fake")),
        u_pairs=5e6,
        derived={
            "surname_sound": "substr(surname,1,1) || "
            "regexp_replace(substr(surname,2), '[aeiouyhw]', '', 'g')",
            "outward_code": "regexp_extract(postcode_fake, '^[^ ]+')",
            "name_tokens": "list_distinct(string_split(first_and_surname, ' '))",
        },
    )


def febrl3(library: Library) -> PeerSettings:
    """Street, suburb and state are compared too, and crossed names are a level."""
    return _febrl(library, "febrl3")


def febrl4(library: Library) -> PeerSettings:
    """As febrl3, over two files; its example does not block on the surname."""
    return _febrl(library, "febrl4", library.splink.block_on("surname"))


def fake_1000(library: Library) -> PeerSettings:
    """Every field but the city makes candidates, and crossed names are a level."""
    cl, on = library.comparisons, library.splink.block_on
    return PeerSettings(
        blocking=(
            on("first_name"),
            on("surname"),
            on("dob"),
            on("email"),
            "l.first_name = r.surname",
            on("city", "substr(dob,1,4)"),
            on("city", "substr(dob,6,5)"),
        ),
        comparisons=(
            _given_name(library, "first_name", "surname"),
            _surname(library, "surname"),
            _birth_date(library, "dob", day_month="substr({}, 6, 5)"),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ),
        deterministic=(on("first_name", "surname", "dob"), on("email")),
        recall=0.7,
        em=(on("dob"), on("email"), on("first_name", "surname")),
        u_pairs=1e6,
    )


BEST: dict[str, Builder] = {
    "historical_50k": historical_50k,
    "febrl3": febrl3,
    "febrl4": febrl4,
    "fake_1000": fake_1000,
}


def _febrl(library: Library, name: str, *more_rules: Any) -> PeerSettings:
    """The example's deterministic rules and recall, more blocking rules, more comparisons."""
    on, example = library.splink.block_on, DOCUMENTED[name](library)
    return PeerSettings(
        blocking=(*example.blocking, *more_rules, *_febrl_address_rules(library)),
        comparisons=_febrl_comparisons(library),
        deterministic=example.deterministic,
        recall=example.recall,
        em=(on("date_of_birth"), on("postcode"), on("soc_sec_id")),
        u_pairs=5e6,
    )


def _febrl_address_rules(library: Library) -> tuple[Any, ...]:
    on = library.splink.block_on
    return (
        on("address_1"),
        on("suburb", "street_number"),
        "l.given_name = r.surname and l.surname = r.given_name",
    )


def _febrl_comparisons(library: Library) -> tuple[Any, ...]:
    cl = library.comparisons
    return (
        _given_name(library, "given_name", "surname"),
        _surname(library, "surname"),
        _birth_date(library, "date_of_birth", day_month="substr({}, 5, 4)"),
        cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address_1", [0.9]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("suburb", [0.9]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("state"),
    )


def _given_name(library: Library, given: str, family: str) -> Any:
    cl, cll = library.comparisons, library.levels
    return cl.CustomComparison(
        output_column_name=given,
        comparison_levels=[
            cll.NullLevel(given),
            cll.ExactMatchLevel(given).configure(tf_adjustment_column=given),
            cll.JaroWinklerLevel(given, 0.92),
            cll.JaroWinklerLevel(given, 0.8),
            cll.CustomLevel(f"{given}_l = {family}_r or {family}_l = {given}_r", "crossed names"),
            _same(library, "substr({}, 1, 1)", given, "same initial"),
            cll.ElseLevel(),
        ],
    )


def _surname(library: Library, surname: str) -> Any:
    cl, cll = library.comparisons, library.levels
    return cl.CustomComparison(
        output_column_name=surname,
        comparison_levels=[
            cll.NullLevel(surname),
            cll.ExactMatchLevel(surname).configure(tf_adjustment_column=surname),
            cll.JaroWinklerLevel(surname, 0.92),
            cll.JaroWinklerLevel(surname, 0.8),
            cll.ElseLevel(),
        ],
    )


def _birth_date(library: Library, column: str, *, day_month: str) -> Any:
    cl, cll = library.comparisons, library.levels
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(column),
            cll.ExactMatchLevel(column).configure(tf_adjustment_column=column),
            cll.DamerauLevenshteinLevel(column, 1),
            _same(library, day_month, column, "same day and month"),
            _same(library, "substr({}, 1, 4)", column, "same year"),
            cll.LevenshteinLevel(column, 2),
            cll.ElseLevel(),
        ],
    )


def _same(library: Library, expression: str, column: str, label: str) -> Any:
    """A level: an SQL expression of the column is the same on both sides."""
    left, right = expression.format(f"{column}_l"), expression.format(f"{column}_r")
    return library.levels.CustomLevel(f"{left} = {right}", label)
