"""The terms from which a student may belong to the to-school, and which of them a form offers first."""

from datetime import date

from django.utils.translation import gettext as _

from students.parties import terms_of
from xueji import clock
from xueji.organizations.models import Organization
from xueji.policies.facts import Term
from xueji.web.formats import cn_date_full


def target_terms(school: Organization) -> list[Term]:
    """The term that runs now, if one does, and the next one."""
    today = clock.today()
    return [term for term in terms_of(school) if term.ends_on >= today][:2]


def term_choices(school: Organization) -> list[tuple[str, str]]:
    """Opening day and label: 2026—2027 学年第一学期（9月1日开学）."""
    return [
        (
            term.starts_on.isoformat(),
            _("%(first)d—%(second)d 学年第%(ordinal)s学期，%(day)s开学%(mark)s")
            % {
                "first": term.school_year,
                "second": term.school_year + 1,
                "ordinal": "一二"[term.ordinal - 1],
                "day": cn_date_full(term.starts_on),
                "mark": _("（暂算）") if term.planned else "",
            },
        )
        for term in target_terms(school)
    ]


def usual_term(school: Organization, *, before_opening: bool) -> date | None:
    """What the form proposes: where transfers are settled before a term opens the next one, else the one that runs."""
    today = clock.today()
    offered = target_terms(school)
    if before_opening:
        offered = [term for term in offered if term.starts_on > today] or offered
    return offered[0].starts_on if offered else None
