"""Deciding on many single cases at once, from the to-do list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xueji.cases import actions
from xueji.cases.forms import ManyForm
from xueji.cases.presenters.many import many_page, named
from xueji.cases.states import DecisionVerb
from xueji.errors import RegisterError
from xueji.web.access import permission_required, scope_of


@require_http_methods(["GET", "POST"])
@permission_required("decide_cases")
def many(request: HttpRequest) -> HttpResponse:
    """The matters that can be agreed to or filed together; after a decision, what became of each."""
    scope = scope_of(request)
    context: dict[str, Any] = {"form": ManyForm()}
    status = 200
    if request.method == "POST":
        form = context["form"] = ManyForm(request.POST)
        if form.is_valid():
            try:
                outcomes = actions.cases_decide(
                    actor=scope,
                    chosen=form.chosen,
                    verb=DecisionVerb(form.cleaned_data["verb"]),
                    opinion=form.cleaned_data["opinion"],
                )
                context["outcomes"] = named(outcomes)
                done = sum(outcome.done for outcome in outcomes)
                context["said"] = _("办了 %(done)d 件，未办 %(left)d 件") % {"done": done, "left": len(outcomes) - done}
            except RegisterError as error:
                context["refusal"], status = str(error.message), error.status
        else:
            status = 422
    return render(request, "cases/many.html", many_page(scope, request.GET) | context, status=status)
