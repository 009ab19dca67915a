"""What the page of one newcomer shows and offers."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext as _

from students.actions import can_show_numbers
from students.admission.actions.schooling import may_finish_schooling
from students.admission.elsewhere import elsewhere_words
from students.admission.facts import admissions_of
from students.admission.forms import (
    AmendForm,
    DecisionForm,
    DeferralForm,
    ExaminationForm,
    KeepForm,
    NoteForm,
    PaperForm,
    SchoolingForm,
)
from students.admission.lines import line_of
from students.admission.models import Admission, AdmissionEvent, AdmissionPaper, Deferral, HealthExamination
from students.admission.reading import Reading, reading_of, recheck_passed
from students.admission.states import TRANSITIONS, AdmissionState, Verb
from students.forms import PurposeForm
from students.sections import Event, Paper
from xueji.codes.divisions import full_name
from xueji.database.fence import Level
from xueji.errors import RegisterError
from xueji.organizations.models import User
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import AdmissionSource, Origin
from xueji.web.formats import as_day, cn_date, cn_date_full

_ICONS = {
    Verb.CHECK_IN: ("user-check", "ok"),
    Verb.UNDO: ("arrow-back-up", "wait"),
    Verb.ASK: ("calendar-event", ""),
    Verb.DEFER: ("calendar", "ok"),
    Verb.REFUSE: ("x", "bad"),
    Verb.EXAMINE: ("heart-handshake", ""),
    Verb.RECHECK: ("heart-handshake", ""),
    Verb.KEEP: ("player-pause", "wait"),
    Verb.FORFEIT: ("user-x", "bad"),
    Verb.CANCEL: ("ban", "bad"),
    Verb.REINSTATE: ("rotate-2", "ok"),
    Verb.RETURN: ("file-text", ""),
    Verb.PLACE: ("users-group", "ok"),
    Verb.RELEASE: ("users", ""),
    Verb.SCHOOLING: ("book-2", "ok"),
}


@dataclass(frozen=True)
class Asked:
    """An application for a later day with what the rules say of it."""

    deferral: Deferral
    verdicts: list[Any]
    can_grant: bool


def person_page(
    admission: Admission,
    scope: Scope,
    *,
    forms: dict[str, BaseForm] | None = None,
    problem: RegisterError | None = None,
) -> dict[str, Any]:
    """The context of the page; `forms` are those that came back with errors, by name."""
    reading = reading_of(admission.school)
    papers = list(admission.papers.all())
    wrong = forms or {}
    is_keeper = scope.level is Level.SCHOOL and scope.allows("manage_students")
    examinations = list(admission.examinations.select_related("paper"))
    deferrals = [_asked(deferral, reading, papers) for deferral in admission.deferrals.all()]
    can = {verb.value: is_keeper and admission.state in step.sources for verb, step in TRANSITIONS.items()}
    # One application is decided at a time.
    can[Verb.ASK.value] &= all(asked.deferral.state != Deferral.State.ASKED for asked in deferrals)
    return {
        "admission": admission,
        "line": line_of(admission, reading, reading.day),
        "rows": described(admission, reading),
        "can": can,
        "elsewhere": elsewhere_words(admission, scope),
        "is_keeper": is_keeper,
        "may_decide": scope.level is Level.SCHOOL and (is_keeper or scope.allows("decide_cases")),
        "recheck_failed": admission.state == AdmissionState.KEPT and recheck_passed(admission) is False,
        "check_in": list(reading.check_in(admission, reading.day)) if admission.is_awaited else [],
        "deferrals": deferrals,
        "examinations": examinations,
        "can_finish_schooling": is_keeper and may_finish_schooling(admission),
        "can_keep": is_keeper and _can_keep(admission, reading, examinations),
        "reading": reading,
        "papers": papers,
        "events": timeline_of(admission),
        "problem": problem,
        "problem_verdicts": list(getattr(problem, "verdicts", ())),
        "purposes": PurposeForm(),
        "can_show": can_show_numbers(scope),
        **_forms(admission, wrong, _wanted_paper(admission, deferrals, papers)),
    }


def described(admission: Admission, reading: Reading) -> list[tuple[str, Any]]:
    """Label and value of what the list says."""
    score = "" if admission.score is None else f"{admission.score.normalize():f}"
    last = reading.last_day(admission) if admission.is_awaited else None
    programme = admission.programme.name if admission.programme else admission.programme_text
    kept = _("%(first)s至%(last)s") % {
        "first": cn_date_full(admission.kept_on),
        "last": cn_date_full(admission.kept_until),
    }
    return [
        (_("招生"), f"{admission.year} {admission.get_season_display()}　{admission.get_source_display()}"),
        (_("招生渠道"), admission.channel),
        (_("录取专业"), programme + (_("（一体化、贯通培养）") if admission.integrated else "")),
        (_("入学前学历"), admission.get_schooling_display()),
        (_("完成义务教育"), admission.schooling_finished_on or ""),
        (_("生源地"), full_name(admission.home_code)),
        (_("来源类别"), admission.get_origin_display() if admission.origin != Origin.MAINLAND else ""),
        (_("专项招生"), admission.get_inland_display()),
        (_("考生号"), admission.candidate_number),
        (_("准考证号"), admission.ticket_number),
        (_("通知书号"), admission.notice_number),
        (_("考试总分"), score),
        (_("毕业学校"), admission.came_from),
        (_("联系电话"), admission.phone),
        (_("规定报到日期"), admission.check_in_due_on),
        (_("准予延期至"), admission.deferred_to or ""),
        (_("最迟可报到"), last or ""),
        (_("报到日期"), admission.checked_in_on or ""),
        (_("保留入学资格"), kept if admission.kept_on else ""),
        (_("丧失入学资格"), f"{cn_date_full(admission.lost_on)}　{admission.lost_reason}" if admission.lost_on else ""),
        (_("班级"), admission.student.school_class.name if admission.student else ""),
    ]


def timeline_of(admission: Admission, *, by_day: bool = False) -> list[Event]:
    """The history, the last entry first; `by_day` puts each on the day on which it happened instead of its entry."""
    rows = list(admission.events.all())
    names = dict(User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "name"))
    found = []
    for row in rows:
        icon, tone = _ICONS.get(Verb(row.verb), ("circle-dot", ""))
        title = str(row.get_verb_display())
        text = "　".join(part for part in (row.note, names.get(row.actor_id or 0, "")) if part)
        at, note = _when(row, by_day)
        found.append(Event(at, title, text, icon, tone, note, "entry"))
    return found


def _when(row: AdmissionEvent, by_day: bool) -> tuple[date | datetime, str]:
    """Where an entry stands, and a word on the other day where it was written down on another."""
    if row.on == as_day(row.at):
        return row.at, ""
    if by_day:
        return row.on, _("%s登记") % cn_date(row.at)
    return row.at, _("%s的事") % cn_date(row.on)


def record_events(student: Any, scope: Scope) -> list[Event]:
    """The same for the timeline of the student's record, with the papers behind a link to the admission."""
    admission = admissions_of([student]).get(student.pk)
    if admission is None or scope.office_id is None:
        return []
    link = Paper(_("录取与报到"), reverse("students:admission", args=[admission.pk]))
    events = timeline_of(admission, by_day=True)
    if not any(event.title == Verb.CHECK_IN.label for event in events) and admission.checked_in_on:
        title = str(Verb.CHECK_IN.label)
        events.append(Event(admission.checked_in_on, title, _("随学生名册登记"), "user-check", "ok", group="entry"))
    return [replace(event, papers=(link,)) for event in events]


def _asked(deferral: Deferral, reading: Reading, papers: list[Any]) -> Asked:
    if deferral.state != Deferral.State.ASKED:
        return Asked(deferral, [], False)
    said = reading.deferral(deferral, papers)
    return Asked(deferral, list(said), not said.blocks)


def _can_keep(admission: Admission, reading: Reading, examinations: list[HealthExamination]) -> bool:
    is_ill = bool(examinations) and examinations[0].result == HealthExamination.Result.ILL
    return reading.keeps_places and is_ill and admission.state in TRANSITIONS[Verb.KEEP].sources


def _wanted_paper(admission: Admission, deferrals: list[Asked], papers: list[AdmissionPaper]) -> AdmissionPaper.Kind:
    """The kind of paper that is most likely handed in next: one that something waits for."""
    kinds = AdmissionPaper.Kind
    wanted = []
    if any(asked.deferral.state == Deferral.State.ASKED and not asked.can_grant for asked in deferrals):
        wanted += [kinds.DEFERRAL, kinds.PROOF]
    if admission.state == AdmissionState.KEPT:
        wanted.append(kinds.RECHECK)
    if admission.source == AdmissionSource.EARLY_SELECTION:
        wanted.append(kinds.HOME_PROOF)
    if admission.origin != Origin.MAINLAND:
        wanted += [kinds.RESIDENCE, kinds.APPROVAL] if admission.origin == Origin.FOREIGN else [kinds.RESIDENCE]
    given = {paper.kind for paper in papers}
    return next((kind for kind in wanted if kind.value not in given), kinds.HEALTH)


def _forms(admission: Admission, wrong: dict[str, BaseForm], kind: AdmissionPaper.Kind) -> dict[str, BaseForm]:
    forms: dict[str, BaseForm] = {
        "amend_form": wrong.get("amend") or AmendForm(instance=admission),
        "deferral_form": wrong.get("defer") or DeferralForm(),
        "decision_form": wrong.get("decide") or DecisionForm(),
        "examination_form": wrong.get("examine") or ExaminationForm(),
        "schooling_form": wrong.get("schooling") or SchoolingForm(),
        "keep_form": wrong.get("keep") or KeepForm(),
        "note_form": wrong.get("reinstate") or wrong.get("undo") or NoteForm(),
        "paper_form": wrong.get("paper") or PaperForm(initial={"kind": kind.value}),
    }
    for name, form in forms.items():
        form.auto_id = f"{name}_%s"  # several have a field of one name, and each label means its own
    return forms
