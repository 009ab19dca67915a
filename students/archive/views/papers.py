"""Papers of a file: putting in (several at once), looking at, replacing, taking out."""

from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from students.archive import actions
from students.archive.contents import rules_of
from students.archive.doors import get_material_for
from students.archive.forms import MaterialForm, RemoveForm, ReplaceForm
from students.archive.storage import SUFFIXES
from students.doors import get_student_for
from students.models import Student
from students.views.record import section_context
from xueji import clock
from xueji.errors import Invalid
from xueji.web.access import officers_only, permission_required, scope_of

# A paper is looked at, never run: no script, no form, no foreign address. A sandbox would also stop the browser's own PDF
# reader, so it is for pictures only.
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'"
)


@require_POST
@permission_required("view_students")
def add(request: HttpRequest, student_pk: int) -> HttpResponse:
    """Put one or several papers in. Good ones stay where one of them is refused; the page says which and why."""
    student = get_student_for(scope_of(request), student_pk)
    form = MaterialForm(request.POST, request.FILES, rules=rules_of(student.school, clock.today()), student=student)
    if not form.is_valid():
        return _refused(request, student, form)
    taken = _take(request, student, form)
    if taken:
        messages.success(request, _("已入档 %(count)d 份") % {"count": taken})
    if form.errors:
        return _refused(request, student, form)
    return redirect(f"{reverse('students:section', args=[student.pk, 'archive'])}#papers")


def _take(request: HttpRequest, student: Student, form: MaterialForm) -> int:
    """Put every file in; what is wrong with one stands at the form. Returns how many went in."""
    said, taken = dict(form.cleaned_data), 0
    kind, part = form.kind_and_part
    files: list[UploadedFile] = said["files"]
    for number, upload in enumerate(files, start=1):
        try:
            actions.material_add(
                actor=scope_of(request),
                student=student,
                kind=kind,
                part=part,
                title=_title(said["title"], upload, number if len(files) > 1 else 0),
                dated_on=said["dated_on"],
                school_year=said["school_year"],
                upload=upload,
            )
        except Invalid as error:
            _blame(form, error, upload if len(files) > 1 else None)
        else:
            taken += 1
    return taken


def _blame(form: MaterialForm, error: Invalid, upload: UploadedFile | None) -> None:
    """Put what is wrong under its field, with the file's name where there are several."""
    field = {"file": "files", "kind": "what"}.get(error.field or "", error.field)
    said = f"{Path(upload.name or '').name}：{error.message}" if upload and field == "files" else str(error.message)
    place = field if field in form.fields else None
    if said not in form.errors.get(place or "__all__", []):
        form.add_error(place, said)


def _title(given: str, upload: UploadedFile, number: int) -> str:
    if given.strip():
        return f"{given.strip()}（{number}）" if number else given.strip()
    return Path(upload.name or "").stem[:80]


def _refused(request: HttpRequest, student: Student, form: MaterialForm) -> HttpResponse:
    context = section_context(request, student, "archive") | {"form": form, "refused": True}
    return render(request, "students/record.html", context, status=422)


@require_GET
@never_cache
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper itself, to who may see the file: its officers, and the student. Every look is recorded."""
    material = get_material_for(scope_of(request), pk)
    try:
        content = actions.material_read(actor=scope_of(request), material=material)
    except FileNotFoundError as error:
        raise Http404 from error
    return served(content, material.content_type, f"{material.pk}{SUFFIXES[material.content_type]}")


def served(content: bytes, content_type: str, name: str, *, as_attachment: bool = False) -> HttpResponse:
    """Bytes for the page or the disk, kept out of every cache."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    is_image = content_type.startswith("image/")
    response["Content-Security-Policy"] = f"{_POLICY}; sandbox" if is_image else f"{_POLICY}; object-src 'self'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@officers_only
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a better copy in its place; the one before stays under it."""
    material = get_material_for(scope_of(request), pk)
    form = ReplaceForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            new = actions.material_replace(
                actor=scope_of(request), material=material, upload=said["file"], dated_on=said["dated_on"]
            )
        except Invalid as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("已换新，原来的一份保留在“历次版本”里"))
            return redirect(_shown(new.student_id, new.pk))
    messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect(_shown(material.student_id, material.pk))


@require_POST
@officers_only
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper out of an open file, for a reason."""
    material = get_material_for(scope_of(request), pk)
    form = RemoveForm(request.POST)
    if form.is_valid():
        actions.material_remove(actor=scope_of(request), material=material, reason=form.cleaned_data["reason"])
        messages.success(request, _("已移出，原因记入档案"))
    else:
        messages.error(request, _("请写明移出的原因。"))
    return redirect(_shown(material.student_id, material.pk))


def _shown(student_id: int, pk: int) -> str:
    return f"{reverse('students:section', args=[student_id, 'archive'])}?paper={pk}#papers"
