"""The pages of programmes, classes and promotion, as a registrar uses them."""

from datetime import date

import pytest
from django.urls import reverse

from students.models import Programme, SchoolClass, Student
from students.structure.models import Promotion, Reshaping
from tests.support.world import make_student
from xueji import clock
from xueji.organizations.scope import unfenced

SCHOOL = "zj_school_a"


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(date(2026, 9, 7)):
        yield


@pytest.fixture
def registrar(world, sign_in):
    return sign_in(f"{SCHOOL}.registrar")


def where(student):
    with unfenced(reason="a test looks"):
        return Student.objects.get(pk=student.pk).school_class_id


def offered(**changes):
    usual = {
        "kind": "major", "major_code": "720201", "name": "", "short_name": "护理", "years": "3",
        "study_form": "full_time", "is_open": "on",
    }  # fmt: skip
    return usual | changes


def test_from_the_catalogue_to_a_programme(registrar):
    page = registrar.get(reverse("students:catalogue"), {"q": "护理", "group": "72"})
    assert [row.code for row in page.context["majors"]][:1] == ["720201"]
    form = registrar.get(reverse("students:programme_new"), {"code": "720201"})
    assert form.context["form"]["major_code"].value() == "720201"
    answer = registrar.post(reverse("students:programme_new"), offered(), follow=True)
    assert "720201" in answer.content.decode()
    listed = registrar.get(reverse("students:programmes"))
    assert {row.short_name for row in listed.context["programmes"]} == {"护理", "计算机应用"}


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"major_code": "000000"}, "major_code"),
        ({"kind": "direction"}, "parent"),
        ({"kind": "category"}, "category_code"),
        ({"short_name": "计算机应用"}, "short_name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(registrar, changes, field):
    answer = registrar.post(reverse("students:programme_new"), offered(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_retired_programme_is_shown_where_it_is_used_and_not_offered(world, registrar):
    programme = world.programmes[SCHOOL]
    registrar.post(reverse("students:programme_retire", args=[programme.pk]), {"on": "2026-09-07"})
    assert programme not in registrar.get(reverse("students:class_new")).context["form"].fields["programme"].queryset
    retired = registrar.get(reverse("students:programmes"), {"state": "retired"})
    assert [row.student_count for row in retired.context["programmes"]] == [3]
    with unfenced(reason="a test looks"):
        assert Programme.objects.get(pk=programme.pk).retired_on == date(2026, 9, 7)


def test_picked_students_are_moved(world, registrar):
    student = world.student(SCHOOL)
    registrar.post(
        reverse("students:class_new"),
        {"programme": world.programmes[SCHOOL].pk, "cohort": 2025, "name": "25计算机2班", "capacity": 40},
    )
    page = registrar.post(reverse("students:class_move"), {"student": [student.pk]})
    (target,) = page.context["classes"]
    form = {"student": [student.pk], "to_class": target.pk, "effective_on": "2026-09-07", "save": "1"}
    answer = registrar.post(reverse("students:class_move"), form)
    assert answer.status_code == 302
    assert where(student) == target.pk
    timeline = registrar.get(reverse("students:record", args=[student.pk])).content.decode()
    assert "调班：25计算机1班 → 25计算机2班" in timeline


def test_a_mixed_choice_is_told_and_nothing_is_moved(world, registrar):
    keys = [world.student(SCHOOL).pk, make_student(world, SCHOOL, cohort=2024).pk]
    page = registrar.post(reverse("students:class_move"), {"student": keys})
    assert page.context["is_mixed"]
    assert "不能一起调" in page.content.decode()


def test_a_class_is_split_and_put_back(world, registrar):
    student, stays = world.student(SCHOOL), make_student(world, SCHOOL)
    group = world.classes[f"{SCHOOL}.2025"]
    url = reverse("students:class_split", args=[group.pk])
    assert registrar.post(url, {"student": [student.pk]}).context["staying"] == 1
    registrar.post(url, {"student": [student.pk], "name": "25计应3班", "effective_on": "2026-09-07", "save": "1"})
    with unfenced(reason="a test looks"):
        done = Reshaping.objects.get(source=group)
    assert (where(student), where(stays)) == (done.target_id, group.pk)
    registrar.post(reverse("students:reshaping_undo", args=[done.pk]))
    assert where(student) == group.pk


def test_a_merge_is_previewed_first(world, registrar):
    group = world.classes[f"{SCHOOL}.2025"]
    with unfenced(reason="a test's class"):
        other = SchoolClass.objects.create(
            school=world[SCHOOL], programme=world.programmes[SCHOOL], cohort=2025, name="25计算机2班", capacity=1
        )
    make_student(world, SCHOOL, school_class=other)
    url, form = reverse("students:class_merge", args=[group.pk]), {"target": other.pk, "effective_on": "2026-09-07"}
    preview = registrar.post(url, form).context["preview"]
    assert (preview["going"], preview["there"], preview["is_over"]) == (1, 1, True)
    assert where(world.student(SCHOOL)) == group.pk
    registrar.post(url, form | {"save": "1"})
    assert where(world.student(SCHOOL)) == other.pk


def test_the_promotion_from_the_dry_run_to_the_job(world, registrar, django_capture_on_commit_callbacks):
    asked = make_student(world, SCHOOL, status="special_school")
    registrar.post(reverse("students:promotion_begin"))
    page = registrar.get(reverse("students:promotion"))
    promotion = page.context["promotion"]
    assert (page.context["run"].open, page.context["run"].going) == (1, 3)
    url = reverse("students:promotion_decide", args=[promotion.pk])
    assert registrar.post(url, {"start": "1"}).status_code == 409
    registrar.post(url, {f"choice-{asked.pk}": "promote", "start": "1"})
    with unfenced(reason="a test looks"):
        assert Promotion.objects.get(pk=promotion.pk).state == "running"


def test_only_those_who_keep_the_register_change_it(world, sign_in):
    head = sign_in(f"{SCHOOL}.school_head")
    pages = [head.get(reverse(f"students:{name}")) for name in ("programmes", "classes", "catalogue")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    forbidden = [reverse(f"students:{name}") for name in ("programme_new", "class_new", "promotion")]
    assert not [url for url in forbidden for page in pages if f'href="{url}' in page.content.decode()]
    assert head.get(reverse("students:promotion")).status_code == 403
    assert head.post(reverse("students:class_move"), {"student": [1]}).status_code == 403
    assert sign_in("zj_county_1a.chief").get(reverse("students:programmes")).status_code == 404
