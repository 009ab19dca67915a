"""The printed forms of information changes, changes of major and retentions: facts, reason, opinions."""

import re

import pytest

from tests.students.information.support import DAY, another_number, handed_up, information, new_number
from tests.support.casework import fresh
from tests.support.paper import text_of
from tests.support.world import make_student, mask
from tests.transfers.studies.support import SUMMER, retention, second_programme, submitted_change
from xueji import clock
from xueji.cases.printing.documents import form_print


def printed(world, office, case):
    scope = world.scope(office)
    with scope.enter():
        return re.sub(r"\s", "", text_of(form_print(actor=scope, case=fresh(case))))


def test_an_information_change_prints_old_and_new_masked(world):
    student = world.student("bj_school_a")
    number = another_number(student)
    with clock.at(DAY):
        case = information(
            world, "bj_school_a", [student], before={"identity_number": student.identity_mask}, **new_number(number)
        )
        handed_up(world, "bj_school_a", case, "police_certificate")
        text = printed(world, "bj_school_a.registrar", case)
    assert mask(number) in text and student.identity_mask in text
    assert number not in text


def test_a_change_of_major_prints_where_to_and_since_when(world):
    with clock.at(DAY):
        case = submitted_change(
            world, "zj_school_a", second_programme(world, "zj_school_a"), reason="personal_wish", reason_text="想学网络"
        )
        text = printed(world, "zj_school_a.registrar", case)
    for words in ("710202计算机网络技术", "自何时起", "想学网络", "学籍主管部门"):
        assert words in text


@pytest.mark.parametrize("others", [0, 2])
def test_a_retention_prints_its_results(world, others):
    students = [world.student("bj_school_a"), *(make_student(world, "bj_school_a") for _ in range(others))]
    with clock.at(SUMMER):
        case = retention(world, "bj_school_a", students)
        text = printed(world, "bj_school_a.registrar", case)
    assert "12门课程中6门不及格（补考后）" in text
