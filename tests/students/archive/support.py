"""Papers, closed files and keepers for the tests of files."""

from datetime import date
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from students.archive.actions import material_add
from students.archive.closing import files_close
from students.archive.models import ClosedFile, Material
from students.models import Profile, Student
from tests.support.world import World
from xueji import clock
from xueji.organizations.scope import unfenced

FULL_PROFILE = {
    "student_category": "调整后中职学生", "native_place_code": "330106", "household_code": "330106",
    "home_address": "演示路 1 号", "member1_name": "试家长", "member1_phone": "13800000000",
    "political_status": "共青团员", "health_status": "健康或良好",
}  # fmt: skip


def png(color: str = "white", size: tuple[int, int] = (40, 30)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


def pdf(pages: int = 2, mark: int = 0) -> bytes:
    """A document of so many empty pages; `mark` makes its bytes its own."""
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page(page_size=(300 + mark, 400))
        buffer = BytesIO()
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def upload(content: bytes, name: str = "材料.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def paper(
    world: World,
    student: Student,
    *,
    kind: str = "conduct",
    part: str = "",
    year: int | None = 2025,
    content: bytes | None = None,
    title: str = "学年操行评定",
    by: str = "registrar",
) -> Material:
    """A paper in the file of a student, put in by an officer of the school."""
    with world.scope(f"{school_of(world, student)}.{by}").enter() as scope:
        return material_add(
            actor=scope,
            student=Student.objects.with_places().get(pk=student.pk),
            kind=kind,
            part=part or kind,
            title=title,
            dated_on=clock.today(),
            school_year=year,
            upload=upload(content or png(size=(40 + Material.objects.count(), 30))),
        )


def closed(world: World, student: Student, on: date | None = None) -> ClosedFile:
    """The student's file, closed on a day."""
    with world.scope(f"{school_of(world, student)}.registrar").enter() as scope:
        own = Student.objects.with_places().get(pk=student.pk)
        return files_close(actor=scope, students=[own], closed_on=on or clock.today(), box="1", shelf="A-1")[0]


def school_of(world: World, student: Student) -> str:
    return next(key for key, body in world.organizations.items() if body.pk == student.school_id)


def with_profile(student: Student, **data: str) -> None:
    """Fill in the basic information."""
    with unfenced(reason="a test fills in a profile"):
        Profile.objects.filter(student=student).update(data=FULL_PROFILE | data)
