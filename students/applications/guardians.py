"""Who may agree for a student: the guardian whose name and telephone the school holds on file."""

from dataclasses import dataclass

from students.contacts import GUARDIAN_PLACES, NO_GUARDIAN
from students.models import Profile, Student
from xueji.notices.codes import mask
from xueji.organizations.scope import unfenced


@dataclass(frozen=True)
class Guardian:
    """A guardian on file. `phone` leaves this process only by way of the outbox; pages show `masked`."""

    name: str
    phone: str

    @property
    def masked(self) -> str:
        return mask("sms", self.phone)


def guardian_of(student: Student) -> Guardian | None:
    """The first guardian on file with a telephone. A student cannot name another one here: the school keeps the file."""
    with unfenced(reason="the guardian on file is asked for consent"):
        data = Profile.objects.filter(student=student).values_list("data", flat=True).first() or {}
    for name, phone, is_guardian in GUARDIAN_PLACES:
        if data.get(name) and data.get(phone) and str(data.get(is_guardian, "")) not in NO_GUARDIAN:
            return Guardian(str(data[name]), str(data[phone]))
    return None
