"""Forms of withdrawal and cancellation, of a contact and of an announcement."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from students.matters.forms import MatterForm, date_field
from students.models import StatusChange, Student
from students.parties import policy_key_of
from students.statuses import Status
from transfers.leave.history import current_leaves
from transfers.withdrawal.describing import columns_of
from transfers.withdrawal.models import Cancellation, ContactAttempt, PublicNotice, RequiredWithdrawal, Withdrawal
from xueji import clock
from xueji.policies.engine.registry import get as policy
from xueji.policies.vocabulary import CancellationCause, LeaveGround, WithdrawalGround

_MAY_BE_EMPTY = frozenset({"absent_until", "resumption_applied_on", "leave_ended_on"})
# For many students at once only what is the same for all of them.
_FOR_MANY = frozenset({WithdrawalGround.NOT_REGISTERED, WithdrawalGround.ABSENCE})
# What a cause does not ask for.
_NOT_FOR_CAUSE: dict[str, tuple[str, ...]] = {
    CancellationCause.DEATH: ("recheck_decided_on",),
    CancellationCause.DISAPPEARANCE: ("recheck_decided_on", "unnatural_death"),
    CancellationCause.FAILED_RECHECK: ("unnatural_death", "occurred_on", "learnt_on", "reported_on"),
}


class WithdrawalForm(MatterForm):
    """退学申请."""

    class Meta:
        model = Withdrawal
        fields = ("reason",)

    layout: ClassVar[Any] = ((_("退学原因"), (("reason", 3),)),)


class RequiredWithdrawalForm(MatterForm):
    """应予退学: the ground, and only the fields that belong to it."""

    class Meta:
        model = RequiredWithdrawal
        fields = (
            "ground",
            "leave_started_on",
            "leave_ended_on",
            "leave_for_service",
            "able_to_return",
            "resumption_applied_on",
            "special_circumstances",
            "truant_hours",
            "absent_from",
            "absent_until",
            "absence_excused",
            "registration_due_on",
            "formalities_due_on",
        )

    layout: ClassVar[Any] = (
        (
            _("情形与依据"),
            (
                ("ground", 3),
                *((name, 3) for name in Meta.fields[1:-1]),
                ("formalities_due_on", 3),
            ),
        ),
    )

    leave_started_on = date_field(_("连续休学的第一日"))
    leave_ended_on = date_field(_("休学期满日（仍在休学期内的不填）"))
    resumption_applied_on = date_field(_("申请复学的日期（未申请的不填）"))
    absent_from = date_field(_("擅自离校的第一日"))
    absent_until = date_field(_("离校的最后一日（至今未返的不填）"))
    registration_due_on = date_field(_("学校规定的学期注册日"))
    formalities_due_on = date_field(_("规定办理退学手续的最后一日"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.initial.update(self._known())
        self.fields["ground"].choices = self._grounds()  # type: ignore[attr-defined]
        wanted = {"ground", "formalities_due_on", *columns_of(self.ground)}
        for name in self.Meta.fields:
            if name not in wanted:
                del self.fields[name]
            elif name in _MAY_BE_EMPTY:
                self.fields[name].required = False
        if self.ground == WithdrawalGround.NOT_RESUMED:
            self.fields["leave_ended_on"].required = True
        self._only_if_advised()

    @property
    def ground(self) -> str:
        """The ground that is chosen, or the one to begin with."""
        chosen = self.data.get(self.add_prefix("ground")) if self.is_bound else self.initial.get("ground")
        return str(chosen or "")

    def clean_applied_on(self) -> Any:
        """Nobody need have applied."""
        return super().clean_applied_on() if self.cleaned_data["applied_on"] else None

    def clean(self) -> dict[str, Any]:
        """Days follow each other."""
        found = super().clean() or {}
        for first, last in (("leave_started_on", "leave_ended_on"), ("absent_from", "absent_until")):
            if found.get(first) and found.get(last) and found[last] < found[first]:
                self.add_error(last, _("不能早于第一日。"))
        return found

    def _grounds(self) -> list[tuple[str, Any]]:
        """Those that the regulation knows, and for many students those that all share."""
        known = {item.key for item in policy(policy_key_of(self.school)).parameters_by_key}
        left_out = set() if "term_registration.days_late" in known else {WithdrawalGround.NOT_REGISTERED}
        offered = [ground for ground in WithdrawalGround if ground not in left_out]
        if len(self.students) > 1:
            offered = [ground for ground in offered if ground in _FOR_MANY]
        return [(ground.value, ground.label) for ground in offered]

    def _known(self) -> dict[str, Any]:
        """What the register knows: since when the student is on leave. The signatures are not taken for granted."""
        start: dict[str, Any] = {"applied_on": None, "student_consent": False, "guardian_consent": False}
        start["ground"] = self.initial.get("ground") or self._grounds()[0][0]
        if len(self.students) == 1 and self.student.status == Status.ON_LEAVE:
            start |= {"ground": WithdrawalGround.NOT_RESUMED.value} | self._leave()
        elif len(self.students) == 1:
            start["ground"] = WithdrawalGround.TRUANCY.value
        return start

    def _leave(self) -> dict[str, Any]:
        """The leave that runs; of a record that was taken over only its beginning is known."""
        leave = current_leaves([self.student]).get(self.student.pk)
        if leave is not None:
            return {
                "leave_started_on": leave.began_on,
                "leave_ended_on": leave.ends_on,
                "leave_for_service": leave.ground == LeaveGround.MILITARY,
            }
        change = StatusChange.objects.filter(student=self.student, to_status=Status.ON_LEAVE).first()
        return {"leave_started_on": change.effective_on} if change else {}

    def _only_if_advised(self) -> None:
        """A student who was advised may apply; nobody has to."""
        labels = {
            "applied_on": _("经劝导自行申请退学的日期（没有申请的不填）"),
            "student_consent": _("退学申请书上学生已签字"),
            "guardian_consent": _("监护人已签字（未成年学生必需）"),
        }
        for name, label in labels.items():
            self.fields[name].label, self.fields[name].required = label, False


class CancellationForm(MatterForm):
    """注销学籍: the cause, and the days that belong to it."""

    class Meta:
        model = Cancellation
        fields = ("cause", "unnatural_death", "occurred_on", "learnt_on", "reported_on", "recheck_decided_on")

    layout: ClassVar[Any] = ((_("注销原因"), (("cause", 3), *((name, 3) for name in Meta.fields[1:]))),)

    occurred_on = date_field(_("死亡或失踪日期"))
    learnt_on = date_field(_("学校得知日期"))
    reported_on = date_field(_("先行上报主管部门的日期（随本件上报的不填）"), required=False)
    recheck_decided_on = date_field(_("作出复查不合格决定的日期"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["cause"] = self.initial.get("cause") or CancellationCause.DEATH.value
        cause = self.data.get(self.add_prefix("cause")) if self.is_bound else self.initial["cause"]
        for name in _NOT_FOR_CAUSE.get(str(cause), ()):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Nothing has happened tomorrow, and nobody learns of it before."""
        found = super().clean() or {}
        for name in ("occurred_on", "learnt_on", "reported_on", "recheck_decided_on"):
            if found.get(name) and found[name] > clock.today():
                self.add_error(name, _("不能在今天之后。"))
        if found.get("occurred_on") and found.get("learnt_on") and found["learnt_on"] < found["occurred_on"]:
            self.add_error("learnt_on", _("得知日期不能早于发生日期。"))
        return found


class ContactForm(forms.ModelForm):
    """One try to reach the people of one student of the case, or of all."""

    class Meta:
        model = ContactAttempt
        fields = ("on", "way", "whom", "result", "by_name", "note")

    who = forms.ChoiceField(label=_("学生"), required=False)
    on = date_field(_("联系日期"))

    def __init__(self, data: Any = None, *, students: Sequence[Student], by_name: str = "") -> None:
        super().__init__(data, initial={"on": clock.today(), "by_name": by_name})
        self.students = list(students)
        for name in ("way", "whom", "result"):
            named = [choice for choice in self.fields[name].choices if choice[0]]  # type: ignore[attr-defined]
            self.fields[name].choices = [("", _("请选择")), *named]  # type: ignore[attr-defined]
        choices = [(str(each.pk), each.name) for each in self.students]
        self.fields["who"].choices = [("", _("名单中全部学生")), *choices]  # type: ignore[attr-defined]
        if len(self.students) == 1:
            del self.fields["who"]

    def clean_on(self) -> Any:
        """A contact is a thing of the past."""
        if self.cleaned_data["on"] > clock.today():
            raise forms.ValidationError(_("联系日期不能在今天之后。"))
        return self.cleaned_data["on"]

    def chosen(self) -> list[Student]:
        """The students of a valid form."""
        who = self.cleaned_data.get("who")
        return [each for each in self.students if not who or str(each.pk) == who]


class NoticeForm(forms.ModelForm):
    """The days of an announcement and where it hangs."""

    class Meta:
        model = PublicNotice
        fields = ("starts_on", "ends_on", "place")

    starts_on = date_field(_("公示第一日"))
    ends_on = date_field(_("公示最后一日"))

    def clean(self) -> dict[str, Any]:
        """It ends after it began."""
        found = super().clean() or {}
        if found.get("starts_on") and found.get("ends_on") and found["ends_on"] < found["starts_on"]:
            self.add_error("ends_on", _("不能早于公示第一日。"))
        return found
