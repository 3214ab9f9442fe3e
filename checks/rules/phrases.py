"""The phrases conditions are read out with. ``$0``, ``$1`` stand for the arguments, already in words."""

from __future__ import annotations

from pipelines.faults import Text

UNKNOWN = Text("未知", "unknown")
YES_NO = {True: Text("是", "true"), False: Text("否", "false")}

CONSTANTS = {
    "window_first": Text("审计首月", "the first month audited"),
    "window_last": Text("审计末月", "the last month audited"),
    "as_of": Text("审计基准日", "the day of the audit"),
}

SIGNS = {
    "=": Text("为", " is "),
    "!=": Text("不是", " is not "),
    "<": Text("小于", " is less than "),
    "<=": Text("不大于", " is at most "),
    ">": Text("大于", " is more than "),
    ">=": Text("不小于", " is at least "),
    "+": Text("＋", " + "),
    "-": Text("－", " - "),
    "*": Text("×", " × "),
    "/": Text("÷", " / "),
    "ratio": Text("÷", " / "),
}

DAY_SIGNS = {
    "<": Text("早于", " is before "),
    "<=": Text("不晚于", " is not after "),
    ">": Text("晚于", " is after "),
    ">=": Text("不早于", " is not before "),
}

PHRASES = {
    "and": Text("，且", ", and "),
    "or": Text("，或", ", or "),
    "not": Text("并非$0", "not $0"),
    "-": Text("负$0", "minus $0"),
    "is null": Text("$0未知", "$0 is unknown"),
    "is not null": Text("$0已知", "$0 is known"),
    "in": Text("$0是$1之一", "$0 is one of $1"),
    "not in": Text("$0不是$1中任何一个", "$0 is none of $1"),
    "month": Text("$0所在月", "the month of $0"),
    "add_months": Text("$0之后$1个月", "$1 month(s) after $0"),
    "first_day": Text("$0的第一天", "the first day of $0"),
    "last_day": Text("$0的最后一天", "the last day of $0"),
    "add_years": Text("$0之后$1年", "$1 year(s) after $0"),
    "add_days": Text("$0之后$1天", "$1 day(s) after $0"),
    "days_between": Text("从$0到$1的天数", "the days from $0 to $1"),
    "months_between": Text("从$0到$1的月数", "the months from $0 to $1"),
    "age_at": Text("$1的周岁（生于$0）", "the age on $1 (born $0)"),
    "contains_any": Text("$0含有$1之一", "$0 contains one of $1"),
    "coalesce": Text("$0（未知时取$1）", "$0 ($1 if unknown)"),
    "coalesce many": Text("$0中第一个已知的", "the first known of $0"),
    "if": Text("（若$0则$1，否则$2）", "($1 if $0, else $2)"),
    "min_of many": Text("$0中较小者", "the smaller of $0"),
    "max_of many": Text("$0中较大者", "the larger of $0"),
    "abs": Text("$0的绝对值", "the absolute value of $0"),
    "length": Text("$0的字数", "the length of $0"),
    "standard": Text("$3执行的标准（$0，$1，$2）", "the standard of $3 ($0, $1, $2)"),
    "is_in_window": Text("$0在审计月份内", "$0 is a month audited"),
    "age_band": Text("$0岁所在的档（$1）", "the band of age $0 ($1)"),
    "lowest_age": Text("最低档年龄（$0）", "the lowest age of $0"),
    "level_in": Text("$1的$2级在表中（$0）", "level $2 of $1 is in the table ($0)"),
    "any": Text("有一行$0", "some row: $0"),
    "all": Text("每一行$0", "every row: $0"),
    "count": Text("行数", "the number of rows"),
    "count_if": Text("$0的行数", "the number of rows with $0"),
    "count_distinct": Text("不同$0的个数", "the number of different $0"),
    "sum": Text("$0合计", "the sum of $0"),
    "min": Text("最小的$0", "the smallest $0"),
    "max": Text("最大的$0", "the largest $0"),
    "first": Text("第一个$0", "the first $0"),
}

COUNTER_WORDS = {
    "lower": Text("降一级", "one grade lower"),
    "to_E1": Text("降至E1", "to E1"),
    "to_E2": Text("降至E2", "to E2"),
    "show": Text("列示", "shown"),
}

HEADINGS = {
    "scope": Text("范围", "Scope"),
    "parameters": Text("参数", "Parameters"),
    "not_evaluable": Text("不能判断的情形", "Not evaluable when"),
    "counter_evidence": Text("反证", "Counter-evidence"),
    "requires": Text("需要的登记表", "Registers needed"),
    "legal_basis": Text("依据", "Legal basis"),
    "notes": Text("易误判的情形", "False positives"),
    "follow_up": Text("后续核查", "Follow-up"),
}
