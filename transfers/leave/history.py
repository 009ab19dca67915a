"""A person's leave so far: from the rows of leave, and from the ledger where a record was taken over."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from students.models import Student
from transfers.leave.models import Leave
from xueji.policies.facts import Period, StudentFacts, Term
from xueji.policies.facts.coming import terms_touched
from xueji.policies.vocabulary import LeaveGround


@dataclass(frozen=True)
class History:
    """Leave that took effect, the first one first. `others` are periods of the ledger for which no row stands."""

    rows: tuple[Leave, ...] = ()
    others: tuple[Period, ...] = field(default=())

    @property
    def times(self) -> int:
        """How often the student was on leave; an extension belongs to the leave that it extends."""
        return sum(1 for row in self.rows if not row.is_extension) + len(self.others)

    @property
    def current(self) -> Leave | None:
        """The stretch that runs, or ran last, as far as nobody came back from it."""
        last = self.rows[-1] if self.rows else None
        return last if last is not None and last.ended_on is None else None

    def terms_taken(self, terms: Sequence[Term], *, service: bool, until: date) -> int:
        """Of how many terms leave took a part, for military service or for everything else."""
        spans = [
            (row.starts_on, row.last_day)
            for row in self.rows
            if (row.ground == LeaveGround.MILITARY) is service and row.last_day >= row.starts_on
        ]
        if not service:
            spans += [(period.starts_on, period.ends_on or until) for period in self.others]
        return len({term.index for first, last in spans for term in terms_touched(first, last, terms)})

    def running_terms(self, terms: Sequence[Term]) -> int:
        """How many terms the stretch has that runs, extensions included; none where nothing runs."""
        current = self.current
        return len(terms_touched(current.began_on, current.ends_on, terms)) if current else 0


def histories(students: Iterable[Student], base: Mapping[int, StudentFacts]) -> dict[int, History]:
    """By student id. Callers are unfenced: leave may have been taken at another school."""
    students = list(students)
    rows: dict[int, list[Leave]] = defaultdict(list)
    taken = Leave.objects.in_force().of_persons(student.person_id for student in students)
    for row in taken.select_related("student"):
        rows[row.student.person_id].append(row)
    found = {}
    for student in students:
        own = rows[student.person_id]
        known = {row.starts_on for row in own}
        others = [each for each in base[student.pk].absences if each.starts_on not in known]
        found[student.pk] = History(tuple(own), tuple(others))
    return found


def current_leaves(students: Iterable[Student]) -> dict[int, Leave]:
    """The running stretch by student id, as the office may see it; none for records taken over."""
    keys = [student.pk for student in students]
    return {row.student_id: row for row in Leave.objects.running().filter(student__in=keys).order_by("id")}
