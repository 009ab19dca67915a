"""What comes in through the pages of students."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.models import Student
from students.searching import LONGEST
from students.statuses import Status
from students.table import COLUMNS
from xueji import clock

# What the tabs and the status chip choose from, beside single statuses.
CURRENT, GRADUATING, FORMER, ALL = "current", "graduating", "former", "all"
STATUSES = [
    (CURRENT, _("全部在册")),
    (GRADUATING, _("毕业年级")),
    (FORMER, _("已离校")),
    (ALL, _("不限")),
    *((status.value, status.label) for status in Status),
]


class FilterForm(forms.Form):
    """The filters of the list, as they stand in the address. What is not understood counts as not given."""

    status = forms.ChoiceField(choices=STATUSES, required=False)
    cohort = forms.IntegerField(min_value=1990, max_value=2100, required=False)
    major = forms.RegexField(r"^[0-9A-Z]{4,6}$", required=False)
    group = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    school = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    county = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    city = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    sort = forms.ChoiceField(choices=[("number", ""), ("name", "")], required=False)
    after = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    at = forms.IntegerField(min_value=0, max_value=10**8, required=False)

    def chosen(self) -> dict[str, Any]:
        """The values that were given and understood."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}


class SearchForm(forms.Form):
    """The search box. It is posted: names and numbers do not belong into addresses."""

    q = forms.CharField(max_length=LONGEST, required=False)


class ColumnsForm(forms.Form):
    """Which columns the person wants to see."""

    columns = forms.MultipleChoiceField(
        choices=[(column.key, column.label) for column in COLUMNS if not column.fixed], required=False
    )


class DayForm(forms.Form):
    """The day as on which a record is shown, and the day with which it is compared; in the address."""

    as_of = forms.DateField(required=False)
    compared = forms.DateField(required=False)

    def past_day(self, student: Student) -> date | None:
        """The day that was asked for; None for today. What cannot be shown is said by `problem`."""
        self.problem = ""
        if not self.is_valid():
            self.problem = gettext("日期看不懂，请写成 2026-09-10 这样。")
            return None
        day = self.cleaned_data["as_of"]
        if day is None or day == clock.today():
            return None
        if day > clock.today():
            self.problem = gettext("还没有到那一天，只能查看今天和以前的学籍。")
            return None
        if day < student.birth_date:
            self.problem = gettext("那一天在学生出生之前，请核对日期。")
            return None
        found: date = day
        return found


class PurposeForm(forms.Form):
    """Why a whole number is looked at; the answer is recorded."""

    PURPOSES = [
        ("identity_check", _("核对证件")),
        ("case_work", _("办理学籍变动")),
        ("certificate", _("制发证书、证明")),
        ("inquiry", _("答复本人或监护人")),
        ("inspection", _("核查、检查")),
    ]
    purpose = forms.ChoiceField(label=_("查看事由"), choices=PURPOSES)
