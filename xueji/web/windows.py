"""The windows that the workbench shows: when transfers may be submitted and new students registered, and how long still."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji import clock
from xueji.calendars.models import SchoolTerm
from xueji.calendars.working_days import WorkingCalendar
from xueji.organizations.models import Organization
from xueji.policies.assignments import assigned_key
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.parameters import ParameterError, Values
from xueji.policies.engine.policy import Policy
from xueji.policies.engine.registry import get as policy_of
from xueji.policies.facts import Term
from xueji.policies.windows import Window, windows_around_openings

WIDTH = 316
SOON = 3  # working days
AHEAD = timedelta(days=120)
SEASON = timedelta(days=92)  # longer than from the opening of any term to the closing day of its registration
_SEASONS = {"autumn": gettext_lazy("秋季"), "spring": gettext_lazy("春季")}


@dataclass(frozen=True)
class WindowView:
    """One window: open (with working days left) or still closed; `filled` of WIDTH is how much of it has passed."""

    label: str
    first: date
    last: date
    is_open: bool
    left: int
    filled: int
    provisional: bool
    citation: Citation

    @property
    def is_soon(self) -> bool:
        return self.is_open and self.left <= SOON


def windows_for(organization: Organization, calendar: WorkingCalendar) -> list[WindowView]:
    """What is open now or opens within four months, under the regulation of the organization's province."""
    key = assigned_key(organization)
    if not key:
        return []
    today, policy = clock.today(), policy_of(key)
    school = organization.pk if organization.kind == Organization.Kind.SCHOOL else None
    jurisdiction = key.rpartition("_")[0] or key
    terms = [Term.of(span) for span in SchoolTerm.objects.spans_for(jurisdiction, school)]
    found = [*_transfer(policy, terms, today, calendar), *_registration(policy, terms, today, calendar)]
    return sorted(found, key=lambda view: (not view.is_open, view.last))


def _transfer(policy: Policy, terms: list[Term], today: date, calendar: WorkingCalendar) -> list[WindowView]:
    """Around the opening of a term, or, where the text says so, at any time before it."""
    values = policy.parameters(today)
    windows: Iterable[Window]
    try:
        key = "transfer.window_days"
        days, first_counts = values.integer(key), values.flag("period.first_day_counts")
        windows = windows_around_openings(terms, days, first_day_counts=first_counts)
    except ParameterError:
        key = "transfer.opening_day_is_in_time"
        windows = _before_openings(terms, last_day_counts=_flag(values, key))
    return _views(_("转学"), windows, key, policy, calendar)


def _before_openings(terms: list[Term], *, last_day_counts: bool | None) -> list[Window]:
    if last_day_counts is None:
        return []
    back = timedelta(days=0 if last_day_counts else 1)
    return [Window(before.starts_on, opened.starts_on - back, opened.planned) for before, opened in pairwise(terms)]


def _flag(values: Values, key: str) -> bool | None:
    try:
        return values.flag(key)
    except ParameterError:
        return None


def _registration(policy: Policy, terms: list[Term], today: date, calendar: WorkingCalendar) -> list[WindowView]:
    try:
        closing = policy.parameters(today).month_days("registration.closing_days")
    except ParameterError:
        return []
    found = []
    for season, (month, day) in closing.items():
        last = next(moment for year in (today.year, today.year + 1) if (moment := date(year, month, day)) >= today)
        # A season begins with the term in which it closes; while that term is not known, nothing is announced.
        opened = max((term.starts_on for term in terms if last - SEASON <= term.starts_on <= last), default=None)
        if opened is not None:
            label = _("%(season)s新生注册") % {"season": _SEASONS.get(season, "")}
            found += _views(label, [Window(opened, last)], "registration.closing_days", policy, calendar)
    return found


def _views(
    label: str, windows: Iterable[Window], parameter: str, policy: Policy, calendar: WorkingCalendar
) -> list[WindowView]:
    today = clock.today()
    coming = next((window for window in windows if window.last >= today), None)
    if coming is None or coming.first > today + AHEAD:
        return []
    return [_view(label, coming, policy.parameters_by_key.find(parameter), today, calendar)]


def _view(label: str, window: Window, parameter: Any, today: date, calendar: WorkingCalendar) -> WindowView:
    length = max((window.last - window.first).days + 1, 1)
    passed = min(max((today - window.first).days, 0), length)
    return WindowView(
        label=label,
        first=window.first,
        last=window.last,
        is_open=today in window,
        left=calendar.remaining(today, window.last),
        filled=round(WIDTH * passed / length),
        provisional=window.provisional,
        citation=parameter.citation,
    )
