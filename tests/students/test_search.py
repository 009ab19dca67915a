"""What the search box finds: a table of what is typed and who should be found."""

from datetime import date

import pytest
from django.db import connection

from students.lookups import successor
from students.models import Student
from students.searching import readings, understand
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


@pytest.mark.parametrize("text", ["cyt", "chen yu", "chenyut"])
def test_letters_are_looked_for_before_names_are_put_in_order(text):
    wide, narrow = (str(understand(text, level).condition) for level in (Level.PROVINCE, Level.SCHOOL))

    assert "ARRAY(SELECT w.id" in wide
    assert "ARRAY" not in narrow
