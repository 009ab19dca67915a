"""The form of a change of major: reason, programme, class; what belongs to a reason appears with it."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.matters.forms import Layout, MatterForm
from students.models import Programme, SchoolClass
from transfers.studies.models import MajorChange
from transfers.studies.places import classes_of, openings_ahead, other_programmes
from xueji.policies.vocabulary import MajorChangeReason
from xueji.web.asked import whole


class ProgrammeChoice(forms.ModelChoiceField):
    """A programme as its code and name."""

    def label_from_instance(self, programme: Programme) -> str:
        """``710201 计算机应用（3 年，贯通）``."""
        years = f"{float(programme.years):g}"
        kind = _("，贯通") if programme.integrated else ""
        return _("%(code)s %(name)s（%(years)s 年%(kind)s）") % {
            "code": programme.major_code,
            "name": programme.short_name or programme.name,
            "years": years,
            "kind": kind,
        }


class ClassChoice(forms.ModelChoiceField):
    """A class as its cohort and name."""

    def label_from_instance(self, school_class: SchoolClass) -> str:
        """``2025级 25计算机1班``."""
        return _("%(cohort)d级 %(name)s") % {"cohort": school_class.cohort, "name": school_class.name}


# Words instead of empty values: an empty one reads as a choice that is still to be made.
_NOT_HELD, _ON_DECISION = "none", "decision"
_EXAMINED: list[tuple[str, str | Promise]] = [
    (_NOT_HELD, gettext_lazy("未组织考核")),
    ("true", gettext_lazy("合格")),
    ("false", gettext_lazy("不合格")),
]


class MajorChangeForm(MatterForm):
    """Asked of one student."""

    school_fields: ClassVar[frozenset[str]] = frozenset(
        {"to_class", "effective_on", "examination_passed", "meets_school_conditions", "places_available"}
    )
    layout: ClassVar[Layout] = (
        (
            gettext_lazy("情形与去向"),
            (
                ("reason", 6),
                ("hospital_grade", 3),
                ("hospital_local", 3),
                ("to_programme", 3),
                ("to_class", 3),
                ("effective_on", 3),
            ),
        ),
        (
            gettext_lazy("学校的条件"),
            (("examination_passed", 3), ("meets_school_conditions", 3), ("places_available", 3)),
        ),
    )

    to_programme = ProgrammeChoice(label=gettext_lazy("拟转入专业（方向）"), queryset=Programme.objects.none())
    to_class = ClassChoice(label=gettext_lazy("拟转入班级"), queryset=SchoolClass.objects.none(), required=False)
    effective_on = forms.TypedChoiceField(
        label=gettext_lazy("何时起在新专业学习"), empty_value=None, coerce=lambda word: _day(word)
    )
    examination_passed = forms.TypedChoiceField(
        label=gettext_lazy("转专业考核"),
        choices=_EXAMINED,
        empty_value=None,
        coerce=lambda word: {"true": True, "false": False}.get(word),
    )

    class Meta:
        model = MajorChange
        fields = (
            "reason",
            "hospital_grade",
            "hospital_local",
            "to_programme",
            "to_class",
            "effective_on",
            "examination_passed",
            "meets_school_conditions",
            "places_available",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to_programme"].queryset = other_programmes(self.student)  # type: ignore[attr-defined]
        if "effective_on" in self.fields:
            openings = openings_ahead(self.school)
            self.fields["effective_on"].choices = [*openings, (_ON_DECISION, _("批准之日起"))]  # type: ignore[attr-defined]
            if openings and not self.instance.pk:
                self.initial["effective_on"] = openings[0][0]
            elif self.instance.pk:
                since = self.instance.effective_on
                self.initial["effective_on"] = since.isoformat() if since else _ON_DECISION
        known = self.instance.examination_passed
        self.initial["examination_passed"] = _NOT_HELD if known is None else str(known).lower()
        self._follow_reason()
        self._follow_programme()

    def _follow_reason(self) -> None:
        """Hospital papers belong to health alone."""
        if self._now("reason") != MajorChangeReason.HEALTH:
            del self.fields["hospital_grade"], self.fields["hospital_local"]

    def _follow_programme(self) -> None:
        """The classes of the programme that is chosen."""
        if "to_class" not in self.fields:
            return
        chosen = whole(self._now("to_programme"))
        programme = None if chosen is None else other_programmes(self.student).filter(pk=chosen).first()
        if programme is None:
            del self.fields["to_class"]
            return
        self.fields["to_class"].queryset = classes_of(programme, self.student.cohort)  # type: ignore[attr-defined]
        self.fields["to_class"].empty_label = _("待安排（学校同意前必须安排）")  # type: ignore[attr-defined]

    def _now(self, name: str) -> Any:
        """What the field holds at the moment."""
        if self.is_bound:
            return self.data.get(name)
        return self.initial.get(name)


def _day(word: str) -> date | None:
    return None if word == _ON_DECISION else date.fromisoformat(word)
