"""For each school the term whose registration was due last: as the school prescribed it, or as the regulation's readings
say where the school has opened none (Beijing 14)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from students.parties import policy_keys_of
from students.term_registration.models import Round
from students.term_registration.rounds import is_regulated_by, term_name, usual_due_on
from xueji.calendars.models import SchoolTerm
from xueji.organizations.models import Organization
from xueji.organizations.queries import OrganizationQuerySet


@dataclass(frozen=True)
class DueTerm:
    """Registration of a term ("2026-2027-1") that was due at a school on a day; without a round the school has opened none."""

    school_id: int
    name: str
    due_on: date
    round_id: int | None = None


def due_terms(today: date, school_id: int | None = None) -> list[DueTerm]:
    """One for a school at the most, in four queries whatever their number."""
    schools = Organization.objects.schools().filter(**({"pk": school_id} if school_id else {}))
    rounds = Round.objects.filter(**({"school": school_id} if school_id else {}))
    held = list(rounds.values_list("school_id", "school_year", "number", "due_on", "pk"))
    opened = {(school, year, number) for school, year, number, _due, _pk in held}
    last = {due.school_id: due for due in sorted(_of_rounds(held, today), key=lambda due: due.due_on)}
    for due in _of_nobody(schools, opened, today):
        if due.school_id not in last or last[due.school_id].due_on < due.due_on:
            last[due.school_id] = due
    return list(last.values())


def _of_rounds(held: list[tuple[int, str, int, date, int]], today: date) -> list[DueTerm]:
    return [DueTerm(school, f"{year}-{number}", due, pk) for school, year, number, due, pk in held if due < today]


def _of_nobody(schools: OrganizationQuerySet, opened: set[tuple[int, str, int]], today: date) -> list[DueTerm]:
    """Terms that a school had to register and has opened no registration for, the latest of each school."""
    keys = {school: key for school, key in policy_keys_of(schools, today).items() if key and is_regulated_by(key)}
    terms: dict[tuple[str, int | None], dict[tuple[str, int], SchoolTerm]] = defaultdict(dict)
    jurisdictions = {key.rpartition("_")[0] for key in keys.values()}
    for term in SchoolTerm.objects.filter(jurisdiction__in=jurisdictions, starts_on__lt=today):
        terms[term.jurisdiction, term.organization_id][term.school_year, term.number] = term
    found = []
    for school, key in keys.items():
        jurisdiction = key.rpartition("_")[0]
        begun = terms[jurisdiction, None] | terms[jurisdiction, school]
        dues = [
            DueTerm(school, term_name(term), usual_due_on(key, term))
            for (year, number), term in begun.items()
            if (school, year, number) not in opened
        ]
        past = [due for due in dues if due.due_on < today]
        found += [max(past, key=lambda due: due.due_on)] if past else []
    return found
