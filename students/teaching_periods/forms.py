"""The form of a period."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.matters.forms import date_field
from students.teaching_periods.models import Teaching
from xueji import clock
from xueji.calendars.terms import school_year_of


def years() -> list[str]:
    """The school year of today and the next."""
    present = school_year_of(clock.today())
    following = int(present[:4]) + 1
    return [present, f"{following}-{following + 1}"]


class PeriodForm(forms.Form):
    """Which year, what for, from when to when."""

    school_year = forms.ChoiceField(label=_("学年"))
    name = forms.CharField(label=_("名称"), max_length=20)
    teaching = forms.ChoiceField(label=_("教学功能"), choices=Teaching.choices)
    starts_on = date_field(_("自"))
    ends_on = date_field(_("至（含当日）"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["school_year"].choices = [(year, year.replace("-", "—")) for year in years()]  # type: ignore[attr-defined]
