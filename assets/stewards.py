"""``hecha rules check|test|list|show``: for data stewards, who never read Python.

``preview`` and ``diff``, which judge real data, stand in ``preview``.
"""

import sys
from pathlib import Path

from assets.console import say_faults
from assets.settings import Rulebook, load_rulebook
from checks.rules.rule_tests import run_rule_tests
from checks.rules.sentence import rule_in_words
from pipelines.faults import Lang


def rules_command(action: str, rule_id: str | None, *, rules: Path, lang: Lang) -> int:
    """Run one steward's command; 1 when a rule has a fault or a test fails, 2 for an unknown rule."""
    book = load_rulebook(rules, None)
    if action != "list":
        say_faults(book.faults, lang)
    if rule_id and rule_id not in {c.rule.id for c in book.rules}:
        known = "、".join(c.rule.id for c in book.rules)
        print(
            f"没有可用的规则 {rule_id}。现有：{known}"
            if lang == "zh"
            else f"No rule {rule_id}. There are: {known}"
        )
        return 2
    return {"check": _check, "test": _test, "list": _list, "show": _show, "preview": _known}[action](
        book, rule_id, lang
    )


def _check(book: Rulebook, rule_id: str | None, lang: Lang) -> int:
    faults = sum(f.stops for f in book.faults)
    print(
        f"{len(book.rules)} 条规则、{len(book.registers)} 个登记表可用，{faults} 处问题。"
        if lang == "zh"
        else f"{len(book.rules)} rules and {len(book.registers)} registers are usable, {faults} fault(s)."
    )
    return 1 if faults else 0


def _test(book: Rulebook, rule_id: str | None, lang: Lang) -> int:
    chosen = [c for c in book.rules if rule_id in (None, c.rule.id)]
    outcomes = run_rule_tests(chosen, registers=book.registers, programmes=book.programmes)
    for outcome in outcomes:
        mark = "✓" if outcome.passed else "✗"
        print(
            f"{mark} {outcome.rule_id}  {outcome.name}"
            + ("" if outcome.passed else f"\n    {outcome.message}")
        )
    failed = sum(not o.passed for o in outcomes)
    print(
        f"{len(outcomes)} 个测试，{failed} 个未通过。"
        if lang == "zh"
        else f"{len(outcomes)} tests, {failed} failed."
    )
    return 1 if failed or any(f.stops for f in book.faults) else 0


def _list(book: Rulebook, rule_id: str | None, lang: Lang) -> int:
    for checked in book.rules:
        rule = checked.rule
        print(f"{rule.id}  v{rule.version}  {rule.grade}  {rule.severity:<8}  {rule.title.say(lang)}")
    return 0


def _known(book: Rulebook, rule_id: str | None, lang: Lang) -> int:
    if rule_id is None:
        print("请给出规则编号，如 hecha rules preview DEC-01 --data DATA", file=sys.stderr)
        return 2
    return 1 if book.faults and any(f.stops for f in book.faults) else 0


def _show(book: Rulebook, rule_id: str | None, lang: Lang) -> int:
    if rule_id is None:
        print("请给出规则编号，如 hecha rules show DEC-01", file=sys.stderr)
        return 2
    checked = next(c for c in book.rules if c.rule.id == rule_id)
    print(rule_in_words(checked, lang))
    return 0
