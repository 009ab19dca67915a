"""Compulsory schooling finished at the school by who was selected early for arts or sports (Beijing 13)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from students.admission.models import Admission
from students.admission.moves import locked, move, require
from students.admission.states import TRANSITIONS, Verb
from xueji import clock
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import Schooling


def may_finish_schooling(admission: Admission) -> bool:
    """Whether the school still has compulsory schooling to provide for this student."""
    return admission.is_in_compulsory_schooling and admission.state in TRANSITIONS[Verb.SCHOOLING].sources


@transaction.atomic
def schooling_finish(*, actor: Scope, admission: Admission, finished_on: date, note: str) -> Admission:
    """Record that the student has finished compulsory schooling, and on what that stands.

    Raises NotAllowed for other offices, Conflict for who had finished it, Invalid for a day before entry or to come.
    """
    require(actor)
    [row] = locked([admission.pk])
    if not may_finish_schooling(row):
        raise Conflict(_("“%(name)s”没有待完成的义务教育，请刷新后再看。") % {"name": row.name})
    if finished_on > clock.today():
        raise Invalid(_("完成日期还没有到。"), field="finished_on")
    if row.checked_in_on and finished_on < row.checked_in_on:
        raise Invalid(_("完成日期早于报到日期；入学前已完成的，请更正“入学前学历”。"), field="finished_on")
    if not note.strip():
        raise Invalid(_("请写明依据，如结业考核记录或义务教育证书编号。"), field="note")
    [row] = move(
        actor=actor,
        admissions=[row],
        verb=Verb.SCHOOLING,
        on=finished_on,
        changes=lambda _row: {"schooling_finished_on": finished_on},
        note=note.strip(),
        data={"schooling": Schooling.UNFINISHED.value},
    )
    return row
