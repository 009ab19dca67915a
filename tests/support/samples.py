"""Samples for the stranger walk: for every address with arguments, an object that belongs to one school.

A new address below one that is listed here needs nothing. Any other fails the walk: add its beginning to BY_ROUTE with a
function that makes the object, or its name to BY_NAME when the beginning does not say which object it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from certificates import storage
from certificates.actions import certificate_activate, certificate_draft_create
from certificates.models import Certificate
from students.admission.actions import deferral_ask, return_list_make
from students.admission.lists.actions import Terms, list_upload
from students.admission.models import Admission, AdmissionPaper, AdmissionRoster, Deferral, ReturnList
from students.applications.models import Application, ApplicationPaper
from students.archive import storage as archive_storage
from students.archive.models import ClosedFile, HandOverLine, HandOverList, Material
from students.exports.actions import Order, export_ask
from students.exports.making import export_make
from students.exports.models import Export
from students.exports.sources import base as export_sources
from students.identity.checking import clashes_found
from students.identity.findings import findings_keep, row_of
from students.identity.models import DuplicateFinding, Via
from students.models import HeadingChoice, Programme, Roster, RosterImage, Student
from students.photos.actions import pack_upload, photo_put, photo_rule_set
from students.photos.models import EarlierPhoto, Photo, PhotoPack, PhotoRule
from students.photos.rules import Rules
from students.registration.actions import registration_open
from students.registration.rosters import integrated_roster_open
from students.rosters import files
from tests.students.admission.support import admission_workbook, make_admission
from tests.students.archive.support import png as one_png
from tests.students.photos.support import pack, picture
from tests.support import rosters
from tests.support.casework import submit
from tests.support.structure import structure_of
from tests.support.world import World, identity_number, make_student
from tests.transfers.outside import outside_place
from tests.transfers.support import PAPERS, WINDOW, opened
from tests.transfers.withdrawal import support as withdrawals
from transfers.outside.actions import outside_departure_open
from xueji import clock
from xueji.cases import evidence as papers
from xueji.cases.models import Case, Evidence
from xueji.database.shelf import digest_of
from xueji.jobs.models import Job
from xueji.notices.models import PersonNotice
from xueji.offices.actions import work_hand_over
from xueji.offices.models import HandOver
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced

PDF = b"%PDF-1.4\n%%EOF\n"
PAPER = one_png()


@dataclass
class Belongings:
    """What one school has, made when it is first asked for. `family` is the surname of its students, borne by nobody else."""

    world: World
    school: str
    destination: str
    family: str

    @property
    def registrar(self) -> str:
        return f"{self.school}.registrar"

    @cached_property
    def student(self) -> Student:
        """On the register, and in a running transfer to `destination`."""
        student = make_student(self.world, self.school, name=f"{self.family}栖迟")
        with unfenced(reason="a test reads the keys that a trigger filled"):
            student.refresh_from_db()
        return student

    @cached_property
    def graduate(self) -> Student:
        left = date(2026, 6, 30)
        return make_student(
            self.world, self.school, name=f"{self.family}听雨", cohort=2024, status="graduated", left_on=left
        )

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
    def certificate(self) -> Certificate:
        student, scope = self.graduate, self.world.scope(self.registrar)
        with clock.at(WINDOW), scope.enter():
            draft = certificate_draft_create(actor=scope, student=student, issued_on=date(2026, 6, 30))
            certificate_activate(actor=scope, certificate_id=draft.pk, sha256=storage.put(PDF + draft.number.encode()))
            draft.refresh_from_db()
        return draft

    @cached_property
    def roster(self) -> Roster:
        data = rosters.workbook([rosters.row(姓名=f"{self.family}归鹤")])
        digest = files.digest_of(data)
        files.keep(data, digest)
        with self.world.scope(self.registrar).enter():
            return Roster.objects.create(
                school=self.world[self.school],
                filename=f"{self.family}.xlsx",
                sha256=digest,
                size=len(data),
                created_at=clock.now(),
                state="checked",
                problems=[],
                counts={"rows": 1, "accepted": 1, "new": 1},
            )

    @cached_property
    def roster_image(self) -> RosterImage:
        """A record as it was before the roster changed it."""
        with self.world.scope(self.registrar).enter():
            return RosterImage.objects.create(
                school=self.world[self.school],
                roster=self.roster,
                student_id=self.student.pk,
                was={"name": self.family},
            )

    @cached_property
    def heading(self) -> HeadingChoice:
        """What the school's unknown heading means."""
        with self.world.scope(self.registrar).enter():
            return HeadingChoice.objects.create(
                school=self.world[self.school], key=self.family, text=self.family, field="remark", chosen_at=clock.now()
            )

    @cached_property
    def photo(self) -> Photo:
        with self.world.scope(self.registrar).enter() as scope:
            return photo_put(actor=scope, student=self.student, data=picture())

    @cached_property
    def earlier_photo(self) -> EarlierPhoto:
        """The one before the photo that the student has."""
        assert self.photo
        with self.world.scope(self.registrar).enter() as scope:
            photo_put(actor=scope, student=self.student, data=picture(seed=1))
            return EarlierPhoto.objects.get(student=self.student)

    @cached_property
    def photo_pack(self) -> PhotoPack:
        with self.world.scope(self.registrar).enter() as scope:
            kept = pack_upload(actor=scope, filename=f"{self.family}.zip", data=pack({"a.jpg": picture()}))
            PhotoPack.objects.filter(pk=kept.pk).update(state="checked", counts={"files": 1, "new": 1})
        return kept

    @cached_property
    def photo_rule(self) -> PhotoRule:
        with self.world.scope(self.registrar).enter() as scope:
            return photo_rule_set(actor=scope, rules=Rules())

    @cached_property
    def job(self) -> Job:
        with self.world.scope(self.registrar).enter():
            return Job.objects.create(
                kind="roster_check", organization_id=self.world[self.school].pk, subject_id=self.roster.pk
            )

    @cached_property
    def export(self) -> Export:
        """A file with whole numbers, made and not fetched."""
        scope, source = self.world.scope(self.registrar), export_sources.get("students")
        order = Order({}, picked=(self.student.pk,), whole=True, purpose="check", words="校内核对")
        with scope.enter():
            asked = export_ask(actor=scope, source=source, order=order)
        return export_make(actor=scope, export=asked)

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

    @cached_property
    def file_paper(self) -> Material:
        """A paper in the student's file."""
        digest = archive_storage.keep(PAPER).sha256
        with unfenced(reason="a test's paper"):
            return Material.objects.create(
                school=self.world[self.school], student=self.student, person_id=self.student.person_id, kind="conduct",
                part="conduct", title=f"{self.family}操行", dated_on=clock.today(), sha256=digest,
                content_type="image/png", size=len(PAPER), added_at=clock.now(),
            )  # fmt: skip

    @cached_property
    def file_list(self) -> HandOverList:
        """A list by which the graduate's file went to an archive."""
        graduate, school = self.graduate, self.world[self.school]
        digest = digest_of(PDF + self.school.encode())
        archive_storage.SHELF.keep(PDF, digest)
        with unfenced(reason="a test's list"):
            file = ClosedFile.objects.create(
                school=school, student=graduate, person_id=graduate.person_id, number="2026-00001", outcome="graduated",
                left_on=graduate.left_on, closed_on=clock.today(), is_complete=True, closed_at=clock.now(),
            )  # fmt: skip
            made = HandOverList.objects.create(
                school=school, number="YJ2026-0001", purpose="retention", state="handed_over", receiver_name="试",
                handed_on=clock.today(), count=1, pdf_sha256=digest, workbook_sha256=digest, created_at=clock.now(),
            )  # fmt: skip
            HandOverLine.objects.create(
                school=school, hand_over=made, position=1, student=graduate, person_id=graduate.person_id,
                closed_file=file, name=graduate.name, number_mask=graduate.number_mask, file_number=file.number,
                class_name="试", left_on=file.left_on, papers=1, pages=1,
            )  # fmt: skip
        return made

    @cached_property
    def file_output(self) -> Job:
        """A whole file that the registrar asked for, ready to be fetched."""
        content = PDF + self.family.encode()
        digest = digest_of(content)
        archive_storage.OUTPUTS.keep(content, digest)
        actor = self.world.user(self.registrar).pk
        with self.world.scope(self.registrar).enter():
            return Job.objects.create(
                kind="archive_pdf", organization_id=self.world[self.school].pk, subject_id=self.student.pk,
                actor_id=actor, state="done", result={"sha256": digest, "bytes": len(content), "files": 1},
            )  # fmt: skip

    @cached_property
    def notice(self) -> PersonNotice:
        """What the registrar was told."""
        with unfenced(reason="a test tells somebody"):
            return PersonNotice.objects.create(
                user=self.world.user(self.registrar),
                organization_id=self.world[self.school].pk,
                event="outcome",
                kind="effective",
                text=f"{self.family}的办件",
                case_id=self.case.pk,
                at=clock.now(),
            )

    @cached_property
    def hand_over(self) -> HandOver:
        """The registrar's work, handed to the head."""
        giver, taker = self.world.offices[self.registrar], self.world.offices[f"{self.school}.school_head"]
        with self.world.scope(self.registrar).enter() as scope:
            return work_hand_over(actor=scope, office=giver, successor=taker, on=clock.today())

    @cached_property
    def pupil(self) -> User:
        """The account of the student."""
        return User.objects.create_user(
            username=f"{self.school}.pupil", password="x", name=self.student.name, person_id=self.student.person_id
        )

    @cached_property
    def withdrawal(self) -> Case:
        """A draft of a required withdrawal: somebody was not reached, and is announced."""
        student = make_student(self.world, self.school, name=f"{self.family}未至", birth_date=date(2007, 5, 20))
        case = withdrawals.draft(self.world, self.school, student)
        withdrawals.contacted(self.world, self.school, case, student, on=date(2026, 9, 7))
        withdrawals.announced(self.world, self.school, case, date(2026, 9, 8), date(2026, 9, 14))
        return case

    @cached_property
    def structure(self) -> Any:
        """Programmes, classes, moves, grades and terms: see tests/support/structure.py."""
        return structure_of(self)

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

    @property
    def secrets(self) -> list[str]:
        """Texts that no stranger may read anywhere."""
        people = [self.student, self.graduate]
        numbers = [self.case.number, self.certificate.number, self.certificate.verify_code, self.roster.filename]
        return [
            *(student.name for student in people),
            *(student.number_mask for student in people),
            *(student.identity_mask for student in people),
            *numbers,
        ]

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


Sample = Callable[[Belongings], dict[str, Any]]

# By the beginning of the route, the longest that fits: what the first argument stands for.
BY_ROUTE: dict[str, Sample] = {
    "exports/<int:pk>/": lambda own: {"pk": own.export.pk},
    "exports/new/<slug:key>/": lambda own: {"key": "students"},
    "exports/picked/<slug:key>/": lambda own: {"key": "students"},
    "students/<int:pk>/": lambda own: {"pk": own.student.pk},
    "students/duplicates/<int:pk>/": lambda own: {"pk": own.duplicate.pk, "key": "proof"},
    "students/duplicates/merge/<int:student_pk>/": lambda own: {"student_pk": own.student.pk},
    "students/duplicates/former/<int:student_pk>/": lambda own: {"student_pk": own.student.pk},
    "students/admission/<int:pk>/": lambda own: {"pk": own.admission.pk, "paper_pk": own.admission_paper.pk},
    "students/admission/desk/<int:pk>/": lambda own: {"pk": own.admission.pk},
    "students/admission/deferrals/<int:pk>/": lambda own: {"pk": own.deferral.pk},
    "students/admission/lists/<int:pk>/": lambda own: {"pk": own.admission_list.pk},
    "students/admission/returns/<int:pk>/": lambda own: {"pk": own.return_list.pk, "kind": "pdf"},
    "students/admission/many/<slug:verb>/": lambda own: {"verb": "check_in"},
    "students/rosters/<int:pk>/": lambda own: {"pk": own.roster.pk, "sort": "new"},
    "students/photos/packs/<int:pk>/": lambda own: {"pk": own.photo_pack.pk},
    "students/photos/of/<int:pk>/": lambda own: {"pk": own.student.pk, "earlier_pk": own.earlier_photo.pk},
    "students/structure/programmes/<int:pk>/": lambda own: {"pk": own.structure.programme.pk},
    "students/structure/classes/<int:pk>/": lambda own: {"pk": own.structure.group.pk},
    "students/structure/reshapings/<int:pk>/": lambda own: {"pk": own.structure.reshaping.pk},
    "students/structure/promotion/<int:pk>/": lambda own: {"pk": own.structure.promotion.pk},
    "students/terms/<slug:name>/": lambda own: {"name": "2026-2027-1", "pk": own.structure.group.pk},
    "students/registration/places/<int:pk>/": lambda own: {"pk": own.newcomer.pk},
    "students/registration/standings/<int:pk>/": lambda own: {"pk": own.student.school_id},
    "students/registration/integrated/<int:pk>/": lambda own: {"pk": own.college_roster.pk},
    "students/registration/batches/<int:pk>/": lambda own: {"pk": own.batch.pk},
    "cases/<int:pk>/": lambda own: {"pk": own.case.pk},
    "cases/<int:case_pk>/evidence/<int:pk>/": lambda own: {"case_pk": own.case.pk, "pk": own.evidence.pk},
    "certificates/<int:pk>/": lambda own: {"pk": own.certificate.pk},
    "transfers/<int:case_pk>/change/": lambda own: {"case_pk": own.draft.pk},
    "transfers/<int:case_pk>/outside/": lambda own: {"case_pk": own.outside_draft.pk},
    "transfers/<int:case_pk>/class/": lambda own: {"case_pk": own.case.pk},
    "withdrawals/<int:case_pk>/": lambda own: {"case_pk": own.withdrawal.pk},
    "regulations/schools/<int:school_id>/": lambda own: {
        "school_id": own.student.school_id,
        "name": "leave.longest_terms",
    },
    "verify/<str:code>/": lambda own: {"code": own.certificate.verify_code},
    "my/apply/<slug:kind>/": lambda own: {"kind": "transfer"},
    "my/applications/<int:pk>/": lambda own: {"pk": own.begun_application.pk},
    "applications/<int:pk>/": lambda own: {"pk": own.application.pk, "paper_pk": own.application_paper.pk},
    "applications/<int:pk>/take/": lambda own: {"pk": own.matter_application.pk},
    "matters/<slug:kind>/": lambda own: {"kind": "leave"},
    "matters/<int:case_pk>/change/": lambda own: {"case_pk": own.withdrawal.pk},
    "regulations/<str:key>/": lambda own: {"key": "zhejiang_2015"},
    "calendar/<int:year>/": lambda own: {"year": 2027},
    "notices/<int:pk>/": lambda own: {"pk": own.notice.pk},
    "offices/<int:pk>/": lambda own: {"pk": own.world.offices[own.registrar].pk},
    "offices/hand-overs/<int:pk>/": lambda own: {"pk": own.hand_over.pk},
    "archive/schools/<int:pk>/": lambda own: {"pk": own.student.school_id},
    "archive/classes/<int:pk>/": lambda own: {"pk": own.student.school_class_id},
    "archive/lists/<int:pk>/": lambda own: {"pk": own.file_list.pk, "form": "pdf"},
    "archive/students/<int:student_pk>/": lambda own: {"student_pk": own.student.pk},
    "archive/papers/<int:pk>/": lambda own: {"pk": own.file_paper.pk},
    "archive/outputs/<int:pk>/": lambda own: {"pk": own.file_output.pk},
    "jobs/<int:pk>/": lambda own: {"pk": own.job.pk},
    "quality/<slug:rule>/": lambda own: {"rule": "photo"},
    "api/students/<pk>/": lambda own: {"pk": own.student.pk},
    "api/cases/<pk>/": lambda own: {"pk": own.case.pk},
    "api/certificates/<pk>/": lambda own: {"pk": own.certificate.pk},
    "api/rosters/<pk>/": lambda own: {"pk": own.roster.pk},
    "api/jobs/<pk>/": lambda own: {"pk": own.job.pk},
}

# By name, where the route alone does not tell.
BY_NAME: dict[str, Sample] = {}

# Arguments that choose a part of an object and belong to nobody.
PARTS: dict[str, Any] = {"section": "overview"}


def sample_for(name: str, route: str, arguments: list[str]) -> Sample | None:
    """The function that makes the arguments of an address; None when there is none for them."""
    found = BY_NAME.get(name)
    if found is None:
        fitting = [beginning for beginning in BY_ROUTE if route.startswith(beginning)]
        if not fitting:
            return None
        found = BY_ROUTE[max(fitting, key=len)]

    def make(own: Belongings) -> dict[str, Any]:
        given = found(own)
        return {key: given[key] if key in given else PARTS.get(key) for key in arguments}

    return make
