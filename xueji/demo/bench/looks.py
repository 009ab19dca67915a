"""Pages of the list of students as every level sees them: the list, far into it, its filters, and each way to search.

A page of many rows takes longer to draw than one of few. What is asked of a small register is therefore chosen by how much
of it the same question showed of the large one.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from students.identity.numbers import former_numbers_keep
from students.models import Person, Student
from students.paging import SIZE
from students.queries import StudentQuerySet
from xueji.codes.gb11643 import check_character
from xueji.database import cipher
from xueji.demo.bench.measure import Measure, timed_often
from xueji.demo.bench.province import Province
from xueji.organizations.models import Office
from xueji.organizations.scope import unfenced

_TIMES = 15
_TRIED = 1_000  # a register of fewer says nothing about time: once is enough
_TEXTS: dict[str, Callable[[str, str], str]] = {
    "one character": lambda name, initials: name[:1],
    "a whole name": lambda name, initials: name,
    "the beginning of a name": lambda name, initials: name[:2],
    "two characters inside": lambda name, initials: name[1:3],
    "two initials": lambda name, initials: initials[:2],
    "initials": lambda name, initials: initials,
}
"""What is typed to find somebody of this name and these initials."""
_ANYWHERE = ("the beginning of a name", "two characters inside")
"""Two characters are found wherever they stand in a name."""
_FILTERS = {"of one year": "cohort=2024", "who left": "status=former", "who are on leave": "status=on_leave"}


@dataclass(frozen=True)
class Look:
    """One page as one level sees it: its median time in milliseconds, its queries, the students on it."""

    milliseconds: float
    queries: int
    shown: int


def looks(province: Province, *, alike: dict[str, Look] | None = None) -> dict[str, Look]:
    """Every look by its label; `alike`, those of a larger register, says how much is to be shown."""
    found = {}
    for at, (level, office) in enumerate(province.offices.items()):
        client = _signed_in(office)
        times = _TIMES if province.students > _TRIED else 1
        with unfenced(reason="benchmark"):
            ours = Student.objects.filter(**{f"{level.value}_id": office.organization_id})
            middle = _middle(ours)
            numbers = _numbered(ours.filter(status="studying").order_by("pk")[8 + at], at)
            typed = _typed(ours, {label: alike[f"{level.value}: {label}"].shown for label in _TEXTS} if alike else {})
        address = reverse("students:list")
        pages = {"the list": "", "half way down": f"after={middle}&at={SIZE}", **_FILTERS}
        for label, query in pages.items():
            found[f"{level.value}: {label}"] = _look(partial(client.get, f"{address}?{query}"), times)
        for label, text in {**typed, **numbers}.items():
            found[f"{level.value}: {label}"] = _search(client, text, times)
    return found


def compared(label: str, small: Look, large: Look, students: int) -> Measure:
    """How much longer a page takes than at so many `students`: how many it shows is said beside it."""
    same = "the same queries" if large.queries == small.queries else f"{small.queries} queries"
    before = f"{small.milliseconds:.1f} ms at {students} ({small.shown} shown)"
    note = f"{large.shown} shown, {large.milliseconds / small.milliseconds:.1f} times the {before}; {same}"
    return Measure(label, large.milliseconds, large.queries, note)


def _signed_in(office: Office) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(office.user)
    client.get(reverse("students:list"))
    return client


def _middle(students: StudentQuerySet) -> int:
    """Somebody in the middle of the list."""
    present = students.current().order_by("name_key", "id").values_list("pk", flat=True)
    return present[present.count() // 2]


def _numbered(student: Student, at: int) -> dict[str, str]:
    """What is typed to find one student by each kind of number: the invented ones lead to nobody, so they get real ones."""
    digits = f"33980020090101{at:03}"
    identity = digits + check_character(digits)
    number, former = f"G{identity}", f"ZX{at:02}2019017"
    columns = {"identity_index": cipher.blind_index(identity), "number_index": cipher.blind_index(number)}
    Person.objects.filter(pk=student.person_id).update(**columns)
    Student.objects.filter(person=student.person_id).update(**columns)
    former_numbers_keep([(student.person_id, former)], "benchmark")
    return {
        "an identity number": identity,
        "a student number": number,
        "a number from before": former,
    }


def _typed(students: StudentQuerySet, shown: dict[str, int]) -> dict[str, str]:
    """A text for each way to search: those of one person, or where it is said how many are to be shown, those that find as
    many, and of several the one that finds fewest."""
    if not shown:
        person = students.filter(status="studying").order_by("pk")[7]
        return {label: text(person.name, person.initials) for label, text in _TEXTS.items()}
    people = list(students.values_list("name", "initials"))
    pairs = Counter(name[at : at + 2] for name, _initials in people for at in range(len(name) - 1))
    found = {}
    for label, most in shown.items():
        counted = Counter(_TEXTS[label](*each) for each in people)
        if label in _ANYWHERE:
            counted = Counter({text: pairs[text] for text in counted})
        found[label] = _nearest(counted, most)
    return found


def _nearest(counted: Counter[str], shown: int) -> str:
    return min(counted, key=lambda text: (abs(min(counted[text], SIZE) - shown), counted[text], text))


def _search(client: Client, text: str, times: int) -> Look:
    """The page that shows what was found; what was typed is kept once."""
    to = client.post(reverse("students:search"), {"q": text})["Location"]
    return _look(partial(client.get, to), times)


def _look(ask: Callable[[], Any], times: int) -> Look:
    with CaptureQueriesContext(connection) as captured:
        shown = ask().content.count(b"<tr") - 1
        queries = len(captured)
    usual, _answer = timed_often(ask, times=times)
    return Look(usual, queries, max(shown, 0))
