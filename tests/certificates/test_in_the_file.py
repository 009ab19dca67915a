"""A certificate in the student's file: the chapter answers for its part of the checklist and for a table of the card."""

from datetime import timedelta

from students.archive.card import card_context
from students.archive.checklist import Line, Standing, checklist_of
from students.models import Student
from tests.certificates.conftest import ISSUED_ON, draft, graduate, render
from xueji import clock
from xueji.organizations.scope import unfenced


def part_of_file(student: Student) -> Line:
    with unfenced(reason="a test looks"):
        found = checklist_of(Student.objects.with_places().get(pk=student.pk), clock.today())
    lines = [line for row in found.rows for line in row.lines if line.part.source == "certificates"]
    assert len(lines) == 1
    return lines[0]


def test_an_issued_certificate_fills_its_place_in_the_file(world):
    student = graduate(world)
    missing = part_of_file(student)
    assert (missing.standing, missing.lacks) == (Standing.GAP, "缺毕业证书")
    drafted = draft(world, student)
    assert part_of_file(student).standing is Standing.GAP, "a draft is none"
    certificate = render(drafted)
    found = part_of_file(student)
    assert (found.standing, certificate.number in found.note) == (Standing.FULL, True)


def test_the_card_tells_of_it_from_its_day_on(world):
    student = graduate(world)
    certificate = render(draft(world, student))
    with unfenced(reason="a test looks"):
        known = Student.objects.with_places().get(pk=student.pk)
        cards = [card_context(known, day)["parts"] for day in (ISSUED_ON - timedelta(days=1), ISSUED_ON)]
    rows = [next(rows for part, rows in parts if part.key == "certificates") for parts in cards]
    assert rows[0] == []
    assert certificate.number in rows[1][0]
