"""One entry to the verbs of deciders, which the page and the interface share."""

from xueji.cases import actions
from xueji.cases.models import Case
from xueji.cases.states import DecisionVerb
from xueji.errors import Invalid
from xueji.organizations.scope import Scope


def decide(
    *,
    actor: Scope,
    case: Case,
    verb: DecisionVerb,
    revision: int,
    opinion: str = "",
    exceptions: dict[str, str] | None = None,
    returned_items: dict[int, str] | None = None,
    rejected_items: dict[int, str] | None = None,
    to_position: int | None = None,
    working_days: int | None = None,
) -> Case:
    """Agree, send back, refuse, take note, object or answer an order, for the actor's organization.

    Raises what the verb raises: NotAllowed, Conflict, Invalid, RuleViolated; Invalid for a verb of somebody else.
    """
    if verb == DecisionVerb.APPROVE:
        return actions.step_approve(
            actor=actor,
            case=case,
            revision=revision,
            opinion=opinion,
            exceptions=exceptions,
            returned_items=returned_items,
            rejected_items=rejected_items,
        )
    if verb == DecisionVerb.RETURN:
        return actions.step_return(
            actor=actor, case=case, revision=revision, to_position=to_position or 0, opinion=opinion
        )
    if verb == DecisionVerb.REJECT:
        return actions.case_reject(actor=actor, case=case, revision=revision, opinion=opinion)
    if verb == DecisionVerb.FILE:
        return actions.step_file(actor=actor, case=case, opinion=opinion)
    if verb == DecisionVerb.OBJECT:
        return actions.step_file(actor=actor, case=case, opinion=opinion, objection=True, working_days=working_days)
    if verb == DecisionVerb.CORRECT:
        return actions.step_correct(actor=actor, case=case, opinion=opinion)
    raise Invalid(f"{verb.label}", field="verb")
