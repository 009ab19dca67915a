"""Certificates and the student file."""

from datetime import date
from functools import cached_property

from certificates import storage
from certificates.actions import certificate_activate, certificate_draft_create
from certificates.models import Certificate
from students.archive import storage as archive_storage
from students.archive.models import ClosedFile, HandOverLine, HandOverList, Material
from tests.students.archive.support import png as one_png
from tests.support.samples.own import PDF, Own
from tests.transfers.support import WINDOW
from xueji import clock
from xueji.database.shelf import digest_of
from xueji.jobs.models import Job
from xueji.organizations.scope import unfenced

PAPER = one_png()


class Papers(Own):
    """Certificates and the student file."""

    @cached_property
    def certificate(self) -> Certificate:
        student, scope = self.graduate, self.world.scope(self.registrar)
        with clock.at(WINDOW), scope.enter():
            draft = certificate_draft_create(actor=scope, student=student, issued_on=date(2026, 6, 30))
            certificate_activate(actor=scope, certificate_id=draft.pk, sha256=storage.put(PDF + draft.number.encode()))
            draft.refresh_from_db()
        return draft

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
