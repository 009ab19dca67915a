"""What certificates say in the list of graduates that is taken out (students.exports)."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from certificates.states import State
from students.exports.sources.base import Column
from students.exports.sources.people import register_fact

_NUMBERED = [State.DRAFT.value, State.ACTIVE.value]


def numbers_of(students: Sequence[int]) -> dict[int, str]:
    """The number of the certificate that each student holds or is about to get, by student id."""
    found = Certificate.objects.filter(student__in=list(students), state__in=_NUMBERED).order_by("pk")
    return dict(found.values_list("student_id", "number"))


def register() -> None:
    """Add the column (from the app's ready())."""
    register_fact(Column("certificate", _("证书编号"), 24), numbers_of)
