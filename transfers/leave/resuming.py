"""复学 as a kind of case (Beijing 23, Zhejiang 21)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.changes import Change
from students.matters.forms import Layout, MatterForm, date_field
from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.matters.models import Matter
from students.parties import terms_of
from students.statuses import ChangeKind, Status
from transfers.leave.facts import resumption_facts
from transfers.leave.forms import HOSPITAL, CertifiedForm
from transfers.leave.history import current_leaves
from transfers.leave.models import Resumption
from transfers.leave.returning import (
    back_to_studies,
    class_choice,
    class_text,
    leaves_end,
    leaves_run_again,
)
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import Scope
from xueji.policies.facts.resumption import over_on
from xueji.policies.vocabulary import Evidence, LeaveGround
from xueji.policies.windows import day_label

_OF_LEAVE = ("ground", "leave_starts_on", "leave_ends_on")
_RECHECKS: dict[str, bool | None] = {"pending": None, "passed": True, "failed": False}
_RECHECK_TEXTS: dict[bool | None, str | Promise] = {
    None: _("尚未复查"),
    True: _("合格，能坚持学习"),
    False: _("不合格"),
}


class ResumptionForm(CertifiedForm):
    """Day and class of the return; after illness the health certificate and the school's own finding. What is known of
    the leave is not asked again."""

    ground = forms.ChoiceField(label=_("原休学事由"), choices=LeaveGround.choices)
    leave_starts_on = date_field(_("休学起始日"), required=False)
    leave_ends_on = date_field(_("休学终止日"))
    resumes_on = date_field(_("复学日期"))
    recheck_passed = forms.TypedChoiceField(
        label=_("学校复查"),
        choices=[(name, _RECHECK_TEXTS[found]) for name, found in _RECHECKS.items()],
        required=False,
        empty_value=None,
        coerce=_RECHECKS.get,
    )
    special_circumstances = forms.BooleanField(label=_("逾期办理，有特殊情况（须附证明）"), required=False)

    school_fields: ClassVar[frozenset[str]] = frozenset({"to_class", "recheck_passed"})
    layout: ClassVar[Layout] = (
        (_("原休学"), (("ground", 2), ("leave_starts_on", 2), ("leave_ends_on", 2))),
        (_("复学"), (("resumes_on", 3), ("to_class", 3), ("special_circumstances", 6))),
        (
            _("健康证明与复查"),
            (("hospital_name", 3), ("hospital_grade", 3), ("hospital_local", 3), ("recheck_passed", 3)),
        ),
    )

    class Meta:
        model = Resumption
        fields = (*_OF_LEAVE, "resumes_on", "to_class", "recheck_passed", "special_circumstances", *HOSPITAL)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.leave = self.instance.leave if self.instance.pk else current_leaves(self.students).get(self.student.pk)
        names = {found: name for name, found in _RECHECKS.items()}
        self.initial["recheck_passed"] = names[self.instance.recheck_passed]
        self._start()
        if not self.for_student:
            self.fields["to_class"] = class_choice(self.student)
        if self.leave is not None:
            for name in _OF_LEAVE:
                del self.fields[name]
        if self._ground() != LeaveGround.ILLNESS:
            for name in (*HOSPITAL, "recheck_passed"):
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """Nobody is back before the leave began."""
        data = super().clean() or {}
        began = self.leave.starts_on if self.leave else data.get("leave_starts_on")
        if began and data.get("resumes_on") and data["resumes_on"] <= began:
            self.add_error("resumes_on", _("复学日期应在休学起始日之后。"))
        return data

    def matters(self) -> list[Resumption]:
        """The row with the leave that it ends."""
        rows = super().matters()
        for row in rows:
            row.leave = self.leave
            if self.leave is not None:
                row.ground, row.leave_ends_on = self.leave.ground, self.leave.ends_on
                row.leave_starts_on = self.leave.began_on
        return rows

    def _start(self) -> None:
        if self.leave is None:
            return
        back = over_on(self.leave.ends_on, terms_of(self.school))
        self.initial["resumes_on"] = self.initial.get("resumes_on") or max(back, clock.today())
        self.fields["resumes_on"].help_text = _("%(ground)s休学，%(first)s—%(last)s；期满后%(back)s开学") % {
            "ground": LeaveGround(self.leave.ground).label,
            "first": day_label(self.leave.began_on),
            "last": day_label(self.leave.ends_on),
            "back": day_label(back),
        }

    def _ground(self) -> str:
        if self.leave is not None:
            return str(self.leave.ground)
        sent = self.data.get("ground") if self.is_bound else None
        return str(sent or self.initial.get("ground") or LeaveGround.ILLNESS)


class ResumptionKind(MatterKind):
    """Who was on leave studies again, in the class that the school chooses."""

    key: ClassVar[str] = "resumption"
    label: ClassVar[str | Promise] = _("复学")
    prefix: ClassVar[str] = "FX"
    verb: ClassVar[str | Promise] = _("同意复学")
    hint: ClassVar[str | Promise] = _("休学期满（或提前）回校学习，编入后续班级")
    icon: ClassVar[str] = "player-play"
    model: ClassVar[type[Matter]] = Resumption
    form_class: ClassVar[type[MatterForm]] = ResumptionForm
    statuses: ClassVar[frozenset[Status]] = frozenset({Status.ON_LEAVE})
    application: ClassVar[str] = Evidence.RESUMPTION_APPLICATION.value

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """The leave, the day of return, health and class."""
        return resumption_facts(gathering)

    def changes(self, case: Case, matters: Sequence[Resumption]) -> list[Change]:
        """Studying from the day of return, in the class chosen."""
        return [back_to_studies(row, ChangeKind.RESUMPTION) for row in matters]

    def after_apply(self, case: Case, matters: Sequence[Resumption], scope: Scope) -> None:
        """The leave is over."""
        leaves_end(matters)

    def after_undo(self, case: Case, matters: Sequence[Resumption], scope: Scope) -> None:
        """The leave runs on."""
        leaves_run_again(matters)

    def rows(self) -> Any:
        """With leave and class."""
        return Resumption.objects.select_related("leave", "to_class__programme")

    def sentences(self, matter: Resumption) -> list[str]:
        """What happens with the effect."""
        known = {"day": day_label(matter.resumes_on), "place": class_text(matter.to_class)}
        return [
            gettext("学籍状态改为“在读”，自%(day)s起") % known,
            gettext("编入%(place)s；专业、年级随班级") % known,
            gettext("恢复在校学生待遇"),
        ]

    def described(self, matter: Resumption) -> list[tuple[str, str]]:
        """The return in words."""
        since = day_label(matter.leave_starts_on) if matter.leave_starts_on else gettext("未记载")
        rows = [
            (gettext("原休学事由"), str(LeaveGround(matter.ground).label)),
            (gettext("休学起止"), f"{since}—{day_label(matter.leave_ends_on)}"),
            (gettext("复学日期"), day_label(matter.resumes_on)),
            (gettext("编入班级"), class_text(matter.to_class)),
        ]
        if matter.ground == LeaveGround.ILLNESS:
            rows.append((gettext("健康证明"), matter.hospital_text))
            rows.append((gettext("学校复查"), str(_RECHECK_TEXTS[matter.recheck_passed])))
        if matter.special_circumstances:
            rows.append((gettext("逾期"), gettext("有特殊情况，另附证明")))
        return rows
