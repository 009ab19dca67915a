"""What the page shows while a transfer is being filled in: rules, papers owed, path, what follows. Nothing is written."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from students.parties import policy_key_of
from transfers.facts import transfer_facts
from transfers.kind import effects_of, parties_of, route_of
from transfers.models import Transfer
from xueji import clock
from xueji.cases.models import Case
from xueji.cases.preview import PathStep, path_preview
from xueji.organizations.scope import unfenced
from xueji.policies.engine.check import check
from xueji.policies.engine.registry import get as policy
from xueji.policies.engine.verdicts import EvidenceNeed, Verdicts


@dataclass(frozen=True)
class Preview:
    """The right-hand side of the form. `source` names the regulation and its reading."""

    verdicts: Verdicts
    owed: tuple[EvidenceNeed, ...]
    path: list[PathStep]
    effects: list[str]
    source: str

    @property
    def stops(self) -> str:
        """What stands against it now; empty when nothing does. Exceptions hold up the decision, not the submission."""
        parts = []
        if self.verdicts.forbidden:
            parts.append(_("%(count)d 条规则不允许") % {"count": len(self.verdicts.forbidden)})
        if self.verdicts.exceptions:
            parts.append(_("%(count)d 条须由上级作例外") % {"count": len(self.verdicts.exceptions)})
        if self.owed:
            parts.append(_("%(count)d 份材料未交") % {"count": len(self.owed)})
        return "，".join(parts)


def preview_of(transfer: Transfer, *, case: Case | None = None, gives_up_place: bool = False) -> Preview:
    """Ask the rules of today about a transfer, saved or not."""
    key, today = policy_key_of(transfer.opener), clock.today()
    with unfenced(reason="rules of a transfer that is being filled in"):
        verdicts = check(key, "transfer", transfer_facts(transfer, case=case), today)
    parties, route = parties_of(transfer), route_of(transfer)
    rules = policy(key)
    return Preview(
        verdicts=verdicts,
        owed=verdicts.missing_evidence,
        path=path_preview(key, "transfer", route, parties, today, with_exception=bool(verdicts.exceptions)),
        effects=effects_of(transfer, gives_up_place=gives_up_place),
        source=f"{rules.short_name} {rules.version(today)}",
    )
