"""The page of moved schools: what was decided, and for the level above a form with its confirmation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from students.models import Student
from students.reorganization.actions import move_order, move_take_back
from students.reorganization.forms import MoveForm
from students.reorganization.models import SchoolMove
from xueji import clock
from xueji.cases.reseating import cases_of_school
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.access import officers_only, scope_of
from xueji.web.asked import whole


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def moves(request: HttpRequest) -> HttpResponse:
    """The moves that concern the reader; a form for who decides on them."""
    scope = scope_of(request)
    body = get_object_or_404(Organization, pk=scope.organization_id)
    if request.method == "POST" and "take_back" in request.POST:
        return _take_back(request, scope)
    form = MoveForm(request.POST or None, body=body) if _may_order(scope, body) else None
    coming = None
    if request.method == "POST":
        if form is None:
            raise NotAllowed(_("学校划转由市级或省级的学籍主管负责人决定。"))
        if form.is_valid():
            if "confirm" in request.POST and _ordered(request, scope, form):
                return redirect("reorganization:moves")
            coming = _what_comes(form) if not form.errors else None
    known = SchoolMove.objects.select_related("school", "from_body", "to_body", "ordered_by", "ordered_by_user")
    context = {"moves": known, "form": form, "coming": coming, "body": body, "today": clock.today()}
    return render(request, "reorganization/moves.html", context, status=422 if form and form.errors else 200)


def _may_order(scope: Scope, body: Organization) -> bool:
    return scope.allows("manage_offices") and body.kind in {"city", "province"}


def _what_comes(form: MoveForm) -> dict[str, Any]:
    """What goes along with the school, before it is confirmed."""
    school = form.cleaned_data["school"]
    return form.cleaned_data | {
        "students": Student.objects.current().filter(school=school).count(),
        "cases": len(cases_of_school(school.pk)),
        "at_once": form.cleaned_data["since"] <= clock.today(),
    }


def _ordered(request: HttpRequest, scope: Scope, form: MoveForm) -> bool:
    try:
        move = move_order(actor=scope, **form.cleaned_data)
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return False
    except Conflict as error:
        form.add_error(None, str(error))
        return False
    said = _("%(school)s已划归%(body)s。") if move.done_at else _("已登记，到日由系统把%(school)s划归%(body)s。")
    messages.success(request, said % {"school": move.school.name, "body": move.to_body.name})
    return True


def _take_back(request: HttpRequest, scope: Scope) -> HttpResponse:
    move = get_object_or_404(SchoolMove, pk=whole(request.POST["take_back"]))
    move_take_back(actor=scope, move=move)
    messages.success(request, _("已撤回。"))
    return redirect("reorganization:moves")
