"""Which term is registered, and on which days: those that the school prescribes, or those that the regulation's readings
name for a school that has prescribed none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from students.parties import policy_key_of
from students.term_registration.models import Round
from xueji import clock
from xueji.calendars.models import SchoolTerm
from xueji.organizations.models import Organization
from xueji.organizations.scope import notes
from xueji.organizations.terms import terms_in_force
from xueji.policies.engine.parameters import Values
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads

OPENS, DUE = "term_registration.opens_days_before", "term_registration.due_days_after_opening"
LATE = "term_registration.days_late"


@dataclass(frozen=True)
class Days:
    """From when to when a term is registered."""

    opens_on: date
    due_on: date


def key_of(school: Organization) -> str:
    """The regulation that binds a school, asked once a request."""
    held, name = notes(), f"policy_of_{school.pk}"
    if name not in held:
        held[name] = policy_key_of(school)
    return str(held[name])


def values_of(school: Organization, day: date) -> Values:
    """The numbers and readings of a day that hold for a school."""
    return policy(key_of(school)).parameters(day)


def is_regulated(school: Organization) -> bool:
    """Whether the school's regulation makes something of a registration that was missed (Beijing 14)."""
    return is_regulated_by(key_of(school))


def is_regulated_by(policy_key: str) -> bool:
    """Whether that regulation does."""
    return LATE in {item.key for item in policy(policy_key).parameters_by_key}


def terms_for(school: Organization) -> list[SchoolTerm]:
    """The terms that hold for a school, the latest first: its own where it set some, its province's otherwise."""
    return terms_in_force(key_of(school).rpartition("_")[0], school.pk)[::-1]


@reads(OPENS)
def usual_days(school: Organization, term: SchoolTerm) -> Days:
    """The days of a term for which the school has prescribed none."""
    opens = values_of(school, term.starts_on).integer(OPENS)
    return Days(term.starts_on - timedelta(days=opens), usual_due_on(key_of(school), term))


@reads(DUE)
def usual_due_on(policy_key: str, term: SchoolTerm) -> date:
    """The last day of a term's registration by that regulation's reading."""
    return term.starts_on + timedelta(days=policy(policy_key).parameters(term.starts_on).integer(DUE))


def begun_terms(school: Organization, day: date) -> list[SchoolTerm]:
    """The terms whose registration has begun by a day, the latest first."""
    return _begun(school, day, Round.objects.filter(school=school, is_set_by_school=True))


def _begun(school: Organization, day: date, rounds: Iterable[Round]) -> list[SchoolTerm]:
    set_by_school = {(row.school_year, row.number): row.opens_on for row in rounds if row.is_set_by_school}
    return [
        term
        for term in terms_for(school)
        if (set_by_school.get((term.school_year, term.number)) or usual_days(school, term).opens_on) <= day
    ]


def round_now(school: Organization, day: date) -> Round | None:
    """The round whose registration has begun last, as a reader sees it, in one query; None before any has begun."""
    rounds = list(Round.objects.filter(school=school))
    begun = _begun(school, day, rounds)
    if not begun:
        return None
    term = begun[0]
    held = next((row for row in rounds if (row.school_year, row.number) == (term.school_year, term.number)), None)
    if held is None:
        return _round_of(school, term)
    held.term = term
    return held


def term_named(school: Organization, name: str, day: date) -> SchoolTerm | None:
    """The term of a name ("2026-2027-1"); for "" the one that is registered now, or the next one where none has begun."""
    terms = terms_for(school)
    if name:
        return next((term for term in terms if term_name(term) == name), None)
    begun = begun_terms(school, day)
    return begun[0] if begun else (terms[-1] if terms else None)


def term_name(term: SchoolTerm | Round) -> str:
    """ "2026-2027-1"."""
    return f"{term.school_year}-{term.number}"


def round_for(school: Organization, term: SchoolTerm) -> Round:
    """The round of a term; made when it is first asked for. Days that the school did not set follow the term."""
    days = usual_days(school, term)
    found, _created = Round.objects.get_or_create(
        school=school,
        school_year=term.school_year,
        number=term.number,
        defaults={"term": term, "opens_on": days.opens_on, "due_on": days.due_on, "set_at": clock.now()},
    )
    moved = (found.opens_on, found.due_on) != (days.opens_on, days.due_on)
    if moved and not found.is_set_by_school:
        found.term, found.opens_on, found.due_on = term, days.opens_on, days.due_on
        found.save(update_fields=["term", "opens_on", "due_on"])
    return found


def round_seen(school: Organization, term: SchoolTerm) -> Round:
    """The round as a reader sees it: nothing is written where the school has none yet."""
    found = Round.objects.filter(school=school, school_year=term.school_year, number=term.number).first()
    return found or _round_of(school, term)


def _round_of(school: Organization, term: SchoolTerm) -> Round:
    """With the days that the regulation names; not saved."""
    days = usual_days(school, term)
    return Round(
        school=school,
        term=term,
        school_year=term.school_year,
        number=term.number,
        opens_on=days.opens_on,
        due_on=days.due_on,
    )
