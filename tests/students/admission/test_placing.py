"""From admission to record without a workbook: into a class, and out again."""

from datetime import date

import pytest
from django.urls import reverse

from students.admission import actions
from students.admission.actions.entering import Entered
from students.admission.models import Admission
from students.models import Student
from students.registration.actions import registration_open, waiting_students
from tests.students.admission.support import DUE, make_admission
from tests.support.world import identity_number, make_student
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import unfenced

SCHOOL = "zj_school_a"


def place(world, *admissions, school_class=None):
    target = school_class or world.classes[f"{SCHOOL}.2026"]
    with world.scope(f"{SCHOOL}.registrar").enter() as scope:
        return actions.place(actor=scope, admission_ids=[row.pk for row in admissions], school_class=target)


def come(world, **fields):
    return make_admission(world, state="checked_in", checked_in_on=DUE, **fields)


def test_who_came_becomes_a_pending_student_with_the_next_number(world):
    admissions = [come(world, score=500, phone="13800000000"), come(world, name="吴微星")]
    placed, refused = place(world, *admissions)
    with unfenced(reason="a test looks"):
        students = list(Student.objects.filter(admission__in=placed).select_related("profile").order_by("pk"))
    assert (len(placed), refused) == (2, [])
    assert {(each.status, each.entered_on, each.cohort) for each in students} == {("pending", DUE, 2026)}
    assert len({each.school_number for each in students}) == 2
    assert students[0].profile.data["exam_score"] == "500"
    assert students[0].profile.data["phone"] == "13800000000"


def test_the_record_is_tied_to_the_admission_it_came_of(world):
    admission = come(world)
    place(world, admission)
    with unfenced(reason="a test looks"):
        admission.refresh_from_db()
        assert admission.student.identity_mask == admission.identity_mask
        assert Admission.objects.count() == 1


def test_who_was_placed_can_be_handed_up_for_registration(world):
    place(world, come(world))
    with world.scope(f"{SCHOOL}.registrar").enter() as scope:
        waiting = [student.pk for student in waiting_students(scope)]
        case = registration_open(actor=scope, student_ids=waiting)
    assert case.kind == "registration"


@pytest.mark.parametrize("fields", [{}, {"state": "deferred", "deferred_to": date(2026, 9, 20)}])
def test_who_has_not_come_gets_no_seat(world, fields):
    placed, refused = place(world, make_admission(world, **fields))
    assert (placed, "还没有报到" in refused[0][1]) == ([], True)


def test_nobody_is_put_into_a_class_of_another_programme(world):
    with unfenced(reason="a test's programme"):
        other = world.programmes[SCHOOL].__class__.objects.create(
            school=world[SCHOOL], major_code="720201", name="护理", short_name="护理", years=3
        )
    placed, refused = place(world, come(world, programme=other))
    assert (placed, "录取专业是" in refused[0][1]) == ([], True)


@pytest.mark.parametrize("text, said", [("护理", "写“护理”，没有对上本校专业"), ("", "没有写专业")])
def test_nobody_of_an_unknown_programme_is_put_into_a_class_unasked(world, text, said):
    admission = come(world, programme=None, programme_text=text)
    placed, refused = place(world, admission)
    assert (placed, said in refused[0][1]) == ([], True)


def test_whose_programme_the_officer_has_confirmed_is_placed_and_has_it_then(world):
    admission = come(world, programme=None, programme_text="计算机")
    with world.scope(f"{SCHOOL}.registrar").enter() as scope:
        [placed], refused = actions.place(
            actor=scope,
            admission_ids=[admission.pk],
            school_class=world.classes[f"{SCHOOL}.2026"],
            programme_confirmed=True,
        )
    assert (placed.programme, refused) == (world.programmes[SCHOOL], [])


@pytest.mark.parametrize("confirmed, placed", [({}, False), ({"programme_confirmed": "on"}, True)])
def test_the_page_asks_for_the_programme_where_it_is_not_known(client, world, confirmed, placed):
    admission = come(world, programme=None, programme_text="护理")
    client.force_login(world.user(f"{SCHOOL}.registrar"))
    url, picked = reverse("students:admission_many", args=["place"]), {"admission": [admission.pk]}
    assert "录取专业就是所选班级的专业" in client.post(url, picked).content.decode()

    client.post(url, picked | {"confirm": "1", "school_class": world.classes[f"{SCHOOL}.2026"].pk} | confirmed)

    with unfenced(reason="a test looks"):
        assert (Admission.objects.get(pk=admission.pk).student_id is not None) is placed


def test_where_all_programmes_are_known_nothing_more_is_asked(client, world):
    client.force_login(world.user(f"{SCHOOL}.registrar"))
    page = client.post(reverse("students:admission_many", args=["place"]), {"admission": [come(world).pk]})
    assert "录取专业就是所选班级的专业" not in page.content.decode()


def test_a_class_of_another_school_is_refused(world):
    with pytest.raises(NotAllowed):
        place(world, come(world), school_class=world.classes["zj_school_b.2026"])


def test_who_is_on_a_register_elsewhere_is_left_out_and_nobody_says_where(world):
    number = identity_number(date(2010, 5, 20))
    make_student(world, "zj_school_b", cohort=2026, identity_number=number)
    placed, refused = place(world, come(world, identity_number=number))
    assert (placed, "查重未过" in refused[0][1], "观澜" in refused[0][1]) == ([], True, False)


def test_a_seat_is_taken_back_and_the_record_goes(world):
    admission = come(world)
    place(world, admission)
    with world.scope(f"{SCHOOL}.registrar").enter() as scope:
        back = actions.release(actor=scope, admission=admission)
        assert (back.student_id, Student.objects.filter(admission=admission).exists()) == (None, False)


def test_a_record_in_a_case_is_not_taken_back(world):
    admission = come(world)
    [placed], _refused = place(world, admission)
    with world.scope(f"{SCHOOL}.registrar").enter() as scope:
        registration_open(actor=scope, student_ids=[placed.student_id])
        with pytest.raises(Conflict):
            actions.release(actor=scope, admission=admission)


def enter(world, **fields):
    values = {
        "name": "陆未央",
        "identity_number": identity_number(date(2010, 5, 20)),
        "year": 2026,
        "check_in_due_on": DUE,
    }
    with world.scope(f"{SCHOOL}.registrar").enter() as scope:
        return actions.admission_enter(actor=scope, entered=Entered(**(values | fields)))


def test_one_is_typed_in(world):
    admission = enter(world)
    assert (admission.state, admission.birth_date, admission.name_key) == ("admitted", date(2010, 5, 20), "lu wei yang")


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"identity_number": "339801201005200000"}, "identity_number"),
        ({"name": "1"}, "name"),
        ({"identity_type": "A", "identity_number": "E12345678"}, "sex"),
        ({"identity_type": "A", "identity_number": "E12345678", "sex": "1"}, "birth_date"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(world, fields, field):
    with pytest.raises(Invalid) as refused:
        enter(world, **fields)
    assert refused.value.field == field


def test_nobody_is_listed_twice_in_a_season(world):
    admission = enter(world)
    with pytest.raises(Invalid, match="已在 2026 年"):
        enter(world, identity_number=admission.identity_number)


def test_what_the_list_had_wrong_is_put_right_with_a_trace(world):
    admission = enter(world)
    with world.scope(f"{SCHOOL}.registrar").enter() as scope:
        row = actions.admission_amend(
            actor=scope, admission=admission, values={"name": "陆微央", "programme": world.programmes[SCHOOL]}
        )
        event = row.events.first()
    assert (row.name, row.name_key, event.verb, event.note) == ("陆微央", "lu wei yang", "amend", "姓名、专业")


def test_whose_programme_was_wrong_leaves_the_class_first(world):
    admission = come(world)
    place(world, admission)
    with world.scope(f"{SCHOOL}.registrar").enter() as scope, pytest.raises(Invalid) as refused:
        actions.admission_amend(actor=scope, admission=admission, values={"programme": None})
    assert refused.value.field == "programme"
