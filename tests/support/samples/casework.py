"""Cases, their papers, and what students ask for."""

from datetime import date
from functools import cached_property

from students.applications.models import Application, ApplicationPaper
from tests.support.casework import submit
from tests.support.samples.own import PDF, Own
from tests.support.world import make_student
from tests.transfers.outside import outside_place
from tests.transfers.support import PAPERS, WINDOW, opened
from tests.transfers.withdrawal import support as withdrawals
from transfers.outside.actions import outside_departure_open
from xueji import clock
from xueji.cases import evidence as papers
from xueji.cases.models import Case, Evidence
from xueji.organizations.scope import unfenced


class Casework(Own):
    """Cases, their papers, and what students ask for."""

    @cached_property
    def case(self) -> Case:
        with clock.at(WINDOW):
            case = opened(self.world, self.school, self.destination, student=self.student)
            self._hand_in(case)
            return submit(self.world, self.registrar, case)

    @cached_property
    def draft(self) -> Case:
        """A transfer that nobody but the school has seen."""
        student = make_student(self.world, self.school, name=f"{self.family}望舒")
        with clock.at(WINDOW):
            return opened(self.world, self.school, self.destination, student=student)

    @cached_property
    def outside_draft(self) -> Case:
        """A transfer to a school outside the register, not submitted."""
        student = make_student(self.world, self.school, name=f"{self.family}听泉")
        scope = self.world.scope(self.registrar)
        with clock.at(WINDOW), scope.enter():
            return outside_departure_open(actor=scope, student=student, place=outside_place())

    @cached_property
    def evidence(self) -> Evidence:
        case = self.case
        with unfenced(reason="a test looks"):
            return Evidence.objects.filter(case=case).first()

    @cached_property
    def withdrawal(self) -> Case:
        """A draft of a required withdrawal: somebody was not reached, and is announced."""
        student = make_student(self.world, self.school, name=f"{self.family}未至", birth_date=date(2007, 5, 20))
        case = withdrawals.draft(self.world, self.school, student)
        withdrawals.contacted(self.world, self.school, case, student, on=date(2026, 9, 7))
        withdrawals.announced(self.world, self.school, case, date(2026, 9, 8), date(2026, 9, 14))
        return case

    @cached_property
    def application(self) -> Application:
        """Sent by the student, with a paper; of a kind that the school opens on a page of its own."""
        return self._applied("transfer", destination=["试"], major=["试"], reason=["household_move"])

    @cached_property
    def matter_application(self) -> Application:
        """Sent by the student; of a kind that the school opens with what the student filled in."""
        return self._applied("withdrawal", reason=["other"])

    @cached_property
    def begun_application(self) -> Application:
        """Nobody but the student has seen it."""
        with unfenced(reason="a test's application"):
            return Application.objects.create(
                school=self.world[self.school],
                student=self.student,
                person_id=self.student.person_id,
                kind="leave",
                data={"ground": ["illness"]},
                created_at=clock.now(),
            )

    @cached_property
    def application_paper(self) -> ApplicationPaper:
        application, digest = self.application, papers.keep(PDF)
        with unfenced(reason="a test's paper"):
            return ApplicationPaper.objects.create(
                application=application, key="other", label="试", filename="试.pdf", content_type="application/pdf",
                size=len(PDF), sha256=digest, added_at=clock.now(),
            )  # fmt: skip

    def _applied(self, kind: str, **data: list[str]) -> Application:
        moment = clock.now()
        with unfenced(reason="a test's application"):
            return Application.objects.create(
                school=self.world[self.school],
                student=self.student,
                person_id=self.student.person_id,
                kind=kind,
                data=data,
                state="sent",
                guardian_name=f"{self.family}安",
                consent_way="code",
                consented_at=moment,
                created_at=moment,
                sent_at=moment,
            )

    def _hand_in(self, case: Case) -> None:
        scope = self.world.scope(self.registrar)
        digest = papers.keep(PDF)
        with scope.enter():
            for key in PAPERS:
                Evidence.objects.create(
                    case=case, key=key, label=key, filename=f"{key}.pdf", content_type="application/pdf", size=len(PDF),
                    sha256=digest, added_by_id=scope.user_id, added_for_id=scope.organization_id, added_at=clock.now(),
                )  # fmt: skip
