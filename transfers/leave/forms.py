"""The form of a leave: what is asked depends on the reason, and on whether the student is on leave already."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.matters.forms import Layout, MatterForm, date_field
from students.parties import policy_key_of, terms_of
from students.statuses import Status
from transfers.leave.history import current_leaves
from transfers.leave.lengths import Until, ends_offered
from transfers.leave.models import Leave
from xueji import clock
from xueji.policies.engine.registry import get as policy
from xueji.policies.facts.coming import terms_touched
from xueji.policies.readers import reads
from xueji.policies.vocabulary import HospitalGrade, LeaveGround

DAY = "day"
HOURS = ("missed_hours", "expected_hours", "term_hours")
HOSPITAL = ("hospital_name", "hospital_grade", "hospital_local")
WORK = ("credits_earned", "credits_total", "industry_minimum_age")
# What is asked beside the days, by reason.
ASKED: dict[str, tuple[str, ...]] = {
    LeaveGround.ILLNESS: (*HOSPITAL, *HOURS),
    LeaveGround.HARDSHIP: HOURS,
    LeaveGround.ABROAD: HOURS,
    LeaveGround.OTHER: HOURS,
    LeaveGround.MILITARY: ("service_ends_on",),
    LeaveGround.ENTERPRISE: WORK,
}
GRADES = [
    ("", _("请选择")),
    *((grade.value, grade.label) for grade in HospitalGrade if grade is not HospitalGrade.UNKNOWN),
]


class CertifiedForm(MatterForm):
    """A form with what a hospital certified; for drafts the paper may still be on its way."""

    hospital_name = forms.CharField(label=_("出具证明的医院"), max_length=60, required=False)
    hospital_grade = forms.ChoiceField(label=_("医院等级"), choices=GRADES, required=False)
    hospital_local = forms.TypedChoiceField(
        label=_("医院所在地"),
        choices=[("True", _("本市（省）")), ("False", _("外地"))],
        coerce=lambda value: value == "True",
        empty_value="True",
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "hospital_local" in self.initial:
            self.initial["hospital_local"] = str(self.initial["hospital_local"])

    def clean_hospital_local(self) -> bool:
        """Of this city unless somebody says otherwise."""
        return self.cleaned_data["hospital_local"] is not False

    def clean_hospital_grade(self) -> str:
        """A grade that nobody has read yet is not known."""
        return self.cleaned_data["hospital_grade"] or HospitalGrade.UNKNOWN


@reads("leave.grounds")
class LeaveForm(CertifiedForm):
    """Reason, days, and what the reason has to show. The end is a term's, or a day of its own where that is chosen."""

    starts_on = date_field(_("休学起始日"))
    until = forms.ChoiceField(label=_("休学至"))
    ends_on = date_field(_("休学终止日"))
    current_ends_on = date_field(_("现休学终止日"))
    service_ends_on = date_field(_("预计服役结束日"), required=False)

    school_fields: ClassVar[frozenset[str]] = frozenset({*HOURS, "current_ends_on"})
    layout: ClassVar[Layout] = (
        (
            _("事由与起止"),
            (
                ("ground", 6),
                ("current_ends_on", 6),
                ("starts_on", 2),
                ("until", 4),
                ("ends_on", 3),
                ("service_ends_on", 3),
            ),
        ),
        (_("医院证明"), (("hospital_name", 2), ("hospital_grade", 2), ("hospital_local", 2))),
        (_("缺课（按本学期课时）"), (("missed_hours", 2), ("expected_hours", 2), ("term_hours", 2))),
        (_("从业条件"), (("credits_earned", 2), ("credits_total", 2), ("industry_minimum_age", 2))),
    )

    class Meta:
        model = Leave
        fields = (
            "ground",
            "starts_on",
            "ends_on",
            "current_ends_on",
            "service_ends_on",
            *HOSPITAL,
            *HOURS,
            *WORK,
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.terms = terms_of(self.school)
        self.current = current_leaves(self.students).get(self.student.pk)
        self.is_extension = self.student.status == Status.ON_LEAVE
        self._start()
        self._ask()

    def clean(self) -> dict[str, Any]:
        """The end that was chosen, in order with the beginning."""
        data = super().clean() or {}
        for name in {*HOURS, *WORK[:2]} & set(self.fields):
            data[name] = data.get(name) or 0
        chosen = data.get("until")
        if chosen and chosen != DAY:
            data["ends_on"] = date.fromisoformat(chosen)
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on" if "ends_on" in self.fields else "until", _("终止日不能早于起始日。"))
        running = self._running_until(data)
        if self.is_extension and first and running and first <= running:
            self.add_error("starts_on", _("续休从现休学终止日的次日或以后起算。"))
        if data.get("term_hours") and data.get("missed_hours", 0) + data.get("expected_hours", 0) > data["term_hours"]:
            self.add_error("expected_hours", _("已缺与预计缺课合计超过了本学期总课时。"))
        return data

    def matters(self) -> list[Leave]:
        """The row with the end that was chosen, and what the history says."""
        rows = super().matters()
        for row in rows:
            row.ends_on = self.cleaned_data["ends_on"]
            row.terms_count = len(terms_touched(row.starts_on, row.ends_on, self.terms)) or 1
            row.began_on = row.starts_on
            if self.is_extension:
                row.extends = self.current
                row.current_ends_on = self._running_until(self.cleaned_data)
                row.began_on = self.current.began_on if self.current else row.starts_on
        return rows

    def _running_until(self, data: dict[str, Any]) -> date | None:
        if not self.is_extension:
            return None
        return self.current.ends_on if self.current else data.get("current_ends_on")

    def _start(self) -> None:
        """Proposals: today (an extension the day after), the end of that term."""
        initial = clock.today()
        if self.current is not None:
            initial = self.current.ends_on + timedelta(days=1)
        self.initial["starts_on"] = self.initial.get("starts_on") or initial

    def _ask(self) -> None:
        """Only the fields that the answers so far call for."""
        ground = self._answer("ground")
        self.fields["ground"] = forms.ChoiceField(
            label=_("休学事由"), choices=self._grounds(), widget=forms.RadioSelect, initial=ground
        )
        wanted = ASKED.get(str(ground), ())
        for name in {name for names in ASKED.values() for name in names} - set(wanted):
            self.fields.pop(name, None)
        for name in {*HOURS, *WORK[:2]} & set(self.fields):
            self.fields[name].required = False
        if "term_hours" in self.fields:
            self.fields["term_hours"].help_text = _("三项都不填的，按休学占起始学期的天数计算")
        if not self.is_extension or self.current is not None:
            self.fields.pop("current_ends_on", None)
        self._ask_until(str(ground))

    def _ask_until(self, ground: str) -> None:
        offered = self._offered()
        choices = [(each.day.isoformat(), each.label) for each in offered]
        self.fields["until"].choices = [*choices, (DAY, _("另定日期"))]  # type: ignore[attr-defined]
        chosen = self._answer("until")
        if chosen not in {each.day.isoformat() for each in offered} | {DAY}:
            chosen = self._until_of_instance(offered, ground)
            if self.is_bound:  # the beginning was moved: an end that is no longer offered makes way for the first one
                self.data = {name: self.data.get(name) for name in self.data} | {"until": chosen}
        self.initial["until"] = chosen
        if chosen != DAY:
            del self.fields["ends_on"]

    def _until_of_instance(self, offered: Sequence[Until], ground: str) -> str:
        if self.instance.ends_on:
            days = {each.day for each in offered}
            return self.instance.ends_on.isoformat() if self.instance.ends_on in days else DAY
        return DAY if ground == LeaveGround.MILITARY or not offered else offered[0].day.isoformat()

    def _offered(self) -> list[Until]:
        raw = self._answer("starts_on") or clock.today()
        try:
            first = raw if isinstance(raw, date) else date.fromisoformat(str(raw))
        except ValueError:
            first = clock.today()
        return ends_offered(first, self.terms)

    def _grounds(self) -> list[tuple[str, str | Promise]]:
        """The reasons that the school's regulation knows, and the one on the row."""
        known = policy(policy_key_of(self.school)).parameters(clock.today()).words("leave.grounds")
        return [(ground.value, ground.label) for ground in LeaveGround if ground.value in known]

    def _answer(self, name: str) -> Any:
        """What was sent, what the row holds, or what is proposed."""
        if self.is_bound:
            return self.data.get(name)
        if name in self.initial:
            return self.initial[name]
        return None
