"""When students leave: closing files, opening one again, what is due."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from students.archive import closing, handing, pages
from students.archive.actions import may_keep
from students.archive.contents import rules_of
from students.archive.doors import get_school_for
from students.archive.forms import CloseForm, ListForm, ReopenForm
from students.archive.models import ClosedFile, HandOverList
from students.archive.queries import new_records_of
from students.doors import get_student_for
from students.models import Student
from xueji import clock
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole, wholes

seen = permission_required("view_students")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seen
def leavers(request: HttpRequest) -> HttpResponse:
    """Those who left and whose file is open; close the ticked ones."""
    scope = scope_of(request)
    school = get_school_for(scope, None)
    form = CloseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        students = list(
            Student.objects.filter(pk__in=ticked(request, "student"), school=school).select_related("school")
        )
        try:
            closed = closing.files_close(actor=scope, students=students, **form.cleaned_data)
        except Invalid as error:
            blame(form, error)
        else:
            messages.success(request, _("已归档 %(count)d 册") % {"count": len(closed)})
            return redirect("archive:leavers")
    context = pages.leavers_page(school) | {"form": form, "keeps": may_keep(scope, school.pk)}
    return render(request, "archive/leavers.html", context, status=422 if form.is_bound else 200)


@require_POST
@seen
def close(request: HttpRequest, student_pk: int) -> HttpResponse:
    """Close one file, from its own page."""
    scope = scope_of(request)
    student = get_student_for(scope, student_pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        raise Invalid(next(iter(form.errors.values()))[0])
    closing.files_close(actor=scope, students=[student], **form.cleaned_data)
    messages.success(request, _("已归档"))
    return redirect("students:section", pk=student.pk, section="archive")


@require_POST
@seen
def reopen(request: HttpRequest, student_pk: int) -> HttpResponse:
    """Open a closed file again, for a reason."""
    scope = scope_of(request)
    student = get_student_for(scope, student_pk)
    form = ReopenForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    closing.file_reopen(actor=scope, student=student, reason=reason)
    messages.success(request, _("档案已重新启用"))
    return redirect("students:section", pk=student.pk, section="archive")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seen
def due(request: HttpRequest) -> HttpResponse:
    """Paper by the day on which it is due, and files that go after their students; draft a list of the ticked ones."""
    scope = scope_of(request)
    school = get_school_for(scope, None)
    purpose = HandOverList.Purpose.TRANSFER if "receiver" in request.POST else HandOverList.Purpose.RETENTION
    form = ListForm(request.POST or None, rules=rules_of(school, clock.today()), purpose=purpose)
    if form.is_bound and form.is_valid():
        try:
            made = _list(request, scope, school, purpose, form.cleaned_data)
        except Invalid as error:
            blame(form, error)
        else:
            return redirect("archive:list", pk=made.pk)
    context = pages.due_page(school) | {"form": form, "keeps": may_keep(scope, school.pk)}
    return render(request, "archive/due.html", context, status=422 if form.is_bound else 200)


def _list(request: HttpRequest, scope: Scope, school: Organization, purpose: str, said: dict[str, Any]) -> HandOverList:
    """Draft a list; where the files go after their students, the receiver is the school that has them now."""
    there = ClosedFile.objects.at_school().filter(pk__in=ticked(request, "file"), school=school)
    files = list(there.order_by("due_on", "number"))
    receiver = handing.Receiver(said["receiver_name"], said.get("receiver_kind", ""))
    wanted = request.POST.get("receiver", "")
    if purpose == HandOverList.Purpose.TRANSFER and whole(wanted) is not None:
        schools = [record.school for record in new_records_of([file.student_id for file in files]).values()]
        mine = [each for each in schools if str(each.pk) == wanted]
        if not mine or len(mine) != len(files):
            raise Invalid(_("勾选的学生不都转到了这所学校，请刷新后再办。"))
        receiver = handing.Receiver(mine[0].name, "", mine[0])
    return handing.list_create(
        actor=scope, school=school, files=files, purpose=purpose, receiver=receiver, remark=said["remark"]
    )


def ticked(request: HttpRequest, name: str) -> list[int]:
    """The ids that were ticked."""
    return wholes(request.POST.getlist(name))


def blame(form: Any, error: Invalid) -> None:
    """Put what is wrong under its field, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))
