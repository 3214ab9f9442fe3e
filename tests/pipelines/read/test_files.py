"""Folders, archives, encodings, damaged and disguised files: what each message says and where."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

import polars as pl
import pytest

from pipelines.faults import Fault
from pipelines.read import archives
from pipelines.read.compound import CompoundFile, NotCompound
from pipelines.read.output import ReadOutput

Read = Callable[..., ReadOutput]
Write = Callable[..., bytes]
Grid = list[list[str]]
FILE = "roll_tekun/特困2026年6月.csv"


def packed(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("folder", ["ROLL_TEKUN", "Roll_Tekun ", " 特困人员 花名册", "ｒｏｌｌ＿ｔｅｋｕｎ"])
def test_folder_names_as_people_type_them(read: Read, csv: Write, tekun: Grid, folder: str) -> None:
    output = read({f"{folder}/2026年5月.csv": csv(tekun)})
    assert not output.faults
    assert output.registers["roll_tekun"].height == 2


def test_folders_by_code_or_chinese_name_and_below(read: Read, csv: Write, tekun: Grid) -> None:
    files = {
        "roll_tekun/2026年5月.csv": csv(tekun),
        "特困人员花名册/2026年/6月.TXT": csv(tekun, separator="|"),
        "roll_tekun/~$锁.xlsx": b"x",
        "roll_tekun/.hidden.csv": b"x",
        "roll_tekun/Thumbs.db": b"x",
        "county.yaml": b"interface: 1",
    }
    output = read(files)
    assert not output.faults
    rows = output.registers["roll_tekun"]
    assert rows["file"].unique(maintain_order=True).to_list() == [
        "roll_tekun/2026年5月.csv",
        "特困人员花名册/2026年/6月.TXT",
    ]
    assert rows["benefit_month"].dt.month().to_list() == [5, 5, 6, 6]


def test_what_is_not_read_is_named(read: Read, csv: Write, tekun: Grid) -> None:
    files = {
        FILE: csv(tekun),
        "特困/a.csv": b"x",
        "a.csv": b"x",
        "roll_tekun/说明.docx": b"x",
        "roll_tekun/a.et": b"x",
    }
    output = read(files)
    assert [(f.code, f.where.path, f.stops) for f in output.faults] == [
        ("READ-22", "a.csv", False),
        ("READ-21", "roll_tekun/a.et", False),
        ("READ-21", "roll_tekun/说明.docx", False),
        ("READ-20", "特困", False),
    ]
    assert output.registers["roll_tekun"].height == 2


def test_members_of_an_archive(read: Read, csv: Write, tekun: Grid, xlsx: Write) -> None:
    content = packed(
        {
            "2026年5月.csv": csv(tekun),
            "六月/2026-06.xlsx": xlsx({"Sheet1": tekun}),
            "__MACOSX/._x.csv": b"x",
            "readme.md": b"x",
        }
    )
    output = read({"roll_tekun/rolls.zip": content})
    assert not output.faults
    assert output.source_files.select("file", "format").rows() == [
        ("roll_tekun/rolls.zip!/2026年5月.csv", "csv"),
        ("roll_tekun/rolls.zip!/六月/2026-06.xlsx", "xlsx"),
    ]
    assert output.registers["roll_tekun"]["benefit_month"].dt.month().to_list() == [5, 5, 6, 6]


def test_names_packed_by_chinese_windows(read: Read, csv: Write, tekun: Grid) -> None:
    name = "2026年6月.csv".encode("gb18030")
    stored = packed({"2026nnYmm.csv": csv(tekun)}).replace(b"2026nnYmm.csv", name)
    output = read({"roll_tekun/rolls.zip": stored})
    assert output.source_files["file"].item() == "roll_tekun/rolls.zip!/2026年6月.csv"
    assert output.registers["roll_tekun"].height == 2


def refusal(
    read: Read, content: bytes, only: Callable[[ReadOutput], Fault], file: str = "roll_tekun/2026年6月.xlsx"
) -> Fault:
    output = read({file: content})
    fault = only(output)
    assert fault.stops
    assert fault.where.path == file
    assert fault.register == "roll_tekun"
    assert fault.what.zh
    assert fault.what.en
    assert fault.do.zh
    assert output.source_files.select("file", "rows").rows() == [(file, 0)]
    assert output.rows.is_empty()
    return fault


def test_an_empty_file(read: Read, only: Callable[[ReadOutput], Fault], xlsx: Write) -> None:
    assert refusal(read, b"", only).code == "READ-01"
    assert refusal(read, b"", only, "roll_tekun/2026年6月.xlsx").what.zh == "文件是空的，没有任何内容。"
    assert refusal(read, xlsx({"Sheet1": []}), only).code == "READ-01"


@pytest.mark.parametrize("cut", [100, 3000], ids=["nearly all lost", "half lost"])
def test_damaged_workbooks(
    read: Read, only: Callable[[ReadOutput], Fault], xlsx: Write, xls: Write, tekun: Grid, cut: int
) -> None:
    assert refusal(read, xlsx({"Sheet1": tekun})[:cut], only).code == "READ-02"
    assert refusal(read, xls({"Sheet1": tekun})[:cut], only).code == "READ-02"


def test_damage_inside_a_workbook(
    read: Read, only: Callable[[ReadOutput], Fault], xlsx: Write, tekun: Grid
) -> None:
    content = xlsx({"Sheet1": tekun})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {m: archive.read(m) for m in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row r='1'><c"
    assert refusal(read, packed(members), only).code == "READ-02"


def test_a_locked_workbook(read: Read, only: Callable[[ReadOutput], Fault], xls: Write, tekun: Grid) -> None:
    content = xls({"Sheet1": tekun})
    name, new = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    at = content.rfind(name)
    locked_xlsx = bytearray(content)
    locked_xlsx[at : at + len(new)] = new
    locked_xlsx[at + 64] = len(new) + 2
    fault = refusal(read, bytes(locked_xlsx), only)
    assert (fault.code, fault.what.zh) == ("READ-03", "工作簿有打开密码，无法读取。")
    locked_xls = bytearray(content)
    locked_xls[512 + 20 : 512 + 22] = b"\x2f\x00"  # the record after the first becomes FilePass
    assert refusal(read, bytes(locked_xls), only).code == "READ-03"


def test_a_bomb_is_not_unpacked(read: Read, only: Callable[[ReadOutput], Fault]) -> None:
    content = packed({"2026年6月.csv": b"0" * (64 * 1024**2)})
    fault = refusal(read, content, only, "roll_tekun/rolls.zip")
    assert fault.code == "READ-04"
    assert "压缩率" in fault.what.zh


def test_too_many_members(
    read: Read, only: Callable[[ReadOutput], Fault], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    content = packed({f"{i}.csv": b"x" for i in range(3)})
    assert refusal(read, content, only, "roll_tekun/rolls.zip").code == "READ-04"


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "x/../../a.csv", "C:/a.csv"])
def test_paths_that_lead_outside(read: Read, only: Callable[[ReadOutput], Fault], name: str) -> None:
    fault = refusal(read, packed({name: b"x"}), only, "roll_tekun/rolls.zip")
    assert fault.code == "READ-05"
    assert name in fault.what.zh


def test_a_locked_archive(read: Read, only: Callable[[ReadOutput], Fault]) -> None:
    content = bytearray(packed({"a.csv": b"x"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(read, bytes(content), only, "roll_tekun/rolls.zip").code == "READ-06"


def test_a_damaged_archive(read: Read, only: Callable[[ReadOutput], Fault]) -> None:
    assert refusal(read, b"PK\x03\x04" + b"x" * 50, only, "roll_tekun/rolls.zip").code == "READ-02"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(read: Read, csv: Write, tekun: Grid, encoding: str, separator: str) -> None:
    output = read({FILE: csv(tekun, encoding, separator)})
    assert not output.faults
    assert output.registers["roll_tekun"]["name"].to_list() == ["何大山", "王秀英"]
    assert output.source_files["encoding"].item() == {"gbk": "gb18030"}.get(encoding, encoding)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_by_name(
    read: Read, only: Callable[[ReadOutput], Fault], csv: Write, tekun: Grid, encoding: str
) -> None:
    fault = refusal(read, csv(tekun, encoding), only, FILE)
    assert fault.code == "READ-08"
    assert "UTF-16" in fault.what.zh


def test_a_damaged_encoding_names_the_line(
    read: Read, only: Callable[[ReadOutput], Fault], csv: Write, tekun: Grid
) -> None:
    lines = csv(tekun * 9).split(b"\n")
    lines[4] += b"\xff\xfe\x80"
    fault = refusal(read, b"\n".join(lines), only, FILE)
    assert fault.code == "READ-08"
    assert "第5行不是有效的 UTF-8" in fault.what.zh
    assert refusal(read, b"\xef\xbb\xbf" + csv(tekun, "gb18030"), only, FILE).code == "READ-08"
    assert refusal(read, csv(tekun, "gb18030") + b"\xff\xff\xff", only, FILE).code == "READ-08"


def test_content_decides_not_the_extension(
    read: Read, csv: Write, xlsx: Write, xls: Write, tekun: Grid, codes_of: Callable[[ReadOutput], list[str]]
) -> None:
    disguised = {
        "roll_tekun/2026年1月.xlsx": xls({"a": tekun}),
        "roll_tekun/2026年2月.xls": xlsx({"a": tekun}),
        "roll_tekun/2026年3月.xls": csv(tekun, separator="\t"),
        "roll_tekun/2026年4月.csv": xlsx({"b": tekun}),
    }
    output = read(disguised)
    assert codes_of(output) == ["READ-23"] * 4
    assert not any(f.stops for f in output.faults)
    assert output.source_files["format"].to_list() == ["xls", "xlsx", "csv", "xlsx"]
    assert output.registers["roll_tekun"].height == 8


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><Workbook/>", "网页"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "图片"),
    ],
)
def test_other_things_under_a_tables_name(
    read: Read, only: Callable[[ReadOutput], Fault], content: bytes, what: str
) -> None:
    fault = refusal(read, content, only, "roll_tekun/2026年6月.xls")
    assert fault.code == "READ-09"
    assert what in fault.what.zh


def test_quoted_cells(read: Read, tekun: Grid) -> None:
    lines = [",".join(f'"{c}"' for c in [*row, "供养机构"]) for row in tekun]
    lines[1] = '1,"何大山",33990119430808019X,分散供养,"1,980.00","示例""第一""院,分院"'
    rows = read({FILE: "\n".join(lines).encode()}).registers["roll_tekun"]
    assert rows.select("living_amount_fen", "institution").row(0) == (198_000, '示例"第一"院,分院')


def test_numbers_kept_as_text_by_a_formula(read: Read, csv: Write, tekun: Grid) -> None:
    marked = [tekun[0], ["1", "何大山", '="33990119430808019X"', *tekun[1][3:]]]
    rows = read({FILE: csv(marked) + b"\x1a"}).registers["roll_tekun"]
    assert rows.select("id_number", "id_number_status").rows() == [("33990119430808019X", "valid")]


def test_a_stray_quote_is_no_quoting(read: Read, csv: Write, tekun: Grid) -> None:
    stray = [tekun[0], ["1", '"何大山', *tekun[1][2:]], *[tekun[2]] * 400]
    rows = read({"roll_tekun/2026年6月.txt": csv(stray, separator="|")}).registers["roll_tekun"]
    assert rows.height == 401


def test_a_second_copy_is_set_aside(
    read: Read, csv: Write, only: Callable[[ReadOutput], Fault], tekun: Grid
) -> None:
    content = csv([["特困人员花名册（2026年6月）"], *tekun])
    output = read({"roll_tekun/a.csv": content, "roll_tekun/b.csv": content})
    fault = only(output)
    assert (fault.code, fault.stops, fault.where.path) == ("READ-24", False, "roll_tekun/b.csv")
    assert "roll_tekun/a.csv" in fault.what.zh
    assert output.registers["roll_tekun"]["file"].unique().to_list() == ["roll_tekun/a.csv"]
    copies = output.rows.filter(pl.col("file") == "roll_tekun/b.csv")
    assert copies.select("status", "reason").rows() == [("not_data", "重复文件")] * 4


def test_equal_content_for_another_month_is_no_copy(read: Read, csv: Write, tekun: Grid) -> None:
    output = read({"roll_tekun/2026年5月.csv": csv(tekun), "roll_tekun/2026年6月.csv": csv(tekun)})
    assert not output.faults
    assert output.registers["roll_tekun"]["benefit_month"].dt.month().to_list() == [5, 5, 6, 6]


def test_no_message_shows_a_full_number(read: Read, csv: Write, tekun: Grid) -> None:
    shifted = [tekun[0], ["1", "何大山", "何大山", "33990119430808019X", "980"], ["2", "33990119430808019X"]]
    said = "".join(f.say() + f.say("en") for f in read({FILE: csv(shifted)}).faults)
    headless = read({FILE: csv([["33990119430808019X", "6221809999000000010"]])})
    said += "".join(f.say() for f in headless.faults)
    assert said
    assert not re.search(r"\d{7,}", said)


@pytest.mark.parametrize("content", [b"", b"x" * 600, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600])
def test_no_compound_file(content: bytes) -> None:
    with pytest.raises(NotCompound):
        CompoundFile(content)


def test_progress_is_told_in_order(read: Read, csv: Write, tekun: Grid) -> None:
    told: list[tuple[str, int, int]] = []
    read(
        {"roll_tekun/2026年5月.csv": csv(tekun), "roll_tekun/2026年4月.csv": csv(tekun)},
        progress=lambda file, done, of: told.append((file, done, of)),
    )
    assert told == [("roll_tekun/2026年4月.csv", 1, 2), ("roll_tekun/2026年5月.csv", 2, 2)]
