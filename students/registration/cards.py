"""The windows of registration on the workbench, with what was extended, for schools and for the levels above."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from students.registration.seasons import windows_of
from xueji.policies.windows import Window
from xueji.web import window_sources, windows
from xueji.web.windows import Announced, Frame

_PARAMETER = "registration.closing_days"
# A season begins with the term in which it closes; an extension may lead into the next one.
_SEASON = timedelta(days=92)


def registration(frame: Frame) -> Iterable[Announced]:
    """From the opening of the term to the last day of the season, as it was extended for the reader's body."""
    if frame.organization is None:
        return window_sources.registration(frame)
    found = []
    for window in windows_of(frame.organization, frame.today):
        opened = max(
            (term.starts_on for term in frame.terms if window.closes - _SEASON <= term.starts_on <= window.closes),
            default=None,
        )
        if opened is None or window.is_closed:
            continue
        label = _("%(season)s新生注册") % {"season": window.season.label}
        if window.extension:
            label = _("%(season)s新生注册（已延期）") % {"season": window.season.label}
        found.append(Announced(label, [Window(opened, window.last)], _PARAMETER))
    return found


windows.register("registration", registration)
