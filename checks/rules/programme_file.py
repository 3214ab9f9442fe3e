"""One programme file → a Programme: names and the settings a county may override."""

from __future__ import annotations

from pathlib import PurePosixPath

from checks.rules.document import Form, Key, OrNull
from checks.rules.kinds import Unread
from checks.rules.refusals import IDENTITY, Refusals
from checks.rules.strict_yaml import Node
from checks.rules.values import Choice, Words
from pipelines.definitions import Programme
from pipelines.faults import Text

SETTINGS = (
    Key("unit", Choice(("household", "person"))),
    Key("amount_mode", OrNull(Choice(("difference", "tier", "top_up")))),
    Key("rounding", OrNull(Choice(("ceil_yuan", "half_up_fen", "none")))),
    Key("by", OrNull(Choice(("level", "band", "placement"))), doc="what the standard depends on"),
)
"""Settings of a programme, in rules/programmes/ and in county.yaml."""

PROGRAMME = Form(
    (
        Key("code", Words(r"[a-z][a-z0-9_]*", "dibao_rural"), True),
        Key("zh", Words(), True),
        Key("en", Words(), True),
        Key("unit", Choice(("household", "person")), True),
        *SETTINGS[1:],
    )
)


def read_programme(node: Node, refusals: Refusals) -> Programme | None:
    """The programme, or None; every fault goes to ``refusals``."""
    before = len(refusals.found)
    try:
        read = PROGRAMME.read(node, refusals)
    except Unread:
        return None
    stem = PurePosixPath(refusals.path).stem
    if stem != read["code"]:
        what = Text(
            f"文件名是“{stem}”，代码是“{read['code']}”。", f"the file is “{stem}”, the code “{read['code']}”."
        )
        refusals.add(IDENTITY, node.at, what, Text("文件名应等于代码。", "Name the file after the code."))
    return None if len(refusals.found) > before else Programme(**read)
