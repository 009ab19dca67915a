"""The check-in desk: one field, one person, one key."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from students.admission import actions
from students.admission.doors import get_admission_for
from students.admission.forms import DeskForm
from students.admission.pages import Desk, desk_of
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.web.access import permission_required, scope_of

registrar = permission_required("manage_students")


@registrar
@never_cache
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """The field, the counts, and who was meant by what was typed or scanned."""
    form = DeskForm(request.POST or None)
    typed = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    return _answer(request, desk_of(scope_of(request), request.POST or request.GET, typed=typed))


@registrar
@never_cache
@require_POST
def desk_check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Check the person in; the field stands ready for the next one."""
    found, said = get_admission_for(scope_of(request), pk), dict[str, Any]()
    try:
        arrival = actions.check_in(actor=scope_of(request), admission_id=found.pk)
        said = {"done": arrival.admission, "verdicts": [each for each in arrival.verdicts if each.outcome != "allowed"]}
    except RuleViolated as error:
        said = {"problem": str(error.message), "verdicts": list(error.verdicts)}
    except (Conflict, Invalid, NotAllowed) as error:
        said = {"problem": str(error.message)}
    return _answer(request, desk_of(scope_of(request), request.POST, **said))


@registrar
@never_cache
@require_POST
def desk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back who was checked in by mistake."""
    found, said = get_admission_for(scope_of(request), pk), dict[str, Any]()
    try:
        said["undone"] = actions.check_in_undo(actor=scope_of(request), admission_id=found.pk, note=_("报到台撤回"))
    except (Conflict, NotAllowed) as error:
        said["problem"] = str(error.message)
    return _answer(request, desk_of(scope_of(request), request.POST, **said))


def _answer(request: HttpRequest, found: Desk) -> HttpResponse:
    template = "admission/_desk.html" if request.htmx else "admission/desk.html"  # type: ignore[attr-defined]
    return render(request, template, {"desk": found}, status=422 if found.problem and not request.htmx else 200)  # type: ignore[attr-defined]
