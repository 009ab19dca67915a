"""The list of students: who sees whom, in which order, page by page."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from students.models import Student
from students.paging import page_of
from students.statuses import Status
from tests.support.world import identity_number

LIST = reverse("students:list")


def names(response) -> list[str]:
    return [student.name for student in response.context["listing"].page.rows]


def test_a_school_lists_its_own_by_school_number(world, sign_in):
    response = sign_in("zj_school_a.registrar").get(LIST)
    numbers = [student.school_number for student in response.context["listing"].page.rows]
    assert (len(numbers), numbers) == (3, sorted(numbers))


@pytest.mark.parametrize(
    ("office", "schools"),
    [("zj_county_1a.reviewer", 2), ("zj_city_1.reviewer", 4), ("bj.reviewer", 3), ("bj_body.reviewer", 1)],
)
def test_a_bureau_lists_its_subtree(world, sign_in, office, schools):
    response = sign_in(office).get(LIST)
    assert len({student.school_id for student in response.context["listing"].page.rows}) == schools


def test_a_student_has_no_list(world, client):
    user = world.user("zj_school_a.registrar")
    user.person_id = world.student("zj_school_a").person_id
    user.save()
    client.force_login(user)
    assert client.get(LIST).status_code == 404


def test_a_visitor_is_led_to_the_sign_in(world, client):
    assert client.get(LIST).url.startswith(reverse("login"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?cohort=2025", {"陈语桐"}),
        ("?cohort=2024&status=studying", {"程望舒"}),
        ("?status=graduating", {"程望舒"}),
        ("?status=pending", {"未注册生"}),
        ("?status=former", {"已离校生"}),
        ("?status=graduated", {"已离校生"}),
        ("?status=all", {"陈语桐", "程望舒", "丁鹤眠", "未注册生", "已离校生"}),
        ("?major=710201&cohort=2024", {"程望舒"}),
        ("?major=000000", set()),
        ("", {"陈语桐", "程望舒", "丁鹤眠", "未注册生"}),
        ("?cohort=two&status=nonsense&after=x&at=-1", {"陈语桐", "程望舒", "丁鹤眠", "未注册生"}),
        ("?cohort=99999999999999999999", {"陈语桐", "程望舒", "丁鹤眠", "未注册生"}),
    ],
)
def test_filters_leave(world, sign_in, enrol, today_is, query, expected):
    enrol("未注册生", status=Status.PENDING, cohort=2026)
    enrol("已离校生", status=Status.GRADUATED, cohort=2024)
    assert set(names(sign_in("zj_school_a.registrar").get(LIST + query))) == expected


def test_a_class_of_another_school_leaves_nobody(world, sign_in):
    other = world.classes["zj_school_b.2025"]
    assert names(sign_in("zj_school_a.registrar").get(f"{LIST}?group={other.pk}")) == []


def test_pages_follow_each_other_across_equal_names(world, enrol):
    same = {enrol("林同名", school_number=f"9{number:04d}").pk for number in range(7)}
    with world.scope("zj_county_1a.reviewer").enter():
        students = Student.objects.filter(name="林同名")
        seen, cursor = [], None
        while True:
            page = page_of(students, ("name_key", "id"), after=cursor, size=3)
            seen += [row.pk for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
        back = page_of(students, ("name_key", "id"), before=seen[6], size=3)
    assert (seen, [row.pk for row in back.rows]) == (sorted(same), seen[3:6])


def test_the_way_back_ends_at_a_full_first_page(world, enrol):
    for number in range(5):
        enrol("林同名", school_number=f"9{number:04d}")
    with world.scope("zj_school_a.registrar").enter():
        students = Student.objects.filter(name="林同名")
        first = page_of(students, ("school_number", "id"), size=3)
        back = page_of(students, ("school_number", "id"), before=first.rows[1].pk, size=3)
    assert (back.rows, back.previous_cursor) == (first.rows, None)


def test_a_cursor_that_is_not_ours_leads_to_the_first_page(world):
    stranger = world.student("zj_school_d")
    with world.scope("zj_school_a.registrar").enter():
        page = page_of(Student.objects.all(), ("school_number", "id"), after=stranger.pk, size=2)
    assert (len(page.rows), page.previous_cursor) == (2, None)


@pytest.mark.parametrize("office", ["zj_school_a.registrar", "zj_county_1a.reviewer", "zj.reviewer"])
def test_the_number_of_queries_does_not_grow(world, sign_in, enrol, office, count_queries):
    client = sign_in(office)
    few = count_queries(lambda: client.get(f"{LIST}?status=on_leave"))
    enrol("休学甲", status=Status.ON_LEAVE)
    one = count_queries(lambda: client.get(f"{LIST}?status=on_leave"))
    enrol("休学乙", status=Status.ON_LEAVE)
    enrol("休学丙", status=Status.ON_LEAVE, school="zj_school_b")
    three = count_queries(lambda: client.get(f"{LIST}?status=on_leave"))
    assert one == three and one - few <= 1


def test_a_search_is_posted_and_leaves_nothing_in_the_address(world, sign_in):
    client = sign_in("zj_school_a.registrar")
    number = identity_number(world.student("zj_school_a").birth_date)
    for text in ("陈语桐", "cyt", number):
        answer = client.post(reverse("students:search"), {"q": text})
        assert re.fullmatch(rf"{LIST}\?find=[\w-]+", answer.url)


def test_a_search_finds_and_keeps_the_filters(world, sign_in):
    client = sign_in("zj_school_a.registrar")
    answer = client.post(reverse("students:search") + "?cohort=2025&after=7", {"q": "陈"})
    assert names(client.get(answer.url)) == ["陈语桐"] and "cohort=2025" in answer.url and "after" not in answer.url


def test_the_session_does_not_hold_what_was_typed_in_clear(world, sign_in):
    client = sign_in("zj_school_a.registrar")
    client.post(reverse("students:search"), {"q": "陈语桐"})
    assert "陈语桐" not in str(dict(client.session))


def test_a_key_of_another_session_finds_nothing_special(world, sign_in):
    assert len(names(sign_in("zj_school_a.registrar").get(f"{LIST}?find=abcdefgh"))) == 3


def test_no_personal_data_stands_in_any_address_of_the_page(world, sign_in):
    client = sign_in("zj_county_1a.reviewer")
    answer = client.post(reverse("students:search"), {"q": "陈"})
    page = client.get(answer.url).content.decode()
    addresses = " ".join(re.findall(r'(?:href|action|hx-get)="([^"]*)"', page))
    assert not re.search(r"chen|陈|%E9%99%88|yutong", addresses)


def test_a_name_with_markup_is_shown_as_text(world, sign_in, enrol):
    enrol("<b>林</b>")
    assert b"<b>\xe6\x9e\x97</b>" not in sign_in("zj_school_a.registrar").get(LIST).content


def test_htmx_gets_the_part_and_everybody_else_the_page(world, sign_in):
    client = sign_in("zj_school_a.registrar")
    part = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "students"})
    assert (b"<!doctype" in part.content, b"<!doctype" in client.get(LIST).content) == (False, True)


def test_chosen_columns_are_kept(world, sign_in):
    client = sign_in("zj_school_a.registrar")
    client.post(reverse("students:columns"), {"columns": ["birth_date"]})
    keys = [column.key for column in client.get(LIST).context["listing"].columns]
    assert keys == ["school_number", "name", "status", "birth_date"]


def test_an_empty_register_says_what_to_do_next(world, sign_in):
    page = sign_in("zj_school_a.registrar").get(f"{LIST}?cohort=1999").content.decode()
    assert "这些条件下没有学生" in page


def test_the_planner_knows_which_years_still_have_students_of_a_status(db):
    """Taken for independent, a year long gone has many present students: twelve seconds of a province of 3.6 million."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_statistic_ext s"
            " JOIN pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys)"
            " WHERE s.stxrelid = 'students_student'::regclass AND 'm' = ANY (s.stxkind)"
        )
        assert cursor.fetchone() == (["cohort", "status"],)
