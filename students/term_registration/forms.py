"""Forms of term registration: the days, one row of the grid, all but some, a contact."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.contacts import ContactResult, ContactWay, ContactWhom
from students.matters.forms import date_field
from students.term_registration.entries import Entry, State
from students.term_registration.grid import Line
from students.term_registration.meanwhile import stamp_of
from students.term_registration.models import RegistrationContact, Round
from xueji import clock

ABSENT = _("未到校，待核实")


class RoundForm(forms.Form):
    """The days on which the term is registered."""

    opens_on = date_field(_("开始注册"))
    due_on = date_field(_("注册截止"))

    def __init__(self, data: Any = None, *, rnd: Round) -> None:
        super().__init__(data, initial={"opens_on": rnd.opens_on, "due_on": rnd.due_on})


class EntryForm(forms.Form):
    """One row. Empty ones are left alone; what the state needs is asked by the verb."""

    state = forms.ChoiceField(label=_("注册情况"), choices=[("", "—"), *State.choices], required=False)
    registered_on = date_field(_("注册日期"), required=False)
    leave_until = date_field(_("准假至"), required=False)
    leave_reason = forms.CharField(label=_("请假事由"), max_length=200, required=False)
    leave_approved_by = forms.CharField(label=_("准假人"), max_length=50, required=False)
    leave_approved_on = date_field(_("准假日期"), required=False)
    reason = forms.CharField(label=_("未注册原因"), max_length=200, required=False)
    correction_reason = forms.CharField(label=_("更正原因"), max_length=200, required=False)
    seen = forms.CharField(max_length=40, required=False, strip=False)

    def __init__(self, data: Any = None, *, line: Line) -> None:
        names = [name for name in self.base_fields if name not in {"correction_reason", "seen"}]
        row = line.row
        start = {name: getattr(row, name) for name in names} if row else {}
        super().__init__(data, initial=start, prefix=f"s{line.student.pk}")
        self.line = line
        for name, field in self.fields.items():
            field.widget.attrs |= {"aria-label": f"{line.student.name} {field.label}", "data-cell": name}

    @property
    def is_filled(self) -> bool:
        """Whether a state is chosen and something differs from what stands."""
        return bool(self.cleaned_data.get("state")) and bool(set(self.changed_data) - {"seen"})

    @property
    def stamp(self) -> str:
        """What stands as the page is made; a page that came back with mistakes shows the newest too."""
        return stamp_of(self.line.row)

    @property
    def is_registered(self) -> bool:
        """Whether what stands can only be corrected with a reason."""
        return self.line.row is not None and self.line.row.state == State.REGISTERED

    def entry(self) -> Entry:
        """What was entered."""
        seen = self.cleaned_data["seen"] if self.add_prefix("seen") in self.data else None
        return Entry(student_id=self.line.student.pk, **(self.cleaned_data | {"seen": seen}))


class AllButForm(forms.Form):
    """Everybody came on a day, but those who are picked."""

    registered_on = date_field(_("注册日期"))
    reason = forms.CharField(label=_("勾选的学生未注册的原因"), max_length=200)
    student = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any = None, *, students: Sequence[int], rnd: Round) -> None:
        usual = min(clock.today(), rnd.due_on)
        super().__init__(data, initial={"registered_on": max(usual, rnd.opens_on), "reason": ABSENT})
        self.fields["student"].choices = [(pk, pk) for pk in students]  # type: ignore[attr-defined]
        self.fields["registered_on"].widget.attrs |= {"aria-label": _("注册日期"), "class": "form-control xj-w-auto"}


class ContactForm(forms.ModelForm):
    """One try to reach those who were picked."""

    class Meta:
        model = RegistrationContact
        fields = ("on", "way", "whom", "result", "by_name", "note")

    on = date_field(_("联系日期"))
    way = forms.ChoiceField(label=_("方式"), choices=ContactWay)
    whom = forms.ChoiceField(label=_("联系谁"), choices=ContactWhom, initial=ContactWhom.GUARDIAN.value)
    result = forms.ChoiceField(label=_("结果"), choices=ContactResult)

    def __init__(self, data: Any = None, *, by_name: str = "") -> None:
        super().__init__(data, initial={"on": clock.today(), "by_name": by_name, "whom": ContactWhom.GUARDIAN.value})
