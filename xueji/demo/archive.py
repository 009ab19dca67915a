"""Student files: a keeper, files that are complete and files with gaps, closed ones, paper that is due, lists in every state."""

from datetime import date, timedelta
from functools import cache
from io import BytesIO
from typing import Protocol

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from students.archive.actions import material_add
from students.archive.closing import files_close
from students.archive.contents import rules_of
from students.archive.handing import Receiver, list_create, list_hand_over, receipt_confirm
from students.archive.keepers import keeper_appoint
from students.archive.models import ClosedFile, HandOverList
from students.archive.queries import new_records_of
from students.models import Student
from students.statuses import Status
from xueji.demo.script import acting, days_before, working_day
from xueji.organizations.models import Office, Organization
from xueji.organizations.scope import Scope, case_effect

FULL, HALF, GONE = 6, 6, 4  # files of a school: complete ones, half filled ones, those of graduates
EARLIER = 3  # graduates of three years ago, whose paper is due


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date


def act_archive(stage: Stage) -> None:
    """Two schools that keep their files well, one that has begun; the others have nobody who keeps them."""
    for slug in ("zj1", "bj1", "zj5"):
        _name_keeper(stage.schools[slug], days_before(stage.today, 60))
    for slug in ("zj1", "bj1"):
        _fill(stage.schools[slug], days_before(stage.today, 25))
        _close(stage.schools[slug], days_before(stage.today, 20))
    _past(stage.schools["bj1"], stage.today)
    _handed_to_an_archive(stage.schools["zj1"], days_before(stage.today, 8))
    _follow(stage.schools["zj5"], days_before(stage.today, 5))


def _name_keeper(school: Organization, on: date) -> None:
    with acting(school, "school_head", working_day(on)) as scope:
        keeper = (
            Office.objects.filter(organization=school, role="registrar").select_related("user").order_by("pk")[0].user
        )
        keeper_appoint(actor=scope, user=keeper, since=working_day(on), remark="档案柜三组，钥匙两把，一并交接。")


def _fill(school: Organization, on: date) -> None:
    """The first ones of the last cohort: everything that is owed, then only half of it."""
    with acting(school, "registrar", working_day(on)) as scope:
        kinds = rules_of(school, on).contents.kinds
        here = Student.objects.with_places().filter(school=school, status=Status.STUDYING, cohort=2024).order_by("pk")
        for number, student in enumerate(here[: FULL + HALF]):
            for year in (2024, 2025):
                wanted = ("conduct", "grades", "fitness") if number < FULL else ("conduct",)
                for key in (kind.key.value for kind in kinds if kind.key in wanted):
                    part = "fitness_test" if key == "fitness" else key
                    _put(scope, student, key, part, on, year, f"{year}—{year + 1} 学年{_LABELS[key]}")
            if number < FULL:
                for kind in kinds:
                    for part in kind.parts:
                        if part.key in _ONCE:
                            _put(scope, student, kind.key.value, part.key, on, None, part.label)


_LABELS = {"conduct": "操行评定", "grades": "成绩单", "fitness": "体质健康测试"}
_ONCE = {"health_form", "admission_notice", "admission_score"}


def _put(scope: Scope, student: Student, kind: str, part: str, on: date, year: int | None, title: str) -> None:
    picture = SimpleUploadedFile("材料.png", _sheet(title), content_type="image/png")
    material_add(
        actor=scope,
        student=student,
        kind=kind,
        part=part,
        title=title,
        dated_on=date(year + 1, 7, 10) if year else on,
        school_year=year or (2024 if kind in rules_of(student.school, on).yearly else None),
        upload=picture,
    )


def _close(school: Organization, on: date) -> None:
    with acting(school, "registrar", working_day(on)) as scope:
        gone = Student.objects.with_places().filter(school=school, status=Status.GRADUATED).order_by("pk")[:GONE]
        for student in gone:
            _put(scope, student, "graduation", "graduate_form", working_day(on), None, "毕业生信息登记表")
        files_close(actor=scope, students=list(gone), closed_on=working_day(on), box="2026-01", shelf="A-2")


def _past(school: Organization, today: date) -> None:
    """Some graduates left three years ago: their paper is due."""
    with case_effect(0, reason="demonstration"):
        closed = ClosedFile.objects.filter(school=school).values("student_id")
        rest = Student.objects.filter(school=school, status=Status.GRADUATED, certificates=None).exclude(pk__in=closed)
        chosen = list(rest.order_by("-pk")[:EARLIER])
        for student in chosen:
            student.left_on, student.cohort = date(today.year - 3, 6, 30), today.year - 6
            student.entered_on, student.registered_on = date(today.year - 6, 9, 1), date(today.year - 6, 9, 30)
            student.save()
    if not chosen:
        return
    with acting(school, "registrar", days_before(today, 15)) as scope:
        own = list(Student.objects.with_places().filter(pk__in=[student.pk for student in chosen]))
        files_close(actor=scope, students=own, closed_on=days_before(today, 15), box="2023-01", shelf="C-1")


def _handed_to_an_archive(school: Organization, on: date) -> None:
    """A list that was handed over and signed, and a draft."""
    on = working_day(on)
    with acting(school, "registrar", on) as scope:
        files = list(ClosedFile.objects.at_school().filter(school=school).order_by("number"))
        receiver = Receiver("西湖区档案馆", "archives")
        made = list_create(
            actor=scope, school=school, files=files[:2], purpose=HandOverList.Purpose.RETENTION, receiver=receiver
        )
        made = list_hand_over(actor=scope, hand_over=made, handed_on=on, receiver_person="演示人员")
    with acting(school, "registrar", on + timedelta(days=1)) as scope:
        receipt_confirm(
            actor=scope, hand_over=made, received_on=on + timedelta(days=1), received_by="演示人员", count=made.count
        )
        list_create(
            actor=scope, school=school, files=files[2:3], purpose=HandOverList.Purpose.RETENTION, receiver=receiver
        )


def _follow(school: Organization, on: date) -> None:
    """Who changed schools: the file went after, and the new school has not confirmed yet."""
    on = working_day(on)
    with acting(school, "registrar", on) as scope:
        gone = list(Student.objects.with_places().filter(school=school, status=Status.TRANSFERRED, left_on__lte=on))
        records = new_records_of([student.pk for student in gone])
        gone = [student for student in gone if student.pk in records]
        if not gone:
            return
        _put(scope, gone[0], "conduct", "conduct", on, 2025, "2025—2026 学年操行评定")
        files = files_close(actor=scope, students=gone[:1], closed_on=on, box="T-1")
        to = records[gone[0].pk].school
        made = list_create(
            actor=scope,
            school=school,
            files=files,
            purpose=HandOverList.Purpose.TRANSFER,
            receiver=Receiver(to.name, "", to),
        )
        list_hand_over(actor=scope, hand_over=made, handed_on=on)


@cache
def _sheet(title: str) -> bytes:
    """A small picture of a form that says that it is only for show."""
    image = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 600, 857), outline="#8a94a3", width=2)
    for row in range(12):
        draw.line((40, 140 + row * 56, 580, 140 + row * 56), fill="#cdd4dd", width=1)
        draw.rectangle((60, 152 + row * 56, 160 + (row * 53) % 300, 168 + row * 56), fill="#e4e8ed")
    font = settings.FONT_DIR / "NotoSerifSC-Regular.ttf"
    if font.is_file():
        draw.text((40, 60), title, font=ImageFont.truetype(font, 28), fill="#1c2733")
        draw.text((430, 800), _("演示材料"), font=ImageFont.truetype(font, 24), fill="#b8291f")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
