"""What the shell around every page needs: navigation, offices, the day and the term. Lazy, so that a fragment costs nothing."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from xueji import clock
from xueji.web import navigation

FIRST_TERM_BEGINS = 8  # August: the school year turns before the first of September
SECOND_TERM_BEGINS = 2


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the shell.

    Reads `request.scope`, `request.office` and `request.offices`, which the scope middleware sets; all are absent or None for an
    anonymous visitor. `nav` is evaluated when a template walks through it, once a request.
    """
    scope = getattr(request, "scope", None)
    office = getattr(request, "office", None)
    today = clock.today()
    return {
        "nav": SimpleLazyObject(lambda: navigation.build(scope, request.path)),
        "office": office,
        "offices": getattr(request, "offices", None) or ([office] if office else []),
        "organization": getattr(office, "organization", None),
        "today": today,
        "term_text": SimpleLazyObject(lambda: term_text(today)),
        "demo_mode": bool(getattr(settings, "DEMO_MODE", False)),
    }


def term_text(day: date) -> str:
    """2026—2027 学年第一学期 for a day from August to January, 第二学期 from February to July."""
    first_year = day.year if day.month >= FIRST_TERM_BEGINS else day.year - 1
    is_second = SECOND_TERM_BEGINS <= day.month < FIRST_TERM_BEGINS
    template = _("%(first)s—%(second)s 学年第二学期") if is_second else _("%(first)s—%(second)s 学年第一学期")
    return template % {"first": first_year, "second": first_year + 1}
