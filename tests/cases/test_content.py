"""A returned matter that says something else when it comes back asks those who agreed again."""

import pytest

from students.information.models import InformationChange
from tests.students.information.support import DAY, another_number, handed_up, information, new_number
from tests.support.casework import approve, give_back, steps_of, submit
from tests.transfers.studies.support import AUTUMN, second_programme, submitted_change
from transfers.studies.models import MajorChange
from xueji import clock
from xueji.organizations.scope import unfenced


def stands(case):
    return [state for _code, _kind, state in steps_of(case)]


def came_back(world, case):
    """Agreed by the school, sent back by the county, handed up again."""
    give_back(world, "zj_county_1a.reviewer", case)
    return case


@pytest.mark.parametrize("corrected, after", [(False, ["done", "done", "open"]), (True, ["done", "open", "stopped"])])
def test_of_a_row_in_a_chapters_inner_package(world, corrected, after):
    with clock.at(AUTUMN):
        place = second_programme(world, "zj_school_a")
        case = submitted_change(world, "zj_school_a", place, reason="personal_wish")
        approve(world, "zj_school_a.school_head", case)
        came_back(world, case)
        if corrected:
            with unfenced(reason="a test corrects"):
                MajorChange.objects.filter(case=case).update(reason_text="换了说法")
        submit(world, "zj_school_a.registrar", case)
    assert stands(case) == after


@pytest.mark.parametrize("corrected, after", [(False, ["done", "done", "open"]), (True, ["done", "open", "stopped"])])
def test_of_a_number_that_is_kept_as_cipher_text(world, corrected, after):
    student = world.student("zj_school_a")
    row = {"before": {"identity_number": student.identity_mask}} | new_number(another_number(student))
    with clock.at(DAY):
        case = handed_up(
            world, "zj_school_a", information(world, "zj_school_a", [student], **row), "police_certificate"
        )
        approve(world, "zj_school_a.school_head", case)
        came_back(world, case)
        if corrected:
            with unfenced(reason="a test corrects"):
                InformationChange.objects.filter(case=case).update(reason_text="派出所更正")
        submit(world, "zj_school_a.registrar", case)
    assert stands(case) == after
