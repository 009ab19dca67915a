"""The pages of the calendar. Every office may look; a province's chief keeps it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xueji.calendars.models import SchoolTerm
from xueji.errors import Invalid, RegisterError
from xueji.web.access import officers_only, scope_of
from xueji.web.asked import whole
from xueji.web.calendar import actions, page
from xueji.web.calendar.forms import DayForm, FestivalForm, ImportForm, PublishForm, TermForm

FIRST, LAST = 2004, 2100
V = Callable[..., HttpResponse]


def keepers_only(view: V) -> V:
    """Raises NotAllowed (403) for who does not keep the calendar."""

    @officers_only
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actions.check_keeps_calendar(scope_of(request))
        return view(request, *args, **kwargs)

    return inner


@require_GET
@officers_only
def overview(request: HttpRequest) -> HttpResponse:
    """Years, terms, and who changed them."""
    organization = request.office.organization  # type: ignore[attr-defined]
    return render(request, "calendar/overview.html", page.overview(scope_of(request), organization))


@require_GET
@officers_only
def year(request: HttpRequest, year: int) -> HttpResponse:
    """One year, month by month."""
    return _year(request, year)


@require_POST
@keepers_only
def day(request: HttpRequest, year: int) -> HttpResponse:
    """Turn the day that was clicked."""
    form = DayForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请点选日历上的一天。"))
    return _done(
        request, year, lambda: actions.year_turn_day(
            actor=scope_of(request), year=year, day=form.cleaned_data["day"], name=form.cleaned_data["note"]
        ), note=form.cleaned_data["note"],
    )  # fmt: skip


@require_POST
@keepers_only
def festival(request: HttpRequest, year: int) -> HttpResponse:
    """Enter one festival of the notice."""
    form = FestivalForm(request.POST, year=year)
    if form.is_valid():
        try:
            actions.year_enter_festival(actor=scope_of(request), year=year, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            return redirect("calendar:year", year=year)
    return _year(request, year, festival_form=form, status=422)


@require_POST
@keepers_only
def upload(request: HttpRequest, year: int) -> HttpResponse:
    """Fill the draft from a file; what is wrong in it is said row by row."""
    form = ImportForm(request.POST, request.FILES)
    problems: list[Any] = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        problems = actions.year_import(actor=scope_of(request), year=year, data=file.read(), filename=file.name)
        if not problems:
            messages.success(request, _("已按文件填好 %(year)d 年草稿，核对后再公布。") % {"year": year})
            return redirect("calendar:year", year=year)
    return _year(request, year, import_form=form, problems=problems, status=422)


@require_POST
@keepers_only
def publish(request: HttpRequest, year: int) -> HttpResponse:
    """Publish the draft."""
    form = PublishForm(request.POST)
    if form.is_valid():
        actions.year_publish(actor=scope_of(request), year=year, source=form.cleaned_data["source"])
        messages.success(request, _("%(year)d 年日历已公布，在办期限随即重新计算。") % {"year": year})
        return redirect("calendar:year", year=year)
    return _year(request, year, publish_form=form, status=422)


@require_POST
@keepers_only
def discard(request: HttpRequest, year: int) -> HttpResponse:
    """Drop the draft."""
    actions.year_discard(actor=scope_of(request), year=year)
    messages.success(request, _("已放弃 %(year)d 年的草稿。") % {"year": year})
    return redirect("calendar:year", year=year)


@require_http_methods(["GET", "POST"])
@keepers_only
def term(request: HttpRequest) -> HttpResponse:
    """Set the days of a term of the province, or of one of its schools."""
    jurisdiction = page.jurisdiction_of(request.office.organization)  # type: ignore[attr-defined]
    form = TermForm(
        request.POST or None,
        school_years=page.school_years(),
        schools=page.schools_of(request.office.organization),  # type: ignore[attr-defined]
        initial=_known_term(request, jurisdiction),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.school_term_set(actor=scope_of(request), jurisdiction=jurisdiction, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("学期日期已保存。"))
            return redirect("calendar:overview")
    return render(request, "calendar/term.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@keepers_only
def term_drop(request: HttpRequest) -> HttpResponse:
    """Let a school go by the terms of the province again."""
    terms = page.own_terms_of(request.office.organization)  # type: ignore[attr-defined]
    actions.school_term_drop(actor=scope_of(request), term=get_object_or_404(terms, pk=whole(request.POST.get("term"))))
    messages.success(request, _("已取消，该校按全省（市）的学期。"))
    return redirect("calendar:overview")


def _known_term(request: HttpRequest, jurisdiction: str) -> dict[str, Any]:
    """What the form starts with: the term that the address names, as it stands."""
    start: dict[str, Any] = {"status": SchoolTerm.Status.PLANNED, "number": 1, "teaching_weeks": 20}
    years = page.school_years()
    school_year, number = request.GET.get("school_year", ""), request.GET.get("number", "")
    if school_year in years and number in {"1", "2"}:
        start |= {"school_year": school_year, "number": int(number)}
        terms = SchoolTerm.objects.filter(jurisdiction=jurisdiction, organization_id=None)
        schools = page.schools_of(request.office.organization)  # type: ignore[attr-defined]
        if school := schools.filter(code=request.GET.get("school", "")).first():
            start["school"] = school.code
            terms = terms.model.objects.filter(jurisdiction=jurisdiction, organization_id=school.pk)
        start |= terms.filter(school_year=school_year, number=number).values(
            "starts_on", "ends_on", "teaching_weeks", "status"
        ).first() or {}  # fmt: skip
    return start


def _done(request: HttpRequest, year: int, act: Callable[[], Any], **shown: Any) -> HttpResponse:
    """Do it, and show the sheet again (a part of the page to HTMX)."""
    try:
        act()
    except RegisterError as error:
        messages.error(request, str(error.message))
    return _year(request, year, **shown)


def _year(request: HttpRequest, year: int, status: int = 200, **shown: Any) -> HttpResponse:
    if not FIRST <= year <= LAST:
        raise Http404
    context = {
        "festival_form": FestivalForm(year=year),
        "import_form": ImportForm(),
        "publish_form": PublishForm(),
        "problems": [],
        "note": "",
        **page.year_page(scope_of(request), year),
        **shown,
    }
    if request.headers.get("HX-Request"):
        return render(request, "calendar/_sheet.html", context, status=status)
    if context["has_draft"]:
        context["moves"] = page.moves(year)  # asks every running clock, so not at each click
    return render(request, "calendar/year.html", context, status=status)
