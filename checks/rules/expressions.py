"""Expressions and sentences of a file → typed trees; their troubles → faults with line and column."""

from __future__ import annotations

from collections.abc import Iterable

from checks.rules.names import Scope
from checks.rules.refusals import NAME, SYNTAX, TYPE, Refusals
from checks.rules.strict_yaml import Scalar
from checks.rules.templates import check_template
from checks.rules.tokens import Trouble
from checks.rules.typecheck import check_text
from checks.rules.typed import Template, Typed
from checks.rules.types import Type
from pipelines.definitions import Expression

_CODES = {"syntax": SYNTAX, "name": NAME, "type": TYPE}


def expression_of(written: Scalar) -> Expression:
    """The text with the place of its first character."""
    line, column = written.place_of(0)
    return Expression(written.text or "", line, column)


def checked_expression(written: Scalar, scope: Scope, want: Type | None, refusals: Refusals) -> Typed | None:
    """The typed tree, or None after reporting every trouble."""
    typed, troubles = check_text(written.text or "", scope, want)
    _report(written, troubles, refusals)
    return typed


def checked_template(written: Scalar, scope: Scope, refusals: Refusals) -> Template | None:
    """The typed sentence, or None after reporting every trouble."""
    template, troubles = check_template(written.text or "", scope)
    _report(written, troubles, refusals)
    return template


def _report(written: Scalar, troubles: Iterable[Trouble], refusals: Refusals) -> None:
    for trouble in troubles:
        refusals.add(_CODES[trouble.kind], written.place_of(trouble.start), trouble.what, trouble.do)
