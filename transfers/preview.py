"""What the page shows while a transfer is being filled in: rules, papers owed, path, what follows. Nothing is written."""

from students.matters.preview import Preview
from students.parties import policy_key_of
from transfers.facts import transfer_facts
from transfers.kind import effects_of, parties_of, route_of
from transfers.models import Transfer
from xueji import clock
from xueji.cases.checks import blocked
from xueji.cases.models import Case
from xueji.cases.preview import path_preview
from xueji.organizations.scope import unfenced
from xueji.policies.engine.check import check
from xueji.policies.engine.registry import get as policy


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
        stopped=int(bool(blocked(verdicts, exceptions_block=False))),
    )
