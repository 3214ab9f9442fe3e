"""One register file → a Register, or every fault in it. Not here: reading registers (``pipelines.read``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, get_args

from checks.rules.document import Form, Key, ListOf, OrNull
from checks.rules.kinds import Unread
from checks.rules.refusals import IDENTITY, REFERENCE, VALUE, Refusals, did_you_mean
from checks.rules.strict_yaml import Mapping as Keys
from checks.rules.strict_yaml import Node, Scalar, Sequence
from checks.rules.values import Choice, Words, YesNo
from pipelines.definitions import Field, FieldType, PersonRole, Register
from pipelines.faults import Text

_NAME = Words(r"[a-z][a-z0-9_]*", "benefit_month")

FIELD = Form(
    (
        Key("name", _NAME, True),
        Key("type", Choice(get_args(FieldType)), True),
        Key("required", YesNo(), True),
        Key("aliases", ListOf(Words()), True, "header texts of real files"),
        Key("vocabulary", OrNull(Words()), doc="of a code field"),
    )
)

_ROLE_FIELDS = tuple(f for f in PersonRole.__dataclass_fields__ if f not in ("role", "age_on"))

PERSON = Form(
    (
        Key("role", _NAME, True),
        *(Key(name, _NAME) for name in _ROLE_FIELDS),
        Key("age_on", ListOf(_NAME), doc="days the age was true on"),
    )
)

REGISTER = Form(
    (
        Key("code", _NAME, True),
        Key("zh", Words(), True),
        Key("en", Words(), True),
        Key("cadence", Choice(("monthly", "quarterly", "daily", "standing")), True),
        Key("needs_month", YesNo(), True),
        Key("programme", OrNull(Words())),
        Key("programme_field", OrNull(_NAME)),
        Key("programme_vocabulary", OrNull(Words())),
        Key("programme_by_sheet", YesNo()),
        Key("repeats", ListOf(_NAME), doc="fields of a group that repeats to the right"),
        Key("amounts", ListOf(_NAME), doc="money fields that count; the first stands in footers"),
        Key("persons", ListOf(PERSON), True),
        Key("fields", ListOf(FIELD), True),
    )
)


@dataclass(frozen=True)
class Known:
    """What a register may refer to; empty sets are not checked."""

    vocabularies: frozenset[str]
    programmes: frozenset[str]


def read_register(node: Node, known: Known, refusals: Refusals) -> Register | None:
    """The register, or None; every fault goes to ``refusals``."""
    before = len(refusals.found)
    try:
        read = REGISTER.read(node, refusals)
    except Unread:
        return None
    assert isinstance(node, Keys)
    fields = tuple(
        Field(f["name"], f["type"], f["required"], f["aliases"], f.get("vocabulary")) for f in read["fields"]
    )
    _check_name(read["code"], node, refusals)
    _check_fields(node, fields, known, refusals)
    _check_uses(node, read, {f.name: f for f in fields}, known, refusals)
    if len(refusals.found) > before:
        return None
    persons = tuple(PersonRole(**person) for person in read["persons"])
    others = {k: v for k, v in read.items() if k not in ("fields", "persons")}
    return Register(fields=fields, persons=persons, **others)


def _check_name(code: str, node: Keys, refusals: Refusals) -> None:
    stem = PurePosixPath(refusals.path).stem
    if stem != code:
        what = Text(f"文件名是“{stem}”，代码是“{code}”。", f"the file is “{stem}”, the code “{code}”.")
        do = Text("文件名应等于代码。", "Name the file after the code.")
        refusals.add(IDENTITY, (node.get("code") or node).at, what, do)


def _check_fields(node: Keys, fields: tuple[Field, ...], known: Known, refusals: Refusals) -> None:
    """Names stand once; vocabularies exist and belong to code fields."""
    listed = node.get("fields")
    places = listed.items if isinstance(listed, Sequence) else ()
    seen: set[str] = set()
    for field, place in zip(fields, places, strict=False):
        if field.name in seen:
            what = Text(f"字段“{field.name}”重复。", f"field “{field.name}” stands twice.")
            refusals.add(VALUE, place.at, what, Text("只保留一个。", "Keep one."))
        seen.add(field.name)
        if field.vocabulary and field.type != "code":
            what = Text(f"字段“{field.name}”不是 code 类型。", f"field “{field.name}” is not of type code.")
            refusals.add(VALUE, place.at, what, Text("删除 vocabulary。", "Delete its vocabulary."))
        if field.vocabulary and known.vocabularies and field.vocabulary not in known.vocabularies:
            _unknown(field.vocabulary, place, known.vocabularies, Text("词表", "vocabularies"), refusals)


def _check_uses(
    node: Keys, read: Mapping[str, Any], fields: Mapping[str, Field], known: Known, refusals: Refusals
) -> None:
    """Fields named elsewhere in the file exist; amounts are money; the programme is known."""
    names = Text("本登记表的字段", "fields")
    for key in ("repeats", "amounts", "programme_field", "persons"):
        for item in _field_names(node.get(key)):
            field = fields.get(item.text or "")
            if field is None:
                _unknown(item.text or "", item, fields, names, refusals)
            elif key == "amounts" and field.type != "money":
                what = Text(f"“{field.name}”不是金额字段。", f"“{field.name}” is not a money field.")
                refusals.add(VALUE, item.at, what, Text("只列 money 类型的字段。", "List money fields only."))
    programme = read.get("programme")
    if programme and known.programmes and programme not in known.programmes:
        _unknown(
            programme, node.get("programme") or node, known.programmes, Text("项目", "programmes"), refusals
        )
    vocabulary = read.get("programme_vocabulary")
    if vocabulary and known.vocabularies and vocabulary not in known.vocabularies:
        place = node.get("programme_vocabulary") or node
        _unknown(vocabulary, place, known.vocabularies, Text("词表", "vocabularies"), refusals)


def _field_names(node: Node | None) -> Iterable[Scalar]:
    """Every field name in a value: a text, a list, or the values of person mappings (but their role)."""
    if isinstance(node, Scalar) and node.text:
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _field_names(item)
    elif isinstance(node, Keys):
        for key, value in node.entries:
            if key.text != "role":
                yield from _field_names(value)


def _unknown(name: str, place: Node, allowed: Iterable[str], whose: Text, refusals: Refusals) -> None:
    what = Text(f"“{name}”不存在。", f"“{name}” does not exist.")
    refusals.add(REFERENCE, place.at, what, did_you_mean(name, allowed, whose))
