"""What a school has of programmes, classes and terms, for the walks of strangers."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from students.models import Programme, SchoolClass
from students.structure.models import ClassMove, GradeYear, Promotion, Reshaping
from students.term_registration.models import RegistrationContact, Round, TermRegistration
from xueji import clock
from xueji.calendars.models import SchoolTerm
from xueji.organizations.scope import unfenced

YEAR = "2026-2027"


def structure_of(own: Any) -> SimpleNamespace:
    """A class beside the student's, a move into it, a split, a confirmed grade, a term registered late: rows of all
    tables, each changed once, so that their histories hold something too. `own` are a school's Belongings."""
    student, now, day = own.student, clock.now(), date(2026, 9, 1)
    with unfenced(reason="a test needs a structure"):
        school = {"school": student.school}
        beside = SchoolClass.objects.create(
            **school, programme=student.programme, cohort=student.cohort, name=f"{own.family}二班"
        )
        SchoolClass.objects.filter(pk=beside.pk).update(teacher_name="试")
        Programme.objects.filter(pk=student.programme_id).update(school_code="S1")
        reshaping = Reshaping.objects.create(
            **school, kind="split", source=student.school_class, target=beside, effective_on=day, moved=1, done_at=now
        )
        ClassMove.objects.create(
            **school, student=student, from_class=student.school_class, to_class=beside, effective_on=day,
            recorded_at=now,
        )  # fmt: skip
        promotion = Promotion.objects.create(**school, school_year=YEAR, created_at=now)
        GradeYear.objects.create(
            **school, student=student, promotion=promotion, school_year=YEAR, grade=2, cohort=student.cohort,
            school_class=student.school_class, outcome="promoted", confirmed_at=now,
        )  # fmt: skip
        _registered(student, school, day)
    return SimpleNamespace(group=beside, reshaping=reshaping, promotion=promotion, programme=student.programme)


def _registered(student: Any, school: dict[str, Any], day: date) -> None:
    term = SchoolTerm.objects.filter(school_year=YEAR, number=1, organization_id=None).first()
    common = {**school, "term": term, "school_year": YEAR, "number": 1}
    rnd = Round.objects.create(**common, opens_on=day, due_on=day, set_at=clock.now())
    row = TermRegistration.objects.create(
        **common, student=student, round=rnd, state="not_registered", reason="试", recorded_at=clock.now()
    )
    TermRegistration.objects.filter(pk=row.pk).update(state="registered", registered_on=day, reason="")
    RegistrationContact.objects.create(
        **school, student=student, round=rnd, on=day, way="phone", whom="guardian", result="no_answer", by_name="试",
        recorded_at=clock.now(),
    )  # fmt: skip
