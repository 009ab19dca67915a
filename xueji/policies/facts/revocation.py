"""What is known when something that took effect is taken back: no rule asks for more."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.matters import facts_of


@facts_of("revocation", label=_("撤销"))
@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationFacts:
    """The undoing of a case that was wrong."""

    requested_on: date = fact(_("提出撤销的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日"), derived=_("判断之日"))
