"""The form of a matter: the kind's own fields, and what every application has."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.models import Student
from xueji import clock
from xueji.organizations.models import Organization

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COMMON = ("applied_on", "student_consent", "guardian_consent")

# A section of the form: its title, and its fields with their width in columns of six.
Layout = Sequence[tuple[str | Promise, Sequence[tuple[str, int]]]]


def date_field(label: "str | _StrPromise", **options: Any) -> forms.DateField:
    """A day, with the browser's own picker."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class MatterForm(forms.ModelForm):
    """Fields of the kind's row. Subclasses name model and fields in Meta, and may lay them out in `layout`.

    `school` fills it in for `students`. Fields that depend on others are taken out or changed in __init__: the page
    sends the form again whenever something in it changes.
    """

    layout: ClassVar[Layout] = ()
    # What the school settles when it takes an application up: a student's form does not ask it.
    school_fields: ClassVar[frozenset[str]] = frozenset()
    # A template below the fields (a table of students); it sees the form as `form`.
    extra_template: ClassVar[str] = ""

    applied_on = date_field(_("学生与监护人申请日期"))
    student_consent = forms.BooleanField(label=_("申请表上学生已签字"), required=False)
    guardian_consent = forms.BooleanField(label=_("监护人已签字（未满 18 周岁必需）"), required=False)
    reason_text = forms.CharField(
        label=_("情况说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        school: Organization,
        students: Sequence[Student],
        needs_consent: bool = True,
        instance: Any = None,
        initial: dict[str, Any] | None = None,
        for_student: bool = False,
    ) -> None:
        self.school, self.students, self.for_student = school, list(students), for_student
        start = {"applied_on": clock.today(), "student_consent": True, "guardian_consent": True}
        names = (*COMMON, "reason_text")
        if instance is not None:
            start = {name: getattr(instance, name) for name in names}
        super().__init__(data, instance=instance, initial={**start, **(initial or {})})
        # A student applies by sending the form, and the guardian consents by a code: there are no boxes to tick.
        for name in (*COMMON, *self.school_fields) if for_student else () if needs_consent else COMMON:
            self.fields.pop(name, None)

        for field in self.fields.values():
            _speak(field)

    @property
    def shape(self) -> str:
        """Which fields the form has now, and what they offer: while it stays the same, nothing in the form has to be drawn
        anew, and what somebody is just typing is left alone."""
        parts = [f"{bound.html_name}:{[str(value) for value, _label in _choices(bound)]}" for bound in self]
        return sha256("|".join(parts).encode()).hexdigest()[:16]

    def keeps_shape(self, sent: QueryDict) -> bool:
        """Whether the form that was sent still stands: same fields, same choices, nothing changed on the way."""
        data = cast(QueryDict, self.data)
        untouched = all(data.getlist(name) == sent.getlist(name) for name in sent)
        return sent.get("shape") == self.shape and untouched

    def proposed(self) -> QueryDict:
        """What the form would send if nothing in it were touched."""
        data = QueryDict(mutable=True)
        for bound in self:
            value = bound.value()
            if isinstance(bound.field.widget, forms.CheckboxInput):
                data.setlist(bound.html_name, ["on"] if value else [])
            elif isinstance(value, list | tuple):
                data.setlist(bound.html_name, [str(each) for each in value])
            elif value not in (None, ""):
                data[bound.html_name] = str(getattr(value, "pk", value))
        return data

    def forgive_empty(self) -> None:
        """Take away what is said of fields that are still empty: who is filling a form in has not forgotten them yet."""
        for name, errors in list(self.errors.as_data().items()):
            if all(error.code == "required" for error in errors):
                del self.errors[name]

    def clean_applied_on(self) -> Any:
        """Nobody has applied tomorrow."""
        day = self.cleaned_data["applied_on"]
        if day > clock.today():
            raise forms.ValidationError(_("申请日期不能在今天之后。"))
        return day

    @property
    def student(self) -> Student:
        """The one student, or the first of many."""
        return self.students[0]

    def matters(self) -> list[Any]:
        """A row for each student, unsaved, of a valid form. Kinds with values of their own for each student override it."""
        found = []
        for student in self.students:
            row = self._meta.model(student=student)
            for name in self._own_columns():
                setattr(row, name, getattr(self.instance, name))
            for name in (*COMMON, "reason_text"):
                if name in self.cleaned_data:
                    setattr(row, name, self.cleaned_data[name])
            found.append(row)
        return found

    def sections(self) -> list[tuple[str, list[tuple[Any, int]]]]:
        """The form as the page lays it out: titles and bound fields with their width."""
        rows = self.layout or ((_("事由与期限"), tuple((name, 3) for name in self._own_names())),)
        own = [
            (str(title), [(self[name], width) for name, width in fields if name in self.fields])
            for title, fields in rows
        ]
        common = [
            (self[name], width) for name, width in _COMMON_LAYOUT if name in self.fields and not _laid(rows, name)
        ]
        return [section for section in [*own, (str(_("申请与说明")), common)] if section[1]]

    def _own_names(self) -> list[str]:
        return [name for name in self.fields if name not in {*COMMON, "reason_text"}]

    def _own_columns(self) -> list[str]:
        """The columns that the form fills; those that it dropped keep their defaults."""
        return [
            field.attname
            for field in self._meta.model._meta.concrete_fields
            if field.name in (self._meta.fields or ()) and field.name in self.fields
        ]


def _choices(bound: Any) -> list[tuple[Any, Any]]:
    return list(getattr(bound.field, "choices", None) or [])


def _speak(field: forms.Field) -> None:
    """Say in our own words what an empty choice and a missing value ask for."""
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        field.error_messages["required"] = _("请选择这一项")
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label is not None:
                field.empty_label = _("请选择")
        else:
            offered: Any = field.choices
            field.choices = [(value, label if value not in ("", None) else _EMPTY) for value, label in offered]
    else:
        field.error_messages["required"] = _("请填写这一项")


_EMPTY = _("请选择")
_COMMON_LAYOUT = (("applied_on", 2), ("reason_text", 4), ("student_consent", 3), ("guardian_consent", 3))


def _laid(rows: Layout, name: str) -> bool:
    return any(name == field for _title, fields in rows for field, _width in fields)
