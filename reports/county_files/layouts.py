"""How each register is sent: folder, file kind, headers, date spelling, footers.

Plain facts, one layout a register: what the offices of a county really send (workbooks by month, GBK
exports, a zip from the health office ...). How a layout becomes sheets is ``sheets.py``; how sheets
become files ``files.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Dates = Literal["iso", "dots", "packed", "slashes", "chinese", "excel"]
Split = Literal["once", "month", "month sheets", "pay month", "township", "year"]
Kind = Literal["xlsx", "xls", "csv", "txt", "zip"]
MEMBERS = 5


@dataclass(frozen=True)
class Layout:
    """One register's files.

    columns: (field, header) in file order; ``上级|下级`` is a two-level header. file: name without
    ending; ``{month}`` 2026年6月, ``{packed}`` 202606, ``{year}``, ``{place}`` are filled in. footer: the
    header whose column carries 合计, and the fields it sums. numbered: a 序号 column comes first.
    """

    register: str
    folder: str
    file: str
    kind: Kind
    columns: tuple[tuple[str, str], ...]
    split: Split = "once"
    dates: Dates = "iso"
    months: Dates = "iso"
    encoding: Literal["utf-8-sig", "gb18030"] = "gb18030"
    titles: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    numbered: bool = False
    sheet: str = "Sheet1"
    notes_first: bool = False  # a sheet 填表说明 before the data
    by_programme: bool = False  # one sheet a programme
    repeats_header: bool = False
    ten_thousands: tuple[str, ...] = ()  # money fields written in 万元


def _members(two_levels: bool) -> tuple[tuple[str, str], ...]:
    pattern = ("家庭成员{0}|姓名", "家庭成员{0}|身份证号码", "家庭成员{0}|与户主关系")
    if not two_levels:
        pattern = ("家庭成员{0}姓名", "家庭成员{0}身份证号", "与户主关系{0}")
    fields = ("member_{0}_name", "member_{0}_id", "member_{0}_relation")
    return tuple(
        (f.format(n), h.format(n))
        for n in range(1, MEMBERS + 1)
        for f, h in zip(fields, pattern, strict=True)
    )


_PLACE = (("township", "乡镇"), ("village", "村(社区)"))
_WHO = (("name", "姓名"), ("id_number", "身份证号"))
FOOT_NOTE = ("制表人：周敏", "审核人：李卫国")

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "roll_dibao_rural", "农村低保花名册", "{year}年农村低保", "xlsx",
        (
            ("household_id", "家庭编号"), *_PLACE, ("head_name", "户主|姓名"), ("head_id", "户主|身份证号码"),
            ("category", "类别"), ("headcount", "保障人数"), ("household_income_fen", "家庭每月收入"),
            ("amount_fen", "月保障金额(元)"), ("other_amount_fen", "分类施保金额(元)"),
            ("approved_on", "审批时间"), ("start_month", "起始保障年月"), ("bank", "开户银行"),
            ("account_name", "账户名称"), ("account", "银行账号"), *_members(True),
        ),
        split="month sheets", dates="dots", titles=("示例县农村居民最低生活保障花名册（{month}）",),
        footer=("headcount", "amount_fen", "other_amount_fen"), numbered=True, notes_first=True,
    ),
    Layout(
        "roll_dibao_urban", "roll_dibao_urban", "城市低保{month}", "xlsx",
        (
            *_PLACE, ("household_id", "低保证号"), ("head_name", "户主姓名"), ("head_id", "户主身份证号"),
            ("category", "低保类别"), ("headcount", "保障人数"), ("household_income_fen", "家庭月收入"),
            ("amount_fen", "低保金"), ("other_amount_fen", "其他补贴金额"), ("approved_on", "批准日期"),
            ("start_month", "开始享受时间"), ("bank", "开户银行"), ("account_name", "户名"),
            ("account", "银行账号"), *_members(False),
        ),
        split="month", dates="excel", months="chinese",
        titles=("示例县城市居民最低生活保障花名册（{month}）",),
        footer=("headcount", "amount_fen", "other_amount_fen"), numbered=True, sheet="花名册",
        notes_first=True,
    ),
    Layout(
        "roll_tekun", "roll_tekun", "特困{month}", "xls",
        (
            *_PLACE, ("name", "姓名"), ("id_number", "身份证号"), ("support_form", "供养方式"),
            ("care_level", "自理能力"), ("living_amount_fen", "供养标准(元/月)|基本生活费"),
            ("care_amount_fen", "供养标准(元/月)|照料护理费"), ("institution", "供养机构"),
            ("approved_on", "审批时间"), ("account_name", "账户名称"), ("account", "银行账号"),
        ),
        split="month", dates="chinese", titles=("特困人员供养花名册（{month}）", "单位：示例县民政局"),
        footer=("living_amount_fen", "care_amount_fen"), numbered=True, sheet="花名册",
    ),
    Layout(
        "roll_disability", "roll_disability", "两项补贴{month}", "csv",
        (
            *_PLACE, ("name", "姓名"), ("sex", "性别"), ("id_number", "身份证号"), ("certificate",
            "残疾人证号"),
            ("category", "残疾类别"), ("level", "残疾等级"), ("subsidy", "补贴类型"), ("standard_fen",
            "月补贴标准"),
            ("months", "发放月数"), ("amount_fen", "发放金额"), ("applied_on", "申请时间"),
            ("start_month", "开始享受时间"), ("guardian", "监护人"), ("account_name", "账户名"),
            ("account", "银行账号"),
        ),
        split="month", dates="slashes", months="packed", numbered=True, repeats_header=True,
    ),
    Layout(
        "roll_elderly", "高龄津贴花名册", "高龄津贴{month}", "xlsx",
        (
            *_PLACE, ("name", "姓名"), ("sex", "性别"), ("birth_date", "出生日期"), ("id_number", "身份证号"),
            ("band", "享受档次"), ("standard_fen", "月标准"), ("months", "月数"), ("amount_fen", "金额"),
            ("account", "银行账号"), ("household_address", "户籍地址"), ("remark", "备注"),
        ),
        split="month", dates="excel", titles=("示例县高龄津贴发放花名册（{month}）",), footer=("amount_fen",),
        numbered=True, sheet="发放表", repeats_header=True,
    ),
    Layout(
        "roll_child", "roll_child", "困境儿童{month}", "xlsx",
        (
            ("township", "乡镇"), ("name", "儿童姓名"), ("id_number", "身份证号"), ("placement", "养育方式"),
            ("amount_fen", "月发放金额"), ("full_rate", "是否全额"), ("father_name", "父亲|姓名"),
            ("father_id", "父亲|身份证号"), ("father_status", "父亲|情况"), ("mother_name", "母亲|姓名"),
            ("mother_id", "母亲|身份证号"), ("mother_status", "母亲|情况"), ("guardian_name", "监护人|姓名"),
            ("guardian_id", "监护人|身份证号"), ("account_name", "账户名称"), ("account", "银行账号"),
        ),
        split="month", titles=("示例县{programme}基本生活费发放表（{month}）",), footer=("amount_fen",),
        numbered=True, by_programme=True,
    ),
    Layout(
        "pay_batch", "pay_batch", "一卡通{month}", "csv",
        (
            ("batch_no", "批次号"), ("programme", "补贴项目"), ("benefit_month", "所属期"), ("line_no",
            "序号"),
            ("status", "支付状态"), ("line_kind", "发放类型"), ("head_name", "户主姓名"),
            ("head_id", "户主身份证号"), ("payee_name", "收款人姓名"), ("payee_id", "收款人身份证号"),
            ("account", "银行账号"), ("bank", "开户银行"), ("village", "村(居)委会"), ("group",
            "村(居)民小组"),
            ("beneficiary_name", "享受人"), ("beneficiary_id", "享受人身份证号"), ("phone", "联系电话"),
            ("residence", "现居住地"), ("age", "年龄"), ("amount_fen", "补贴金额"), ("filled_on", "填报日期"),
            ("paid_on", "发放日期"), ("channel", "发放方式"),
        ),
        split="pay month", encoding="utf-8-sig",
    ),
    Layout(
        "pay_return", "银行返盘", "返盘{packed}", "txt",
        (
            ("batch_no", "批次号"), ("line_no", "序号"), ("account", "账号"), ("account_name", "户名"),
            ("amount_fen", "金额"), ("result", "处理结果"), ("reason", "失败原因"), ("handled_on",
            "处理日期"),
        ),
        split="pay month",
    ),
    Layout(
        "fund_ledger", "财政拨款台账", "{year}年财政拨款台账", "xlsx",
        (
            ("voucher_no", "凭证号"), ("programme", "资金项目"), ("batch_no", "批次号"), ("direction",
            "收支方向"),
            ("amount_fen", "金额"), ("booked_on", "记账日期"), ("balance_fen", "余额"),
        ),
        dates="excel", titles=("示例县困难群众救助资金台账",),
    ),
    Layout(
        "temp_ledger", "临时救助台账", "临时救助台账", "xlsx",
        (
            ("case_no", "编号"), ("name", "申请人"), ("id_number", "身份证号"), ("household_size",
            "家庭人口"),
            ("kind", "救助类型"), ("cause", "困难情形"), ("reported_at", "报告时间"), ("accepted_at",
            "受理时间"),
            ("started_at", "启动时间"), ("approved_at", "审批时间"), ("approval_level", "审批层级"),
            ("amount_fen", "救助金额"), ("paid_at", "打款时间"), ("advance", "是否先行救助"),
            ("completed_at", "补办手续时间"), ("clerk", "经办人"),
        ),
    ),
    Layout(
        "funeral_roll", "惠民殡葬补贴台账", "惠民殡葬", "xlsx",
        (
            ("name", "逝者姓名"), ("id_number", "逝者身份证号"), ("died_on", "死亡日期"),
            ("claimant_name", "申领人"), ("claimant_id", "申领人身份证号"), ("amount_fen", "补贴金额"),
            ("paid_on", "发放日期"),
        ),
        dates="chinese", titles=("惠民殡葬补贴发放台账",),
    ),
    Layout(
        "approval", "审核确认台账", "审核确认", "xlsx",
        (
            ("programme", "救助项目"), ("name", "申请人姓名"), ("id_number", "身份证号"),
            ("household_id", "家庭编号"), ("applied_on", "申请日期"), ("accepted_on", "受理日期"),
            ("decided_on", "确认日期"), ("decision", "审核结果"), ("amount_fen", "确认金额"), ("extended",
            "是否延期"),
        ),
        dates="excel",
    ),
    Layout(
        "review_log", "review_log", "定期核查", "csv",
        (
            ("programme", "救助项目"), ("household_id", "家庭编号"), *_WHO, ("reviewed_on", "核查日期"),
            ("visited", "是否入户"), ("result", "核查结果"),
        ),
    ),
    Layout(
        "publicity_log", "公示台账", "公示台账", "csv",
        (("programme", "救助项目"), *_WHO, ("from_on", "公示开始日期"), ("to_on", "公示结束日期")),
        dates="dots",
    ),
    Layout(
        "death_police", "death_police", "死亡注销", "csv",
        (
            ("name", "姓名"), ("id_number", "公民身份号码"), ("sex", "性别"), ("died_on", "死亡日期"),
            ("cancelled_on", "注销日期"), ("reason", "注销原因"),
        ),
        dates="packed",
    ),
    Layout(
        "death_cremation", "death_cremation", "殡仪馆登记", "xls",
        (
            ("cremated_on", "火化日期"), ("name", "姓名"), ("sex", "性别"), ("age", "年龄"), ("address",
            "住址"),
            ("id_number", "身份证号"), ("died_on", "死亡日期"), ("cause", "死亡原因"), ("family_phone",
            "家属电话"),
        ),
        dates="dots", titles=("示例县殡仪馆火化登记表",), numbered=True,
    ),
    Layout(
        "death_health", "死因登记", "死因登记{year}", "zip",
        (
            *_WHO, ("birth_date", "出生日期"), ("died_on", "死亡日期"), ("reported_on", "报告日期"),
            ("address", "常住地址"),
        ),
        split="year",
    ),
    Layout(
        "hukou", "户籍人口", "户籍_{place}", "csv",
        (
            ("name", "姓名"), ("former_name", "曾用名"), ("id_number", "公民身份号码"), ("sex", "性别"),
            ("birth_date", "出生日期"), ("ethnicity", "民族"), ("address", "户籍地址"), ("household_no",
            "户号"),
            ("relation", "与户主关系"), ("cancelled_on", "注销日期"), ("cancel_reason", "注销原因"),
            ("father_id", "父亲身份证号"), ("mother_id", "母亲身份证号"),
        ),
        split="township", dates="packed",
    ),
    Layout(
        "marriage", "marriage", "婚姻登记", "xlsx",
        (
            ("husband_name", "男方姓名"), ("husband_id", "男方证件号"), ("wife_name", "女方姓名"),
            ("wife_id", "女方证件号"), ("business", "业务性质"), ("registered_on", "登记日期"),
            ("certificate_no", "结婚证字号"),
        ),
    ),
    Layout(
        "payroll", "payroll", "财政供养人员", "xlsx",
        (
            ("id_number", "身份证号"), ("name", "姓名"), ("sex", "性别"), ("status", "人员状态"),
            ("origin", "人员来源"), ("kind", "人员性质"), ("employer", "工作单位"), ("from_month", "起薪月"),
            ("to_month", "停薪月"), ("gross_fen", "应发工资"),
        ),
        titles=("财政供养人员信息表（截至{extracted}）",), sheet="在册",
    ),
    Layout(
        "cadres", "村干部和经办人员", "村干部备案", "xlsx",
        (
            *_WHO, ("post", "职务"), ("village", "村(社区)"), ("from_on", "任职日期"), ("to_on", "离任日期"),
            ("relative_name", "近亲属姓名"), ("relative_id", "近亲属身份证号"), ("relation", "关系"),
            ("filed_on", "备案日期"),
        ),
        dates="dots", numbered=True,
    ),
    Layout(
        "prison", "prison", "服刑人员", "csv",
        (*_WHO, ("custody", "羁押类别"), ("from_on", "入监日期"), ("to_on", "释放日期")),
    ),
    Layout(
        "institution", "供养机构入住", "机构入住", "xls",
        (("institution", "机构名称"), *_WHO, ("from_on", "入住日期"), ("to_on", "离院日期")),
        dates="excel", titles=("供养机构入住人员名册",),
    ),
    Layout(
        "disability_certificates", "残疾人证", "持证残疾人", "xlsx",
        (
            ("name", "姓名"), ("sex", "性别"), ("birth_date", "出生日期"), ("certificate", "残疾人证号码"),
            ("id_number", "身份证号"), ("category", "残疾类别"), ("level", "残疾等级"), ("issued_on",
            "发证日期"),
            ("valid_to", "有效期至"), ("status", "证件状态"),
        ),
        dates="excel", sheet="持证",
    ),
    Layout(
        "marginal_list", "低收入人口名单", "低收入人口", "xlsx",
        (
            *_WHO, ("household_no", "家庭编号"), ("kind", "人口类型"), ("from_on", "认定日期"),
            ("to_on", "有效期至"),
        ),
        dates="chinese",
    ),
    Layout(
        "bank_accounts", "账户信息", "账户信息", "csv",
        (
            ("name", "账户名称"), ("id_number", "身份证号"), ("bank", "开户银行"), ("account", "银行账号"),
            ("opened_on", "开户日期"), ("changed_on", "变更日期"), ("status", "账号状态"),
        ),
        encoding="utf-8-sig",
    ),
    Layout(
        "vehicle", "vehicle", "机动车", "csv",
        (
            ("name", "所有人"), ("id_number", "身份证号"), ("registered_on", "初次登记时间"), ("brand",
            "品牌"),
            ("plate", "车牌号"), ("kind", "号牌种类"), ("status", "车辆状态"), ("value_fen", "价值"),
        ),
    ),
    Layout(
        "company", "市场主体登记", "市场主体", "xlsx",
        (
            ("credit_code", "统一社会信用代码"), ("company", "企业名称"), ("kind", "类型"),
            ("person_name", "法定代表人"), ("person_id", "证件号"), ("person_role", "人员身份"),
            ("founded_on", "成立日期"), ("status", "经营状态"), ("capital_fen", "注册资本(万元)"),
        ),
        ten_thousands=("capital_fen",),
    ),
    Layout(
        "realestate", "不动产登记", "不动产", "csv",
        (
            ("unit_no", "不动产单元号"), ("name", "权利人"), ("id_number", "证件号"), ("share", "共有方式"),
            ("address", "坐落"), ("area_fen", "建筑面积"), ("use", "用途"), ("registered_on", "登记日期"),
            ("status", "状态"),
        ),
        dates="slashes",
    ),
    Layout(
        "pension", "pension", "养老待遇", "csv",
        (
            *_WHO, ("scheme", "险种"), ("status", "待遇状态"), ("monthly_fen", "月待遇金额"),
            ("from_month", "首发月"), ("to_month", "停发月"), ("contribution_month", "缴费月份"),
            ("payer", "缴费主体"),
        ),
        months="packed",
    ),
    Layout(
        "hpf", "住房公积金", "公积金", "csv",
        (
            ("employer", "单位名称"), ("name", "个人姓名"), ("id_number", "身份证号"), ("base_fen",
            "工资基数"),
            ("balance_fen", "余额"), ("status", "账户状态"), ("last_month", "缴至年月"),
        ),
        months="packed",
    ),
    Layout(
        "tax", "个人所得税", "个税", "csv",
        (*_WHO, ("month", "所属月份"), ("income_fen", "收入额"), ("kind", "所得项目"), ("payer",
        "扣缴义务人")),
    ),
    Layout(
        "medical", "医疗自付", "医疗结算", "csv",
        (*_WHO, ("settled_on", "结算日期"), ("total_fen", "总费用"), ("self_paid_fen", "个人自付")),
    ),
    Layout(
        "student", "学籍", "学籍", "csv",
        (
            *_WHO, ("school", "学校"), ("stage", "学段"), ("full_time", "是否全日制"), ("from_on",
            "入学日期"),
            ("to_on", "毕业日期"), ("status", "学籍状态"),
        ),
        dates="dots",
    ),
    Layout(
        "liveness", "生存认证", "生存认证", "csv",
        (*_WHO, ("verified_on", "认证日期"), ("method", "认证方式"), ("result", "认证结果")),
    ),
)  # fmt: skip
