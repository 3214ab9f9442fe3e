"""Townships and villages: bare names for comparison, and the places an address names.

The gazetteer is the county's own: the township and village columns of its registers. A village
text loses 村委会, 社区 and the like, an address is searched for the known names by containment.
What an agreeing village is worth stands in ``weights``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import polars as pl

from pipelines.identify.order import coded, codes

WRITTEN = ["township", "village", "address"]
TOWNSHIP_KINDS = ("镇", "乡", "民族乡", "街道", "街道办事处", "街道办", "街办")
VILLAGE_KINDS = ("村", "社区", "居委会", "村委会", "居民委员会", "村民委员会", "行政村")
OFFICE_SUFFIX = "(?:人民政府|政府)$"
TOWNSHIP_SUFFIX = "(?:街道办事处|街道办|街办|街道|民族乡|办事处|镇|乡)$"
VILLAGE_SUFFIX = "(?:社区居民委员会|村民委员会|居民委员会|社区居委会|村委会|居委会|行政村|社区|村|居)$"
GROUP_SUFFIX = "第?[0-9一二三四五六七八九十]+(?:村民小组|小组|组|社|队|号)$"
COUNTY_PREFIX = r"^.{2,}?(?:自治县|县|市|区)(?P<rest>.{1,}(?:镇|乡|街道).*)$"


class Columns(Protocol):
    """Columns by name: a frame, or one that reads them one at a time."""

    def __getitem__(self, column: str, /) -> pl.Series: ...


@dataclass(frozen=True)
class Places:
    """Where mentions live, as codes of bare names.

    ``of_mentions``: mention (number of its row in the input), township, village (UInt32, null unknown).
    ``townships``, ``villages``: code, text (the spelling most registers use), bare, ordered by code.
    """

    of_mentions: pl.DataFrame
    townships: pl.DataFrame
    villages: pl.DataFrame


def places(people: Columns) -> Places:
    """The township and village of every mention, from its columns, else from its address.

    Args:
        people: township, village, address (String, null unknown), one row per mention.

    A village without township takes the township all registers agree on for that village's name.
    """
    case, written = _distinct_places(people)
    written = written.with_columns(bare_township=_bare_township(pl.col("township")))
    known = written["bare_township"].drop_nulls().unique().sort().to_list()
    written = written.with_columns(bare_village=_bare_village(pl.col("village"), known))
    gazetteer = written.select("bare_township", "bare_village").drop_nulls("bare_village").unique()
    addresses = _places_in_addresses(written["address"], known, gazetteer)
    only_township = (
        gazetteer.drop_nulls()
        .group_by("bare_village")
        .agg(pl.len(), home=pl.col("bare_township").min())
        .filter(pl.col("len") == 1)
        .select("bare_village", "home")
    )
    found = (
        written.join(addresses, on="address", how="left", validate="m:1")
        .with_columns(
            bare_village=pl.coalesce("bare_village", "address_village"),
            bare_township=pl.coalesce("bare_township", "address_township"),
        )
        .join(only_township, on="bare_village", how="left", validate="m:1")
        .with_columns(bare_township=pl.coalesce("bare_township", "home"))
        .sort(WRITTEN)
    )
    of_mentions = pl.DataFrame(
        {
            "township": codes(found["bare_township"]).gather(case),
            "village": codes(found["bare_village"]).gather(case),
        }
    ).with_row_index("mention")
    return Places(
        of_mentions,
        _spellings(found, "township"),
        _spellings(found, "village"),
    )


def _distinct_places(people: Columns) -> tuple[pl.Series, pl.DataFrame]:
    """For every row its place in the second frame: WRITTEN, count; one row per distinct case, sorted."""
    township, townships = coded(people["township"])
    village, villages = coded(people["village"])
    address, addresses = coded(people["address"])
    pair, pairs = coded(_pair(township, village))
    case, cases = coded(_pair(pair, address))
    pair_of = pairs.gather(cases // 2**32 - 1)
    written = pl.DataFrame(
        {
            "township": townships.gather(_left(pair_of)),
            "village": villages.gather(_right(pair_of)),
            "address": addresses.gather(_right(cases)),
            "count": case.to_frame("case").group_by("case").len("count").sort("case")["count"],
        }
    )
    return case, written


def _pair(left: pl.Series, right: pl.Series) -> pl.Series:
    """Two codes in one integer that sorts as they do, nulls first."""
    return (left.cast(pl.UInt64) + 1).fill_null(0) * 2**32 + (right.cast(pl.UInt64) + 1).fill_null(0)


def _left(pairs: pl.Series) -> pl.Series:
    return _code(pairs // 2**32)


def _right(pairs: pl.Series) -> pl.Series:
    return _code(pairs % 2**32)


def _code(number: pl.Series) -> pl.Series:
    return number.to_frame("n").select(pl.when(pl.col("n") > 0).then(pl.col("n") - 1))["n"]


def _bare_township(text: pl.Expr) -> pl.Expr:
    folded = text.str.normalize("NFKC").str.replace_all(r"\s", "").str.replace(COUNTY_PREFIX, "${rest}")
    return _without(_without(folded, OFFICE_SUFFIX), TOWNSHIP_SUFFIX)


def _bare_village(text: pl.Expr, townships: list[str]) -> pl.Expr:
    folded = text.str.normalize("NFKC").str.replace_all(r"\s", "").str.replace(COUNTY_PREFIX, "${rest}")
    if townships:
        kinds = "|".join(sorted(TOWNSHIP_KINDS, key=len, reverse=True))
        folded = folded.str.replace(f"^(?:{_any_of(townships)})(?:{kinds})(?P<rest>.{{2,}})$", "${rest}")
    without_group = _without(folded, GROUP_SUFFIX)
    return _without(_without(without_group, VILLAGE_SUFFIX), VILLAGE_SUFFIX, least=2)


def _without(text: pl.Expr, suffix: str, *, least: int = 1) -> pl.Expr:
    """The text without the suffix, where at least so many characters remain; empty becomes null."""
    bare = text.str.replace(suffix, "")
    kept = pl.when(bare.str.len_chars() >= least).then(bare).otherwise(text)
    return pl.when(kept != "").then(kept)


def _any_of(texts: list[str]) -> str:
    special = str.maketrans({c: f"\\{c}" for c in r".^$*+?()[]{}|\-&~#"})
    return "|".join(t.translate(special) for t in texts)


def _places_in_addresses(addresses: pl.Series, townships: list[str], gazetteer: pl.DataFrame) -> pl.DataFrame:
    """address, address_township, address_village: the known names an address contains, as bare names."""
    distinct = pl.DataFrame({"address": addresses.drop_nulls().unique()})
    text = pl.col("address").str.normalize("NFKC").str.replace_all(r"\s", "")
    township_names = {f"{bare}{kind}": bare for bare in townships for kind in TOWNSHIP_KINDS}
    villages = gazetteer["bare_village"].unique().sort().to_list()
    village_names = {f"{bare}{kind}": bare for bare in villages for kind in VILLAGE_KINDS}
    found = distinct.with_columns(text=text).with_columns(
        address_township=_first_name(pl.col("text"), township_names)
    )
    found = found.with_columns(address_village=_first_name(pl.col("text"), village_names))
    # 青石镇柳河3组: a bare name counts only behind its own township
    behind = found.with_columns(
        rest=pl.col("text").str.extract(f"(?:{'|'.join(TOWNSHIP_KINDS)})(.+)$"),
    )
    bare = {v: v for v in villages if len(v) >= 2}
    behind = behind.with_columns(bare_village=_first_name(pl.col("rest"), bare)).join(
        gazetteer.drop_nulls().with_columns(is_home=True),
        left_on=["address_township", "bare_village"],
        right_on=["bare_township", "bare_village"],
        how="left",
        validate="m:1",
    )
    at_start = pl.col("rest").str.starts_with(pl.col("bare_village")) & pl.col("is_home")
    return behind.select(
        "address",
        "address_township",
        address_village=pl.coalesce("address_village", pl.when(at_start).then("bare_village")),
    )


def _first_name(text: pl.Expr, names: dict[str, str]) -> pl.Expr:
    """The bare form of the first (then longest) known name in a text."""
    if not names:
        return pl.lit(None, dtype=pl.String)
    longest_first = sorted(names, key=lambda n: (-len(n), n))
    found = text.str.extract_many(longest_first, leftmost=True).list.first()
    return found.replace_strict(names, default=None, return_dtype=pl.String)


def _spellings(found: pl.DataFrame, column: str) -> pl.DataFrame:
    """code, bare, text: the most frequent spelling of every bare name, the name itself if none."""
    bare = f"bare_{column}"
    spelled = (
        found.drop_nulls(bare)
        .group_by(bare, column)
        .agg(pl.col("count").sum())
        .sort(pl.col(column).is_null(), pl.col("count"), column, descending=[False, True, False])
        .group_by(bare, maintain_order=True)
        .agg(text=pl.col(column).first())
    )
    return spelled.sort(bare).select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("code"),
        pl.col(bare).alias("bare"),
        text=pl.coalesce("text", bare),
    )
