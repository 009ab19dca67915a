"""The pages of photos: packs, one student's photo, who has none, what is asked of a photo."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from students.doors import get_student_for
from students.models import Student
from students.photos import actions, pages
from students.photos.forms import CommitForm, PackForm, PhotoForm, RuleForm
from students.photos.models import EarlierPhoto, Photo, PhotoPack, Picture
from xueji.errors import Invalid
from xueji.jobs.progress import job_of, progress
from xueji.web.access import permission_required, scope_of

registrar = permission_required("manage_students")
reader = permission_required("view_students")


@registrar
@require_GET
def photo_list(request: HttpRequest) -> HttpResponse:
    """Earlier packs, newest first; what is asked of a photo; how many are missing."""
    school_id = scope_of(request).organization_id or 0
    context = {
        "packs": PhotoPack.objects.defer("results")[:100],
        "rules": actions.rules_of(school_id),
        "missing": pages.missing_count(),
    }
    return render(request, "students/photos/list.html", context)


@registrar
@require_http_methods(["GET", "POST"])
def photo_new(request: HttpRequest) -> HttpResponse:
    """A pack. What can be refused at once is refused at the field."""
    form = PackForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            pack = actions.pack_upload(actor=scope_of(request), filename=upload.name, data=upload.read())
        except Invalid as error:
            form.add_error("file", str(error.message))
        else:
            return redirect("students:photo_pack", pack.pk)
    context = {"form": form, "rules": actions.rules_of(scope_of(request).organization_id or 0)}
    return render(request, "students/photos/new.html", context, status=422 if form.is_bound else 200)


@registrar
@require_GET
def photo_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a pack stands: its progress, or its result."""
    pack = get_object_or_404(PhotoPack, pk=pk)
    context = {"pack": pack, "job": job_of(pack), "page": pages.results(pack, request.GET)}
    return render(request, "students/photos/pack.html", context)


@registrar
@require_GET
def photo_pack_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The job's line; when it is over, the page is fetched anew."""
    pack = get_object_or_404(PhotoPack.objects.defer("results"), pk=pk)
    return progress(
        request,
        "students/photos/_progress.html",
        {"pack": pack},
        job=job_of(pack),
        is_working=pack.is_working,
        page=reverse("students:photo_pack", args=[pk]),
    )


@registrar
@require_POST
def photo_pack_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check again in the background."""
    actions.pack_check_start(actor=scope_of(request), pack=get_object_or_404(PhotoPack, pk=pk))
    return redirect("students:photo_pack", pk)


@registrar
@require_POST
def photo_pack_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the good photos in the background."""
    pack = get_object_or_404(PhotoPack, pk=pk)
    form = CommitForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else -1
    actions.pack_commit_start(actor=scope_of(request), pack=pack, version=version)
    return redirect("students:photo_pack", pk)


@reader
@require_GET
def photo_missing(request: HttpRequest) -> HttpResponse:
    """Who on the register has no photo, in the reader's scope."""
    context = {"page": pages.missing(request.GET), "count": pages.missing_count()}
    return render(request, "students/photos/missing.html", context)


@registrar
@require_http_methods(["GET", "POST"])
def photo_rules(request: HttpRequest) -> HttpResponse:
    """What the school asks of photos."""
    scope = scope_of(request)
    form = RuleForm(request.POST or None, initial=vars(actions.rules_of(scope.organization_id or 0)))
    if request.method == "POST" and form.is_valid():
        actions.photo_rule_set(actor=scope, rules=form.rules())
        messages.success(request, _("照片要求已保存，以后上传的照这个核对。"))
        return redirect("students:photo_list")
    return render(request, "students/photos/rules.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@reader
@require_safe
def photo_show(request: HttpRequest, pk: int) -> HttpResponse:
    """A student's photo."""
    return _picture(get_object_or_404(Photo, student=get_student_for(scope_of(request), pk)))


@never_cache
@reader
@require_safe
def photo_earlier(request: HttpRequest, pk: int, earlier_pk: int) -> HttpResponse:
    """A photo that the student had before."""
    student = get_student_for(scope_of(request), pk)
    return _picture(get_object_or_404(EarlierPhoto, pk=earlier_pk, student=student))


@never_cache
@require_safe
def photo_own(request: HttpRequest) -> HttpResponse:
    """The photo of whoever is signed in as a student, of the present record."""
    person_id = scope_of(request).person_id
    student = Student.objects.of_person(person_id).first() if person_id is not None else None
    if student is None:
        raise Http404
    return _picture(get_object_or_404(Photo, student=student))


@registrar
@require_http_methods(["GET", "POST"])
def photo_put(request: HttpRequest, pk: int) -> HttpResponse:
    """One student's photo: the present one, another in its place, those before it."""
    student = get_student_for(scope_of(request), pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.photo_put(actor=scope_of(request), student=student, data=form.cleaned_data["file"].read())
        except Invalid as error:
            form.add_error("file", str(error.message))
        else:
            messages.success(request, _("照片已更换。"))
            return redirect("students:record", pk)
    context = {
        "student": student,
        "form": form,
        "photo": Photo.objects.filter(student=student).first(),
        "earlier": EarlierPhoto.objects.filter(student=student),
        "rules": actions.rules_of(student.school_id),
    }
    return render(request, "students/photos/one.html", context, status=422 if form.is_bound else 200)


@registrar
@require_POST
def photo_restore(request: HttpRequest, pk: int, earlier_pk: int) -> HttpResponse:
    """Put an earlier photo back."""
    student = get_student_for(scope_of(request), pk)
    earlier = get_object_or_404(EarlierPhoto, pk=earlier_pk, student=student)
    actions.photo_restore(actor=scope_of(request), student=student, earlier=earlier)
    messages.success(request, _("已换回这张照片。"))
    return redirect("students:photo_put", pk)


def _picture(photo: Picture) -> HttpResponse:
    response = HttpResponse(actions.photo_bytes(photo), content_type=photo.media_type)
    response["Content-Disposition"] = "inline"
    return response
