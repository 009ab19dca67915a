"""Transfers inside Beijing (articles 17 to 20): the to-school handles it, filing holds nothing up."""

from datetime import date

import pytest

from students.models import Programme, SchoolClass, Student
from tests.support.casework import approve, file, fresh, hand_in, records_of, steps_of, submit
from tests.support.world import make_student
from tests.transfers.support import BEFORE_TERM, arrival, claim, class_given, place
from transfers.actions import transfer_arrival_open, transfer_open
from transfers.lookup import LIMIT_AN_HOUR, student_claim
from xueji import clock
from xueji.audit.models import Event
from xueji.errors import Invalid, NotAllowed, RuleViolated
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def before_the_term():
    with clock.at(BEFORE_TERM):
        yield


def agreed(world, case, origin="bj_school_a", destination="bj_school_b"):
    approve(world, f"{origin}.school_head", case)
    class_given(world, case, destination)
    return approve(world, f"{destination}.school_head", case)


def integrated_student(world, school="bj_school_a"):
    """A student of a programme that leads on to a college (贯通)."""
    with world.scope(f"{school}.registrar").enter():
        programme = Programme.objects.create(
            school=world[school], major_code="720201", name="护理", short_name="护理贯通", years=3, integrated=True
        )
        room = SchoolClass.objects.create(school=world[school], name="25贯通1班", cohort=2025, programme=programme)
    return make_student(world, school, name="闻人雪", programme=programme, school_class=room)


def test_two_districts(world):
    assert steps_of(arrival(world)) == [
        ("1198020001", "submission", "done"),
        ("1198010001", "approval", "open"),
        ("1198020001", "approval", "waiting"),
        ("119801", "filing", "waiting"),
        ("119802", "filing", "waiting"),
    ]


def test_it_takes_effect_before_the_filings(world):
    case = agreed(world, arrival(world))

    assert case.state == "effective"
    assert [record.status for record in records_of(world.student("bj_school_a"))] == ["transferred", "studying"]


def test_filings_close_it(world):
    case = agreed(world, arrival(world))

    file(world, "bj_district_1.reviewer", case)
    file(world, "bj_district_2.reviewer", case)

    assert fresh(case).state == "closed"


def test_objection_at_filing_undoes_nothing(world):
    case = agreed(world, arrival(world))

    file(world, "bj_district_1.reviewer", case, objection=True, opinion="材料复印件不清，责令补正")

    assert fresh(case).state == "effective"
    assert [record.status for record in records_of(world.student("bj_school_a"))] == ["transferred", "studying"]


def test_under_a_superior_body_the_district_is_told_too(world):
    case = arrival(world, destination="bj_school_body")

    assert [code for code, kind, _state in steps_of(case) if kind == "filing"] == ["119890", "119801"]


def test_superior_bodys_school_as_destination_from_another_district(world):
    case = arrival(world, origin="bj_school_b", destination="bj_school_body")

    assert [code for code, kind, _state in steps_of(case) if kind == "filing"] == ["119802", "119890", "119801"]


def test_opener_does_not_agree_for_the_to_school(world):
    case = arrival(world)
    approve(world, "bj_school_a.school_head", case)
    class_given(world, case, "bj_school_b")

    with pytest.raises(NotAllowed, match="经办"):
        approve(world, "bj_school_b.registrar", case)


def test_on_the_opening_day_it_is_too_late(world):
    with clock.at(date(2026, 9, 1)), pytest.raises(RuleViolated):
        arrival(world)


def test_nobody_leaves_in_the_first_term_by_asking_for_the_second(world):
    newcomer = world.student("bj_school_a", 2)
    with clock.at(date(2026, 11, 20)), pytest.raises(RuleViolated) as caught:
        arrival(world, student=newcomer, cohort=2026, effective_on=date(2027, 2, 22))

    assert {verdict.rule for verdict in caught.value.verdicts.forbidden} == {"beijing_2020.transfer_one_term"}


def test_graduating_grade_is_barred(world):
    with pytest.raises(RuleViolated) as caught:
        arrival(world, student=world.student("bj_school_a", 1), cohort=2024)

    assert {verdict.rule for verdict in caught.value.verdicts.forbidden} == {"beijing_2020.transfer_graduating"}


def test_from_school_may_not_open_inside_the_city(world):
    scope = world.scope("bj_school_a.registrar")

    with scope.enter(), pytest.raises(Invalid, match="另一方"):
        transfer_open(actor=scope, student=world.student("bj_school_a"), place=place(world, "bj_school_b"))


def test_integrated_student_needs_the_citys_exception(world):
    student = integrated_student(world)
    registrar = world.scope("bj_school_b.registrar")
    token = claim(world, "bj_school_b.registrar", student)
    with registrar.enter():
        case = transfer_arrival_open(actor=registrar, claim=token, place=place(world, "bj_school_b"))
    hand_in(world, "bj_school_b.registrar", case, "transfer_application", "household_page", "integrated_renunciation")
    submit(world, "bj_school_b.registrar", case)
    approve(world, "bj_school_a.school_head", case)

    approve(world, "bj.reviewer", case, exceptions={"beijing_2020.transfer_integrated_out": "全家迁居，市级同意"})
    class_given(world, case, "bj_school_b")
    approve(world, "bj_school_b.school_head", case)

    assert [record.status for record in records_of(student)] == ["transferred", "studying"]


def test_number_and_name_must_both_match(world):
    student = world.student("bj_school_a")
    with unfenced(reason="a test reads a number"):
        number = student.person.identity_number
    scope = world.scope("bj_school_b.registrar")

    with scope.enter():
        assert student_claim(actor=scope, identity_number=number, name="陈雨桐") is None
        other = number[:-1] + ("1" if number.endswith("0") else "0")
        assert student_claim(actor=scope, identity_number=other, name=student.name) is None
        assert student_claim(actor=scope, identity_number=number, name=f" {student.name} ") is not None


def test_every_try_is_recorded_without_the_number(world):
    scope = world.scope("bj_school_b.registrar")

    with scope.enter():
        student_claim(actor=scope, identity_number="119801200905200019", name="陈语桐")
        event = Event.objects.get(kind="transfer_lookup")

    assert (event.actor_id, event.subject_id, event.data) == (scope.user_id, None, {"found": False})


def test_too_many_tries_are_stopped(world):
    scope = world.scope("bj_school_b.registrar")

    with scope.enter():
        for _try in range(LIMIT_AN_HOUR):
            student_claim(actor=scope, identity_number="119801200905200019", name="陈语桐")
        with pytest.raises(Invalid, match="一小时"):
            student_claim(actor=scope, identity_number="119801200905200019", name="陈语桐")


def test_another_provinces_student_is_not_found(world):
    assert claim(world, "bj_school_b.registrar", world.student("zj_school_a")) is None


def test_another_officers_claim_opens_nothing(world):
    token = claim(world, "bj_school_b.registrar", world.student("bj_school_a"))
    scope = world.scope("bj_school_body.registrar")

    with scope.enter(), pytest.raises(Invalid, match="过期"):
        transfer_arrival_open(actor=scope, claim=token, place=place(world, "bj_school_body"))


def test_to_school_never_sees_the_record(world):
    case = arrival(world)

    with world.scope("bj_school_b.registrar").enter():
        assert case.items.get().snapshot["number_mask"] == world.student("bj_school_a").number_mask
        assert not Student.objects.filter(pk=world.student("bj_school_a").pk).exists()
