"""What the search box finds: a table of what is typed and who should be found."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Count
from django.urls import reverse

from students.finding import find_students
from students.found import NAMES, found_by
from students.lookups import successor
from students.models import Student
from students.paging import page_of
from students.searching import readings, understand
from students.statuses import Status
from tests.support.world import identity_number, mask
from xueji.codes.student_number import from_identity
from xueji.database.fence import Level
from xueji.organizations.scope import unfenced

BIRTH_NUMBER = identity_number(date(2009, 5, 20), sequence=427)


def found(world, office, text):
    scope = world.scope(office)
    with scope.enter():
        search = understand(text, scope.level)
        return sorted(Student.objects.matching(search).values_list("name", flat=True)) if search else None


@pytest.fixture
def people(world, enrol):
    with_number = enrol("林栖迟", identity_number=BIRTH_NUMBER, school_number="20251234")
    enrol("林栖", school_number="20259001")
    enrol("欧阳梓涵", school_number="20259002")
    enrol("西安生", school_number="20259003")
    enrol("阿依古丽·买买提", school_number="20259004")
    return with_number


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("林栖迟", ["林栖迟"]),
        ("林", ["林栖", "林栖迟"]),
        ("林栖", ["林栖", "林栖迟"]),
        ("栖迟", ["林栖迟"]),
        ("迟", []),
        ("　林 栖迟 ", ["林栖迟"]),
        ("lqc", ["林栖迟"]),
        ("LQ", ["林栖", "林栖迟"]),
        ("linqichi", ["林栖迟"]),
        ("linqic", ["林栖迟"]),
        ("lin qi", ["林栖", "林栖迟"]),
        ("ouyang", ["欧阳梓涵"]),
        ("oyzh", ["欧阳梓涵"]),
        ("xian", ["西安生"]),
        ("阿依古丽.买买提", ["阿依古丽·买买提"]),
        ("20251234", ["林栖迟"]),
        ("2025900", ["林栖", "欧阳梓涵", "西安生", "阿依古丽·买买提"]),
        (BIRTH_NUMBER, ["林栖迟"]),
        (BIRTH_NUMBER.lower(), ["林栖迟"]),
        (from_identity(BIRTH_NUMBER), ["林栖迟"]),
        (BIRTH_NUMBER[-4:], ["林栖迟"]),
        (f"林 {BIRTH_NUMBER[-4:]}", ["林栖迟"]),
        (f"欧 {BIRTH_NUMBER[-4:]}", []),
        ("339801200905209999", []),
        ("%", []),
        ("_栖迟", []),
        ("'; DROP TABLE", []),
        ("", None),
        ("   ", None),
        ("\x00", None),
        ("林" * 500, []),
    ],
)
def test_a_school_finds(world, people, typed, names):
    assert found(world, "zj_school_a.registrar", typed) == names


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("林栖", ["林栖", "林栖迟"]),
        ("栖迟", ["林栖迟"]),
        ("古丽·买", ["阿依古丽·买买提"]),
        ("梓涵", ["欧阳梓涵"]),
        ("阳涵", []),
        ("栖迟'", []),
        ("迟", []),
        ("linqic", ["林栖迟"]),
        (BIRTH_NUMBER, ["林栖迟"]),
        (BIRTH_NUMBER[-4:], []),
        (f"林 {BIRTH_NUMBER[-4:]}", ["林栖迟"]),
        ("20251234", []),
    ],
)
def test_a_province_finds_names_and_whole_numbers(world, people, typed, names):
    assert found(world, "zj.reviewer", typed) == names


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_city_2.reviewer", "bj.reviewer"])
@pytest.mark.parametrize("typed", ["林栖迟", "栖迟", "lqc", BIRTH_NUMBER, "20251234"])
def test_a_stranger_finds_nobody(world, people, office, typed):
    assert found(world, office, typed) == []


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_city_2.reviewer", "bj.reviewer"])
def test_the_index_of_names_answers_nobody_elsewhere(world, people, office):
    """The function runs as the owner: what it lets out is its own affair."""
    with world.scope(office).enter(), connection.cursor() as cursor:
        cursor.execute("SELECT xj_students_named('栖迟')")
        assert cursor.fetchall() == []


def test_a_hint_says_why_a_province_found_nobody_by_one_character(world):
    assert "第一个字" in str(understand("迟", "province").hint)


def test_a_whole_number_is_told_apart_from_a_name(world):
    assert [understand(text, "school").by_number for text in (BIRTH_NUMBER, "林", "0427")] == [True, False, False]


def test_the_mask_of_the_last_four_is_what_is_shown():
    assert mask(BIRTH_NUMBER)[-4:] == BIRTH_NUMBER[-4:]


@pytest.mark.parametrize(
    ("prefix", "following"),
    [("陈", "陉"), ("a", "b"), ("ab", "ac"), ("\ud7ff", "\ue000"), ("a\U0010ffff", "b"), ("\U0010ffff", "")],
)
def test_the_text_after_a_prefix(prefix, following):
    assert successor(prefix) == following


@pytest.mark.parametrize(
    ("letters", "cuts"),
    [
        ("xian", {"xian", "xi an"}),
        ("linq", {"lin q"}),
        ("cyt", set()),
        ("n", {"n"}),
        ("fangan", {"fan gan", "fang an"}),
    ],
)
def test_letters_are_cut_into_syllables(letters, cuts):
    assert cuts <= set(readings(letters))


def test_many_letters_do_not_explode():
    assert len(readings("an" * 30)) <= 12


def test_a_prefix_is_an_index_condition_behind_the_fence(world, people):
    """The reason for the range operators: LIKE would be a filter on every row of the scope."""
    with world.scope("zj.reviewer").enter(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Student.objects.filter(name__prefix="林").order_by().explain()
    assert "Index Cond" in plan and "student_name_prefix" in plan and "~>=~" in plan


def test_a_part_of_a_name_is_an_index_condition(world, people):
    with unfenced(reason="a test asks for a plan"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM students_student WHERE xj_bigrams(name) @> xj_bigrams('栖迟')")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "student_name_bigrams" in plan


@pytest.mark.parametrize("name", ["陈", "陈雨", "陈雨桐", "欧阳雨桐", "林林林", "买买提·吐尔逊", "𠮷田㐂", "Anna"])
def test_the_database_cuts_a_name_into_the_same_pairs(db, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT xj_bigrams(%s)", [name])
        assert set(cursor.fetchone()[0]) == {name[at : at + 2] for at in range(len(name) - 1)}


@pytest.fixture
def plan():
    """plan(students): how PostgreSQL reads them where each table is large enough for an index."""

    def told(students) -> str:
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        return students.explain()

    return told


@pytest.mark.parametrize(
    ("office", "index"),
    [
        ("zj_school_a.registrar", "student_school_name"),
        ("zj_county_1a.reviewer", "student_county_name"),
        ("zj_city_1.reviewer", "student_city_initials"),
        ("zj.reviewer", "student_province_initials"),
    ],
)
@pytest.mark.parametrize("typed", ["林", "lin", "lq"])
def test_a_beginning_is_a_range_of_the_order_of_a_page(world, people, plan, office, index, typed):
    """Walking through the order from its first name took ten seconds of a province with 3.6 million students."""
    scope = world.scope(office)
    with scope.enter():
        way = Student.objects.ways(understand(typed, scope.level))[-1]
        told = plan(way.order_by("name_key", "id").values_list("name_key", "id")[:51])

    assert index in told and "Sort" not in told
    [condition] = [line for line in told.splitlines() if "Index Cond" in line]
    assert "name_key" in condition and ">=" in condition and "<" in condition


@pytest.mark.parametrize("office", ["zj_county_1a.reviewer", "zj_city_1.reviewer", "zj.reviewer"])
def test_initials_are_answered_without_the_records(world, people, office):
    scope = world.scope(office)
    with scope.enter(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        way = Student.objects.filter(initials__prefix="lqc").order_by()
        told = way.values_list("name_key", "id").explain()

    assert "Index Only Scan using student_initials" in told


@pytest.mark.parametrize("office", ["zj_county_1a.reviewer", "zj_city_1.reviewer", "zj.reviewer"])
def test_the_present_are_counted_without_the_records(world, people, plan, office):
    scope = world.scope(office)
    with scope.enter():
        # One status: of a handful of rows four looks would cost more than all rows of the level.
        told = plan(Student.objects.filter(status=Status.STUDYING).order_by().values("status").annotate(n=Count("*")))

    assert f"Index Only Scan using student_{scope.level}_status" in told


@pytest.mark.parametrize("office", ["zj_school_a.registrar", "zj_county_1a.reviewer", "zj.reviewer"])
@pytest.mark.parametrize(
    ("typed", "named"), [("栖迟", "{}栖迟"), ("林", "林栖{}"), ("lin", "林栖{}"), ("lqc", "林栖{}"), ("lq", "林栖{}")]
)
def test_what_is_found_goes_on_over_pages_in_the_order_of_names(world, enrol, office, typed, named):
    for character in "陈迟池赤尺驰林栖":
        enrol(named.format(character), school_number=f"9{ord(character)}")
    scope = world.scope(office)
    with scope.enter():
        search = understand(typed, scope.level)
        wanted = list(Student.objects.matching(search).order_by(*NAMES).values_list("pk", flat=True))
        for narrowed in (True, False):
            source = found_by(search, Student.objects.all(), narrowed=narrowed)
            pages = [page_of(Student.objects.all(), NAMES, source=source, size=3)]
            while pages[-1].next_cursor:
                cursor = pages[-1].next_cursor
                pages.append(page_of(Student.objects.all(), NAMES, source=source, after=cursor, size=3))
            back = page_of(Student.objects.all(), NAMES, source=source, before=pages[-1].previous_cursor, size=3)

            assert [row.pk for page in pages for row in page.rows] == wanted and len(wanted) > 4
            assert [row.pk for row in back.rows] == [row.pk for row in pages[-2].rows]
            assert (source.counted(1000), source.counted(2)) == (len(wanted), 2)


def test_a_name_is_found_once_by_several_ways(world, enrol):
    enrol("安", school_number="9001")
    enrol("安宁", school_number="9002")
    with world.scope("zj.reviewer").enter():
        source = found_by(understand("an", Level.PROVINCE), Student.objects.all())
        ids = source.ids(NAMES, 51)

        assert (len(ids), len(set(ids)), source.counted(1000)) == (2, 2, 2)


@pytest.mark.parametrize(
    "office", ["zj_school_a.registrar", "zj_county_1a.reviewer", "zj_city_1.reviewer", "zj.reviewer"]
)
@pytest.mark.parametrize("typed", ["林", "林栖", "lin", "lqc", "lq", BIRTH_NUMBER, from_identity(BIRTH_NUMBER)])
def test_the_queries_of_a_search_do_not_grow(world, people, enrol, client, count_queries, office, typed):
    client.force_login(world.user(office))
    to = client.post(reverse("students:search"), {"q": typed})["Location"]
    client.get(to)
    few = count_queries(lambda: client.get(to))
    for number in range(60):
        enrol("林栖迟", school_number=f"8{number:04}")

    assert count_queries(lambda: client.get(to)) == few


@pytest.mark.parametrize("typed", ["林", "栖迟", "lin", "lqc"])
def test_a_search_of_the_top_bar_and_of_an_export_keep_the_order(world, people, typed):
    scope = world.scope("zj.reviewer")
    with scope.enter():
        search = understand(typed, scope.level)
        wanted = Student.objects.matching(search).order_by(*NAMES).values_list("name", flat=True)

        assert [hit.label for hit in find_students(scope, typed, 5)] == list(wanted[:5])
