"""What a student writes who wants to change school; the school opens the transfer itself, because only it can choose the place."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from students.applications.offers import Offer
from students.models import Student
from students.parties import policy_key_of
from students.statuses import Status
from xueji import clock
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.policies.vocabulary import TransferReason

_OF_SCHOOLS = {TransferReason.COOPERATIVE_PROGRAMME, TransferReason.SPECIAL_SCHOOL_RETURN}


@reads("transfer.reasons")
class TransferWishForm(forms.Form):
    """Where to and why. The reasons are those of the regulation that binds the school."""

    destination = forms.CharField(label=_("想转入的学校（写全称和所在县市区）"), max_length=100)
    major = forms.CharField(label=_("想读的专业"), max_length=60)
    reason = forms.ChoiceField(label=_("转学事由"), widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label=_("情况说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, student: Student) -> None:
        super().__init__(data)
        rules = policy(policy_key_of(student.school)).parameters(clock.today())
        words = [TransferReason(word) for word in rules.words("transfer.reasons")]
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (word.value, word.label) for word in words if word not in _OF_SCHOOLS
        ]

    def sections(self) -> list[tuple[str, list[tuple[Any, int]]]]:
        """One section with every field."""
        return [(str(_("去向与事由")), [(bound, 6) for bound in self])]


def transfer_offer() -> Offer:
    """转学, as something to apply for."""
    return Offer(
        key="transfer",
        label=_("转学"),
        hint=_("户籍迁移、家庭搬迁等；学校受理后与转入学校办理"),
        icon="arrows-exchange",
        statuses=frozenset({Status.STUDYING}),
        form=lambda data, student: TransferWishForm(data, student=student),
        take_url=lambda application: f"{reverse('transfers:open')}?student={application.student_id}",
    )
