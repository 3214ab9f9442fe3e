"""Splink set up as its own published examples set it up for these very sets.

Nothing is improved here; what could be better for Splink is in ``splink_best.py``.
"""

from assets.linkage_bench.splink_settings import Builder, Library, PeerSettings


def historical_50k(library: Library) -> PeerSettings:
    """Source: Splink documentation, example "Linking a dataset of real historical persons".

    Deviation: u from 5 million pairs instead of 10; nothing else.
    """
    cl, on = library.comparisons, library.splink.block_on
    return PeerSettings(
        blocking=(
            on("substr(first_name,1,3)", "substr(surname,1,4)"),
            on("surname", "dob"),
            on("first_name", "dob"),
            on("postcode_fake", "first_name"),
            on("postcode_fake", "surname"),
            on("dob", "birth_place"),
            on("substr(postcode_fake,1,3)", "dob"),
            on("substr(postcode_fake,1,3)", "first_name"),
            on("substr(postcode_fake,1,3)", "surname"),
            on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ),
        comparisons=(
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="first_name_surname_concat"
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ),
        deterministic=(
            on("first_name", "surname", "dob"),
            on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            on("dob", "postcode_fake"),
        ),
        recall=0.6,
        em=(on("first_name", "surname"), on("dob")),
        u_pairs=5e6,
        derived={"first_name_surname_concat": "first_name || ' ' || surname"},
    )


def febrl3(library: Library) -> PeerSettings:
    """Source: Splink documentation, example "Deduplicating the febrl3 dataset"."""
    cl, on = library.comparisons, library.splink.block_on
    return PeerSettings(
        blocking=tuple(on(c) for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")),
        comparisons=(
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ),
        deterministic=(
            on("soc_sec_id"),
            on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ),
        recall=0.9,
        em=(on("date_of_birth"), on("postcode")),
        u_pairs=1e6,
        without_tf=False,
    )


def febrl4(library: Library) -> PeerSettings:
    """Source: Splink documentation, example "Linking the febrl4 datasets", the detailed model."""
    cl, on = library.comparisons, library.splink.block_on
    return PeerSettings(
        blocking=(
            on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            on("date_of_birth"),
            on("soc_sec_id"),
            on("state", "address_1"),
            on("street_number", "address_1"),
            on("postcode"),
        ),
        comparisons=(
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ),
        deterministic=(on("soc_sec_id"), on("given_name", "surname", "date_of_birth")),
        recall=0.8,
        em=(on("date_of_birth"), on("postcode")),
        u_pairs=1e6,
    )


def fake_1000(library: Library) -> PeerSettings:
    """Source: the getting-started example of Splink 5's README; a birth date as text instead of a date."""
    cl, on = library.comparisons, library.splink.block_on
    return PeerSettings(
        blocking=(on("first_name"), on("surname")),
        comparisons=(
            cl.JaroWinklerAtThresholds("first_name", [0.9, 0.7]),
            cl.JaroAtThresholds("surname", [0.9, 0.7]),
            cl.DateOfBirthComparison(
                "dob",
                input_is_string=True,
                datetime_metrics=["year", "month"],
                datetime_thresholds=[1, 1],
            ),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ),
        deterministic=(on("first_name", "surname"),),
        recall=0.7,
        em=(on("first_name", "surname"), on("dob")),
        u_pairs=1e6,
        without_tf=False,
    )


DOCUMENTED: dict[str, Builder] = {
    "historical_50k": historical_50k,
    "febrl3": febrl3,
    "febrl4": febrl4,
    "fake_1000": fake_1000,
}
