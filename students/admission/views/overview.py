"""What a bureau sees of the newcomers of its schools."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from students.admission.counting import overview_of
from xueji.web.access import permission_required, scope_of


@permission_required("view_students")
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Come, not come, forfeited, kept, papers late, by school."""
    return render(request, "admission/overview.html", {"overview": overview_of(scope_of(request), request.GET)})
