"""The page on which a batch is put together."""

from datetime import date

import pytest
from django.urls import reverse

from tests.students.registration.support import admitted, decide_standing
from tests.students.registration.test_registration import newcomer
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced

URL = "students:registration_open"


@pytest.fixture(autouse=True)
def in_season():
    with clock.at(date(2026, 9, 10)):
        yield


def signed_in(client, world, office="zj_school_a.registrar"):
    client.force_login(world.user(office))
    return client


def cases():
    with unfenced(reason="a test looks"):
        return [(case.kind, case.items.count()) for case in Case.objects.all()]


def test_page_lists_who_waits_with_rules_and_path(client, world):
    newcomer(world, name="宋远舟")

    text = signed_in(client, world).get(reverse(URL)).content.decode()

    for part in ("宋远舟", "共 1 名待注册新生", "秋季10月30日截止", "澜州市教育局"):
        assert part in text, part


def test_page_without_newcomers_says_what_to_do(client, world):
    assert "先导入新生名册" in signed_in(client, world).get(reverse(URL)).content.decode()


def test_saving_all_of_a_class(client, world):
    newcomer(world, name="宋远舟")
    newcomer(world, name="苏映雪")

    signed_in(client, world).post(reverse(URL), {"save": "1", "classes": [world.classes["zj_school_a.2026"].pk]})

    assert cases() == [("registration", 2)]


def test_saving_those_picked_in_the_list(client, world):
    students = [newcomer(world, name=name) for name in ("宋远舟", "苏映雪")]

    signed_in(client, world).post(reverse(URL), {"save": "1", "student": [students[0].pk]})

    assert cases() == [("registration", 1)]


@pytest.mark.parametrize("other", ["zj_school_b", "bj_school_a"])
def test_another_schools_student_is_refused(client, world, other):
    newcomer(world)
    stranger = newcomer(world, other)

    page = signed_in(client, world).post(reverse(URL), {"save": "1", "student": [stranger.pk]})

    assert (page.status_code, cases()) == (422, [])


def test_unknown_class_is_refused(client, world):
    newcomer(world)

    page = signed_in(client, world).post(reverse(URL), {"save": "1", "classes": [world.classes["zj_school_b.2026"].pk]})

    assert (page.status_code, cases()) == (422, [])


def test_a_batch_is_offered_of_those_who_can_pass_and_the_others_are_told_why(client, world):
    ready, kept_back = newcomer(world, name="宋远舟"), newcomer(world, name="苏映雪")
    admitted(world, ready)
    page_of = admitted(world, kept_back, schooling="unfinished")
    signed_in(client, world)

    text = client.get(reverse(URL)).content.decode()
    client.post(reverse(URL), {"save": "1", "classes": [world.classes["zj_school_a.2026"].pk]})

    for part in ("为这 1 人建立草稿", "未完成九年义务教育", reverse("students:admission", args=[page_of.pk])):
        assert part in text, part
    with unfenced(reason="a test looks"):
        assert [item.student_id for case in Case.objects.all() for item in case.items.all()] == [ready.pk]


def test_where_nobody_can_pass_no_batch_is_offered(client, world):
    student = newcomer(world)
    admitted(world, student, schooling="unfinished")
    signed_in(client, world)

    text = client.get(reverse(URL)).content.decode()
    page = client.post(reverse(URL), {"save": "1", "student": [student.pk]})

    assert "建立草稿" not in text
    assert (page.status_code, cases()) == (422, [])


def test_a_suspended_school_is_told_by_whom_and_until_when_and_offered_no_batch(client, world):
    newcomer(world, name="宋远舟")
    decide_standing(world, "zj_county_1a.reviewer", "zj_school_a", until=date(2026, 12, 31))
    signed_in(client, world)

    text = client.get(reverse(URL)).content.decode()
    page = client.post(reverse(URL), {"save": "1", "classes": [world.classes["zj_school_a.2026"].pk]})

    for part in (world["zj_county_1a"].name, "至2026年12月31日止", "现在不能建立批次", "1 名已具备条件"):
        assert part in text, part
    assert "建立草稿" not in text
    assert (page.status_code, cases()) == (422, [])


def test_after_the_closing_day_the_article_is_said_and_no_batch_offered(client, world):
    newcomer(world)

    with clock.at(date(2026, 11, 3)):
        text = signed_in(client, world).get(reverse(URL)).content.decode()

    for part in ("注册已于2026年10月30日截止", "第十一条", reverse("students:registration_extensions")):
        assert part in text, part
    assert "建立草稿" not in text


def test_who_is_late_for_one_season_holds_nobody_of_another_up(client, world):
    in_time, late = newcomer(world, name="宋远舟"), newcomer(world, name="苏映雪")
    admitted(world, in_time)
    admitted(world, late, season="spring", check_in_due_on=date(2026, 3, 1), checked_in_on=date(2026, 3, 1))

    text = signed_in(client, world).get(reverse(URL)).content.decode()

    for part in ("为这 1 人建立草稿", "春季注册已于2026年3月31日截止", "看注册延期"):
        assert part in text, part


def test_htmx_gets_the_columns_only(client, world):
    newcomer(world)

    page = signed_in(client, world).post(reverse(URL), {}, headers={"HX-Request": "true"})

    assert "<html" not in page.content.decode()


@pytest.mark.parametrize("office", ["zj_school_a.school_head", "zj_county_1a.reviewer"])
def test_who_may_not_open_cases_is_told_so(client, world, office):
    assert signed_in(client, world, office).get(reverse(URL)).status_code == 403
