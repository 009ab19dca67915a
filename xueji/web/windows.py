"""The windows that the workbench shows: what may be submitted now or opens soon, and how long still.

What has a window says so by a source; those of the policies' own parameters are in `window_sources`. A chapter adds its
own from its `cards.py`:

    windows.register("graduation", graduation_windows)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise

from xueji import clock
from xueji.calendars.working_days import WorkingCalendar
from xueji.organizations.models import Organization
from xueji.organizations.terms import terms_in_force
from xueji.policies.assignments import assigned_key
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.parameters import ParameterError, Values
from xueji.policies.engine.policy import Policy
from xueji.policies.engine.registry import get as policy_of
from xueji.policies.facts import Term
from xueji.policies.windows import Window

WIDTH = 316
SOON = 3  # working days
AHEAD = timedelta(days=120)


@dataclass(frozen=True)
class Frame:
    """What windows are made from: the numbers in force, the terms of the organization in order, the day; whose they are."""

    values: Values
    terms: list[Term]
    today: date
    organization: Organization | None = None


@dataclass(frozen=True)
class Announced:
    """A kind of window: its days, time after time, and the parameter of the policy that it follows from. `concern` is
    what its rule is about: a regulation that leaves that out of its base has no such window."""

    label: str | Promise
    windows: list[Window]
    parameter: str
    concern: str = ""


Source = Callable[[Frame], Iterable[Announced]]
_sources: dict[str, Source] = {}


def register(key: str, source: Source) -> None:
    """Add or replace (by key) a source. It may raise ParameterError where the policy knows no such window."""
    _sources[key] = source


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
    """What is open now or opens within four months, under the regulation that binds the organization."""
    key = assigned_key(organization)
    if not key:
        return []
    today, policy = clock.today(), policy_of(key)
    school = organization.pk if organization.kind == Organization.Kind.SCHOOL else None
    terms = terms_in_force(key.rpartition("_")[0] or key, school)
    frame = Frame(policy.parameters(today), [Term.of(term.span()) for term in terms], today, organization)
    found = [view for source in _sources.values() for view in _views(source, frame, policy, calendar)]
    return sorted(found, key=lambda view: (not view.is_open, view.last))


def _views(source: Source, frame: Frame, policy: Policy, calendar: WorkingCalendar) -> list[WindowView]:
    """Of each kind the window that is open or comes next."""
    try:
        announced = list(source(frame))
    except ParameterError:
        return []
    views = []
    for kind in announced:
        if kind.concern in policy.drops:
            continue
        coming = next((window for window in kind.windows if window.last >= frame.today), None)
        if coming is not None and coming.first <= frame.today + AHEAD:
            parameter = policy.parameters_by_key.find(kind.parameter)
            views.append(_view(str(kind.label), coming, parameter, frame.today, calendar))
    return views


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
