"""Where a school stands in a matter: the bodies above it, the regulation that binds it, its terms."""

from collections.abc import Iterable
from datetime import date, timedelta

from xueji.calendars.loader import get_calendar
from xueji.calendars.models import SchoolTerm
from xueji.organizations.models import Organization
from xueji.organizations.scope import asked_once
from xueji.policies.assignments import policy_key_of, policy_keys_of
from xueji.policies.facts import SchoolFacts, Term
from xueji.policies.school_rules import school_rules_of
from xueji.policies.vocabulary import SchoolKind

__all__ = [
    "jurisdiction_of",
    "parties_of_school",
    "policy_key_of",
    "policy_keys_of",
    "rest_days_of",
    "school_facts",
    "school_rules_of",
    "terms_of",
]

# How schools of each type (办学类型) are treated by the rules; anything else is a secondary vocational school.
_KINDS = {
    "普通中专": SchoolKind.TECHNICAL,
    "普通中等专业学校": SchoolKind.TECHNICAL,
    "职业高中": SchoolKind.VOCATIONAL_HIGH,
    "职业高级中学": SchoolKind.VOCATIONAL_HIGH,
    "职业教育中心": SchoolKind.VOCATIONAL_CENTRE,
    "成人中专": SchoolKind.ADULT,
    "成人中等专业学校": SchoolKind.ADULT,
    "技工学校": SchoolKind.SKILLED_WORKER,
    "普通高中": SchoolKind.GENERAL_HIGH,
    "普通高级中学": SchoolKind.GENERAL_HIGH,
    "专门学校": SchoolKind.SPECIAL,
}


def jurisdiction_of(organization: Organization) -> str:
    """Whose term dates a school follows: "zhejiang" for the policy "zhejiang_2015"."""
    return policy_key_of(organization).rpartition("_")[0]


def terms_of(school: Organization) -> tuple[Term, ...]:
    """The terms that hold for a school, in order, as the rules take them."""
    return tuple(Term.of(span) for span in SchoolTerm.objects.spans_for(jurisdiction_of(school), school.pk))


def parties_of_school(school: Organization, side: str = "") -> dict[str, int | None]:
    """Who sits where for a school, by party name (with `side` "from" or "to" in front in matters of two schools).

    The authority is the parent, whatever it is; the local education authority only sits where the authority is no
    education department (annex 1 of Zhejiang's rules). Absent parties are None.
    """
    authority = school.parent
    run_by_education = authority is not None and authority.is_education_department
    seats = {
        "school": school.pk,
        "authority": school.parent_id,
        "local_education": None if run_by_education else school.local_education_authority_id,
        "city": school.city_id,
        "province": school.province_id,
    }
    prefix = f"{side}_" if side else ""
    return {prefix + seat: organization for seat, organization in seats.items()}


def school_facts(school: Organization) -> SchoolFacts:
    """A school as the rules see it."""
    parent = school.parent
    return SchoolFacts(
        name=school.name,
        kind=_KINDS.get(school.school_type, SchoolKind.TECHNICAL),
        province=str(school.province_id),
        run_by_education=parent is not None and parent.is_education_department,
    )


def rest_days_of(years: Iterable[int]) -> frozenset[date]:
    """The days of some years on which no office works (estimated where the calendar is not published)."""
    calendar = asked_once("calendar", get_calendar)
    days = (date(year, 1, 1) + timedelta(days=offset) for year in sorted(set(years)) for offset in range(366))
    return frozenset(day for day in days if not calendar.is_working(day))
