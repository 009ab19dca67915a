"""What the pages of registration show."""

from collections import Counter, defaultdict
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, F, Q

from students.admission.models import Admission
from students.admission.states import AWAITED, AdmissionState
from students.models import Student
from students.parties import policy_keys_of
from students.registration.extensions import may_extend
from students.registration.forms import BatchForm
from students.registration.models import StandingKind
from students.registration.preview import Preview, preview_of
from students.registration.rosters import unsettled_students
from students.registration.seasons import current_seasons, extensions_for, windows_of
from students.registration.standings import standings_on, suspended_among
from students.statuses import Status
from xueji import clock
from xueji.cases.models import Case, Item, Step
from xueji.cases.states import CaseState, ItemState
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.assignments import assigned_key

SHOWN = 200
_IN_HAND = [CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED]
_BATCHES = 8


def open_page(scope: Scope, school: Organization, form: BatchForm) -> dict[str, Any]:
    """The school's page: the windows, who is ready, who is not and why, the batches in hand."""
    students = form.students()
    today = clock.today()
    preview: Preview | None = preview_of(school, students) if students else None
    standing = standings_on([school.pk], today)[school.pk]
    return {
        "form": form,
        "preview": preview,
        "count": len(students),
        "held_up": preview.held_up[:SHOWN] if preview else [],
        "offered": preview.offered[:SHOWN] if preview else [],
        "offered_beyond": max(len(preview.offered) - SHOWN, 0) if preview else 0,
        "held_up_beyond": max(len(preview.held_up) - SHOWN, 0) if preview else 0,
        "windows": windows_of(school, today, preview.seasons if preview else ()),
        "suspension": standing.get(StandingKind.SUSPENDED),
        "foreign": standing.get(StandingKind.FOREIGN),
        "batches": _batches(school),
        "in_hand": _in_hand(school).get(school.pk, Counter()),
        "unsettled": unsettled_students(scope).count(),
        "in_category": _in_category(school),
        "awaited": Admission.objects.filter(school=school, state__in=AWAITED).count(),
        "unplaced": Admission.objects.filter(school=school, state=AdmissionState.CHECKED_IN, student=None).count(),
    }


def _batches(school: Organization) -> list[SimpleNamespace]:
    """The batches in hand and the last ones, with how many came through and how many were given back."""
    cases = list(Case.objects.filter(opened_for=school, kind="registration").order_by("-id")[:_BATCHES])
    rows = Item.objects.filter(case__in=cases).order_by().values_list("case", "state").annotate(count=Count("pk"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for case_id, state, count in rows:
        found[case_id][state] += count
    at: dict[int, list[str]] = defaultdict(list)
    for case_id, name in Step.objects.filter(case__in=cases, state="open").values_list("case", "organization__name"):
        at[case_id].append(name)
    return [
        SimpleNamespace(
            case=case,
            total=sum(found[case.pk].values()),
            returned=found[case.pk][ItemState.RETURNED],
            applied=found[case.pk][ItemState.APPLIED],
            at="、".join(at[case.pk]),
        )
        for case in cases
    ]


def _in_category(school: Organization) -> int:
    """How many study under a broad category and have no direction yet."""
    category = Q(programme__category_code__gt="") & Q(programme__major_code=F("programme__category_code"))
    return Student.objects.filter(category, school=school, status=Status.STUDYING).count()


def overview_page(scope: Scope, body: Organization) -> dict[str, Any]:
    """Who has not finished registering below a level above: the schools with newcomers who wait, the latest first."""
    today = clock.today()
    lines = _school_lines(today)
    lines.sort(key=lambda line: (-(line.window.late if line.window and line.idle else 0), -line.idle, line.school.code))
    own_key = assigned_key(body)
    return {
        "lines": lines,
        "body": body,
        "waiting": sum(line.waiting for line in lines),
        "idle": sum(line.idle for line in lines),
        "running": sum(line.running for line in lines),
        "schools": sum(1 for line in lines if line.waiting),
        "late": sum(1 for line in lines if line.idle and line.window and line.window.late),
        "windows": windows_of(body, today) if own_key else [],
        "may_extend": bool(own_key) and scope.allows("decide_cases") and may_extend(body, own_key),
        "may_decide": scope.allows("decide_cases"),
    }


def _school_lines(today: date) -> list[SimpleNamespace]:
    """A line for each school that has newcomers without status: how many stand where, and the window they belong to."""
    waiting = dict(Student.objects.awaiting_registration().order_by().values_list("school").annotate(count=Count("pk")))
    in_hand = _in_hand()
    below = Organization.objects.filter(pk__in={*waiting, *in_hand}, kind="school")
    schools = list(below.select_related("county").order_by("code"))
    keys = policy_keys_of(schools, today)
    seasons = {key: current_seasons(key, today) for key in set(keys.values())}
    wanted = {season for found in seasons.values() for season, _closes in found}
    extended, suspended = extensions_for(schools, wanted), suspended_among([school.pk for school in schools], today)
    lines = []
    for school in schools:
        count, batch = waiting.get(school.pk, 0), in_hand.get(school.pk, Counter())
        lines.append(
            SimpleNamespace(
                school=school,
                waiting=count,
                draft=batch["draft"],
                running=batch["running"],
                idle=max(count - batch["draft"] - batch["running"], 0),
                window=_window(school, seasons[keys[school.pk]], extended, today),
                suspension=suspended.get(school.pk),
            )
        )
    return lines


def _in_hand(school: Organization | None = None) -> dict[int, Counter[str]]:
    """Newcomers in drafts and in batches under way, by school; of one school where it is named."""
    of_school = {"case__opened_for": school} if school else {}
    rows = (
        Item.objects.filter(case__kind="registration", case__state__in=_IN_HAND, state=ItemState.PENDING, **of_school)
        .order_by()
        .values_list("case__opened_for", "case__state")
        .annotate(count=Count("pk"))
    )
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for opener, state, count in rows:
        found[opener]["running" if state == CaseState.RUNNING else "draft"] += count
    return found


def _window(school: Organization, seasons: list[Any], extended: dict[Any, Any], today: date) -> SimpleNamespace | None:
    """The window that its newcomers belong to: the one that closed of late, else the one that closes next."""
    if not seasons:
        return None
    (season, year), closes = seasons[0]
    extension = extended.get((school.pk, season, year))
    last = max(closes, extension.until) if extension else closes
    left = (last - today).days
    return SimpleNamespace(season=season, year=year, last=last, left=left, late=max(-left, 0), extension=extension)
