"""How long somebody may study at the most: flexible study ends some years after entry (Zhejiang 14 ¶2; the Ministry's text)."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from students.admission.models import Admission
from students.models import Profile, Programme, StatusChange, Student
from students.parties import policy_key_of
from students.statuses import Status
from xueji import clock
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.parameters import Values
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.policies.vocabulary import Schooling, StudyForm

_MONTHS = 12


@dataclass(frozen=True)
class Longest:
    """So many years from entry, the last day of them, and the article that sets them; None where the programme goes beyond
    it, which somebody granted."""

    years: Decimal
    last_day: date
    citation: Citation | None


@reads("study.flexible_junior", "study.flexible_senior", "study.leave_counts")
def longest_study(students: Sequence[Student]) -> dict[int, Longest]:
    """By student id, for those in flexible study alone: as long as their programme says, else as the regulation says of
    those who came from junior or from senior secondary school; longer by the time of leave where that does not count.
    Students need programme and school; three queries at most."""
    flexible = [student for student in students if student.programme.study_form == StudyForm.FLEXIBLE]
    if not flexible:
        return {}
    seniors = _from_senior([student.pk for student in flexible])
    keys = {student.school_id: policy_key_of(student.school) for student in flexible}
    uncounted = _days_on_leave(
        [row.pk for row in flexible if not _values(keys[row.school_id]).flag("study.leave_counts")]
    )
    found = {}
    for student in flexible:
        rules = policy(keys[student.school_id])
        key = "study.flexible_senior" if student.pk in seniors else "study.flexible_junior"
        most = Decimal(_values(rules.key).words(key)[-1])
        years = student.programme.max_years or most
        citation = rules.parameters_by_key.find(key).citation if years <= most else None
        last = last_day_of(student.entered_on, years) + timedelta(days=uncounted.get(student.pk, 0))
        found[student.pk] = Longest(years, last, citation)
    return found


@reads("study.flexible_junior", "study.flexible_senior")
def out_of_bounds(programme: Programme) -> tuple[tuple[str, ...], Citation] | None:
    """The least and the greatest number of years of flexible study, and where they stand, if the programme keeps neither
    those for junior nor those for senior secondary graduates; None if it keeps them, or is studied full time."""
    if programme.study_form != StudyForm.FLEXIBLE:
        return None
    rules = policy(policy_key_of(programme.school))
    values, longest = rules.parameters(clock.today()), programme.max_years or programme.years
    bounds = {key: values.words(key) for key in ("study.flexible_junior", "study.flexible_senior")}
    if any(Decimal(least) <= programme.years and longest <= Decimal(most) for least, most in bounds.values()):
        return None
    key = (
        "study.flexible_junior"
        if programme.years >= Decimal(bounds["study.flexible_junior"][0])
        else "study.flexible_senior"
    )
    return bounds[key], rules.parameters_by_key.find(key).citation


def last_day_of(entered_on: date, years: Decimal) -> date:
    """The last of so many years (halves too) that begin on that day."""
    months = entered_on.month - 1 + int(years * _MONTHS)
    year, month = entered_on.year + months // _MONTHS, months % _MONTHS + 1
    day = min(entered_on.day, monthrange(year, month)[1])
    return date(year, month, day) - timedelta(days=1)


def _values(policy_key: str) -> Values:
    return policy(policy_key).parameters(clock.today())


def _days_on_leave(keys: Sequence[int]) -> dict[int, int]:
    """How many days somebody was on leave until now, by the ledger of changes."""
    found: dict[int, int] = {}
    since: dict[int, date] = {}
    if not keys:
        return found
    standing = StatusChange.objects.filter(student__in=keys, undone_by=None, undoes=None)
    for row in standing.order_by("student", "effective_on", "id"):
        if row.student_id in since:
            found[row.student_id] = found.get(row.student_id, 0) + (row.effective_on - since.pop(row.student_id)).days
        if row.to_status == Status.ON_LEAVE:
            since[row.student_id] = row.effective_on
    for key, day in since.items():
        found[key] = found.get(key, 0) + max((clock.today() - day).days, 0)
    return found


def _from_senior(keys: Sequence[int]) -> set[int]:
    """Those who came from a senior secondary school: as the admission says, else the roster's columns."""
    admitted = dict(Admission.objects.filter(student__in=keys).values_list("student_id", "schooling"))
    rest = [key for key in keys if key not in admitted]
    rows = Profile.objects.filter(student__in=rest, data__recruit_target__contains="高中")
    return {key for key, schooling in admitted.items() if schooling == Schooling.SENIOR} | set(
        rows.values_list("student_id", flat=True)
    )
