"""The deadline sweep over many open steps, beside one statement that writes the same events."""

from datetime import date, timedelta

from django.db import connection

from xueji import clock
from xueji.cases.deadlines import sweep
from xueji.cases.models import Case, Step
from xueji.demo.bench.measure import Measure, ratio, timed, undone
from xueji.organizations.models import Organization, User
from xueji.organizations.scope import unfenced

_LEAST = """INSERT INTO cases_deadlineevent (case_id, step_id, kind, due_on, week, at)
    SELECT case_id, id, 'overdue', due_on, 0, now() FROM cases_step WHERE state = 'open' AND due_on < %s
    ON CONFLICT DO NOTHING"""


def bench(steps: int) -> list[Measure]:
    """So many steps that are a day late: the first sweep tells of them all, the second finds nothing new."""
    day = clock.today()
    with undone():
        _late_steps(steps, day)
        with undone():
            first, told = timed(sweep)
        with undone(), unfenced(reason="benchmark"):
            least, _none = timed(lambda: _by_hand(day))
        sweep()
        second, again = timed(sweep)
    return [
        Measure("one INSERT … SELECT", least, note=f"{steps} steps"),
        Measure("the first sweep", first, note=f"{len(told)} events; {ratio(first, least)}"),
        Measure("the second sweep", second, note=f"{len(again)} events"),
    ]


def _by_hand(day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LEAST, [day])


def _late_steps(count: int, day: date) -> None:
    body = Organization.objects.filter(kind="school").first() or Organization.objects.create(
        kind="province", code="999999", name="bench", division_code="330000"
    )
    user = User.objects.create(username="bench", name="bench")
    own = {"parties": [body.pk], "viewers": [body.pk]}
    with unfenced(reason="benchmark"):
        cases = Case.objects.bulk_create(
            [
                Case(
                    kind="transfer", state="running", policy_key="zhejiang_2015", policy_version="", opened_by=user,
                    opened_for=body, title="bench", created_at=clock.now(), submitted_at=clock.now(), **own,
                )
                for _n in range(count)
            ],
            batch_size=2000,
        )  # fmt: skip
        Step.objects.bulk_create(
            [
                Step(
                    case=case, position=1, group=1, key="bench", label="bench", organization=body, kind="approval",
                    state="open", budget=1, running_since=day - timedelta(days=3), due_on=day - timedelta(days=1), **own,
                )
                for case in cases
            ],
            batch_size=2000,
        )  # fmt: skip
