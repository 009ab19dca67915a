"""The school itself: its registrar, a student on the register with an account, a graduate."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from students.models import Student
from tests.support.world import World, make_student
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced

PDF = b"%PDF-1.4\n%%EOF\n"


@dataclass
class Own:
    """What every other sample is made for. `family` is the surname of the school's students, borne by nobody else."""

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
    def pupil(self) -> User:
        """The account of the student."""
        return User.objects.create_user(
            username=f"{self.school}.pupil", password="x", name=self.student.name, person_id=self.student.person_id
        )
