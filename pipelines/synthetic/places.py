"""Townships and villages, and the surnames that cluster in a village."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.synthetic.name_lists import PLACE_FIRST, PLACE_SECOND, SURNAMES, TOWN_NAMES
from pipelines.synthetic.plan import CountyPlan, stream

PEOPLE_A_TOWNSHIP = 10_000
PEOPLE_A_VILLAGE = 900
URBAN_SHARE = 0.2


def villages(plan: CountyPlan) -> pl.DataFrame:
    """The county's villages.

    Returns:
        village_no (0..), township_no, township, village (text ends in 村 or 社区), is_urban,
        main_surname and second_surname (ranks in SURNAMES). Village names are unique in a township; the
        same name may stand in two townships.
    """
    rng = stream(plan, "places")
    townships = max(2, round(plan.people / PEOPLE_A_TOWNSHIP))
    each = max(4, round(plan.people / townships / PEOPLE_A_VILLAGE))
    count = townships * each
    township_no = np.repeat(np.arange(townships), each)
    names = [a + b for a in PLACE_FIRST for b in PLACE_SECOND if a != b]
    picks = np.concatenate([rng.choice(len(names), each, replace=False) for _ in range(townships)])
    is_urban = (np.arange(count) % each) < max(1, round(each * URBAN_SHARE))
    kinds = ("镇", "乡", "街道")
    towns = TOWN_NAMES.split()
    town_texts = [
        towns[i % len(towns)]
        + ("" if i < len(towns) else "新东西南北中上下"[i // len(towns) % 8])
        + kinds[i % 2 if i else 2]
        for i in range(townships)
    ]
    return pl.DataFrame(
        {
            "village_no": np.arange(count),
            "township_no": township_no,
            "township": pl.Series(town_texts).gather(township_no),
            "village": pl.Series([names[p] for p in picks])
            + pl.Series(np.where(is_urban, "社区", "村"), dtype=pl.String),
            "is_urban": is_urban,
            "main_surname": rng.integers(0, 40, count),
            "second_surname": rng.integers(0, len(SURNAMES), count),
        }
    )
