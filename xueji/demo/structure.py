"""What schools teach and in which classes, the turn of this school year, and the registration of its term."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from students.models import SchoolClass, Student
from students.parties import terms_of
from students.structure import promoting, reshaping
from students.structure.classes import class_change, class_open
from students.structure.moving import students_move
from students.structure.programmes import Offer, programme_add, programme_retire
from students.structure.promotion import dry_run
from students.term_registration.actions import contact_record, entries_save, register_all_except
from students.term_registration.entries import Entry
from students.term_registration.models import Round
from students.term_registration.rounds import round_for, term_named
from xueji.calendars.terms import school_year_of
from xueji.demo.script import acting
from xueji.jobs.models import Job
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

_TEACHERS = "何敏 许彤 杨岚 叶朗 余知远 袁舒 沈恒 陆安"
_ABSENT = "未到校，待核实"


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date

    def student(self, slug: str, cohort: int = ..., status: str = ...) -> Student: ...


def act_structure(stage: Stage) -> None:
    """Everything of this file. It comes before the cases: nobody is bound yet."""
    opened = max(term.starts_on for term in terms_of(stage.schools["zj1"]) if term.starts_on <= stage.today)
    turn = opened - timedelta(days=4)
    for slug in ("zj1", "bj1"):
        _name_teachers(stage.schools[slug], turn)
    _offer(stage.schools["zj1"], turn)
    _promote(stage.schools["zj1"], turn)
    _shape(stage.schools["zj1"], min(opened + timedelta(days=20), stage.today))
    for slug in ("bj2", "bj4"):
        _register(stage, slug, leave_out=0)
    _register(stage, "bj1", leave_out=1)
    _register(stage, "zj2", leave_out=0)
    _register(stage, "zj1", leave_out=3)


def _name_teachers(school: Organization, on: date) -> None:
    with acting(school, "registrar", on) as scope:
        for number, group in enumerate(SchoolClass.objects.of_school(school.pk)):
            class_change(
                actor=scope,
                school_class=group,
                name=group.name,
                capacity=group.capacity,
                teacher_name=_TEACHERS.split()[number % len(_TEACHERS.split())],
                campus="东校区" if number % 3 else "西校区",
            )


def _offer(school: Organization, on: date) -> None:
    """A category with two directions, an integrated programme, and one that is not taught any more."""
    plain = {"years": Decimal(3), "name": ""}
    with acting(school, "registrar", on) as scope:
        group = programme_add(
            actor=scope, offer=Offer(major_code="", category_code="71", short_name="电子信息大类", **plain)
        )
        for code, direction in (("710201", "云平台运维"), ("710205", "大数据标注")):
            programme_add(
                actor=scope,
                offer=Offer(major_code=code, parent_id=group.pk, direction=direction, short_name=direction, **plain),
            )
        programme_add(
            actor=scope,
            offer=Offer(
                major_code="730301",
                short_name="会计3+2",
                integrated=True,
                integrated_type="3+2",
                partner_college="澜州职业技术学院",
                offered_from=int(school_year_of(on)[:4]),
                **plain,
            ),
        )
        old = programme_add(actor=scope, offer=Offer(major_code="700101", short_name="旅游旧班", **plain))
        programme_retire(actor=scope, programme=old, on=on)


def _promote(school: Organization, on: date) -> None:
    with acting(school, "registrar", on) as scope:
        promotion = promoting.promotion_begin(actor=scope)
        asked = {entry.student.pk: "wait" for entry in dry_run(promotion).exceptions if entry.is_open}
        promoting.promotion_decide(actor=scope, promotion=promotion, choices=asked)
        promotion = promoting.promotion_start(actor=scope, promotion=promotion)
        job = Job.objects.get(pk=promotion.job_id)
        promoting.run_promotion(job, scope, lambda done, total, note="": None)


def _shape(school: Organization, on: date) -> None:
    """A few are moved into a class that was opened beside theirs, a few others split off; both can be seen on the day."""
    with acting(school, "registrar", on) as scope:
        groups = SchoolClass.objects.of_school(school.pk).filter(cohort=on.year - 1, students__status="studying")
        first = groups.distinct()[0]
        members = list(first.students.filter(status="studying").order_by("-pk").values_list("pk", flat=True))
        beside = class_open(
            actor=scope,
            programme=first.programme,
            cohort=first.cohort,
            name=f"{first.name[:-1]}（分层）",
            capacity=30,
            teacher_name="何敏",
        )
        students_move(actor=scope, students=members[:3], to_class=beside, effective_on=on, reason="分层教学")
        reshaping.class_split(
            actor=scope, source=first, students=members[3:9], name=f"{first.name[:-1]}（升学）", effective_on=on
        )


def _register(stage: Stage, slug: str, *, leave_out: int) -> None:
    """Most classes are entered on the last day; one came late, one has leave, one did not come and was asked after."""
    school = stage.schools[slug]
    missing, away = stage.student(slug), stage.student(slug)
    rnd = _round(school, stage.today)
    on = min(max(rnd.due_on, rnd.opens_on), stage.today)
    groups = SchoolClass.objects.of_school(school.pk).filter(students__status="studying").distinct()
    with acting(school, "registrar", on, hour=16) as scope:
        listed = list(groups)
        # The classes of the two are entered in any case.
        named = {missing.school_class_id, away.school_class_id}
        listed.sort(key=lambda group: group.pk not in named)
        _enter_leave(scope, rnd, away, on)
        for group in listed[: len(listed) - leave_out]:
            absent = [missing.pk] if group.pk == missing.school_class_id else []
            register_all_except(
                actor=scope, rnd=rnd, school_class=group, absent=absent, registered_on=on, reason=_ABSENT
            )
    for days, whom, result in ((3, "student", "no_answer"), (6, "guardian", "reached"), (10, "guardian", "no_answer")):
        tried = min(on + timedelta(days=days), stage.today)
        with acting(school, "registrar", tried) as scope:
            contact_record(
                actor=scope, rnd=rnd, students=[missing.pk], on=tried, way="phone", whom=whom, result=result,
                by_name="周敏",
            )  # fmt: skip


def _enter_leave(scope: Scope, rnd: Round, student: Student, on: date) -> None:
    entry = Entry(
        student_id=student.pk,
        state="late_with_leave",
        leave_until=rnd.due_on + timedelta(days=10),
        leave_reason="骨折住院",
        leave_approved_by="周敏",
        leave_approved_on=on,
    )
    entries_save(actor=scope, rnd=rnd, entries=[entry])


def _round(school: Organization, today: date) -> Round:
    with acting(school, "registrar", today):
        term = term_named(school, "", today)
        assert term is not None  # the calendar that comes with the register reaches to today
        return round_for(school, term)
