"""From admission to registration, and who is there twice."""

from datetime import date
from functools import cached_property

from students.admission.actions import deferral_ask, return_list_make
from students.admission.lists.actions import Terms, list_upload
from students.admission.models import Admission, AdmissionPaper, AdmissionRoster, Deferral, ReturnList
from students.identity.checking import clashes_found
from students.identity.findings import findings_keep, row_of
from students.identity.models import DuplicateFinding, Via
from students.models import Programme, Student
from students.registration.actions import registration_open
from students.registration.rosters import integrated_roster_open
from tests.students.admission.support import admission_workbook, make_admission
from tests.support.samples.own import PDF, Own
from tests.support.world import identity_number, make_student
from xueji import clock
from xueji.cases import evidence as papers
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced


class Entering(Own):
    """From admission to registration, and who is there twice."""

    @cached_property
    def newcomer(self) -> Student:
        """Waits for registration, admitted to an integrated programme."""
        student = make_student(self.world, self.school, name=f"{self.family}初至", cohort=2026, status="pending")
        with unfenced(reason="a test's programme"):
            programme = Programme.objects.create(
                school=self.world[self.school], major_code="720201", name="护理", short_name="护理贯通", years=3,
                integrated=True, partner_college="试",
            )  # fmt: skip
            Student.objects.filter(pk=student.pk).update(programme=programme)
            student.refresh_from_db()
        return student

    @cached_property
    def batch(self) -> Case:
        """A draft of a registration."""
        with self.world.scope(self.registrar).enter() as scope:
            return registration_open(actor=scope, student_ids=[self.newcomer.pk])

    @cached_property
    def college_roster(self) -> Case:
        """A draft of the roster of an integrated programme."""
        with self.world.scope(self.registrar).enter() as scope:
            return integrated_roster_open(actor=scope, student_ids=[self.newcomer.pk])

    @cached_property
    def admission(self) -> Admission:
        """Awaited, with a paper and an application for a later day."""
        return make_admission(self.world, self.school, name=f"{self.family}新至")

    @cached_property
    def admission_paper(self) -> AdmissionPaper:
        with self.world.scope(self.registrar).enter():
            return AdmissionPaper.objects.create(
                school=self.world[self.school], admission=self.admission, kind="other", filename="试.pdf",
                content_type="application/pdf", size=len(PDF), sha256=papers.keep(PDF), added_at=clock.now(),
            )  # fmt: skip

    @cached_property
    def deferral(self) -> Deferral:
        with self.world.scope(self.registrar).enter() as scope:
            return deferral_ask(
                actor=scope, admission=self.admission, applied_on=clock.today(), until=date(2026, 9, 30), reason="试",
                student_signed=True, guardian_signed=True,
            )  # fmt: skip

    @cached_property
    def admission_list(self) -> AdmissionRoster:
        """A list of an examination authority, looked at."""
        terms = Terms(year=2026, season="autumn", source="examination", channel="试", check_in_due_on=date(2026, 9, 1))
        data = admission_workbook([{"姓名": f"{self.family}待录", "身份证号": identity_number(date(2011, 1, 1))}])
        with self.world.scope(self.registrar).enter() as scope:
            return list_upload(actor=scope, filename=f"{self.family}.xlsx", data=data, terms=terms)

    @cached_property
    def return_list(self) -> ReturnList:
        """Papers of somebody who gave the place up, about to go back."""
        lost = make_admission(
            self.world, self.school, name=f"{self.family}未至", state="forfeited", lost_on=date(2026, 9, 2)
        )
        with self.world.scope(self.registrar).enter() as scope:
            return return_list_make(actor=scope, admission_ids=[lost.pk])

    @cached_property
    def duplicate(self) -> DuplicateFinding:
        """A row of a roster with the number of somebody at `destination`."""
        theirs = make_student(self.world, self.destination or self.school, name=f"{self.family}重影")
        with unfenced(reason="a test's import"):
            number = theirs.person.identity_number
            values = {"identity_number": number, "identity_type": "1", "name": theirs.name, "sex": theirs.sex}
            asked, hidden = row_of(
                1, self.world[self.school].pk, values | {"birth_date": theirs.birth_date}, bytes(theirs.identity_index)
            )
            findings_keep({1: asked}, clashes_found([asked]), via=Via.IMPORT, actor=None, masks={1: hidden})
            return DuplicateFinding.objects.filter(school=self.world[self.school], asks=True).latest("pk")
