"""The windows that follow from numbers of the policies alone: transfer, registration, resumption, change of major.

Each source raises ParameterError where the regulation knows no such window.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.policies.engine.parameters import ParameterError, Values
from xueji.policies.facts import Term
from xueji.policies.patterns.resumption import months_before
from xueji.policies.readers import reads
from xueji.policies.windows import Window, windows_around_openings
from xueji.web.windows import Announced, Frame, register

SEASON = timedelta(days=92)  # longer than from the opening of any term to the closing day of its registration
_SEASONS = {"autumn": gettext_lazy("秋季"), "spring": gettext_lazy("春季")}
_ONE_DAY = timedelta(days=1)


def announce() -> None:
    """Register the sources."""
    register("transfer", transfer)
    register("registration", registration)
    register("resumption", resumption)
    register("major_change_inside", major_change_inside)
    register("major_change_across", major_change_across)


@reads("transfer.window_days", "period.first_day_counts", "transfer.opening_day_is_in_time")
def transfer(frame: Frame) -> Iterable[Announced]:
    """Around the opening of a term, or, where the text says so, at any time before it."""
    values = frame.values
    try:
        key = "transfer.window_days"
        days, first_counts = values.integer(key), values.flag("period.first_day_counts")
        windows = list(windows_around_openings(frame.terms, days, first_day_counts=first_counts))
    except ParameterError:
        key = "transfer.opening_day_is_in_time"
        windows = _before_openings(frame.terms, last_day_counts=values.flag(key))
    return [Announced(_("转学"), windows, key)]


@reads("registration.closing_days")
def registration(frame: Frame) -> Iterable[Announced]:
    """From the opening of the term to the closing day of the season."""
    key, today = "registration.closing_days", frame.today
    found = []
    for season, (month, day) in frame.values.month_days(key).items():
        last = next(moment for year in (today.year, today.year + 1) if (moment := date(year, month, day)) >= today)
        # A season begins with the term in which it closes; while that term is not known, nothing is announced.
        opened = max((term.starts_on for term in frame.terms if last - SEASON <= term.starts_on <= last), default=None)
        if opened is not None:
            label = _("%(season)s新生注册") % {"season": _SEASONS.get(season, "")}
            found.append(Announced(label, [Window(opened, last)], key))
    return found


@reads("resumption.opening_day_is_in_time")
def resumption(frame: Frame) -> Iterable[Announced]:
    """Some days, or a month, before each opening."""
    in_time = frame.values.flag("resumption.opening_day_is_in_time")
    openings = sorted(frame.terms, key=lambda term: term.starts_on)
    key, windows = _resumption_windows(frame.values, openings, _ONE_DAY * (not in_time))
    return [Announced(_("复学申请"), windows, key)]


@reads("resumption.window_days", "resumption.window_months", "resumption.month_is")
def _resumption_windows(values: Values, openings: list[Term], back: timedelta) -> tuple[str, list[Window]]:
    try:
        key = "resumption.window_days"
        lead = timedelta(days=values.integer(key))
        return key, [Window(term.starts_on - lead, term.starts_on - back, term.planned) for term in openings]
    except ParameterError:
        key = "resumption.window_months"
        months = values.integer(key)
        if values.text("resumption.month_is") == "latest":
            return key, []  # a latest day without a first one is no window
        return key, [
            Window(months_before(term.starts_on, months), term.starts_on - back, term.planned) for term in openings
        ]


@reads("major_change.inside_term")
def major_change_inside(frame: Frame) -> Iterable[Announced]:
    """Inside one category: during the term of the programme at whose end it is too late."""
    key = "major_change.inside_term"
    ordinal = _ordinal(frame.values.integer(key))
    windows = [Window(term.starts_on, term.ends_on, term.planned) for term in frame.terms if term.ordinal == ordinal]
    label, concern = _("转专业（同一专业大类）"), "major_change_time_inside"
    return [Announced(label, sorted(windows, key=_first), key, concern)]


@reads("major_change.across_term", "major_change.across_opens_days")
def major_change_across(frame: Frame) -> Iterable[Announced]:
    """Across categories: from the end of the term of the programme to the next opening."""
    key = "major_change.across_term"
    ordinal = _ordinal(frame.values.integer(key))
    lead = timedelta(days=frame.values.integer("major_change.across_opens_days") - 1)
    ordered = sorted(frame.terms, key=lambda term: term.starts_on)
    windows = [
        Window(term.ends_on - lead, following.starts_on - _ONE_DAY, term.planned or following.planned)
        for term, following in pairwise(ordered)
        if term.ordinal == ordinal
    ]
    return [Announced(_("转专业（跨专业大类）"), windows, key, "major_change_time_across")]


def _before_openings(terms: list[Term], *, last_day_counts: bool) -> list[Window]:
    back = timedelta(days=0 if last_day_counts else 1)
    return [Window(before.starts_on, opened.starts_on - back, opened.planned) for before, opened in pairwise(terms)]


def _ordinal(number: int) -> int:
    """Of a programme's terms the odd ones are first terms of a school year."""
    return 1 if number % 2 else 2


def _first(window: Window) -> date:
    return window.first
