"""What comes in and goes out as files: rosters, photos, exports."""

from functools import cached_property

from students.exports.actions import Order, export_ask
from students.exports.making import export_make
from students.exports.models import Export
from students.exports.sources import base as export_sources
from students.models import HeadingChoice, Roster, RosterImage
from students.photos.actions import pack_upload, photo_put, photo_rule_set
from students.photos.models import EarlierPhoto, Photo, PhotoPack, PhotoRule
from students.photos.rules import Rules
from students.rosters import files
from tests.students.photos.support import pack, picture
from tests.support import rosters
from tests.support.samples.own import Own
from xueji import clock
from xueji.jobs.models import Job


class Workbooks(Own):
    """What comes in and goes out as files: rosters, photos, exports."""

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
