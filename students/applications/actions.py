"""Verbs of applications: fill in, hand in papers, let the guardian consent, send, withdraw; and the school's answers."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from students.applications import rules
from students.applications.guardians import guardian_of
from students.applications.models import Application, ApplicationPaper, ApplicationState, ConsentWay
from students.applications.offers import Offer, offer
from students.models import Student
from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases.evidence import check_content, keep
from xueji.cases.models import Case
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.notices import codes
from xueji.notices.inbox import notify_holders, notify_person
from xueji.organizations.scope import Scope

PURPOSE = "guardian_consent"
MOST_PAPERS = 20


@transaction.atomic
def application_fill(
    *, actor: Scope, kind: Offer, student: Student, data: QueryDict, application: Application | None = None
) -> Application:
    """Keep what the student filled in; nobody but the student sees it yet. A change takes a consent given before away:
    the guardian agreed to something else.

    Raises NotAllowed for another's record, Conflict for a second open application of the kind or one already sent.
    """
    _own(actor, student.person_id)
    if student.status not in kind.statuses:
        raise Conflict(_("学籍状态是“%(status)s”，不能申请。") % {"status": student.get_status_display()})
    filled_in = {
        name: data.getlist(name) for name in data if name not in {"csrfmiddlewaretoken", "save", "form", "shape"}
    }
    if application is None:
        return _started(kind, student, filled_in)
    application = _locked(application, ApplicationState.FILLING)
    application.data = filled_in
    application.consented_at, application.consent_way = None, ""
    application.save(update_fields=["data", "consented_at", "consent_way"])
    return application


@transaction.atomic
def application_paper_add(
    *, actor: Scope, application: Application, key: str, label: str, upload: UploadedFile
) -> ApplicationPaper:
    """Hand in a paper. Raises Invalid with field "file" (size, type, damage) or for too many, Conflict once sent."""
    _own(actor, application.person_id)
    application = _locked(application, ApplicationState.FILLING)
    if application.papers.count() >= MOST_PAPERS:
        raise Invalid(_("已交 %(most)d 份材料，请只交需要的。") % {"most": MOST_PAPERS}, field="file")
    size = upload.size or 0
    content = upload.read() if size <= settings.EVIDENCE_MAX_BYTES else b""
    content_type = check_content(content, size=size)
    paper = ApplicationPaper.objects.create(
        application=application,
        key=key,
        label=label.strip()[:80] or _("其他材料"),
        filename=Path(upload.name or "").name[-120:],
        content_type=content_type,
        size=len(content),
        sha256=keep(content),
        added_at=clock.now(),
    )
    if key == "signed_application":
        _consent(application, ConsentWay.PAPER)
    return paper


@transaction.atomic
def consent_ask(*, actor: Scope, application: Application) -> codes.Sent:
    """Send a one-time code to the guardian on file. Raises Conflict when nobody with a telephone is on file."""
    _own(actor, application.person_id)
    application = _locked(application, ApplicationState.FILLING)
    guardian = guardian_of(application.student)
    if guardian is None:
        raise Conflict(_("学校登记的信息里没有监护人手机号。请上传监护人签字的申请表，或请学校先更正联系方式。"))
    sent = codes.code_send(purpose=PURPOSE, subject=_subject(application), channel="sms", address=guardian.phone)
    if sent is codes.Sent.QUEUED:
        application.guardian_name, application.guardian_mask = guardian.name, guardian.masked
        application.save(update_fields=["guardian_name", "guardian_mask"])
    return sent


def consent_give(*, actor: Scope, application: Application, code: str) -> codes.Checked:
    """The guardian's code, entered beside the student. Whatever comes of it is answered, because wrong tries count."""
    _own(actor, application.person_id)
    guardian = guardian_of(application.student)
    if guardian is None:
        return codes.Checked.EXPIRED
    checked = codes.code_check(
        purpose=PURPOSE, subject=_subject(application), channel="sms", address=guardian.phone, code=code
    )
    if checked is codes.Checked.RIGHT:
        with transaction.atomic():
            _consent(_locked(application, ApplicationState.FILLING), ConsentWay.CODE)
    return checked


@transaction.atomic
def application_send(*, actor: Scope, application: Application) -> Application:
    """Hand the application to the school, which is told. Raises Conflict while consent or papers are missing, or while a
    rule forbids it: what the school could only refuse need not be sent.
    """
    _own(actor, application.person_id)
    application = _locked(application, ApplicationState.FILLING)
    kind, form = offer_and_form(application)
    if not form.is_valid():
        raise Conflict(_("申请还没有填完整，请先改好再提交。"))
    if application.lacks_consent:
        raise Conflict(_("监护人还没有确认。未满规定年龄的学生，须监护人确认后才能提交。"))
    preview = rules.preview_for(kind, application.student, form)
    if preview and preview.verdicts.forbidden:
        raise Conflict(_("按规定现在不能申请：%(why)s") % {"why": preview.verdicts.forbidden[0].reason})
    application.state, application.sent_at, application.answer = ApplicationState.SENT, clock.now(), ""
    application.save(update_fields=["state", "sent_at", "answer"])
    notify_holders(
        application.school_id,
        "open_cases",
        "application",
        _("收到一件学生申请：%(kind)s") % {"kind": kind.label},
        link=reverse("applications:application", args=[application.pk]),
    )
    _recorded(actor, application, "application_sent")
    return application


@transaction.atomic
def application_withdraw(*, actor: Scope, application: Application) -> Application:
    """Take it back while the school has not taken it up. Raises Conflict afterwards."""
    _own(actor, application.person_id)
    application = _locked(application, ApplicationState.FILLING, ApplicationState.SENT)
    application.state = ApplicationState.WITHDRAWN
    application.save(update_fields=["state"])
    _recorded(actor, application, "application_withdrawn")
    return application


@transaction.atomic
def application_taken(*, actor: Scope, application: Application, case: Case | None = None) -> Application:
    """The school took it up, as the case that it opened. Raises NotAllowed for another school, Conflict twice."""
    application = _for_school(actor, application)
    return _answered(actor, application, ApplicationState.TAKEN, "", case)


@transaction.atomic
def application_decline(*, actor: Scope, application: Application, answer: str) -> Application:
    """The school does not take it up and says why. Raises Invalid without a reason."""
    application = _for_school(actor, application)
    if not answer.strip():
        raise Invalid(_("不受理要写明理由和依据，学生会看到。"), field="answer")
    return _answered(actor, application, ApplicationState.DECLINED, answer)


@transaction.atomic
def application_return(*, actor: Scope, application: Application, answer: str) -> Application:
    """Back to the student to be completed. Raises Invalid without saying what is missing."""
    application = _for_school(actor, application)
    if not answer.strip():
        raise Invalid(_("退回要写明补什么，学生才知道怎么改。"), field="answer")
    return _answered(actor, application, ApplicationState.FILLING, answer)


def offer_and_form(application: Application) -> tuple[Offer, Any]:
    """What was applied for, and the student's form filled with it."""
    kind = offer(application.kind)
    if kind is None:
        raise Conflict(_("这类申请已经停办，请与学校联系。"))
    return kind, kind.form(query_of(application), application.student)


def query_of(application: Application) -> QueryDict:
    """The form's data as it was posted."""
    data = QueryDict(mutable=True)
    for name, values in application.data.items():
        data.setlist(name, values)
    return data


def _started(kind: Offer, student: Student, data: dict[str, list[str]]) -> Application:
    try:
        with transaction.atomic():
            return Application.objects.create(
                person_id=student.person_id,
                student=student,
                school_id=student.school_id,
                kind=kind.key,
                data=data,
                guardian_needed=rules.guardian_needed(student),
                created_at=clock.now(),
            )
    except IntegrityError as error:
        raise Conflict(_("你已有一件同类申请没有办完，请接着办那一件。")) from error


def _answered(
    actor: Scope, application: Application, state: ApplicationState, answer: str, case: Case | None = None
) -> Application:
    application.state, application.answer, application.answered_at = state, answer.strip()[:500], clock.now()
    application.case = case
    application.save(update_fields=["state", "answer", "answered_at", "case"])
    said = {
        ApplicationState.TAKEN: _("学校已受理你的申请"),
        ApplicationState.DECLINED: _("学校没有受理你的申请，理由见详情"),
        ApplicationState.FILLING: _("学校请你补充申请，要补的见详情"),
    }[state]
    notify_person(application.person_id, "application", said, link=reverse("applications:mine", args=[application.pk]))
    _recorded(actor, application, f"application_{state}")
    return application


def _consent(application: Application, way: ConsentWay) -> None:
    application.consented_at, application.consent_way = clock.now(), way
    application.save(update_fields=["consented_at", "consent_way"])


def _for_school(actor: Scope, application: Application) -> Application:
    if application.school_id != actor.organization_id or not actor.allows("open_cases"):
        raise NotAllowed(_("申请由学生所在学校的学籍管理员受理。"))
    return _locked(application, ApplicationState.SENT)


def _locked(application: Application, *states: ApplicationState) -> Application:
    """The row under a lock. Raises Conflict when it is in another state by now."""
    found = Application.objects.select_for_update(of=("self",)).select_related("student__school__province")
    row = found.get(pk=application.pk)
    if row.state not in states:
        raise Conflict(_("这件申请现在是“%(state)s”，请刷新后再看。") % {"state": row.get_state_display()})
    return row


def _own(actor: Scope, person_id: int) -> None:
    if actor.person_id is None or actor.person_id != person_id:
        raise NotAllowed(_("只能为自己申请。"))


def _subject(application: Application) -> str:
    return f"application:{application.pk}"


def _recorded(actor: Scope, application: Application, kind: str) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="application",
        subject_id=application.pk,
    )
