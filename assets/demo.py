"""``hecha demo``: make a synthetic county, audit it, say where the results are."""

import sys
from pathlib import Path

from assets.console import audit_and_say
from assets.settings import PROJECT
from pipelines.faults import Lang
from pipelines.synthetic import CountyPlan, synthetic_county
from reports.county_files import write_county
from reports.county_files.write import NotSynthetic


def demo(folder: Path, *, people: int, seed: int, lang: Lang) -> int:
    """Write ``folder/data`` and ``folder/truth``, audit into ``folder/out``.

    Returns the exit status of the run. Refuses to write into a data folder it did not make.
    """
    try:
        make_county(folder, people=people, seed=seed)
    except NotSynthetic as refused:
        print(
            f"{refused} 不是演示数据，未作改动；请换一个文件夹（--folder）。"
            if lang == "zh"
            else f"{refused} is no demo data and stays as it is; choose another --folder.",
            file=sys.stderr,
        )
        return 2
    print(
        f"合成县（{people:,} 人，种子 {seed}；全部人员均为虚构）已写入 {folder}/data"
        if lang == "zh"
        else f"A synthetic county ({people:,} people, seed {seed}; nobody in it exists) is in {folder}/data",
        file=sys.stderr,
    )
    return audit_and_say(
        folder / "data",
        folder / "out",
        rules=PROJECT / "rules",
        first_month="",
        last_month="",
        lang=lang,
        as_json=False,
    )


def make_county(folder: Path, *, people: int, seed: int) -> None:
    """The files of a synthetic county, deterministic in people and seed."""
    write_county(synthetic_county(CountyPlan(people=people, seed=seed)), folder)
