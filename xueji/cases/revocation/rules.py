"""What the rules say of a revocation: whether there is still an effect to take back, and on what it stands."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from xueji.policies.engine.citations import Citation
from xueji.policies.engine.registry import get as policy
from xueji.policies.engine.verdicts import Outcome, Verdict, Verdicts
from xueji.policies.readers import reads

READING = "revocation.opened_by"


@dataclass(frozen=True, slots=True)
class RevocationFacts:
    """`reason` says what was wrong; `obstacle` why the effect cannot be taken back now, empty when it can."""

    number: str
    reason: str
    obstacle: str


def citation_of(policy_key: str) -> Citation:
    """The article on orders to correct, where the regulation's reading stands (Beijing 47, Zhejiang 51)."""
    return policy(policy_key).parameters_by_key.find(READING).citation


@reads(READING)
def may_open(policy_key: str, on: date, *, opener: bool, decider: bool) -> bool:
    """Whether the regulation, as it is read on a day, lets the body open a revocation."""
    words = policy(policy_key).parameters(on).words(READING)
    return (opener and "opener" in words) or (decider and "decider" in words)


def judge(policy_key: str, facts: RevocationFacts) -> Verdicts:
    """The two answers, each with the article."""
    citation = citation_of(policy_key)
    grounds = Verdict(
        f"{policy_key}.revocation_grounds",
        Outcome.ALLOWED,
        _("违反规定办理的，责令改正；改正要写明错在哪里"),
        facts.reason,
        citation,
    )
    effect = Verdict(
        f"{policy_key}.revocation_effect",
        Outcome.FORBIDDEN if facts.obstacle else Outcome.ALLOWED,
        _("撤销只能恢复原办件改动过、其后没有再变的内容"),
        facts.obstacle or _("%(number)s 的改动都还在，可以原样恢复") % {"number": facts.number},
        citation,
    )
    return Verdicts.of([grounds, effect])
