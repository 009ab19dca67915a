"""The door: who comes in, and where they find themselves."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("office", ["zj_school_a.registrar", "zj_county_1a.reviewer", "zj_city_1.reviewer", "zj.chief"])
def test_an_officer_finds_the_workbench(person, office):
    officer = person(office)
    officer.looks(f"workbench-{office}")
