"""What the pages of the re-check show: a school's list by classes, and the schools below a level above."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from students.eligibility.forms import GridForm
from students.eligibility.lists import (
    Line,
    Tally,
    lines_of,
    months_of,
    new_students,
    tally_of,
    years_of,
)
from students.eligibility.models import EligibilityCheck, Outcome
from students.parties import policy_key_of, policy_keys_of
from xueji import clock
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy
from xueji.policies.patterns.cancellation import months_after
from xueji.web.marks import Mark


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the year of entry, whom to show (SHOWN) and the class; from above also the school."""

    year: int
    shown: str = "open"
    class_id: int | None = None
    school_id: int | None = None

    def url(self, **changes: Any) -> str:
        """The address with something changed."""
        asked = replace(self, **changes)
        school = f"school={asked.school_id}&" if asked.school_id else ""
        return f"?{school}year={asked.year}&show={asked.shown}&class={asked.class_id or ''}"


_CAME = Coalesce("admission__checked_in_on", "entered_on")

SHOWN: dict[str, Callable[[Line], bool]] = {
    "open": lambda line: line.is_open,
    "passed": lambda line: not line.is_open and not line.is_failed,
    "failed": lambda line: line.is_failed,
    "all": lambda line: True,
}


def grid_page(school: Organization, asked: Asked, form: GridForm, lines: list[Line]) -> dict[str, Any]:
    """The list of one class of a school: the first that has somebody, unless one is named.

    A sheet of a whole school would be longer than a form may be."""
    today, key, year, shown = clock.today(), policy_key_of(school), asked.year, asked.shown
    months = months_of(key, today)
    chosen = [line for line in lines if SHOWN[shown](line)]
    classes = _class_chips(chosen, asked)
    class_id = next((chip.pk for chip in classes if chip.active), None)
    chosen = [line for line in chosen if line.student.school_class_id == class_id]
    rows = [_row(line, form, today) for line in chosen]
    return {
        "school": school,
        "form": form,
        "year": year,
        "shown": shown,
        "tally": (tally := tally_of(lines, today)),
        "states": _state_chips(tally, replace(asked, class_id=class_id), owed=months is not None),
        "months": months,
        "regulation": policy(key).short_name,
        "groups": [(name, list(found)) for name, found in groupby(rows, key=lambda row: row.student.school_class.name)],
        "count": len(rows),
        "class_id": class_id,
        "classes": classes,
        "years": _year_chips(replace(asked, class_id=None), today),
        "outcomes": Outcome.choices,
    }


def grid_lines(school: Organization, year: int) -> list[Line]:
    """The lines of a school and year, by the regulation that binds it."""
    return lines_of(school, year, policy_key_of(school), clock.today())


def overview_page(scope: Scope, body: Organization, year: int) -> dict[str, Any]:
    """The schools below: how far each is, those that are late first."""
    today = clock.today()
    schools = {school.pk: school for school in Organization.objects.within(body).schools().select_related("county")}
    keys = policy_keys_of(schools.values(), today)
    lines = [
        SimpleNamespace(school=schools[key], tally=tally, urls=_urls(Asked(year, school_id=key)))
        for key, tally in _tallies(keys, year, today).items()
        if key in schools
    ]
    lines.sort(key=lambda line: (not _is_late(line.tally), -line.tally.left, line.school.code))
    return {
        "lines": lines,
        "year": year,
        "late": sum(1 for line in lines if _is_late(line.tally)),
        "open": sum(line.tally.left for line in lines),
        "failed": sum(line.tally.failed for line in lines),
        "total": sum(line.tally.total for line in lines),
        "has_rule": any(months_of(key, today) is not None for key in set(keys.values())),
        "years": _year_chips(Asked(year), today),
    }


def _tallies(keys: Mapping[int, str], year: int, today: date) -> dict[int, Tally]:
    """How far each school is with those who came in a year, by the regulation that binds it; two queries: everybody, and whoever
    was re-checked (a look for each student's last re-check would be most of the time)."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    waiting = _counted(new_students(year).annotate(came=_CAME), "school", "came")
    for (school, came, outcome), count in _checked(year).items():
        counts[school][outcome] += count
        waiting[school, came] -= count
    dues: dict[int, list[date]] = defaultdict(list)
    for (school, came), count in waiting.items():
        counts[school]["open"] += count
        months = months_of(keys[school], today) if school in keys else None
        if count and months is not None:
            dues[school].append(months_after(came, months))
    passed, failed = Outcome.PASSED.value, Outcome.FAILED.value
    return {
        school: Tally(sum(found.values()), found[passed], found[failed], min(dues[school], default=None), today)
        for school, found in counts.items()
    }


def _checked(year: int) -> Counter[Any]:
    """Those who were re-checked, by school, day of coming and what was found last."""
    last = EligibilityCheck.objects.order_by("student", "-id").distinct("student").values("pk")
    came = Coalesce("student__admission__checked_in_on", "student__entered_on")
    rows = EligibilityCheck.objects.filter(pk__in=last, student__in=new_students(year)).annotate(came=came)
    return _counted(rows, "student__school", "came", "outcome")


def _counted(rows: QuerySet[Any], *by: str) -> Counter[Any]:
    found = rows.order_by().values_list(*by).annotate(count=Count("pk"))
    return Counter({tuple(key): count for *key, count in found})


def _urls(asked: Asked) -> dict[str, str]:
    """The list behind each number of a school's line."""
    return {shown: asked.url(shown=shown) for shown in SHOWN}


def _is_late(tally: Tally) -> bool:
    return tally.days is not None and tally.days < 0


def _year_chips(asked: Asked, today: date) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(label=str(each), value="", url=asked.url(year=each), active=each == asked.year)
        for each in years_of(today)
    ]


def _state_chips(tally: Tally, asked: Asked, *, owed: bool) -> list[SimpleNamespace]:
    """Those who are still to be looked at, those who passed or failed, everybody; the class stays chosen."""
    counts = {
        "open": (_("待复查") if owed else _("未复查"), tally.left),
        "passed": (_("合格"), tally.passed),
        "failed": (_("不合格"), tally.failed),
        "all": (_("全部"), tally.total),
    }
    return [
        SimpleNamespace(label=label, value=count, url=asked.url(shown=key), active=key == asked.shown)
        for key, (label, count) in counts.items()
    ]


def _class_chips(lines: list[Line], asked: Asked) -> list[SimpleNamespace]:
    """One chip for each class that has somebody; the named one is active, else the first."""
    counts: Counter[tuple[int, str]] = Counter(
        (line.student.school_class_id, line.student.school_class.name) for line in lines
    )
    keys = [pk for pk, _name in counts]
    active = asked.class_id if asked.class_id in keys else (keys[0] if keys else None)
    return [
        SimpleNamespace(pk=pk, label=name, value=count, url=asked.url(class_id=pk), active=pk == active)
        for (pk, name), count in counts.items()
    ]


def _row(line: Line, form: GridForm, today: date) -> SimpleNamespace:
    outcome, grounds = form.written(line.student.pk)
    days = (line.due_on - today).days if line.due_on else None
    case_id = line.found.case_id if line.found else None
    return SimpleNamespace(
        student=line.student,
        came=line.checked_in_on,
        due_on=line.due_on,
        late=line.is_open and days is not None and days < 0,
        found=line.found,
        outcome=outcome,
        grounds=grounds,
        mark=_mark(line),
        case_url=reverse("cases:case", args=[case_id]) if case_id else "",
    )


def _mark(line: Line) -> Mark:
    if line.found is None:
        return Mark(_("待复查"), "wait", "circle-dashed") if line.due_on else Mark(_("未复查"), "", "circle-dashed")
    if line.found.outcome == Outcome.FAILED:
        return Mark(line.found.get_outcome_display(), "bad", "circle-x")
    return Mark(line.found.get_outcome_display(), "ok", "circle-check")
