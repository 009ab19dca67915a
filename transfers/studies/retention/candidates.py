"""Who may have to repeat a year, by the results of the year: a source registers itself; until then numbers are typed in.

The chapter of grades (chapter 4) registers a source that counts courses; nothing else in this package changes then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xueji.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Candidate:
    """One student's results of a school year, in whole courses. `exempted_courses` are among `year_courses`."""

    student_id: int
    failed_courses: int
    year_courses: int
    exempted_courses: int = 0
    makeup_done: bool = True
    conduct_failed: bool = False


Source = Callable[[Organization, int], Iterable[Candidate]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Make a source known (from an app's ready()): it answers with the students of a school who failed in a year."""
    _sources.append(source)


def candidates(school: Organization, school_year: int) -> dict[int, Candidate]:
    """What the sources know of a school year, by student id; the first one that knows a student is believed."""
    found: dict[int, Candidate] = {}
    for source in _sources:
        for candidate in source(school, school_year):
            found.setdefault(candidate.student_id, candidate)
    return found
