"""What the shell around every page needs: navigation, offices, the day and the term. Lazy, so that a
fragment costs nothing.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from xueji import clock
from xueji.calendars.models import SchoolTerm
from xueji.calendars.terms import TermSpan, school_year_of, term_on, week_of
from xueji.organizations.models import Organization
from xueji.policies.assignments import assigned_key
from xueji.web import navigation

_TERM = "term_text"


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the shell.

    Reads `request.scope`, `request.office` and `request.offices`, which the scope middleware sets; all are
    absent or None for an
    anonymous visitor. `nav` is evaluated when a template walks through it, once a request.
    """
    scope = getattr(request, "scope", None)
    office = getattr(request, "office", None)
    organization = getattr(office, "organization", None)
    today = clock.today()
    return {
        "nav": SimpleLazyObject(lambda: navigation.build(scope, request.path)),
        "office": office,
        "offices": getattr(request, "offices", None) or ([office] if office else []),
        "organization": organization,
        "today": today,
        "term_text": SimpleLazyObject(lambda: _term_text(request, organization, today)),
        "demo_mode": bool(getattr(settings, "DEMO_MODE", False)),
    }


def _term_text(request: HttpRequest, organization: Organization | None, day: date) -> str:
    """The same all day for an office, so it is kept with the session: no page has to ask for it."""
    if organization is None:
        return term_text(None, day)
    known = request.session.get(_TERM)
    if known and known[:2] == [organization.pk, day.isoformat()]:
        return str(known[2])
    text = term_text(organization, day)
    request.session[_TERM] = [organization.pk, day.isoformat(), text]
    return text


def term_text(organization: Organization | None, day: date) -> str:
    """2026—2027 学年第一学期 · 第 2 周; without an organization or in a vacation the school year alone."""
    year = _("%(years)s 学年") % {"years": school_year_of(day).replace("-", "—")}
    term = term_on(_terms_of(organization), day) if organization else None
    if term is None:
        return year
    number = _("第二学期") if term.number == 2 else _("第一学期")
    return _("%(year)s%(number)s · 第 %(week)s 周") % {
        "year": year,
        "number": number,
        "week": week_of(term, day),
    }


def _terms_of(organization: Organization) -> list[TermSpan]:
    """The terms that hold for an organization: calendars are kept by jurisdiction, the first word of the
    province's policy.
    """
    key = assigned_key(organization)
    jurisdiction = key.rpartition("_")[0] or key
    school = organization.pk if organization.kind == Organization.Kind.SCHOOL else None
    return SchoolTerm.objects.spans_for(jurisdiction, school)
