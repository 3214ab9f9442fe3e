"""Whatever stands in the files, the invariants of a run hold: rows, fen and units are conserved, every
clue leads to its rows, the report shows no full number, and nothing is called guilty.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.run import run_audit
from assets.settings import Settings
from checks.invariants import FORBIDDEN_WORDS
from reports.run_folder import verify_run

pytestmark = pytest.mark.xdist_group("invariants")

COUNTY = """interface: 1
name: 随机县
region: "339901"
months: {from: 2026-05, to: 2026-06}
as_of: 2026-07-10
"""
PEOPLE = (
    ("王秀英", "339901194803120267"),
    ("李建国", "339901195507010332"),
    ("陈志强", "339901197001150513"),
    ("陈志强", ""),
    ("刘洋", "339901201006180172"),
    ("", "33990119430808019x"),
    ("=cmd|'/c calc'!A1", "３３９９０１１９９００３０３０２８２"),
    ("<b>周</b>", "3.39901E+17"),
)
AMOUNTS = ("420.00", "1,200.00元", "90", "-90.00", "０", "壹仟元整", "很多", "")
MONTHS = ("2026-04", "202605", "2026年6月", "6月", "")
DATES = ("20260410", "2026.5.20", "2026-02-30", "", "46150")
person = st.sampled_from(PEOPLE)

payments = st.lists(
    st.tuples(
        st.sampled_from(("B1", "B2")),
        st.sampled_from(("农村低保", "特困人员供养", "重度残疾人护理补贴", "高龄津贴", "看不懂")),
        st.sampled_from(MONTHS),
        st.sampled_from(("已支付", "已退回", "已停发", "？")),
        st.sampled_from(("正常", "补发", "更正发放", "")),
        person,
        person,
        st.sampled_from(("6221809999000000001", "6221809999000000002", "")),
        st.sampled_from(AMOUNTS),
        st.sampled_from(DATES),
    ),
    min_size=1,
    max_size=12,
)
households = st.lists(
    st.tuples(st.sampled_from(("H1", "H2", "")), person, person, st.sampled_from(AMOUNTS)), max_size=6
)
deaths = st.lists(
    st.tuples(person, st.sampled_from(DATES), st.sampled_from(("死亡", "参军", ""))), max_size=4
)
custody = st.lists(
    st.tuples(person, st.sampled_from(("监狱服刑", "取保候审")), st.sampled_from(DATES)), max_size=3
)


def write(folder: Path, name: str, header: str, rows: list[tuple[str, ...]]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [header, *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(payments, households, deaths, custody)
def test_every_invariant_holds_whatever_stands_in_the_files(
    lines: list[tuple[str, str, str, str, str, tuple[str, str], tuple[str, str], str, str, str]],
    homes: list[tuple[str, tuple[str, str], tuple[str, str], str]],
    dead: list[tuple[tuple[str, str], str, str]],
    held: list[tuple[tuple[str, str], str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder, "data"), Path(folder, "out")
        data.mkdir()
        (data / "county.yaml").write_text(COUNTY, "utf-8")
        write(
            data, "pay_batch/一卡通2026年6月.csv",
            "批次号,补贴项目,所属期,序号,支付状态,发放类型,收款人姓名,收款人身份证号,享受人,享受人身份证号,银行账号,补贴金额,发放日期",
            [(b, p, m, str(n), s, k, *payee, *who, a, y, d)
             for n, (b, p, m, s, k, payee, who, a, y, d) in enumerate(lines, 1)],
        )  # fmt: skip
        write(
            data, "roll_dibao_rural/2026-06.csv",
            "家庭编号,户主姓名,户主身份证号,月保障金额,家庭成员1姓名,家庭成员1身份证号",
            [(h, *head, amount, *member) for h, head, member, amount in homes],
        )  # fmt: skip
        write(
            data,
            "death_police/死亡.csv",
            "姓名,公民身份号码,死亡日期,注销原因",
            [(*p, d, r) for p, d, r in dead],
        )
        write(data, "prison/在押.csv", "姓名,身份证号,羁押类别,入监日期", [(*p, k, d) for p, k, d in held])

        report = run_audit(Settings(data=str(data), out=str(out)))

        assert report.state == "published", [f.say("en") for f in report.faults]
        assert report.checks_failed == ()
        run = (out / "current").resolve()
        assert verify_run(run) == []
        clues = pl.read_parquet(run / "clues.parquet")
        evidence = pl.read_parquet(run / "clue_evidence.parquet")
        rows = pl.read_parquet(run / "rows.parquet")
        place = ["register", "file", "sheet", "row"]
        assert set(clues["clue_id"]) == set(evidence["clue_id"])
        assert evidence.join(rows, on=place, how="anti").is_empty()
        page = (run / "report.html").read_text("utf-8")
        assert not re.search(r"339901\d{11}[\dXx]|6221809999\d{6,}", page)
        assert "<b>周" not in page
        assert not any(word in reason for word in FORBIDDEN_WORDS for reason in clues["reason"])
