"""What the pages of transfer show: the form with the rules beside it, and the list."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from students.models import Student
from students.snapshots import new_items
from transfers.actions import draft_of, initiator_of
from transfers.forms import TransferForm
from transfers.models import Transfer
from transfers.preview import preview_of
from xueji.cases.models import Case
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced
from xueji.policies.engine.chains import Route
from xueji.policies.vocabulary import Initiator


@dataclass(frozen=True)
class Sheet:
    """One transfer being filled in: whose, by which side, for which case (None: not saved yet)."""

    student: Student
    snapshot: dict[str, Any]
    side: Initiator
    opener: Organization
    to_schools: "QuerySet[Organization]"
    case: Case | None = None
    transfer: Transfer | None = None

    def form(self, data: QueryDict | None = None) -> TransferForm:
        """The form, with what the case holds already."""
        return TransferForm(
            data,
            opener=self.opener,
            to_schools=self.to_schools,
            side=self.side,
            cohort=self.snapshot["cohort"],
            major_code=self.snapshot["major_code"],
            initial=self._initial(),
        )

    def context(self, form: TransferForm) -> dict[str, Any]:
        """The page's context; the rules speak once the form says enough."""
        looking = form if form.is_bound else None
        preview = None
        if looking is not None and looking.is_valid():
            draft = draft_of(self.student, looking.place(), self.side)
            preview = preview_of(draft, case=self.case, gives_up_place=self.snapshot["integrated"])
        return {
            "sheet": self,
            "form": form,
            "preview": preview,
            "student": self.snapshot,
            "heading": self._heading(),
            "is_arrival": self.side is Initiator.TO_SCHOOL,
        }

    def _heading(self) -> str:
        verb = _("转入") if self.side is Initiator.TO_SCHOOL else _("转学")
        return f"{verb}：{self.snapshot['name']}"

    def _initial(self) -> dict[str, Any]:
        found = self.transfer
        if found is None:
            return {"to_school": self.to_schools.first()} if self.side is Initiator.TO_SCHOOL else {}
        names = ("to_school", "to_programme", "to_cohort", "to_class", "reason", "reason_text", "applied_on")
        consents = ("student_consent", "guardian_consent")
        return {name: getattr(found, name) for name in names + consents} | {"term": found.effective_on.isoformat()}


def own_sheet(school: Organization, student: Student) -> Sheet:
    """A student of the school who wants to leave."""
    return Sheet(
        student=student,
        snapshot=new_items([student])[0].snapshot,
        side=Initiator.FROM_SCHOOL,
        opener=school,
        to_schools=targets_of(school),
    )


def arrival_sheet(school: Organization, student: Student) -> Sheet:
    """A student of another school, of whom only the snapshot is shown."""
    with unfenced(reason="snapshot of a student who wants to come"):
        snapshot = new_items([student])[0].snapshot
    return Sheet(
        student=student,
        snapshot=snapshot,
        side=Initiator.TO_SCHOOL,
        opener=school,
        to_schools=Organization.objects.filter(pk=school.pk),
    )


def case_sheet(case: Case, transfer: Transfer) -> Sheet:
    """A draft or a returned transfer that its opener corrects; the schools stay."""
    side = Initiator(transfer.initiated_by)
    with unfenced(reason="a transfer is corrected"):
        student = Student.objects.select_related("school__parent", "programme").get(pk=transfer.student_id)
    return Sheet(
        student=student,
        snapshot=case.items.get().snapshot,
        side=side,
        opener=transfer.opener,
        to_schools=Organization.objects.filter(pk__in=[transfer.to_school_id]),
        case=case,
        transfer=transfer,
    )


def targets_of(school: Organization) -> "QuerySet[Organization]":
    """The schools to which this school may open a transfer itself: by its regulation inside the province, across, or both."""
    found = Organization.objects.schools().filter(is_active=True).exclude(pk=school.pk)
    if initiator_of(school, Route.INSIDE) is not Initiator.FROM_SCHOOL:
        found = found.exclude(province=school.province_id)
    if initiator_of(school, Route.ACROSS) is not Initiator.FROM_SCHOOL:
        found = found.filter(province=school.province_id)
    return found


def refused(form: TransferForm, error: Invalid) -> None:
    """Put an action's refusal under the field that it belongs to."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))


def case_url(case: Case) -> str:
    """The page of a case."""
    return reverse("cases:case", args=[case.pk])
