"""Every message of this station: code, what happened, what became of the rows, what to do.

READ-01 to READ-19 stop (the file or sheet is refused), READ-20 to READ-29 warn, READ-30 and
READ-31 are guesses to confirm. No message shows a full identity number, account or phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pipelines.definitions import Field, Register
from pipelines.faults import Fault, Place, Text
from pipelines.months import say_month

_LONG_NUMBER = re.compile(r"\d{6,}")
_SHOWN = 12


def shown(text: str) -> str:
    """A cell's text as it may stand in a message: short, long numbers masked."""
    masked = _LONG_NUMBER.sub(lambda m: m[0][:2] + "*" * (len(m[0]) - 2), " ".join(text.split()))
    return masked if len(masked) <= 24 else f"{masked[:24]}…"


def empty_file(file: str) -> Fault:
    """A file of 0 bytes, or without a single filled cell."""
    return _stops(
        "READ-01", Place(file),
        "文件是空的，没有任何内容。", "the file is empty.",
        "请重新导出或复制该文件；不需要时请移出数据文件夹。",
        "Export or copy it again, or take it out of the data folder.",
    )  # fmt: skip


def broken(file: str, what: str, what_en: str) -> Fault:
    """A workbook or archive that cannot be opened."""
    return _stops(
        "READ-02", Place(file),
        f"{what}已损坏，无法打开；整个文件未采用。",
        f"the {what_en} is damaged and cannot be opened; nothing of it was used.",
        "请在原系统重新导出，或用 Excel 打开后另存为 .xlsx。",
        "Export it again, or open it in Excel and save it as .xlsx.",
    )  # fmt: skip


def password(file: str) -> Fault:
    """A workbook that wants a password."""
    return _stops(
        "READ-03", Place(file),
        "工作簿有打开密码，无法读取。", "the workbook is protected by a password.",
        "请去掉打开密码后重新保存。", "Save it without the password.",
    )  # fmt: skip


def bomb(file: str, why: str, why_en: str) -> Fault:
    """An archive or workbook that would unpack to far more than it seems."""
    return _stops(
        "READ-04", Place(file),
        f"压缩内容异常（{why}），为安全起见未解压。",
        f"the packed content is abnormal ({why_en}); it was not unpacked.",
        "请确认来源；确属正常数据时请拆成较小的文件。",
        "Check where it came from; if it is real data, split it into smaller files.",
    )  # fmt: skip


def outside_path(file: str, member: str) -> Fault:
    """An archive member that points out of the archive."""
    return _stops(
        "READ-05", Place(file),
        f"压缩包内有指向包外的路径“{member}”，整个压缩包未采用。",
        f"the archive holds a path that leads outside it, “{member}”; it was refused.",
        "请确认来源，并重新打包。", "Check where it came from, and pack it again.",
    )  # fmt: skip


def encrypted_member(file: str) -> Fault:
    """An archive member that wants a password."""
    return _stops(
        "READ-06", Place(file),
        "压缩包有密码，无法读取。", "the archive is protected by a password.",
        "请去掉密码后重新打包。", "Pack it again without the password.",
    )  # fmt: skip


def digits_lost(file: str, sheet: str, row: int, column: str, cells: int) -> Fault:
    """Numbers stored as numbers: Excel keeps 15 digits."""
    return _warns(
        "READ-07", Place(file, sheet, row, column),
        f"该列有{cells}个号码以数值存储，末几位已丢失；这些号码视为损坏，不用于身份认定。",
        f"{cells} number(s) of this column are stored as numbers and have lost their last digits; they "
        "count as damaged.",
        "请在源系统将该列设为文本后重新导出。", "Make the column text in the source system and export again.",
    )  # fmt: skip


def encoding(file: str, why: str, why_en: str) -> Fault:
    """Text that is neither UTF-8 nor GB18030."""
    return _stops(
        "READ-08", Place(file),
        f"文字编码无法识别（{why}）；文件未采用。",
        f"the text encoding is not known ({why_en}); the file was not used.",
        "请另存为 UTF-8 或 GBK 编码。", "Save it as UTF-8 or GBK.",
    )  # fmt: skip


def not_a_table(file: str, what: str, what_en: str) -> Fault:
    """A web page, document or picture under a table's extension."""
    return _stops(
        "READ-09", Place(file),
        f"内容实际是{what}，不是表格文件。", f"the content is {what_en}, not a table.",
        "请用 Excel 打开后另存为 .xlsx。", "Open it in Excel and save it as .xlsx.",
    )  # fmt: skip


def no_header(file: str, sheet: str, register: Register, seen: Iterable[str]) -> Fault:
    """No row names the register's columns."""
    wanted = "、".join(label(f) for f in register.fields if f.required)
    return _stops(
        "READ-10", Place(file, sheet),
        f"没有找到“{register.zh}”的表头；未采用。{_seen_zh(seen)}",
        f"no header row of “{register.en}” was found; nothing was used.{_seen_en(seen)}",
        f"请确认文件放在正确的文件夹，并含有这些列：{wanted}。",
        f"Check that the file is in the right folder and has these columns: {wanted}.",
    )  # fmt: skip


def missing_column(
    file: str, sheet: str, row: int, field: Field, register: Register, seen: Iterable[str]
) -> Fault:
    """A required column is not there."""
    accepted = "、".join(field.aliases[:_SHOWN])
    return _stops(
        "READ-11", Place(file, sheet, row),
        f"缺少必需的列“{label(field)}”（{field.name}）；本表未采用。{_seen_zh(seen)}",
        f"the required column {field.name} is missing; the sheet was not used.{_seen_en(seen)}",
        f"请补上该列，或在 county.yaml 的 columns.{register.code} 中登记现有列名。可用的列名：{accepted}。",
        f"Add the column, or name the present one under columns.{register.code} in county.yaml. "
        f"Accepted: {accepted}.",
    )  # fmt: skip


def claimed_twice(file: str, sheet: str, row: int, field: Field, headers: Sequence[str]) -> Fault:
    """Two columns with different content say that they are the same field."""
    names = "、".join(f"“{h}”" for h in headers)
    return _stops(
        "READ-12", Place(file, sheet, row),
        f"{names}都可作为“{label(field)}”（{field.name}），内容却不同；本表未采用。",
        f"{names} all stand for {field.name} but differ; the sheet was not used.",
        "请改名或删除多余的列。", "Rename or remove the columns that do not belong.",
    )  # fmt: skip


def no_month(file: str, sheet: str, register: Register) -> Fault:
    """No benefit month in column, sheet name, title or file name."""
    return _stops(
        "READ-13", Place(file, sheet),
        "找不到所属期：列、表名、标题和文件名都没有写明（或写了不止一个月）；本表未采用。",
        "no benefit month: neither a column nor the sheet, title or file name states exactly one; the "
        "sheet was not used.",
        "请在文件名中写明，例如“2026年6月.xlsx”，或增加“所属期”列。",
        "Name it in the file name, as in 2026-06.xlsx, or add a column 所属期.",
    )  # fmt: skip


def far_month(file: str, sheet: str, month: date, as_of: date) -> Fault:
    """The benefit month lies far after the day of the audit."""
    said = say_month(month)
    return _stops(
        "READ-14", Place(file, sheet),
        f"所属期为{said}，比审计日{as_of}晚一年以上；本表未采用。",
        f"the benefit month {said} is more than a year after the audit day {as_of}; the sheet was not used.",
        "请更正所属期。", "Correct the benefit month.",
    )  # fmt: skip


def nothing_to_read() -> Fault:
    """The data folder has no file of any register."""
    return _stops(
        "READ-15", Place("county.yaml"),
        "旁边没有任何登记册的文件，无可核查。", "stands alone: no file of any register lies beside it.",
        "请为每个登记册建一个文件夹（代码或中文名，如 pay_batch 或 一卡通发放明细），放入导出的文件。",
        "Make a folder per register, named by its code or Chinese name, and put the exports there.",
    )  # fmt: skip


def unknown_folder(folder: str, registers: Sequence[Register]) -> Fault:
    """A folder that is no register."""
    known = "、".join(r.zh for r in registers[:_SHOWN])
    return _warns(
        "READ-20", Place(folder),
        "文件夹名不是已知的登记册，其中的文件未读取。",
        "the folder is not a known register; its files were not read.",
        f"请改成登记册代码或中文名（如{known}等）。", "Name it by a register's code or Chinese name.",
    )  # fmt: skip


def unknown_extension(file: str) -> Fault:
    """A file of a kind that is not read."""
    return _warns(
        "READ-21", Place(file),
        "不读取此类文件；支持 .xlsx .xls .csv .txt .zip。",
        "files of this kind are not read; .xlsx .xls .csv .txt .zip are.",
        "请另存为 .xlsx 或 .csv；不是数据时请移出文件夹。",
        "Save it as .xlsx or .csv, or take it out of the folder.",
    )  # fmt: skip


def no_folder(file: str) -> Fault:
    """A file beside the register folders."""
    return _warns(
        "READ-22", Place(file),
        "文件不在任何登记册文件夹内，未读取。", "the file is in no register folder; it was not read.",
        "请放入对应登记册的文件夹。", "Put it into the folder of its register.",
    )  # fmt: skip


def other_kind(file: str, kind: str) -> Fault:
    """The content is of another kind than the extension says; it was read as what it is."""
    return _warns(
        "READ-23", Place(file),
        f"扩展名与内容不符：内容是 {kind}，已按内容读取。",
        f"the extension does not fit: the content is {kind} and was read as such.",
        f"建议把扩展名改为 .{kind}。", f"Better rename it to .{kind}.",
    )  # fmt: skip


def same_file(file: str, other: str) -> Fault:
    """A byte-identical copy of a file of the same register."""
    return _warns(
        "READ-24", Place(file),
        f"与“{other}”内容完全相同，视为重复文件，未再次采用。",
        f"byte for byte the same as “{other}”; taken as a duplicate and not used again.",
        "请删除重复的文件；如应为另一个月的数据，请重新导出。",
        "Delete the copy; if it should be another month, export it again.",
    )  # fmt: skip


def no_rows(file: str, sheet: str) -> Fault:
    """A header without a row below it."""
    return _warns(
        "READ-25", Place(file, sheet),
        "只有表头，没有数据行。", "there is a header but no row of data.",
        "请确认该表本来就没有数据。", "Check that the sheet is meant to be empty.",
    )  # fmt: skip


def unknown_code(
    file: str, sheet: str, row: int, column: str, value: str, rows: int, vocabulary: str
) -> Fault:
    """A filled code that no vocabulary knows."""
    return _warns(
        "READ-26", Place(file, sheet, row, column),
        f"“{shown(value)}”不在词表 {vocabulary} 中（共{rows}行）；依赖该值的判断将不可评估。",
        f"“{shown(value)}” is not in the vocabulary {vocabulary} ({rows} row(s)); what depends on it "
        "cannot be evaluated.",
        f"请更正，或在 rules/vocabulary/{vocabulary}.yaml 中登记。",
        f"Correct it, or add it to rules/vocabulary/{vocabulary}.yaml.",
    )  # fmt: skip


def more_unknown_codes(file: str, sheet: str, column: str, values: int, rows: int, vocabulary: str) -> Fault:
    """The unknown values of a column that were not named one by one."""
    return _warns(
        "READ-26", Place(file, sheet, 0, column),
        f"另有{values}种值不在词表 {vocabulary} 中（共{rows}行）。",
        f"{values} more value(s) are not in the vocabulary {vocabulary} ({rows} row(s)).",
        "请检查该列是否错位。", "Check whether the column has shifted.",
    )  # fmt: skip


def hidden_sheet(file: str, sheet: str) -> Fault:
    """A hidden sheet with data."""
    return _warns(
        "READ-27", Place(file, sheet),
        "该表是隐藏的，仍按数据读取。", "the sheet is hidden; its rows were read as data.",
        "请确认隐藏的表应当采用；否则请删除。", "Check that it is meant to count; delete it otherwise.",
    )  # fmt: skip


def no_programme(file: str, sheet: str) -> Fault:
    """A programme that should be in sheet name, title or file name."""
    return _warns(
        "READ-28", Place(file, sheet),
        "表名、标题和文件名都没有写明救助项目，本表各行的项目未知。",
        "neither sheet, title nor file name states the programme; it is unknown for these rows.",
        "请把表名改为救助项目，例如“孤儿”“事实无人抚养儿童”。", "Name the sheet after the programme.",
    )  # fmt: skip


def no_table_sheet(file: str, sheet: str) -> Fault:
    """A sheet without a header beside one with a header, yet with many rows."""
    return _warns(
        "READ-29", Place(file, sheet),
        "该表没有表头，按说明表处理，未采用。",
        "the sheet has no header; it was taken for a note and not used.",
        "如果是数据，请补上表头。", "If it holds data, add the header row.",
    )  # fmt: skip


def guessed(file: str, sheet: str, row: int, column: str, field: Field, register: Register) -> Fault:
    """A column taken by its content."""
    return _warns(
        "READ-30", Place(file, sheet, row, column),
        f"按内容猜测该列是“{label(field)}”（{field.name}），请确认。",
        f"by its content this column was taken for {field.name}; please confirm.",
        f"确认后请在 county.yaml 写入 columns: {{{register.code}: {{{column}: {field.name}}}}}；"
        "不对时请更正列名。",
        f"If right, write columns: {{{register.code}: {{{column}: {field.name}}}}} into county.yaml; "
        "if not, correct the header.",
    )  # fmt: skip


def preferred(file: str, sheet: str, row: int, field: Field, headers: Sequence[str]) -> Fault:
    """Several headers fit a field; the first by the order of its aliases was taken."""
    others = "、".join(f"“{h}”" for h in headers[1:])
    return _warns(
        "READ-31", Place(file, sheet, row, headers[0]),
        f"{others}也可作为“{label(field)}”（{field.name}）；已采用“{headers[0]}”，请确认。",
        f"{others} would also stand for {field.name}; “{headers[0]}” was taken; please confirm.",
        "不对时请改名。", "Rename the header if this is wrong.",
    )  # fmt: skip


def label(field: Field) -> str:
    """The header people know the field by."""
    return field.aliases[0] if field.aliases else field.name


def _seen_zh(seen: Iterable[str]) -> str:
    texts = [shown(s) for s in seen][:30]
    return f"看到的列名：{'、'.join(texts)}。" if texts else ""


def _seen_en(seen: Iterable[str]) -> str:
    texts = [shown(s) for s in seen][:30]
    return f" Headers seen: {'、'.join(texts)}." if texts else ""


def _stops(code: str, where: Place, zh: str, en: str, do_zh: str, do_en: str) -> Fault:
    return Fault(code, where, Text(zh, en), Text(do_zh, do_en))


def _warns(code: str, where: Place, zh: str, en: str, do_zh: str, do_en: str) -> Fault:
    return Fault(code, where, Text(zh, en), Text(do_zh, do_en), stops=False)
