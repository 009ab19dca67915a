"""The demonstration can be made on any day: what the rules of a season refuse stays a draft."""

from datetime import date

import pytest

from xueji import clock
from xueji.cases.models import Case
from xueji.demo.generate import generate
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "day", [date(2026, 9, 7), date(2026, 12, 31), date(2027, 2, 22), date(2027, 6, 15)], ids=lambda day: day.isoformat()
)
def test_every_season_has_cases_under_way_and_cases_that_are_done(day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with clock.at(day):
        made = generate(seed=1, scale=1, say=lambda _line: None)
    with unfenced(reason="a test looks"):
        states = set(Case.objects.values_list("state", flat=True))

    assert made["cases"] >= 30
    assert {"running", "draft", "closed"} <= states
