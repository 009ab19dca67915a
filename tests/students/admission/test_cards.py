"""Newcomers on the workbench: what is written leads to what the reader may open."""

from datetime import date

import pytest
from django.urls import reverse

from students.admission.cards import newcomers
from tests.students.admission.support import make_admission
from xueji import clock


@pytest.fixture(autouse=True)
def _today():
    with clock.at(date(2026, 9, 8)):
        yield


def lines(world, office):
    scope = world.scope(office)
    with scope.enter():
        found = newcomers(scope, world["zj_school_a"])
    return {line.icon: (line.text, line.url) for line in (found or {"lines": []})["lines"]}


@pytest.mark.parametrize(
    "office, expected",
    [
        ("zj_school_a.registrar", ("1 人待报到", reverse("students:admission_desk"))),
        ("zj_school_a.school_head", ("2 人待报到", reverse("students:admission_list") + "?view=awaited")),
    ],
)
def test_who_does_not_check_in_is_led_to_the_list(world, office, expected):
    make_admission(world, name="李明远", check_in_due_on=date(2026, 9, 20))
    make_admission(world, name="周以宁", check_in_due_on=date(2026, 9, 1))
    assert lines(world, office)["hourglass"] == expected
