"""The forms of the import."""

from django import forms
from django.utils.translation import gettext_lazy as _

from students.rosters.columns import COLUMNS
from students.rosters.judge import SKIP


class RosterForm(forms.Form):
    """A workbook."""

    file = forms.FileField(
        label=_("名册文件"),
        help_text=_("Excel、WPS 工作簿（.xlsx、.xls、.et、.ods）或 CSV，最多 20 MB、5 万行。列的次序不限，按列名认。"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.et,.ods,.csv,.txt,.tsv"}),
    )


class CorrectionForm(forms.Form):
    """One cell: the row's number in the sheet, the column's field (or SKIP), the value to read instead."""

    row = forms.IntegerField(min_value=1)
    field = forms.ChoiceField(choices=[(name, name) for name in (*COLUMNS, SKIP)])
    value = forms.CharField(max_length=200, required=False)


class CommitForm(forms.Form):
    """Which check the person saw."""

    version = forms.IntegerField(min_value=0)
