"""What the pages of outside transfers show: the form, the rules and the path beside it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from students.models import Student
from students.newcomers import checked_identity
from students.snapshots import new_items
from transfers.models import OutsideSchool, Transfer
from transfers.outside.actions import draft_of
from transfers.outside.forms import ArrivalForm, OutsideForm
from transfers.preview import Preview, preview_of
from xueji.cases.models import Case
from xueji.errors import Conflict, Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced

_COLUMNS = (
    "name", "kind", "province_code", "address", "authority_name", "local_authority_name", "city_name",
    "province_authority_name", "programme", "cohort", "years", "entered_on", "authority",
)  # fmt: skip
_MATTER = ("reason", "reason_text", "applied_on", "student_consent", "guardian_consent", "to_class")


@dataclass(frozen=True)
class OutsideSheet:
    """One outside transfer being filled in. `student` is None for a newcomer whose record does not exist yet."""

    school: Organization
    arrives: bool
    student: Student | None = None
    snapshot: dict[str, Any] | None = None
    case: Case | None = None
    transfer: Transfer | None = None

    def form(self, data: QueryDict | None = None) -> OutsideForm:
        """The form, with what the case holds already."""
        if self.arrives:
            return ArrivalForm(data, school=self.school, initial=self._initial(), person=self.case is None)
        return OutsideForm(data, school=self.school, initial=self._initial())

    def context(self, form: OutsideForm, *, refused: bool = False) -> dict[str, Any]:
        """The page's context; the rules speak once the form says enough. `refused`: it was to be saved and could not."""
        preview = None
        if form.is_bound and form.is_valid():
            preview = self._preview(form)
        if form.is_bound and not refused:
            form.forget_empty()
        return {
            "sheet": self,
            "form": form,
            "sections": form.sections(),
            "refused": refused,
            "preview": preview,
            "student": self.snapshot,
            "heading": _("从系统外学校转入") if self.arrives else _("转往系统外学校"),
        }

    def _preview(self, form: OutsideForm) -> Preview | None:
        student = self.student or self._newcomer(form)
        if student is None:
            return None
        draft = draft_of(student, form.place(), self.school, arrives=self.arrives)
        return preview_of(draft, case=self.case, gives_up_place=bool(self.snapshot and self.snapshot.get("integrated")))

    def _newcomer(self, form: OutsideForm) -> Student | None:
        """A record that is not saved, for the rules; what is wrong with the number stands under its field."""
        try:
            identity = checked_identity(form.cleaned_data["identity_number"])
        except (Invalid, Conflict) as error:
            form.add_error("identity_number", str(error.message))
            return None
        assert identity.birth_date is not None  # checked: a citizen number says it
        return Student(birth_date=identity.birth_date, entered_on=form.cleaned_data["entered_on"])

    def _initial(self) -> dict[str, Any]:
        outside, transfer = (self.transfer.outside, self.transfer) if self.transfer else (None, None)
        if outside is None or transfer is None:
            return {"cohort": self.snapshot["cohort"]} if self.snapshot else {}
        matter = {name: getattr(transfer, name) for name in _MATTER}
        return _row(outside) | matter | {"term": transfer.effective_on.isoformat()}


def departure_sheet(school: Organization, student: Student) -> OutsideSheet:
    """A student of the school who leaves for one outside."""
    return OutsideSheet(school, arrives=False, student=student, snapshot=new_items([student])[0].snapshot)


def arrival_sheet(school: Organization) -> OutsideSheet:
    """A student who is in no register."""
    return OutsideSheet(school, arrives=True)


def change_sheet(case: Case, transfer: Transfer) -> OutsideSheet:
    """A draft or a returned transfer that its opener corrects."""
    with unfenced(reason="a transfer is corrected"):
        student = Student.objects.select_related("school__parent", "programme").get(pk=transfer.student_id)
    return OutsideSheet(
        transfer.opener,
        arrives=transfer.from_school_id is None,
        student=student,
        snapshot=case.items.get().snapshot,
        case=case,
        transfer=transfer,
    )


def _row(outside: OutsideSchool) -> dict[str, Any]:
    return {name: getattr(outside, name) for name in _COLUMNS}
