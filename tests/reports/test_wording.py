"""Every code that the rules hand to the reports has words in both languages."""

from pathlib import Path

from checks.rules.load import load_rules
from checks.rules.shapes.closed_set import SPECS
from reports.wording import EVIDENCE_ROLES

RULES = Path(__file__).parents[2] / "rules"


def test_every_evidence_role_of_the_rules_has_words() -> None:
    rules, faults = load_rules(RULES, shapes=SPECS)
    assert not faults
    roles = {spec.role for checked in rules for spec in checked.rule.evidence}
    assert roles <= set(EVIDENCE_ROLES), sorted(roles - set(EVIDENCE_ROLES))
