"""From a graduate to a certificate in force, and what can never be undone."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from certificates import rendering, storage
from certificates.actions import (
    certificate_activate,
    certificate_active_revoke,
    certificate_draft_create,
    certificate_render_retry,
    certificate_spoil,
    graduation_certificates_draft,
)
from certificates.models import Certificate, NumberSeries
from certificates.states import State
from students.statuses import Status
from tests.certificates.conftest import ISSUED_ON, RARE, draft, graduate, render
from tests.support.world import make_student
from xueji import clock
from xueji.audit.models import Event
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope, case_effect, unfenced
from xueji.printing import fonts


def series_used() -> int:
    with unfenced(reason="look"):
        return NumberSeries.objects.count()


def test_a_graduate_gets_a_certificate_in_three_steps(world):
    certificate = draft(world, graduate(world))
    assert (certificate.state, certificate.pdf_sha256) == (State.DRAFT, "")
    render(certificate)
    assert certificate.state == State.ACTIVE
    assert hashlib.sha256(storage.get(certificate.pdf_sha256)).hexdigest() == certificate.pdf_sha256
    with world.scope("zj_school_a.registrar").enter():
        kinds = set(
            Event.objects.filter(subject="certificate", subject_id=certificate.pk).values_list("kind", flat=True)
        )
    assert kinds == {"certificate_drafted", "certificate_activated"}


def test_the_numbers_are_encrypted_and_the_facts_hold_none(world):
    student = graduate(world)
    certificate = draft(world, student)
    with world.scope("zj_school_a.registrar").enter():
        whole = student.person.identity_number
        assert certificate.identity_number == whole
        assert certificate.student_number == student.person.student_number
    assert whole not in str(certificate.fields)
    assert bytes(certificate.identity_cipher).find(whole.encode()) == -1


def test_who_has_not_graduated_gets_none_and_no_number_is_spent(world):
    student = make_student(world, "zj_school_a", cohort=2024, status=Status.STUDYING)
    with pytest.raises(Invalid, match="毕业审核"):
        draft(world, student)
    assert series_used() == 0


def test_who_may_not_issue_is_told_so(world):
    student, head = graduate(world), world.scope("zj_school_a.school_head")
    with head.enter(), pytest.raises(NotAllowed):
        certificate_draft_create(actor=head, student=student, issued_on=ISSUED_ON)


def test_one_certificate_for_one_person_ever(world):
    """Beijing 39."""
    student = graduate(world, "bj_school_a")
    certificate = render(draft(world, student, "bj_school_a"))
    with pytest.raises(Conflict, match="一生一证"):
        draft(world, student, "bj_school_a")
    chief = world.scope("bj.chief")
    with chief.enter():
        certificate_active_revoke(actor=chief, certificate=certificate, reason="冒名顶替，经查实")
    with pytest.raises(Conflict, match="一生一证"):
        draft(world, student, "bj_school_a")


def test_one_certificate_for_one_person_even_from_another_school(world):
    first = graduate(world, "zj_school_a")
    draft(world, first)
    with unfenced(reason="the person"):
        person = first.person
    with case_effect(0, reason="a second record of the same person"):
        second = make_student(world, "bj_school_a", cohort=2024, status=Status.GRADUATED)
        type(second).objects.filter(pk=second.pk).update(person=person)
    with pytest.raises(Conflict, match="已经有一份"):
        draft(world, second, "bj_school_a")
    assert series_used() == 1


def test_a_spoiled_one_is_accounted_for_and_makes_room(world):
    student = graduate(world)
    scope = world.scope("zj_school_a.registrar")
    certificate = render(draft(world, student))
    with scope.enter():
        certificate_spoil(actor=scope, certificate=certificate, reason="专业印错")
    again = render(draft(world, student))
    assert (certificate.number, again.number) == ("20263398000001", "20263398000002")
    assert again.state == State.ACTIVE


def test_a_rare_character_without_a_font_is_refused_before_a_number_is_spent(world, monkeypatch):
    monkeypatch.setattr(fonts, "RARE_FILES", ())
    with pytest.raises(Invalid, match=RARE) as caught:
        draft(world, graduate(world, name=f"陈{RARE}"))
    assert "U+20BB7" in str(caught.value.message)
    assert series_used() == 0


def test_a_rare_character_is_printed_where_the_font_is_installed(world, rare_face):
    certificate = render(draft(world, graduate(world, name=f"陈{RARE}")))
    assert certificate.state == State.ACTIVE


def test_a_font_that_went_missing_stops_the_print_and_is_told(world, monkeypatch, rare_face):
    certificate = draft(world, graduate(world, name=f"陈{RARE}"))
    monkeypatch.setattr(fonts, "RARE_FILES", ())
    render(certificate)
    assert (certificate.state, certificate.attempts) == (State.DRAFT, 1)
    assert certificate.problem
    monkeypatch.setattr(fonts, "RARE_FILES", (rare_face,))
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        certificate_render_retry(actor=scope, certificate=certificate)
    assert render(certificate).state == State.ACTIVE


def test_a_draft_that_a_dead_worker_left_is_finished(world, sent):
    with clock.at(ISSUED_ON):
        certificate = draft(world, graduate(world))
        assert rendering.drafts_finish() == 0  # a worker may be at it
    assert rendering.drafts_finish() == 1
    rendering.render_many([certificate.pk], certificate.school_id)
    rendering.render_many([certificate.pk], certificate.school_id)  # the same message twice
    assert rendering.drafts_finish() == 0
    with world.scope("zj_school_a.registrar").enter():
        certificate.refresh_from_db()
        assert certificate.state == State.ACTIVE
        assert Event.objects.filter(kind="certificate_activated", subject_id=certificate.pk).count() == 1


def test_a_draft_that_fails_again_and_again_waits_for_a_person(world, monkeypatch):
    with clock.at(ISSUED_ON):
        certificate = draft(world, graduate(world))

    def broken(printable):
        raise ValueError("no paper")

    monkeypatch.setattr(rendering, "pdf_of", broken)
    for _each in range(rendering.ATTEMPTS):
        assert rendering.drafts_finish() == 1
        render(certificate)
    assert rendering.drafts_finish() == 0


def test_activation_is_won_once(world):
    certificate = draft(world, graduate(world))
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        assert certificate_activate(actor=scope, certificate_id=certificate.pk, sha256="a" * 64)
        assert not certificate_activate(actor=scope, certificate_id=certificate.pk, sha256="b" * 64)
        certificate.refresh_from_db()
    assert certificate.pdf_sha256 == "a" * 64


FROZEN = (
    {"name": "改"},
    {"fields": {}},
    {"number": "1"},
    {"issued_on": "2020-01-01"},
    {"pdf_sha256": "c" * 64},
    {"state": "draft"},
    {"verify_code": "0" * 24},
)


def test_an_issued_certificate_is_never_edited(world, issued):
    certificate = issued()
    for change in FROZEN:
        with pytest.raises(DatabaseError), world.scope("zj_school_a.registrar").enter(), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**change)


def test_a_certificate_is_never_deleted(world, issued):
    issued()
    with (
        pytest.raises(DatabaseError, match="never deleted"),
        world.scope("zj_school_a.registrar").enter(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM certificates_certificate")


def test_no_certificate_is_in_force_without_its_bytes(world):
    certificate = draft(world, graduate(world))
    with pytest.raises(DatabaseError), world.scope("zj_school_a.registrar").enter(), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(state="active")


def test_revoking_needs_a_reason_and_happens_once(world, issued):
    certificate, chief = issued(), world.scope("zj_county_1a.chief")
    with chief.enter():
        with pytest.raises(Invalid):
            certificate_active_revoke(actor=chief, certificate=certificate, reason="  ")
        certificate_active_revoke(actor=chief, certificate=certificate, reason="学籍造假")
        with pytest.raises(Conflict):
            certificate_active_revoke(actor=chief, certificate=certificate, reason="再来")
    assert (certificate.state, certificate.reason, certificate.revoked_by) == ("revoked", "学籍造假", chief.user_id)


def test_only_the_school_spoils_what_it_printed(world, issued):
    certificate, chief = issued(), world.scope("zj_county_1a.chief")
    with chief.enter(), pytest.raises(NotAllowed):
        certificate_spoil(actor=chief, certificate=certificate, reason="印错")


def test_the_effect_of_a_graduation_case_drafts_without_the_right_to_issue(world):
    student, reviewer = graduate(world), world.scope("zj_city_1.reviewer")
    with reviewer.enter(), case_effect(7, reason="graduation of a case"):
        [certificate] = graduation_certificates_draft(
            actor=reviewer, students=[student], case_id=7, issued_on=ISSUED_ON
        )
    assert certificate.case_id == 7
    assert render(certificate).state == State.ACTIVE


def test_another_school_sees_no_certificate(world, issued):
    certificate = issued()
    with world.scope("zj_school_b.registrar").enter():
        assert not Certificate.objects.exists()
    with Scope.of_student(user_id=0, person_id=certificate.person_id).enter():
        assert Certificate.objects.get().pk == certificate.pk
