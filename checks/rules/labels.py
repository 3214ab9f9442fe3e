"""What people call the tables and columns of facts, in Chinese; English names are the column names in words.

Belongs here: names only. A test holds this list against ``tables.FACTS``.
"""

from __future__ import annotations

from checks.rules.types import Column
from pipelines.faults import Text

_TABLES = {
    "account_person": "账户与享受人",
    "certificate": "残疾证",
    "certificate_month": "残疾补贴月份",
    "coverage": "发放数据范围",
    "custody_spell": "服刑羁押",
    "death": "死亡",
    "death_record": "死亡记录",
    "elderly_month": "高龄津贴月份",
    "entitlement": "花名册",
    "guardianship": "监护关系",
    "household_member": "家庭成员",
    "household_month": "低保户月份",
    "id_cell": "身份证号单元格",
    "marginal_spell": "边缘家庭",
    "paid_month": "实发月份",
    "payment_line": "发放明细",
    "payroll_spell": "财政供养",
    "person": "人员",
    "person_gap": "无所属期的发放",
    "received_month": "享受月份",
    "register_state": "登记表",
    "sheet_total": "合计行",
    "suspected_death": "疑似死亡",
    "tie_out": "两账核对",
}

_COLUMNS = {
    "account": "账号", "address": "地址", "age_years": "登记年龄", "agree_count": "一致项数",
    "agrees": "一致项", "amount": "金额", "amount_at_risk": "涉及金额", "amount_text": "金额原文",
    "applied_on": "申请日期", "approved_on": "批准日期", "arrears": "补发金额",
    "arrears_only": "仅有补发", "band": "档次", "base": "正常与更正金额", "basis": "依据",
    "batch_no": "批次号", "batches": "批次数", "beneficiary_death_date": "享受人死亡日期",
    "beneficiary_id": "享受人", "beneficiary_later_account_month": "享受人改用其他账户的最后月份",
    "beneficiary_name": "享受人姓名", "benefit_month": "所属期", "birth_basis": "出生日期来源",
    "birth_date": "出生日期", "cancelled_on": "注销日期", "care_level": "自理能力",
    "category": "残疾类别", "category_text": "残疾类别原文", "certificate": "残疾证号",
    "certificate20": "20位残疾证号", "channel": "发放渠道", "contradict_count": "矛盾项数",
    "contradicts": "矛盾项", "correction": "更正发放金额", "correction_lines": "更正发放笔数",
    "count": "合计人数", "count_field": "合计对应的列", "counted": "正常与更正金额",
    "cremated_on": "火化日期", "custody": "羁押状态", "custody_text": "羁押状态原文",
    "date_basis": "死亡日期来源", "death_date": "死亡日期", "detail": "明细合计",
    "detail_count": "明细行数", "died_on": "登记死亡日期", "distinct_amounts": "不同金额个数",
    "earliest_date": "最早死亡日期", "employer": "单位", "empty_kind_lines": "类型为空的笔数",
    "entitlement": "花名册金额", "evidence": "身份依据", "extracted_on": "数据截至日期",
    "field": "字段", "file": "文件", "first_month": "首月", "from_known": "起始月份已知",
    "from_text": "起始日期原文", "gross": "应发工资", "group_id": "同户组", "guardian_id": "监护人",
    "handled_on": "返盘日期", "has_entitlement": "在花名册上", "has_id_conflict": "身份证号冲突",
    "has_left": "左账有记录", "has_other_living_members": "户内有其他在世的保障对象",
    "has_own_account": "有本人账户", "has_rejected_amount": "有未采用的金额", "has_right": "右账有记录",
    "has_unknown_direction": "有收支方向不明的记录", "has_window_rows": "审计月份内有数据",
    "has_status_gap": "有证件状态不明", "has_unreadable": "有无法读取的金额", "head_id": "户主",
    "headcount": "保障人数", "hidden": "隐藏行金额", "hidden_rows": "隐藏行数",
    "household_id": "家庭编号", "household_no": "户号", "id_number": "身份证号",
    "id_status": "身份证号状态", "id_text": "身份证号原文", "is_beneficiary_strong": "享受人身份确定",
    "is_counted": "计入保障人数", "is_covered": "有发放数据", "is_date_conflict": "死亡日期不一致",
    "is_end_unreadable": "结束日期无法识别", "is_start_unreadable": "开始日期无法识别",
    "is_status_unknown": "支付状态不明",
    "is_head_parent": "其父母是户主", "is_holder_group": "属账户持有人一户",
    "is_household_known": "家庭关系已知", "is_identified": "有可用身份证号",
    "is_institution": "账户属于机构", "is_kind_empty": "发放类型为空", "is_minor": "未成年",
    "is_partial": "仅部分有数据", "is_payee_strong": "收款人身份确定", "is_present": "登记表已提供",
    "is_returned": "已退汇", "is_sole": "是户主或单独享受", "is_standing": "常设登记表",
    "is_strong": "身份确定", "is_successful": "发放成功", "is_ward_of_payee": "由收款人监护",
    "issued_on": "发证日期", "kind": "类别", "kind_text": "类别原文", "largest_line": "最大一笔金额",
    "last_month": "末月", "last_paid_on": "最后发放日期", "left": "左账金额", "left_count": "左账笔数",
    "level": "残疾等级", "line_kind": "发放类型", "line_no": "行号", "lines": "笔数",
    "link_probability": "匹配概率", "listed": "登记人数", "listed_name": "登记姓名",
    "mentions": "出现次数", "month_count": "月数", "monthly": "月均金额", "months": "月数",
    "name": "姓名", "name_agreement": "姓名一致程度", "namesakes": "同名人数", "normal": "正常发放金额",
    "normal_lines": "正常发放笔数", "number_category": "证号所示类别", "number_level": "证号所示等级",
    "origin": "身份来源", "origin_text": "身份来源原文", "other_birth_date": "另一出生日期",
    "paid": "实发金额", "paid_on": "发放日期", "payee_id": "收款人", "payee_name": "收款人姓名",
    "person_id": "人员", "placement": "养育方式", "price": "价格临时补贴", "programme": "项目",
    "programme_text": "项目原文", "proof_of_life_kind": "在世证明种类",
    "proof_of_life_on": "在世证明日期", "received": "享受金额", "record_address": "记录地址",
    "record_age": "记录年龄", "record_name": "记录姓名", "register": "登记表",
    "register_category": "登记的残疾类别", "register_extracted_on": "登记表截至日期",
    "register_level": "登记的残疾等级", "reported_on": "上报日期", "return_file": "返盘文件",
    "return_row": "返盘行号", "return_sheet": "返盘工作表", "returned_lines": "退汇笔数",
    "right": "右账金额", "right_count": "右账笔数", "right_failed": "右账失败金额",
    "rivals": "同样符合的其他人数", "role": "角色", "roll": "花名册金额",
    "roll_category": "花名册残疾类别", "roll_certificate": "花名册残疾证号",
    "roll_level": "花名册残疾等级", "roll_programme": "花名册项目",
    "row": "行", "rows": "行数", "sex": "性别", "share": "人均份额",
    "sheet": "工作表", "source_count": "来源登记表数", "start_month": "起始月份",
    "stated_programme": "写明的项目",
    "stated_month": "写明的月份", "status": "状态", "status_text": "状态原文", "statuses": "状态原文",
    "suggested": "有可能的正确号码", "test": "核对项", "township": "乡镇", "unit_key": "编号",
    "line_kind_text": "发放类型原文", "unknown_kinds": "不明的发放类型",
    "unknown_kind_lines": "类型不明的笔数", "unknown_lines": "状态不明的笔数",
    "valid_from": "开始日期", "valid_to": "结束日期", "valid_until": "有效期至",
    "village": "村（社区）", "ward_id": "被监护人", "worst_status": "最差证件状态", "zh": "中文名",
}  # fmt: skip


def column_label(column: Column) -> Text:
    """The name of a column, without its table."""
    return Text(_COLUMNS.get(column.name, column.name), column.name.removeprefix("is_").replace("_", " "))


def table_label(table: str) -> Text:
    """The name of a fact table."""
    return Text(_TABLES.get(table, table), table.replace("_", " "))
