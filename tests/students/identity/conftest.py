"""Tests of the duplicate check lie in the season of registration."""

import pytest

from tests.students.registration.test_registration import SEASON
from xueji import clock


@pytest.fixture(autouse=True)
def _in_season():
    with clock.at(SEASON):
        yield
