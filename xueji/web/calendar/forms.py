"""Forms of the calendar."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.calendars.models import SchoolTerm
from xueji.calendars.notice import NOTE_LENGTH
from xueji.calendars.reading import LONGEST_FILE
from xueji.organizations.models import Organization
from xueji.organizations.queries import OrganizationQuerySet

_DAY = {"type": "date"}


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))


class FestivalForm(forms.Form):
    """One festival as the notice announces it."""

    name = forms.CharField(label=gettext_lazy("节日"), max_length=NOTE_LENGTH)
    first = _day_field(gettext_lazy("放假起"))
    last = _day_field(gettext_lazy("放假止"))
    worked = forms.CharField(
        label=gettext_lazy("调休上班日"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("写作 2月1日、2月13日，没有就不填"),
    )

    def __init__(self, data: Any = None, *, year: int) -> None:
        super().__init__(data)
        self.year = year
        for name in ("first", "last"):
            self.fields[name].widget.attrs.update({"min": f"{year}-01-01", "max": f"{year}-12-31"})

    def clean_worked(self) -> list[date]:
        """Days as people write them: 2月1日, 2-1 or 2027-02-01."""
        text = self.cleaned_data["worked"]
        found = []
        for part in filter(None, re.split(r"[、，,;；\s]+", text)):
            numbers = re.fullmatch(r"(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})日?", part)
            try:
                if numbers is None:
                    raise ValueError
                found.append(date(int(numbers[1] or self.year), int(numbers[2]), int(numbers[3])))
            except ValueError:
                raise forms.ValidationError(_("“%(part)s”不是日期，请写作 2月1日。") % {"part": part}) from None
        return found


class DayForm(forms.Form):
    """One day that is turned, with what to call it."""

    day = forms.DateField()
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=NOTE_LENGTH)


class ImportForm(forms.Form):
    """A file with a year's notice."""

    file = forms.FileField(
        label=gettext_lazy("放假安排文件"),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
    )

    def clean_file(self) -> Any:
        """Small enough to be what it should be."""
        file = self.cleaned_data["file"]
        if file.size > LONGEST_FILE:
            raise forms.ValidationError(_("文件超过 1 MB，不像是一年的放假安排。"))
        return file


class PublishForm(forms.Form):
    """On the ground of which notice a year is published."""

    source = forms.CharField(
        label=gettext_lazy("依据的通知文号"), max_length=200, help_text=gettext_lazy("如：国办发明电〔2026〕9 号")
    )


class TermForm(forms.Form):
    """First and last day of a term."""

    school = forms.CharField(
        label=gettext_lazy("学校"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("只为一所学校单设校历时，填它的机构代码或全称；不填即全省（市）"),
    )
    school_year = forms.ChoiceField(label=gettext_lazy("学年"))
    number = forms.TypedChoiceField(
        label=gettext_lazy("学期"),
        coerce=int,
        choices=[(1, gettext_lazy("第一学期")), (2, gettext_lazy("第二学期"))],
        widget=forms.RadioSelect,
    )
    starts_on = _day_field(gettext_lazy("开学日期"))
    ends_on = _day_field(gettext_lazy("结束日期"))
    teaching_weeks = forms.IntegerField(label=gettext_lazy("教学周数"), min_value=1, max_value=30)
    status = forms.ChoiceField(
        label=gettext_lazy("状态"), choices=SchoolTerm.Status.choices, widget=forms.RadioSelect,
        help_text=gettext_lazy("“计划”的学期推算出的窗口标作暂算"),
    )  # fmt: skip

    def __init__(
        self,
        data: Any = None,
        *,
        school_years: list[str],
        schools: OrganizationQuerySet,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self._schools = schools
        self.fields["school_year"].choices = [(year, year.replace("-", "—")) for year in school_years]  # type: ignore[attr-defined]

    def clean_school(self) -> Organization | None:
        """The school that was named; None for all of them."""
        named = self.cleaned_data["school"].strip()
        if not named:
            return None
        found = self._schools.filter(Q(code=named) | Q(name=named)).first()
        if found is None:
            raise forms.ValidationError(_("本省（市）没有这所学校，请核对代码或全称。"))
        return found
