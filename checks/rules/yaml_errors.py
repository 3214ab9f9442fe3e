"""The YAML parser's complaints in plain words. Belongs here: the table of phrases, nothing else."""

from __future__ import annotations

from pipelines.faults import Text

_QUOTE = Text("含冒号、# 或引号的文字请整体加引号。", "Put a text with a colon, # or quotes in quotes.")
_INDENT = Text("检查本行和上一行的缩进。", "Check the indentation of this line and the one above.")
_CLOSE = Text("检查括号和逗号是否成对。", "Check that brackets are closed and items parted by commas.")

_PHRASES: tuple[tuple[str, Text, Text], ...] = (
    ("mapping values are not allowed", Text("此处多了一个冒号。", "a colon where none can stand."), _QUOTE),
    (
        "could not find expected ':'",
        Text("此行缺少冒号。", "a colon is missing."),
        Text("键和值写作“键: 值”。", "Write key and value as “key: value”."),
    ),
    (
        "did not find expected key",
        Text("此行的缩进与上文不符。", "the indentation does not fit what is above."),
        _INDENT,
    ),
    (
        "expected <block end>",
        Text("此行的缩进与上文不符。", "the indentation does not fit what is above."),
        _INDENT,
    ),
    (
        "did not find expected '-' indicator",
        Text("此行的缩进与列表不符。", "the line does not fit the list above."),
        _INDENT,
    ),
    (
        "did not find expected ',' or",
        Text("括号内缺少逗号或右括号。", "a comma or closing bracket is missing."),
        _CLOSE,
    ),
    ("expected ',' or", Text("括号内缺少逗号或右括号。", "a comma or closing bracket is missing."), _CLOSE),
    ("did not find expected node content", Text("此处缺少内容。", "content is missing here."), _CLOSE),
    (
        "unexpected end of stream",
        Text("引号没有结束。", "a quote is not closed."),
        Text("补上结束的引号。", "Close it."),
    ),
    (
        "unknown escape character",
        Text("双引号内的反斜杠写法有误。", "a wrong backslash in double quotes."),
        Text("改用单引号。", "Use single quotes."),
    ),
    (
        "cannot start any token",
        Text("文字不能以此字符开头。", "a text cannot start with this character."),
        _QUOTE,
    ),
    ("undefined tag handle", Text("标签（!）不可用。", "tags (!) are not used."), _QUOTE),
    ("while scanning an alias", Text("别名（*）不可用。", "aliases (*) are not used."), _QUOTE),
    (
        "alphabetic or numeric character",
        Text("锚点（& 和 *）不可用。", "anchors and aliases are not used."),
        _QUOTE,
    ),
)


def plain_words(problem: str) -> tuple[Text, Text]:
    """What happened and what to do, for a parser's message; unknown messages are passed on."""
    for phrase, what, do in _PHRASES:
        if phrase in problem:
            return what, do
    return Text(f"YAML 语法错误（{problem}）。", f"YAML syntax error ({problem})."), _INDENT
