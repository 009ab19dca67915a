"""What levels above decide on registration, an integrated roster on its way, a class of a category, a re-check half done."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from students.admission.models import Admission
from students.eligibility.actions import Finding, recheck_record
from students.eligibility.models import Outcome
from students.models import Programme, SchoolClass, Student
from students.registration.extensions import extension_grant
from students.registration.models import StandingKind
from students.registration.rosters import integrated_roster_open
from students.registration.seasons import current_seasons
from students.registration.standings import standing_set
from students.structure.classes import class_open
from xueji.cases import actions
from xueji.demo.script import acting, days_before, fresh
from xueji.organizations.models import Organization
from xueji.organizations.scope import case_effect

if TYPE_CHECKING:
    from xueji.demo.cases import Stage

_INTEGRATED, _DIRECTED, _CHECKED = 4, 6, 30


def act_registration(stage: "Stage") -> None:
    """After the newcomers' batches: whoever waits still waits."""
    schools, today = stage.schools, stage.today
    hangzhou, tonglu, haishu = schools["zj1"].city, schools["zj3"].parent, schools["zj6"].parent
    assert hangzhou and tonglu and haishu
    (season, year), closes = current_seasons("zhejiang_2015", today)[0]
    with acting(hangzhou, "reviewer", days_before(today, 3)) as scope:
        extension_grant(
            actor=scope,
            target=tonglu,
            season=season,
            year=year,
            until=max(closes, today) + timedelta(days=10),
            grounds="县域内两所学校宿舍改造，新生分两批报到，材料未能按期收齐。",
            document_number="杭教职〔2026〕18号",
            decided_on=days_before(today, 4),
        )
    _decide(hangzhou, schools["zj1"], StandingKind.FOREIGN, "经评估具备接受外国学生的条件。", days_before(today, 60))
    _decide(haishu, schools["zj6"], StandingKind.SUSPENDED, "办学资质年检不合格，限期整改。", days_before(today, 20))
    _integrated_roster(schools["zj1"], stage)
    _category_class(schools["zj1"], stage)
    _recheck(schools["bj1"], stage)


def _decide(body: Organization, school: Organization, kind: StandingKind, grounds: str, on: date) -> None:
    with acting(body, "reviewer", on) as scope:
        standing_set(
            actor=scope,
            school=school,
            kind=kind,
            holds=True,
            since=on,
            grounds=grounds,
            document_number="教职成〔2026〕7号",
        )


def _class_of(school: Organization, programme: Programme, name: str, stage: "Stage", cohort: int) -> SchoolClass:
    with acting(school, "registrar", days_before(stage.today, 40)) as scope:
        return class_open(actor=scope, programme=programme, cohort=cohort, name=name, capacity=45, teacher_name="何敏")


def _moved(students: list[Student], school_class: SchoolClass) -> list[int]:
    """As if the roster had put them there."""
    keys = [student.pk for student in students]
    with case_effect(0, reason="demonstration"):
        Student.objects.filter(pk__in=keys).update(school_class=school_class, programme_id=school_class.programme_id)
        Admission.objects.filter(student__in=keys).update(programme_id=school_class.programme_id)
    return keys


def _integrated_roster(school: Organization, stage: "Stage") -> None:
    """Half of the integrated newcomers are on a roster that lies with the county; the others are still to be listed."""
    with case_effect(0, reason="demonstration"):
        programme = Programme.objects.filter(school=school, integrated=True).first()
        waiting = list(Student.objects.filter(school=school, status="pending").order_by("pk")[:_INTEGRATED])
    if programme is None or len(waiting) < _INTEGRATED:
        return
    keys = _moved(waiting, _class_of(school, programme, "26会计3+2班", stage, waiting[0].cohort))
    with acting(school, "registrar", days_before(stage.today, 2)) as scope:
        case = integrated_roster_open(actor=scope, student_ids=keys[: _INTEGRATED // 2])
        actions.case_submit(actor=scope, case=fresh(case), opinion="已与对口高校核对录取名单。")


def _category_class(school: Organization, stage: "Stage") -> None:
    """A class that registered under a category and has no direction yet."""
    with case_effect(0, reason="demonstration"):
        category = Programme.objects.filter(school=school, category_code="71", major_code="71").first()
        studying = Student.objects.filter(school=school, status="studying").order_by("-cohort", "-pk")
        students = list(studying[:_DIRECTED])
    if category is None:
        return
    _moved(students, _class_of(school, category, "26电子信息大类班", stage, students[0].cohort))


def _recheck(school: Organization, stage: "Stage") -> None:
    """One class is done, one student of it failed; the rest is to be done before the day."""
    with acting(school, "registrar", days_before(stage.today, 5)) as scope:
        students = Student.objects.filter(school=school, status="studying", entered_on__year=stage.today.year)
        keys = list(students.order_by("school_class__name", "pk").values_list("pk", flat=True)[:_CHECKED])
        findings = {key: Finding(Outcome.PASSED) for key in keys[1:]}
        findings |= {
            key: Finding(Outcome.FAILED, "招生部门录取名册上没有此人，本人不能提供录取通知书。") for key in keys[:1]
        }
        if findings:
            recheck_record(actor=scope, findings=findings, checked_on=days_before(stage.today, 5))
