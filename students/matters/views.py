"""Pages of matters: choose a student and a kind, fill it in with the rules beside it, correct it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from students.matters import pages
from students.matters.actions import matter_change, matter_open
from students.matters.doors import get_change_for, get_classmates_for, get_kind_for, get_school_for, get_students_for
from students.matters.finding import PickForm, found_students
from students.matters.kind import MatterKind
from students.models import Student
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def open_matter(request: HttpRequest) -> HttpResponse:
    """First the student, then the kind. What was typed is posted: a name does not belong into an address."""
    scope = scope_of(request)
    get_school_for(scope)
    if whole(request.GET.get("student")) is not None:
        student = get_students_for(scope, [request.GET["student"]])[0]
        context = {"student": student, "choices": pages.choices_for(scope, student)}
        return render(request, "matters/choose.html", context)
    form = PickForm(request.POST or None)
    context = {"form": form, "students": found_students(scope, form), "batches": pages.batches_for(scope)}
    return render(request, "matters/pick.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def open_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one kind for the students (or whole classes) named in the address or posted from a list; `save` drafts
    the case."""
    scope = scope_of(request)
    found = get_kind_for(scope, kind)
    sheet = pages.Sheet(kind=found, school=get_school_for(scope), students=_students(request, scope, found))
    filled_in = request.method == "POST" and "form" in request.POST
    form = sheet.form(request.POST if filled_in else None)
    if "save" in request.POST and form.is_valid():
        try:
            case = matter_open(actor=scope, kind=sheet.kind, matters=form.matters())
        except Invalid as error:
            pages.refused(form, error)
        except Conflict as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("草稿已保存，提交前只有本校可见。请交齐材料后提交。"))
            return redirect("cases:case", pk=case.pk)
    return _form(request, sheet, form)


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("open_cases")
def change(request: HttpRequest, case_pk: int) -> HttpResponse:
    """Correct a draft or a returned case; its students stay."""
    scope = scope_of(request)
    case, kind = get_change_for(scope, case_pk)
    students = Student.objects.with_places().in_bulk(list(case.items.values_list("student_id", flat=True)))
    keys = case.items.order_by("position").values_list("student_id", flat=True)
    sheet = pages.Sheet(kind, get_school_for(scope), [students[key] for key in keys], case)
    form = sheet.form(request.POST if request.method == "POST" else None)
    if "save" in request.POST and form.is_valid():
        try:
            matter_change(actor=scope, kind=kind, case=case, matters=form.matters())
        except Invalid as error:
            pages.refused(form, error)
        else:
            messages.success(request, _("已保存，规则已重新核对。"))
            return redirect("cases:case", pk=case.pk)
    return _form(request, sheet, form)


def _students(request: HttpRequest, scope: Scope, kind: MatterKind) -> list[Student]:
    """Those who are named, else all of the classes that are."""
    keys, classes = _keys(request), request.GET.getlist("class")
    return get_classmates_for(scope, kind, classes) if classes and not keys else get_students_for(scope, keys)


def _keys(request: HttpRequest) -> list[str]:
    return request.POST.getlist("student") or request.GET.getlist("student")


def _form(request: HttpRequest, sheet: pages.Sheet, form: pages.MatterForm) -> HttpResponse:
    """The whole page, or for HTMX the columns inside it."""
    refused = "save" in request.POST
    context = sheet.context(form) | {"refused": refused}
    if request.htmx and form.keeps_shape(request.POST):  # type: ignore[attr-defined]
        answer = render(request, "matters/_spoken.html", context)
        return retarget(reswap(answer, "innerHTML"), "#matter-live")
    if form.is_bound and not refused:
        form.forgive_empty()
    template = "matters/_sheet.html" if request.htmx else "matters/form.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if refused else 200)
