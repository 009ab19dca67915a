"""The health examination of many: a grid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from students.admission import actions
from students.admission.forms import GridForm
from students.admission.grid import findings_of, grid_of
from xueji.errors import Invalid
from xueji.web.access import permission_required, scope_of


@permission_required("manage_students")
@never_cache
@require_http_methods(["GET", "POST"])
def health(request: HttpRequest) -> HttpResponse:
    """Who was not examined yet, a result beside each; empty ones stay as they are."""
    scope, form = scope_of(request), GridForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.examinations_record(actor=scope, findings=findings_of(request.POST, form.cleaned_data))
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("已登记 %d 人的体检结果") % count)
            return redirect(request.get_full_path())
    context = {"form": form, "grid": grid_of(scope, request.GET)}
    return render(request, "admission/health.html", context, status=422 if form.errors else 200)
