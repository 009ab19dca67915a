"""Check-in: one at the desk, many from the list, and back where it was a mistake (Beijing 6, 7; Zhejiang 7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from students.admission.elsewhere import elsewhere_known
from students.admission.models import Admission, AdmissionEvent
from students.admission.moves import locked, move, require
from students.admission.reading import Reading, reading_of
from students.admission.states import AdmissionState, Verb
from students.models import Student
from students.statuses import Status
from xueji import clock
from xueji.errors import Conflict, Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import Scope
from xueji.policies.engine.verdicts import Verdicts
from xueji.policies.windows import day_label


@dataclass(frozen=True)
class Arrival:
    """Somebody who was checked in, and what the rules said."""

    admission: Admission
    verdicts: Verdicts


@transaction.atomic
def check_in(*, actor: Scope, admission_id: int, on: date | None = None) -> Arrival:
    """Check a person in on a day (today). With it the officer says that the notice and the document were seen.

    Raises Conflict for somebody who is not awaited (any more), RuleViolated where the term is over or a re-check is owed,
    Invalid for a day that has not come.
    """
    require(actor)
    day = _day(on)
    admission = _one(admission_id)
    reading = reading_of(admission.school)
    verdicts = reading.check_in(admission, day)
    _refuse_who_has_lost(admission)
    if verdicts.blocks:
        raise RuleViolated(_reason(verdicts), verdicts=verdicts)
    move(actor=actor, admissions=[admission], verb=Verb.CHECK_IN, on=day, changes=lambda _row: {"checked_in_on": day})
    _follow([admission], day)
    return Arrival(admission, verdicts)


@transaction.atomic
def check_in_many(
    *, actor: Scope, admission_ids: Collection[int], on: date | None = None
) -> tuple[list[Admission], list[tuple[Admission, str]]]:
    """Check in everybody of these for whom it can be done; returns who was, and who was not with the reason."""
    require(actor)
    day = _day(on)
    rows = locked(admission_ids)
    elsewhere_known(rows)
    done: list[Admission] = []
    refused: list[tuple[Admission, str]] = []
    reading: Reading | None = None
    for admission in rows:
        reading = reading or reading_of(admission.school)
        verdicts = reading.check_in(admission, day)
        if admission.state not in {AdmissionState.ADMITTED, AdmissionState.DEFERRED, AdmissionState.KEPT}:
            refused.append((admission, _("现在是“%s”") % admission.get_state_display()))
        elif verdicts.blocks:
            refused.append((admission, _reason(verdicts)))
        else:
            done.append(admission)
    move(actor=actor, admissions=done, verb=Verb.CHECK_IN, on=day, changes=lambda _row: {"checked_in_on": day})
    _follow(done, day)
    return done, refused


@transaction.atomic
def check_in_undo(*, actor: Scope, admission_id: int, note: str = "") -> Admission:
    """Take a check-in back that was made for the wrong person: the place is as it was before.

    Raises Conflict for somebody who is registered already, or whose record is in a case.
    """
    require(actor)
    admission = _one(admission_id)
    before = _state_before(admission)
    if admission.student_id is not None and not admission.is_from_roster:
        _refuse_while_on_the_roster(admission)
    [row] = move(
        actor=actor,
        admissions=[admission],
        verb=Verb.UNDO,
        to=before,
        changes=lambda _row: {"checked_in_on": None, "is_from_roster": False},
        note=note,
    )
    return row


def _state_before(admission: Admission) -> AdmissionState:
    last = AdmissionEvent.objects.filter(admission=admission.pk, verb=Verb.CHECK_IN).order_by("-pk").first()
    if last is not None and last.from_state:
        return AdmissionState(last.from_state)
    return AdmissionState.DEFERRED if admission.deferred_to else AdmissionState.ADMITTED


def _refuse_while_on_the_roster(admission: Admission) -> None:
    student = admission.student
    if student is not None and student.status != Status.PENDING:
        raise Conflict(_("“%s”已经注册取得学籍，不能撤回报到。") % admission.name)


def _refuse_who_has_lost(admission: Admission) -> None:
    if admission.is_lost:
        raise Conflict(
            _("“%(name)s”的入学资格已确认“%(state)s”（%(day)s），不能报到。确有错误的，先在该生页面恢复入学资格。")
            % {"name": admission.name, "state": admission.get_state_display(), "day": _label(admission.lost_on)}
        )
    if admission.checked_in_on is not None:
        raise Conflict(
            _("“%(name)s”已于%(day)s报到，不用再办。")
            % {"name": admission.name, "day": _label(admission.checked_in_on)}
        )


def _label(day: date | None) -> str:
    return day_label(day) if day else ""


def _follow(rows: Collection[Admission], day: date) -> None:
    """Pending records that came from the roster before the person did begin on the day of check-in."""
    keys = [admission.student_id for admission in rows if admission.student_id is not None]
    if keys:
        Student.objects.filter(pk__in=keys, status=Status.PENDING).update(entered_on=day)


def _one(admission_id: int) -> Admission:
    found = locked([admission_id])
    if not found:
        raise NotAllowed(_("本校录取名单中没有这名学生。"))
    return found[0]


def _day(on: date | None) -> date:
    today = clock.today()
    if on is not None and on > today:
        raise Invalid(_("报到日期还没有到，请填今天或以前的日期。"), field="on")
    return on or today


def _reason(verdicts: Verdicts) -> str:
    first = next(verdict for verdict in verdicts if verdict.blocks)
    return _("%(reason)s（%(article)s）") % {"reason": first.reason, "article": first.citation.label}
