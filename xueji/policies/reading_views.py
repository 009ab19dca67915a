"""One reading: how it is taken, how it was taken before, and, for the level that may interpret, how it shall be."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xueji import clock
from xueji.errors import Invalid
from xueji.web.access import scope_of

from .actions import may_interpret, reading_change
from .engine.chains import Chain, ChainStep
from .engine.parameters import Interpretation, ParameterError
from .engine.policy import Policy
from .engine.rules import AnyRule
from .forms_of_values import ReadingForm
from .matters import matters
from .models import InterpretationChange
from .readers import outside_readers, settable_readings
from .views import policy_or_404


def reading(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """A reading with its history; a form to change it where the reader may."""
    policy = policy_or_404(key)
    found = _reading(policy, name)
    scope = scope_of(request)
    settable = settable_readings(policy)
    form = _form(request, found) if name in settable and may_interpret(scope, policy) else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            reading_change(
                actor=scope,
                policy_key=key,
                key=name,
                value=form.value,
                since=form.cleaned_data["since"],
                reason=form.cleaned_data["reason"],
            )
        except Invalid as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong.message))
        else:
            messages.success(request, _("口径已调整，自所填日期起提交的办件按新口径办理"))
            return redirect("policies:reading", key, name)
    changes = InterpretationChange.objects.filter(policy_key=key, key=name).select_related(
        "organization", "recorded_by"
    )
    context = {
        "policy": policy,
        "reading": found,
        "form": form,
        "settable": settable,
        "today": clock.today(),
        "changes": changes.order_by("-since", "-pk"),
        "uses": _rules_that_read(policy, name),
        "steps": _steps_that_read(policy, name),
        "is_read_elsewhere": name in outside_readers(),
    }
    return render(request, "policies/reading_page.html", context)


def _rules_that_read(policy: Policy, name: str) -> list[AnyRule]:
    """Every rule in force that reads a key, whatever its kind, own ones first."""
    kinds = [rules for kind in matters() for rules in kind.rule_kinds]
    spoken = {rule.key: rule for kind in kinds for rule in policy.rules_for(kind, clock.today())}
    return [rule for rule in spoken.values() if name in rule.reads]


def _steps_that_read(policy: Policy, name: str) -> list[tuple[Chain, ChainStep]]:
    """Every step, in its chain, whose budget or kind a key says."""
    chains = policy.chains(clock.today())
    return [(chain, step) for chain in chains for step in chain.steps if name in step.reads]


def _form(request: HttpRequest, found: Interpretation) -> ReadingForm:
    current = found.on(clock.today())
    initial = {"since": clock.today() + timedelta(days=1)}
    return ReadingForm(request.POST or None, parameter=found, current=current, initial=initial)


def _reading(policy: Policy, name: str) -> Interpretation:
    try:
        found = policy.parameters_by_key.find(name)
    except ParameterError as unknown:
        raise Http404 from unknown
    if not isinstance(found, Interpretation):
        raise Http404
    return found
