"""What the pages of applications show: to the student what to do now, to the school what was asked for and what it owes."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.forms import DateField
from django.http import QueryDict
from django.utils.translation import gettext as _

from students.applications import rules
from students.applications.actions import offer_and_form
from students.applications.guardians import guardian_of
from students.applications.models import Application, ApplicationState
from students.applications.offers import Offer, offers
from students.models import Student
from xueji.cases import registry
from xueji.cases.models import Case, Item
from xueji.web.formats import cn_date, cn_date_full, cn_datetime


@dataclass(frozen=True)
class Choice:
    """Something to apply for, or why it cannot be applied for now."""

    key: str
    label: str
    hint: str
    icon: str
    why_not: str = ""


def choices_for(student: Student) -> list[Choice]:
    """Everything a student may apply for, what fits first."""
    busy = set(
        Application.objects.filter(
            person_id=student.person_id, state__in=[ApplicationState.FILLING, ApplicationState.SENT]
        ).values_list("kind", flat=True)
    )
    binding = Item.objects.filter(person_id=student.person_id, binds=True).select_related("case").first()
    found = [_choice(each, student, busy, binding.case if binding else None) for each in offers()]
    return sorted(found, key=lambda choice: bool(choice.why_not))


def choice_of(student: Student, key: str) -> Choice | None:
    """One of them, by its key; None where it is not offered to students."""
    return next((choice for choice in choices_for(student) if choice.key == key), None)


def fill_page(kind: Offer, student: Student, form: Any, application: Application | None) -> dict[str, Any]:
    """The form on the phone; the rules speak once it says enough."""
    preview = rules.preview_for(kind, student, form) if form.is_bound and form.is_valid() else None
    return {
        "kind": kind,
        "form": form,
        "sections": form.sections(),
        "preview": preview,
        "application": application,
        "heading": _("申请%(kind)s") % {"kind": str(kind.label).removesuffix(_("申请"))},
    }


def own_page(application: Application) -> dict[str, Any]:
    """One application for the student: what to do now, how far it is, what was handed in."""
    kind, form = offer_and_form(application)
    filling = application.state == ApplicationState.FILLING
    preview = rules.preview_for(kind, application.student, form, application) if filling and form.is_valid() else None
    owed = rules.papers_owed(kind, application, preview)
    return {
        "application": application,
        "kind": kind,
        "rows": rows_of(form),
        "preview": preview,
        "owed": owed,
        "guardian": guardian_of(application.student) if filling and application.lacks_consent else None,
        "filling": filling,
        "papers": list(application.papers.all()),
        "lead": _lead(application, owed),
        "steps": _steps(application),
        "may_send": filling
        and form.is_valid()
        and not application.lacks_consent
        and not (preview and preview.verdicts.forbidden),
        "heading": _("我的%(kind)s申请") % {"kind": kind.label},
    }


def school_page(application: Application) -> dict[str, Any]:
    """One application for the school."""
    kind, form = offer_and_form(application)
    preview = rules.preview_for(kind, application.student, form, application) if form.is_valid() else None
    return {
        "application": application,
        "kind": kind,
        "rows": rows_of(form),
        "preview": preview,
        "papers": list(application.papers.all()),
        "take_url": kind.take_url(application),
        "waiting": application.state == ApplicationState.SENT,
    }


def rows_of(form: Any) -> list[SimpleNamespace]:
    """The form as label and value, choices in words."""
    found = []
    for _title, fields in form.sections():
        for bound, _width in fields:
            value = bound.value()
            if value not in (None, "", [], False):
                choices = {str(key): label for key, label in getattr(bound.field, "choices", []) or []}
                if isinstance(bound.field, DateField):
                    value = cn_date_full(bound.field.to_python(value))
                found.append(SimpleNamespace(label=bound.label, value=choices.get(str(value), value)))
    return found


def query(form_data: QueryDict) -> QueryDict | None:
    """Posted data, or None where nothing was posted."""
    return form_data if "form" in form_data else None


def _choice(kind: Offer, student: Student, busy: set[str], binding: Case | None) -> Choice:
    why_not = ""
    if student.status not in kind.statuses:
        why_not = _("学籍状态是“%(status)s”，不能申请") % {"status": student.get_status_display()}
    elif kind.key in busy:
        why_not = _("已有一件在办，请接着办那一件")
    elif binding and registry.get(kind.key).exclusive:
        # The case that binds the student would refuse another one at the end of all the filling in.
        doing = {"kind": registry.get(binding.kind).label}
        why_not = _("正在办理%(kind)s，办结后才能申请") % doing
    return Choice(kind.key, str(kind.label), str(kind.hint), kind.icon, why_not)


def _lead(application: Application, owed: list[Any]) -> str:
    """One sentence: what is to be done, or with whom it lies."""
    if application.state == ApplicationState.SENT:
        return _("等学校受理")
    if application.state == ApplicationState.TAKEN:
        return _("学校已受理，正在办理") if application.case_id else _("学校已受理")
    if application.state == ApplicationState.DECLINED:
        return _("学校没有受理")
    if application.state == ApplicationState.WITHDRAWN:
        return _("你已撤回")
    if application.answer:
        return _("学校请你补充")
    if owed:
        return _("还差 %(count)d 份材料") % {"count": len(owed)}
    return _("等家长确认，之后交学校") if application.lacks_consent else _("可以提交了")


def _steps(application: Application) -> list[SimpleNamespace]:
    """Filled in, consented, sent, taken up: with day and hour, or what it waits for."""
    done = application.state not in {ApplicationState.FILLING, ApplicationState.WITHDRAWN}
    steps = [(_("你填写申请"), cn_datetime(application.created_at), "done")]
    if application.guardian_needed:
        agreed = application.consented_at
        text = (
            f"{cn_datetime(agreed)}　{application.get_consent_way_display()}"
            if agreed
            else _("未满规定年龄，须监护人确认")
        )
        steps.append((_("家长确认"), text, "done" if agreed else "now"))
    sent = application.sent_at if done else None
    now = "now" if not application.lacks_consent and not done else ""
    steps.append((_("提交给学校"), cn_datetime(sent) if sent else _("材料齐了就提交"), "done" if sent else now))
    answered = application.answered_at if done and application.state != ApplicationState.SENT else None
    waiting = "now" if application.state == ApplicationState.SENT else ""
    text = cn_date(answered) if answered else _("学校核对后受理，随后可在首页看办到哪一步")
    steps.append((_("学校受理"), text, "done" if answered else waiting))
    return [
        SimpleNamespace(number=number, label=label, text=text, state=state)
        for number, (label, text, state) in enumerate(steps, start=1)
    ]
