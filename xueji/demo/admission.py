"""Newcomers of the demonstration: every waiting student has an admission; beside them a late round of admission with people
who are awaited today, late, deferred, ill, and some who gave their place up."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from students.admission import actions
from students.admission.actions.entering import Entered
from students.admission.actions.health import Finding
from students.admission.models import Admission, AdmissionPaper
from students.admission.tying import tie
from students.models import Programme, Student
from xueji.demo.people import Crowd
from xueji.demo.script import acting, upload_of
from xueji.organizations.models import Organization
from xueji.policies.vocabulary import AdmissionSource, Evidence, HospitalGrade, Origin

_SEED = 7
_FIRST, _SECOND = "中考统一招生", "中考补录"
# How many days before today each group was expected, how many there are, and what became of them.
_TODAY, _LATE, _OVER, _LOST = 0, 5, 20, 28


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date


def act_admission(stage: Stage) -> None:
    """Tie who waits for registration; then a second round at one school of each regulation."""
    crowd = Crowd(_SEED)
    for school in stage.schools.values():
        with acting(school, "registrar", stage.today):
            waiting = Student.objects.filter(school=school, status="pending").values_list("pk", flat=True)
            tie(school, list(waiting))
    for slug, other in (("zj1", "zj2"), ("bj1", "bj2")):
        [abroad, twice, *_others] = _second_round(stage.schools[slug], stage.today, crowd)
        _from_abroad(stage.schools[slug], abroad, stage.today)
        _also_admitted_by(stage.schools[other], twice, stage.today)
    _ill(stage.schools["bj1"], stage.today, crowd)


def _second_round(school: Organization, today: date, crowd: Crowd) -> list[Admission]:
    """The round; those who are awaited today."""
    awaited = _admit(
        school, today - timedelta(days=10), crowd, today - timedelta(days=_TODAY), count=6, channel=_SECOND
    )
    _admit(school, today - timedelta(days=15), crowd, today - timedelta(days=_LATE), count=2, channel=_SECOND)
    _admit(school, today - timedelta(days=40), crowd, today - timedelta(days=_OVER), count=2, channel=_FIRST)
    gone = _admit(school, today - timedelta(days=50), crowd, today - timedelta(days=_LOST), count=2, channel=_FIRST)
    with acting(school, "registrar", today - timedelta(days=_LOST - 17)) as scope:
        actions.forfeit(actor=scope, admission_ids=[row.pk for row in gone])
    [deferred] = _admit(school, today - timedelta(days=12), crowd, today - timedelta(days=3), count=1, channel=_SECOND)
    _defer(school, deferred, today - timedelta(days=4), today + timedelta(days=6), granted=True)
    [asking] = _admit(school, today - timedelta(days=12), crowd, today, count=1, channel=_SECOND)
    _defer(school, asking, today - timedelta(days=1), today + timedelta(days=8), granted=False)
    [come] = _admit(school, today - timedelta(days=12), crowd, today - timedelta(days=1), count=1, channel=_SECOND)
    with acting(school, "registrar", today - timedelta(days=1)) as scope:
        actions.check_in(actor=scope, admission_id=come.pk)
    return awaited


def _from_abroad(school: Organization, row: Admission, today: date) -> None:
    """Somebody from Hong Kong, who owes a paper of his own before registration."""
    with acting(school, "registrar", today - timedelta(days=9)) as scope:
        actions.admission_amend(actor=scope, admission=row, values={"origin": Origin.HK_MACAO_TAIWAN.value})


def _also_admitted_by(school: Organization, row: Admission, today: date) -> None:
    """Another school admitted the same person too, and has checked the person in."""
    with acting(school, "registrar", today - timedelta(days=2)) as scope:
        entered = Entered(
            name=row.name,
            identity_number=row.identity_number,
            year=row.year,
            check_in_due_on=row.check_in_due_on,
            source=AdmissionSource.REGISTERED.value,
            channel=_SECOND,
        )
        other = actions.admission_enter(actor=scope, entered=entered)
        actions.check_in(actor=scope, admission_id=other.pk)


def _ill(school: Organization, today: date, crowd: Crowd) -> None:
    """Beijing 7: found ill after check-in, the place is kept for a year."""
    on = today - timedelta(days=60)
    [row] = _admit(school, on - timedelta(days=20), crowd, on, count=1, channel=_FIRST)
    with acting(school, "registrar", on) as scope:
        actions.check_in(actor=scope, admission_id=row.pk)
    with acting(school, "registrar", on + timedelta(days=6)) as scope:
        upload = upload_of(Evidence.HOSPITAL_PROOF.value)
        paper = actions.paper_add(actor=scope, admission=row, kind=AdmissionPaper.Kind.HEALTH, upload=upload)
        finding = Finding(
            on + timedelta(days=6),
            "ill",
            "松榆区中医医院",
            HospitalGrade.GRADE_2A.value,
            note="需住院治疗",
            paper=paper,
        )
        actions.examination_record(actor=scope, admission=row, finding=finding)
    with acting(school, "registrar", on + timedelta(days=9)) as scope:
        actions.place_keep(actor=scope, admission=row)


def _admit(school: Organization, on: date, crowd: Crowd, due: date, *, count: int, channel: str) -> list[Admission]:
    with acting(school, "registrar", on) as scope:
        programmes = list(Programme.objects.filter(school=school, is_open=True).order_by("pk")[:2])
        found = []
        for position in range(count):
            person = crowd.person(due.year - 16)
            number = f"{due:%y%m}{crowd.random.randrange(10**6):06d}"
            found.append(
                actions.admission_enter(
                    actor=scope,
                    entered=Entered(
                        name=person.name,
                        identity_number=person.identity,
                        year=due.year,
                        check_in_due_on=due,
                        source=AdmissionSource.EXAMINATION.value,
                        channel=channel,
                        score=Decimal(crowd.random.randrange(380, 560)),
                        candidate_number=number,
                        ticket_number=f"1{number}",
                        notice_number=f"TZ{number}",
                        came_from="青塘第二中学" if position % 2 else "石溪中学",
                        phone=f"139{crowd.random.randrange(10**8):08d}",
                        programme_text=programmes[position % len(programmes)].name,
                        programme=programmes[position % len(programmes)],
                    ),
                )
            )
        return found


def _defer(school: Organization, row: Admission, on: date, until: date, *, granted: bool) -> None:
    with acting(school, "registrar", on) as scope:
        for kind in (AdmissionPaper.Kind.DEFERRAL, AdmissionPaper.Kind.PROOF):
            upload = upload_of(Evidence.DEFERRAL_APPLICATION.value)
            actions.paper_add(actor=scope, admission=row, kind=kind, upload=upload)
        deferral = actions.deferral_ask(
            actor=scope,
            admission=row,
            applied_on=on,
            until=until,
            reason="家人住院，需在外地陪护。",
            student_signed=True,
            guardian_signed=True,
        )
        if granted:
            actions.deferral_decide(actor=scope, deferral=deferral, granted=True, until=None, note="情况属实，同意。")
