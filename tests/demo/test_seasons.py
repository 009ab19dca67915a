"""The demonstration can be made on any day: what the rules of a season refuse stays a draft."""

from datetime import date

import pytest
from django.db.models import Q

from students.admission.models import AdmissionEvent
from students.models import StatusChange, Student
from students.reorganization.models import SchoolMove
from students.statuses import ChangeKind
from students.teaching_periods.models import TeachingPeriod
from xueji import clock
from xueji.cases.models import Case, Decision
from xueji.demo.generate import generate
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "day",
    [date(2026, 9, 7), date(2026, 11, 22), date(2026, 12, 31), date(2027, 2, 22), date(2027, 6, 15)],
    ids=lambda day: day.isoformat(),
)
def test_every_season_has_cases_under_way_and_done_and_nothing_to_come(day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with clock.at(day):
        made = generate(seed=1, scale=1, say=lambda _line: None)
    with unfenced(reason="a test looks"):
        states = set(Case.objects.values_list("state", flat=True))
        # A change of major is decided for the opening of the coming term.
        later = StatusChange.objects.filter(effective_on__gt=day).exclude(kind=ChangeKind.MAJOR_CHANGE)
        assert not later.values_list("kind", "effective_on", "recorded_at")[:5]
        assert not StatusChange.objects.filter(recorded_at__date__gt=day)
        assert not Student.objects.filter(Q(registered_on__gt=day) | Q(left_on__gt=day))
        assert not AdmissionEvent.objects.filter(at__date__gt=day)
        assert not Decision.objects.filter(at__date__gt=day)
        assert {move.is_coming for move in SchoolMove.objects.all()} == {True, False}
        assert TeachingPeriod.objects.exists()

    assert made["cases"] >= 30
    assert {"running", "draft", "closed"} <= states
