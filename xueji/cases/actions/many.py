"""Deciding on many single cases at once, each on its own merits: what one is refused for does not stop the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from xueji.cases.actions.deciding import step_approve
from xueji.cases.actions.filing import step_file
from xueji.cases.models import Case
from xueji.cases.states import DecisionVerb
from xueji.errors import Invalid, RegisterError
from xueji.organizations.scope import Scope

MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one of the cases: done, or why not."""

    case_id: int
    number: str
    title: str
    done: bool
    why_not: str = ""


@transaction.atomic
def cases_decide(
    *, actor: Scope, chosen: Iterable[tuple[int, int]], verb: DecisionVerb, opinion: str = ""
) -> list[Outcome]:
    """Agree to (or take note of) many cases with one opinion; `chosen` are ids with the revisions that were read.

    Each is decided as if alone, in a savepoint: rules on fresh facts, nobody on what he opened, a conflict where
    somebody was faster. Returns an outcome for each that the actor may see, in the order given. Raises Invalid for another
    verb, for none and for more than MOST.
    """
    wanted = dict(chosen)
    if verb not in {DecisionVerb.APPROVE, DecisionVerb.FILE}:
        raise Invalid(_("一次只能同意或备案多件；退回和不同意请逐件写明理由。"), field="verb")
    if not wanted:
        raise Invalid(_("还没有选办件，请先勾选。"), field="case")
    if len(wanted) > MOST:
        raise Invalid(_("一次最多办 %(most)d 件，请分几次办。") % {"most": MOST}, field="case")
    cases = Case.objects.in_bulk(list(wanted))
    # Everybody takes locks in the order of ids, so that two who decide on the same ones do not wait for each other.
    outcomes = {key: _decide(actor, cases[key], wanted[key], verb, opinion) for key in sorted(cases)}
    return [outcomes[key] for key in wanted if key in outcomes]


def _decide(actor: Scope, case: Case, revision: int, verb: DecisionVerb, opinion: str) -> Outcome:
    try:
        with transaction.atomic():
            if verb == DecisionVerb.APPROVE:
                step_approve(actor=actor, case=case, revision=revision, opinion=opinion)
            else:
                step_file(actor=actor, case=case, opinion=opinion)
    except RegisterError as error:
        return Outcome(case.pk, case.number, case.title, False, str(error.message))
    return Outcome(case.pk, case.number, case.title, True)
