"""The student's own page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from students.applications.pages import choice_of
from students.models import Student
from students.presenters.record import own_record
from xueji.web.access import scope_of


@require_safe
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """The record of the person who is signed in: the present one, those before below it; 404 for officers."""
    scope = scope_of(request)
    if scope.person_id is None:
        raise Http404
    records = list(Student.objects.of_person(scope.person_id).with_places().select_related("photo"))
    if not records:
        raise Http404
    context = {"record": own_record(records[0], scope), "earlier": records[1:]}
    return render(request, "students/me.html", context | {"correcting": choice_of(records[0], "information")})
