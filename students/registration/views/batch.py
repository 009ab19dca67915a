"""The page on which a school sees who can be registered, and puts a batch together."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from students.registration.actions import place_record, waiting_students
from students.registration.batches import batch_open
from students.registration.deciding_forms import PlaceForm
from students.registration.doors import get_school_for, get_waiting_for
from students.registration.forms import BatchForm
from students.registration.pages import open_page
from xueji.errors import Invalid
from xueji.web.access import permission_required, scope_of


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def open_registration(request: HttpRequest) -> HttpResponse:
    """Who waits for registration, what the rules say of them; `save` drafts the case. Picked ids come as `student`."""
    scope = scope_of(request)
    school = get_school_for(scope)
    form = BatchForm(request.POST if request.method == "POST" else None, waiting=waiting_students(scope))
    if "save" in request.POST and form.is_valid():
        try:
            case = batch_open(actor=scope, school=school, students=form.students(), **form.reason)
        except Invalid as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("草稿已保存，提交前只有本校可见。"))
            return redirect("cases:case", pk=case.pk)
    template = "students/registration/_sheet.html" if request.htmx else "students/registration/open.html"  # type: ignore[attr-defined]
    return render(request, template, open_page(scope, school, form), status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one student of a co-operation really attends."""
    scope = scope_of(request)
    student = get_waiting_for(scope, pk)
    known = getattr(student, "place_of_study", None)
    initial = {"here": "yes" if known is None or known.here else "no", "elsewhere": known.elsewhere if known else ""}
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        here = form.cleaned_data["here"] == "yes"
        place_record(actor=scope, student=student, here=here, elsewhere=form.cleaned_data["elsewhere"])
        messages.success(request, _("已记下实际就读地"))
        return redirect("students:registration_open")
    context = {"form": form, "student": student}
    return render(request, "students/registration/place.html", context, status=422 if form.errors else 200)
