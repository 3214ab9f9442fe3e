"""When a run is proposed: by the calendar, and by a data folder that has changed and come to rest."""

from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest

from assets.schedules import monthly_proposal
from assets.sensors import data_folder, folder_stamp
from assets.settings import Settings

COUNTY = """interface: 1
name: 示例县
region: "339901"
months: {from: 2026-05, to: 2026-06}
as_of: 2026-07-10
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "county.yaml").write_text(COUNTY, "utf-8")
    return Settings(data=str(tmp_path), out=str(tmp_path / "out"))


def asked(settings: Settings, cursor: str | None) -> tuple[list[str], str]:
    """The partitions asked for, and the cursor kept."""
    context = dg.build_sensor_context(cursor=cursor, resources={"settings": settings})
    answer = data_folder(context)
    if isinstance(answer, dg.SkipReason):
        return [], cursor or ""
    return [str(r.partition_key) for r in answer.run_requests or []], answer.cursor or ""


def test_a_changed_folder_is_audited_once_it_rests(settings: Settings, tmp_path: Path) -> None:
    partitions, cursor = asked(settings, None)
    assert partitions == []  # files may still be on their way
    partitions, cursor = asked(settings, cursor)
    assert partitions == ["2026-06"]
    assert asked(settings, cursor) == ([], cursor)
    (tmp_path / "payroll").mkdir()
    (tmp_path / "payroll" / "a.csv").write_text("姓名\n", "utf-8")
    partitions, cursor = asked(settings, cursor)
    assert partitions == []
    assert asked(settings, cursor)[0] == ["2026-06"]


def test_a_missing_folder_asks_for_nothing(tmp_path: Path) -> None:
    assert asked(Settings(data=str(tmp_path / "none")), None) == ([], "")


def test_files_of_an_open_workbook_do_not_change_the_folder(tmp_path: Path) -> None:
    before = folder_stamp(tmp_path)
    (tmp_path / "~$open.xlsx").write_text("", "utf-8")
    assert folder_stamp(tmp_path) == before


def test_the_schedule_proposes_the_month_before() -> None:
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2027, 1, 12, 7))
    request = monthly_proposal(context)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2026-12"
