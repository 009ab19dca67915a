"""What comes in through the pages of files."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.archive.checklist import year_label
from students.archive.contents import FileRules
from students.archive.models import HandOverList
from students.models import Student
from xueji import clock
from xueji.calendars.terms import school_year_of
from xueji.organizations.models import User
from xueji.policies.vocabulary import ArchiveReceiver


class Day(forms.DateInput):
    """A date with the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; `clean` gives a list."""

    def __init__(self, **options: Any) -> None:
        accept = "application/pdf,image/jpeg,image/png"
        super().__init__(widget=ManyFiles(attrs={"multiple": True, "accept": accept}), allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in files if each or len(files) == 1]


def school_years(first: date, last: date) -> list[tuple[int, str]]:
    """The school years from one day to another, the last one first."""
    begin, end = (int(school_year_of(day)[:4]) for day in (first, last))
    return [(year, year_label(year)) for year in range(end, begin - 1, -1)]


class MaterialForm(forms.Form):
    """Papers for the file of a student. `what` is a kind and a part of it, "conduct/conduct"."""

    what = forms.ChoiceField(label=_("类别"))
    title = forms.CharField(label=_("题名"), max_length=80, required=False, help_text=_("不填则用文件名"))
    dated_on = forms.DateField(label=_("材料日期"), widget=Day())
    school_year = forms.TypedChoiceField(label=_("所属学年"), coerce=int, empty_value=None, required=False)
    files = FilesField(label=_("文件"), max_length=200)  # type: ignore[assignment]  # read by its name only

    def __init__(self, *args: Any, rules: FileRules, student: Student, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["what"]
        chosen.choices = [
            (kind.label, [(f"{kind.key.value}/{part.key}", part.label) for part in kind.uploaded_parts])
            for kind in rules.contents.kinds
            if kind.uploaded_parts
        ]
        years: Any = self.fields["school_year"]
        years.choices = [("", _("不分学年")), *school_years(student.entered_on, student.left_on or clock.today())]
        self.fields["dated_on"].initial = clock.today()

    @property
    def kind_and_part(self) -> tuple[str, str]:
        kind, _slash, part = self.cleaned_data["what"].partition("/")
        return kind, part


class ReplaceForm(forms.Form):
    """A better copy of a paper."""

    dated_on = forms.DateField(label=_("材料日期"), widget=Day())
    file = forms.FileField(label=_("文件"), max_length=200)


class RemoveForm(forms.Form):
    """Why a paper is taken out."""

    reason = forms.CharField(label=_("移出原因"), max_length=200)


class TakeOutForm(forms.Form):
    """What a whole file is needed for; the answer is recorded."""

    PURPOSES = [
        ("hand_over", _("移交、转递档案")),
        ("inquiry", _("答复本人或监护人")),
        ("certificate", _("开具证明、补办证书")),
        ("case_work", _("办理学籍变动")),
        ("inspection", _("核查、检查")),
    ]
    FORMS = [("archive_pdf", _("整册 PDF")), ("archive_zip", _("压缩包，含原始材料和办件材料"))]
    purpose = forms.ChoiceField(label=_("用途"), choices=PURPOSES)
    kind = forms.ChoiceField(label=_("形式"), choices=FORMS, required=False, initial="archive_pdf")


class CloseForm(forms.Form):
    """Closing one file or many."""

    closed_on = forms.DateField(label=_("归档日期"), widget=Day())
    box = forms.CharField(label=_("盒号"), max_length=20, required=False)
    shelf = forms.CharField(label=_("架位"), max_length=20, required=False)
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, student: Student | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["closed_on"].initial = clock.today()


class ReopenForm(forms.Form):
    """Why a closed file is opened again."""

    reason = forms.CharField(label=_("重新启用原因"), max_length=200)


class KeeperForm(forms.Form):
    """Who keeps the files from when on."""

    user = forms.ModelChoiceField(label=_("档案管理员"), queryset=User.objects.none())
    since = forms.DateField(label=_("起始日期"), widget=Day())
    remark = forms.CharField(
        label=_("交接说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea,
        help_text=_("柜号、钥匙、未了事项等"),
    )

    def __init__(self, *args: Any, officers: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["user"]
        chosen.queryset = User.objects.filter(pk__in=[officer.pk for officer in officers]).order_by("name")
        chosen.label_from_instance = lambda user: user.name
        self.fields["since"].initial = clock.today()


class ListForm(forms.Form):
    """A new hand-over list: to whom. Files are ticked beside it."""

    receiver_kind = forms.ChoiceField(label=_("接收单位类别"), required=False)
    receiver_name = forms.CharField(label=_("接收单位全称"), max_length=100)
    remark = forms.CharField(label=_("备注"), max_length=300, required=False)

    def __init__(self, *args: Any, rules: FileRules, purpose: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if purpose == HandOverList.Purpose.TRANSFER:
            del self.fields["receiver_kind"]
            return
        chosen: Any = self.fields["receiver_kind"]
        chosen.is_needed = True
        chosen.choices = [(word, ArchiveReceiver(word).label) for word in rules.receivers]


class HandOverForm(forms.Form):
    """The day on which the files leave the school, and to whom."""

    handed_on = forms.DateField(label=_("移交日期"), widget=Day())
    receiver_person = forms.CharField(label=_("接收人"), max_length=50, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["handed_on"].initial = clock.today()


class ReceiptForm(forms.Form):
    """That the files arrived."""

    received_on = forms.DateField(label=_("收讫日期"), widget=Day())
    received_by = forms.CharField(label=_("接收人"), max_length=50)
    count = forms.IntegerField(label=_("实收册数"), min_value=0)
    remark = forms.CharField(label=_("收件说明"), max_length=200, required=False)

    def __init__(self, *args: Any, hand_over: HandOverList, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["received_on"].initial = clock.today()
        self.fields["count"].initial = hand_over.count
