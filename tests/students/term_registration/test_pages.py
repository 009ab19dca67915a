"""The pages of term registration: the grid, all but some, who is late, how far classes and schools have come."""

from datetime import date

import pytest
from django.urls import reverse

from students.term_registration.figures import registered_in_time, registered_late, unregistered, with_registration
from students.term_registration.models import RegistrationContact
from tests.students.term_registration.support import DUE, autumn, enter, missed, row_of
from tests.support.world import make_student
from xueji import clock
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced

SCHOOL, NAME = "bj_school_a", "2026-2027-1"


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(date(2026, 9, 7)):
        yield


@pytest.fixture
def registrar(sign_in):
    return sign_in(f"{SCHOOL}.registrar")


@pytest.fixture
def group(world):
    return world.classes[f"{SCHOOL}.2025"]


@pytest.fixture
def grid(group):
    return reverse("students:term_class", args=[NAME, group.pk])


def filled(student, **values):
    return {f"s{student.pk}-{name}": value for name, value in values.items()}


def test_the_grid_is_saved_at_once(world, registrar, grid):
    here, sick, gone = world.student(SCHOOL), make_student(world, SCHOOL), make_student(world, SCHOOL)
    untouched = make_student(world, SCHOOL)
    leave = {
        "leave_until": "2026-09-12", "leave_reason": "住院", "leave_approved_by": "周敏",
        "leave_approved_on": "2026-09-01",
    }  # fmt: skip
    answer = registrar.post(
        grid,
        filled(here, state="registered", registered_on="2026-09-01")
        | filled(sick, state="late_with_leave", **leave)
        | filled(gone, state="not_registered", reason="未到校"),
    )
    assert answer.status_code == 302
    states = [row.state if row else None for row in map(row_of, (here, sick, gone, untouched))]
    assert states == ["registered", "late_with_leave", "not_registered", None]


def shown(registrar, grid):
    """What a browser sends back of a grid that nobody touched."""
    page = registrar.get(grid)
    return {
        form.add_prefix(name): form.stamp if name == "seen" else ("" if value is None else str(value))
        for _line, form in page.context["rows"]
        if form
        for name, value in ((name, form.initial.get(name)) for name in form.fields)
    }


def test_of_two_who_save_one_grid_neither_writes_over_the_other(world, registrar, grid):
    first, second = world.student(SCHOOL), make_student(world, SCHOOL)
    for each in (first, second):
        missed(world, SCHOOL, each)
    mine, theirs = shown(registrar, grid), shown(registrar, grid)
    assert registrar.post(grid, mine | filled(first, state="registered", registered_on="2026-09-03")).status_code == 302
    answer = registrar.post(grid, theirs | filled(second, state="registered", registered_on="2026-09-04"))
    assert answer.status_code == 302
    assert [str(row_of(each).registered_on) for each in (first, second)] == ["2026-09-03", "2026-09-04"]


def test_who_changes_what_another_has_just_entered_is_told_and_may_insist(world, registrar, grid):
    student = world.student(SCHOOL)
    theirs = shown(registrar, grid)
    missed(world, SCHOOL, student)
    mine = theirs | filled(student, state="registered", registered_on="2026-09-04")
    answer = registrar.post(grid, mine)
    assert answer.status_code == 422
    assert "刚才已由他人登记为“未注册”" in answer.content.decode()
    assert row_of(student).state == "not_registered"
    stamp = next(form.stamp for line, form in answer.context["rows"] if line.student == student)
    assert registrar.post(grid, mine | filled(student, seen=stamp)).status_code == 302
    assert row_of(student).state == "registered"


def test_a_wrong_row_says_why_and_nothing_is_saved(world, registrar, grid):
    right, wrong = world.student(SCHOOL), make_student(world, SCHOOL)
    answer = registrar.post(
        grid,
        filled(right, state="registered", registered_on="2026-09-01") | filled(wrong, state="late_with_leave"),
    )
    assert answer.status_code == 422
    assert "请填准假到哪一天" in answer.content.decode()
    assert row_of(right) is None


@pytest.mark.parametrize("value", ["2026-13-01", "昨天", "99999-01-01"])
def test_a_day_that_is_none_is_refused_at_its_row(world, registrar, grid, value):
    answer = registrar.post(grid, filled(world.student(SCHOOL), state="registered", registered_on=value))
    assert answer.status_code == 422
    assert row_of(world.student(SCHOOL)) is None


def test_who_is_on_leave_is_shown_and_has_nothing_to_fill_in(world, registrar, grid):
    resting = make_student(world, SCHOOL, status="on_leave", name="乐休学")
    page = registrar.get(grid)
    assert {line.student.pk: form for line, form in page.context["rows"]}[resting.pk] is None
    assert "不办学期注册" in page.content.decode()


def test_all_but_the_picked(world, registrar, group):
    here, gone = world.student(SCHOOL), make_student(world, SCHOOL)
    form = {"student": [gone.pk], "registered_on": "2026-09-01", "reason": "未到校，待核实"}
    registrar.post(reverse("students:term_all", args=[NAME, group.pk]), form)
    assert [row_of(each).state for each in (here, gone)] == ["registered", "not_registered"]


def test_contacts_are_recorded_for_those_who_did_not_come(world, registrar):
    gone = world.student(SCHOOL)
    missed(world, SCHOOL, gone)
    url = reverse("students:term_late")
    assert [late.line.student.pk for late in registrar.get(url).context["lines"]] == [gone.pk]
    contact = {"on": "2026-09-05", "way": "phone", "whom": "guardian", "result": "reached", "by_name": "周敏"}
    assert registrar.post(url, contact).status_code == 422  # nobody picked
    assert registrar.post(url, contact | {"student": [gone.pk], "on": "2026-09-08"}).status_code == 422  # tomorrow
    assert registrar.post(url, contact | {"student": [gone.pk]}).status_code == 302
    with unfenced(reason="a test looks"):
        assert RegistrationContact.objects.get(student=gone).result == "reached"
    tab = registrar.get(reverse("students:section", args=[gone.pk, "terms"])).content.decode()
    assert "已通知到" in tab


def test_the_days_are_the_schools(world, registrar):
    url = reverse("students:term_days", args=[NAME])
    assert registrar.post(url, {"opens_on": "2026-09-02", "due_on": "2026-09-01"}).status_code == 422
    assert registrar.post(url, {"opens_on": "2026-08-28", "due_on": "2026-08-31"}).status_code == 302
    assert autumn(world, SCHOOL).due_on == date(2026, 8, 31)


def test_the_progress_of_classes_and_schools(world, registrar, sign_in):
    here, late, gone = world.student(SCHOOL), make_student(world, SCHOOL), make_student(world, SCHOOL)
    enter(world, SCHOOL, here, "registered", registered_on=DUE)
    enter(world, SCHOOL, late, "registered", registered_on=date(2026, 9, 3))
    missed(world, SCHOOL, gone)
    whole = registrar.get(reverse("students:terms")).context["whole"]
    found = (whole.expected, whole.in_time, whole.late, whole.missing, whole.unrecorded, whole.share)
    assert found == (5, 1, 1, 1, 2, 40)
    page = sign_in("bj.reviewer").get(reverse("students:terms"))
    line = next(line for line in page.context["lines"] if line.key == world[SCHOOL].pk)
    assert (line.expected, line.registered, line.share) == (5, 2, 40)
    other = sign_in("zj_county_1a.reviewer").get(reverse("students:terms"))
    assert world[SCHOOL].pk not in {line.key for line in other.context["lines"]}


def test_figures_count_to_the_student(world):
    here, late, gone = world.student(SCHOOL), make_student(world, SCHOOL), make_student(world, SCHOOL)
    enter(world, SCHOOL, here, "registered", registered_on=DUE)
    enter(world, SCHOOL, late, "registered", registered_on=date(2026, 9, 2))
    missed(world, SCHOOL, gone)
    with world.scope(f"{SCHOOL}.registrar").enter():
        assert list(registered_in_time("2026-2027", 1)) == [here]
        assert list(registered_late("2026-2027", 1)) == [late]
        # The two of the other cohorts, of whom nothing is entered, have not registered either.
        assert unregistered("2026-2027", 1).count() == 3
        states = with_registration(unregistered("2026-2027", 1), "2026-2027", 1).values_list("term_state", flat=True)
        assert sorted(str(state) for state in states) == ["None", "None", "not_registered"]


def test_a_head_reads_and_writes_nothing(world, sign_in, grid):
    head = sign_in(f"{SCHOOL}.school_head")
    assert head.get(grid).status_code == 200
    student = world.student(SCHOOL)
    assert head.post(grid, filled(student, state="registered", registered_on="2026-09-01")).status_code == 403
    assert row_of(student) is None


def test_another_term_that_does_not_exist_is_not_found(registrar, group):
    assert registrar.get(reverse("students:term_class", args=["2030-2031-1", group.pk])).status_code == 404
    assert registrar.get(reverse("students:terms"), {"term": "nonsense"}).status_code == 404


def test_the_student_sees_the_own_terms_on_the_own_page(world, client):
    student = world.student(SCHOOL)
    enter(world, SCHOOL, student, "registered", registered_on=DUE)
    client.force_login(User.objects.create_user(username="p", password="x", name="学生", person_id=student.person_id))
    assert "第一学期注册" in client.get(reverse("students:me")).content.decode()


def test_the_workbench_says_how_far_the_term_is_while_it_runs(world, registrar):
    enter(world, SCHOOL, world.student(SCHOOL), "registered", registered_on=DUE)
    assert "1 / 3" in registrar.get("/").content.decode()
    with clock.at(date(2027, 8, 1)):
        assert "1 / 3" not in registrar.get("/").content.decode()
