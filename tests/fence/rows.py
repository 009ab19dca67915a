"""Alice's rows: some in every fenced table, made where nothing has made them yet, and the condition that finds them."""

from django.db import connection, models

from tests.support.samples import Belongings
from xueji.database.apply import fenced_models
from xueji.organizations.scope import unfenced


def rows_of(alice: Belongings) -> dict[str, str]:
    """By fenced table: an SQL condition for Alice's rows in it. Every table has some."""
    _changed(alice)
    _studied(alice)
    _stated(alice)
    _filed(alice)
    _registered(alice)
    _admitted(alice)
    _counted(alice)
    _arranged(alice)
    _doubled(alice)
    found = {}
    with unfenced(reason="a test looks"), connection.cursor() as cursor:
        for model, _fence in fenced_models():
            table = model._meta.db_table
            condition = _alices(model, alice)
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}")
            if cursor.fetchone()[0]:
                found[table] = condition
    return found


def _studied(alice: Belongings) -> None:
    """Let the tables fill of what a school changes of studies and of what is written down."""
    from students.information.models import InformationChange
    from transfers.studies.models import MajorChange, Retention

    student = alice.student
    about = {"case": alice.case, "student": student}
    with unfenced(reason="a test states"):
        MajorChange.objects.create(**about, reason="strength", to_programme_id=student.programme_id)
        Retention.objects.create(**about, school_year=2025, failed_courses=6, year_courses=12)
        InformationChange.objects.create(**about, entries={"home_address": "试"}, before={"home_address": ""})


def _changed(alice: Belongings) -> None:
    """Let the tables fill that only fill when something happens: history, the ledger, what is due."""
    from graduation.models import GraduationAudit
    from students.models import Person, Profile, StatusChange, Student
    from students.registration.models import NumberSerial
    from xueji import clock
    from xueji.cases.models import DeadlineEvent
    from xueji.cases.watching.models import WatchEvent
    from xueji.organizations.scope import case_effect
    from xueji.policies.models import SchoolRule

    student = alice.student
    assert alice.application_paper
    with case_effect(alice.case.pk, reason="a test changes"):
        Student.objects.filter(pk=student.pk).update(initials="x")
        Profile.objects.filter(student=student).update(data={"a": 1})
        Person.objects.filter(pk=student.person_id).update(identity_mask="x")
        StatusChange.objects.create(
            school=student.school, student=student, person_id=student.person_id, kind="transfer_out",
            from_status="studying", to_status="transferred", effective_on=clock.today(), case_id=alice.case.pk,
            recorded_at=clock.now(),
        )  # fmt: skip
        step = alice.case.steps.get(state="open")
        DeadlineEvent.objects.create(case=alice.case, step=step, kind="due", due_on=clock.today(), at=clock.now())
        WatchEvent.objects.create(
            watch="test", subject="a:1", due_on=clock.today(), organization=student.school, case=alice.case, text="试",
            at=clock.now(),
        )  # fmt: skip
        GraduationAudit.objects.create(school=student.school, student=student, recorded_at=clock.now())
        SchoolRule.objects.create(
            school=student.school, key="leave.longest_terms", value=2, since=clock.today(), decided_by="校务会",
            decided_on=clock.today(), published_on=clock.today(), recorded_at=clock.now(),
        )  # fmt: skip
        NumberSerial.objects.create(area_code="330106", birth_date=student.birth_date, used=1)
        _told(alice)


def _doubled(alice: Belongings) -> None:
    """What is asked for to be out of a clash, and a number of before."""
    from students.identity.models import FormerNumber, PersonMerge, Remedy
    from xueji import clock

    with unfenced(reason="a test states"):
        Remedy.objects.create(case=alice.case, finding=alice.duplicate, claim="ours", reason_text="试")
        PersonMerge.objects.create(
            case=alice.case,
            student=alice.student,
            other_person=0,
            document_from="own",
            number_from="own",
            reason_text="试",
        )
        FormerNumber.objects.create(
            person_id=alice.student.person_id, index=b"x", cipher=b"x", mask="试", added_on=clock.today()
        )


def _stated(alice: Belongings) -> None:
    """Let the tables fill in which the matters of one school state what they are about."""
    from transfers.leave.models import Leave, Restoration, Resumption
    from transfers.models import OutsideSchool
    from transfers.special_school.models import SpecialPlacement, SpecialReturn
    from transfers.withdrawal.models import Cancellation, ContactAttempt, PublicNotice, RequiredWithdrawal, Withdrawal
    from xueji import clock

    student, today = alice.student, clock.today()
    about = {"case": alice.case, "student": student}
    recorded = {
        "recorded_by": alice.world.user(alice.registrar), "recorded_for": student.school, "recorded_at": clock.now(),
    }  # fmt: skip
    with unfenced(reason="a test states"):
        Withdrawal.objects.create(**about, reason="other")
        RequiredWithdrawal.objects.create(**about, ground="truancy", truant_hours=90)
        Cancellation.objects.create(**about, cause="death")
        ContactAttempt.objects.create(
            **about, **recorded, on=today, way="phone", whom="guardian", result="no_answer", by_name="试",
        )  # fmt: skip
        PublicNotice.objects.create(case=alice.case, **recorded, starts_on=today, ends_on=today, place="试")
        SpecialPlacement.objects.create(
            **about, decided_by="试", decided_on=today, special_school="试", starts_on=today,
        )  # fmt: skip
        SpecialReturn.objects.create(**about, report_on=today, to_class_id=student.school_class_id)
        OutsideSchool.objects.create(
            case=alice.case, name="试", kind="vocational_high", province_code="320000", cohort=2025, years=3
        )
        days = {"starts_on": today, "began_on": today, "ends_on": today, "took_effect_on": today}
        Leave.objects.create(**about, ground="illness", **days)
        Resumption.objects.create(**about, ground="illness", leave_ends_on=today, resumes_on=today)
        Restoration.objects.create(
            **about, departure="on_leave", discharge_reason="health", discharged_on=today, resumes_on=today,
        )  # fmt: skip


def _filed(alice: Belongings) -> None:
    """What becomes of files: papers taken out, a file opened again, a keeper, a receipt."""
    from students.archive.models import Apprentice, ClosedFile, Keeper, Receipt, Removal, Reopening
    from xueji import clock

    own, moment = {"school": alice.student.school}, clock.now()
    with unfenced(reason="a test files"):
        Removal.objects.create(**own, material=alice.file_paper, reason="试", removed_at=moment)
        Reopening.objects.create(
            **own, closed_file=ClosedFile.objects.get(line__hand_over=alice.file_list), reason="试", reopened_at=moment
        )
        Keeper.objects.create(**own, user=alice.world.user(alice.registrar), since=clock.today(), recorded_at=moment)
        Apprentice.objects.create(**own, student=alice.student, since=clock.today())
        Receipt.objects.create(
            **own, hand_over=alice.file_list, received_on=clock.today(), received_by="试", count=1, recorded_at=moment
        )


def _registered(alice: Belongings) -> None:
    """What is decided on Alice's school and said of its newcomers."""
    from students.eligibility.models import EligibilityCheck
    from students.registration.models import (
        DirectionChoice,
        PlaceOfStudy,
        RosterCopy,
        SchoolStanding,
        WindowExtension,
    )
    from xueji import clock

    student, world, today, moment = alice.student, alice.world, clock.today(), clock.now()
    by = {"recorded_by": world.user("zj_city_1.reviewer"), "recorded_at": moment}
    with unfenced(reason="a test decides"):
        WindowExtension.objects.create(
            **by, granted_by=world["zj_city_1"], target=student.school, year=2026, season="autumn", until=today,
            grounds="试", document_number="试", decided_on=today,
        )  # fmt: skip
        SchoolStanding.objects.create(
            **by, school=student.school, kind="suspended", since=today, grounds="试", decided_by=world["zj_city_1"]
        )
        PlaceOfStudy.objects.create(school=student.school, student=student, here=True, recorded_at=moment)
        EligibilityCheck.objects.create(
            school=student.school, student=student, outcome="passed", checked_on=today, recorded_at=moment
        )
        DirectionChoice.objects.create(
            case=alice.case, student=student, to_programme_id=student.programme_id, decided_on=today
        )
        RosterCopy.objects.create(
            **by, case=alice.case, college="试", sent_on=today, way="试", students=1, recorded_for=student.school
        )


def _admitted(alice: Belongings) -> None:
    """Newcomers: a list looked at, an application for a later day, an examination, papers that go back."""
    from students.admission.models import HealthExamination
    from xueji import clock

    assert alice.admission_paper and alice.deferral and alice.admission_list and alice.return_list
    with unfenced(reason="a test examines"):
        HealthExamination.objects.create(
            school=alice.student.school, admission=alice.admission, examined_on=clock.today(), result="fit",
            recorded_at=clock.now(),
        )  # fmt: skip


def _arranged(alice: Belongings) -> None:
    """Let the tables fill of what is arranged for a school as a whole."""
    from students.reorganization.models import SchoolMove
    from students.teaching_periods.models import TeachingPeriod
    from xueji import clock

    student, at = alice.student, {"school_id": alice.student.school_id}
    with unfenced(reason="a test arranges"):
        TeachingPeriod.objects.create(
            **at,
            school_year="2026-2027",
            name="试",
            teaching="school",
            starts_on=clock.today(),
            ends_on=clock.today(),
            recorded_at=clock.now(),
        )
        SchoolMove.objects.create(
            **at,
            from_body_id=student.county_id,
            to_body_id=student.city_id,
            since=clock.today(),
            document_number="试",
            grounds="试",
            ordered_by_id=student.city_id,
            ordered_by_user=alice.world.user("zj_city_1.chief"),
            ordered_at=clock.now(),
            viewers=[student.school_id, student.county_id, student.city_id, student.province_id],
        )


def _counted(alice: Belongings) -> None:
    """Let the tables fill of figures that are kept and of what is wrong in records."""
    from students.quality.models import Finding, QualityDay
    from students.statistics.models import FormerSeat, Snapshot, SnapshotCell
    from xueji import clock

    student, at = alice.student, {"school_id": alice.student.school_id}
    with unfenced(reason="a test counts"):
        kept = Snapshot.objects.create(
            province_id=student.province_id, year=2026, day=clock.today(), version="1", taken_at=clock.now()
        )
        SnapshotCell.objects.create(
            **at,
            snapshot=kept,
            status="studying",
            major_code="710201",
            cohort=2025,
            sex="2",
            ethnic_code="01",
            count=1,
            county_then=student.county_id,
            city_then=student.city_id,
        )
        Finding.objects.create(**at, student=student, rule="photo", found_on=clock.today())
        QualityDay.objects.create(**at, on=clock.today(), checked_at=clock.now())
        FormerSeat.objects.create(**at, last_day=clock.today())


def _told(alice: Belongings) -> None:
    """What Alice's registrar was told, chose and was sent; a change of officer; work handed over."""
    from xueji import clock
    from xueji.notices.models import Code, Contact, Message, PersonNotice, Settings
    from xueji.offices.models import HandOver, HandOverItem, OfficeChange

    office, school, moment = alice.world.offices[alice.registrar], alice.world[alice.school], clock.now()
    own = {"user": office.user, "organization_id": school.pk}
    PersonNotice.objects.create(**own, event="work", kind="arrived", text="x", at=moment)
    Settings.objects.create(user=office.user)
    Contact.objects.create(user=office.user, channel="sms", address_cipher=b"x", mask="x")
    Message.objects.create(**own, key="x", channel="sms", purpose="notice", due_at=moment, queued_at=moment)
    Code.objects.create(
        purpose="contact", subject="x", address_index=b"x", digest=b"x", sent_at=moment, expires_at=moment
    )
    dated = {"starts_on": office.starts_on, "filed_at": moment}
    OfficeChange.objects.create(office=office, kind="appointed", organization=school, officer_name="x", **dated)
    handed = HandOver.objects.create(
        organization=school, from_office=office, to_office=office, on=clock.today(), by=office.user, at=moment
    )
    HandOverItem.objects.create(hand_over=handed, organization_id=school.pk, case_id=alice.case.pk, number="x")


def _alices(model: type[models.Model], alice: Belongings) -> str:
    """Her school's rows, those of her case, of her student, of the bodies above her school."""
    columns = {field.column for field in model._meta.concrete_fields}
    name = model._meta.label
    by_column = {
        "school_id": alice.student.school_id,
        "case_id": alice.case.pk,
        "organization_id": alice.student.school_id,
        "person_id": alice.student.person_id,
    }
    by_name = {
        "cases.Case": f"id = {alice.case.pk}",
        "students.Person": f"id = {alice.student.person_id}",
        "students.PersonHistory": f"pgh_obj_id = {alice.student.person_id}",
        "certificates.NumberPattern": "true",
        "certificates.NumberSeries": f"authority_id IN ({alice.student.county_id}, {alice.student.city_id})",
        "audit.Event": f"organization_id = {alice.student.school_id}",
        "notices.PersonNotice": f"user_id = {alice.world.user(alice.registrar).pk}",
        "notices.Settings": f"user_id = {alice.world.user(alice.registrar).pk}",
        "notices.Contact": f"user_id = {alice.world.user(alice.registrar).pk}",
        "registration.WindowExtension": f"target_id = {alice.student.school_id}",
        "identity.Clash": f"asking_school_id = {alice.student.school_id}",
        "offices.HandOverItem": f"organization_id = {alice.student.school_id}",
    }
    if name in by_name:
        return by_name[name]
    return next((f"{column} = {key}" for column, key in by_column.items() if column in columns), "true")
