"""Classes: the list, one class as on a day, opening, moving students, splitting, merging."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from students.models import SchoolClass
from students.structure import classes as verbs
from students.structure import pages, reshaping
from students.structure.doors import class_for, reshaping_for, school_of, students_for
from students.structure.forms import ClassForm, DayForm, MergeForm, MoveForm, SplitForm, told
from students.structure.membership import members_on
from students.structure.moving import students_move
from students.structure.promotion import year_to_turn
from xueji import clock
from xueji.errors import Invalid
from xueji.web.access import permission_required, scope_of
from xueji.web.asked import whole

_STATES = {"": _("现有班级"), "closed": _("已撤"), "all": _("全部")}


@require_GET
@permission_required("view_students")
def class_list(request: HttpRequest) -> HttpResponse:
    """The classes, the youngest cohort first."""
    school, state, text = school_of(scope_of(request)), request.GET.get("state", ""), request.GET.get("cohort", "")
    cohort = whole(text) if len(text) == 4 else None
    cohorts = SchoolClass.objects.filter(school=school).order_by("-cohort").values_list("cohort", flat=True).distinct()
    chips = [pages.Chip(label, f"?state={key}", key == state) for key, label in _STATES.items()]
    years = [pages.Chip(_("%(year)s 级") % {"year": year}, f"?cohort={year}", year == cohort) for year in cohorts]
    context = {"classes": pages.classes_of(school, cohort, state), "chips": chips, "years": years}
    return render(request, "structure/classes.html", context | pages.framed(scope_of(request), "classes"))


@require_http_methods(["GET", "POST"])
@permission_required("manage_students")
def class_new(request: HttpRequest) -> HttpResponse:
    """Open a class."""
    scope = scope_of(request)
    form = ClassForm(request.POST or None, school_id=school_of(scope))
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.class_open(actor=scope, **form.cleaned_data)
        except Invalid as error:
            told(form, error)
        else:
            messages.success(request, _("已开班“%(name)s”。") % {"name": made.name})
            return redirect("students:class", made.pk)
    return render(request, "structure/class_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@never_cache
@permission_required("view_students")
def school_class(request: HttpRequest, pk: int) -> HttpResponse:
    """One class: who is in it, as on a day, and what became of it."""
    scope = scope_of(request)
    found, form = class_for(scope, pk), DayForm(request.GET)
    today = clock.today()
    day = (form.cleaned_data.get("day") if form.is_valid() else None) or today
    context = {
        "group": found,
        "members": members_on(found, day),
        "day": day,
        "is_today": day == today,
        "form": DayForm(initial={"day": day}),
        "moves": pages.moves_of(found),
        "reshaped": pages.reshapings_of(found),
        "edits": pages.class_edits(found),
        "grade": pages.grade_note(found, year_to_turn(today)),
        "school_year": year_to_turn(today),
        "can_keep": scope.allows("manage_students"),
    }
    return render(request, "structure/class.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("manage_students")
def class_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, another teacher, another place."""
    scope = scope_of(request)
    found = class_for(scope, pk)
    form = ClassForm(request.POST or None, school_id=found.school_id, school_class=found)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.class_change(actor=scope, school_class=found, **form.cleaned_data)
        except Invalid as error:
            told(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("students:class", pk)
    context = {"form": form, "group": found}
    return render(request, "structure/class_form.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required("manage_students")
def class_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an empty class today, or take a closed one up again."""
    scope = scope_of(request)
    found = class_for(scope, pk)
    if found.closed_on is None:
        verbs.class_close(actor=scope, school_class=found, on=clock.today())
        messages.success(request, _("已撤班。"))
    else:
        verbs.class_reopen(actor=scope, school_class=found)
        messages.success(request, _("已恢复。"))
    return redirect("students:class", pk)


@require_POST
@never_cache
@permission_required("manage_students")
def move(request: HttpRequest) -> HttpResponse:
    """Picked students (posted as `student`) into another class; `save` does it."""
    scope = scope_of(request)
    picked = students_for(scope, request.POST.getlist("student"))
    form = MoveForm(
        request.POST if "save" in request.POST else None, classes=pages.fitting_classes(school_of(scope), picked)
    )
    if "save" in request.POST and form.is_valid():
        try:
            rows = students_move(actor=scope, students=[each.pk for each in picked], **form.cleaned_data)
        except Invalid as error:
            told(form, error)
        else:
            messages.success(request, _("已调 %(count)d 人。") % {"count": len(rows)})
            return redirect("students:class", form.cleaned_data["to_class"].pk)
    mixed = len({(each.programme_id, each.cohort) for each in picked}) > 1
    context = {"form": form, "students": picked, "is_mixed": mixed, "classes": form.fields["to_class"].queryset}  # type: ignore[attr-defined]
    return render(request, "structure/move.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@permission_required("manage_students")
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Picked students of the class into a new one beside it; `save` does it."""
    scope = scope_of(request)
    source, picked = class_for(scope, pk), students_for(scope, request.POST.getlist("student"))
    form = SplitForm(request.POST if "save" in request.POST else None, initial={"effective_on": clock.today()})
    if "save" in request.POST and form.is_valid():
        try:
            keys = [each.pk for each in picked]
            done = reshaping.class_split(actor=scope, source=source, students=keys, **form.cleaned_data)
        except Invalid as error:
            told(form, error)
        else:
            messages.success(request, _("已分出 %(count)d 人。") % {"count": done.moved})
            return redirect("students:class", done.target_id)
    staying = source.students.current().exclude(pk__in=[each.pk for each in picked]).count()
    context = {"form": form, "students": picked, "group": source, "staying": staying}
    return render(request, "structure/split.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("manage_students")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """All students of the class into another, which is previewed before `save` does it."""
    scope = scope_of(request)
    source = class_for(scope, pk)
    form = MergeForm(request.POST if request.method == "POST" else None, source=source)
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            if "save" in request.POST:
                done = reshaping.classes_merge(actor=scope, source=source, **form.cleaned_data)
                messages.success(request, _("已并班，共 %(count)d 人。") % {"count": done.moved})
                return redirect("students:class", done.target_id)
            preview = pages.merge_preview(source, form.cleaned_data["target"])
        except Invalid as error:
            told(form, error)
    context = {"form": form, "group": source, "preview": preview}
    return render(request, "structure/merge.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required("manage_students")
def reshaping_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a split or a merge back."""
    scope = scope_of(request)
    row = reshaping.reshaping_undo(actor=scope, reshaping=reshaping_for(scope, pk))
    messages.success(request, _("已撤销，学生回到原班。"))
    return redirect("students:class", row.source_id)
