"""Cases: the reviewer's page, a to-do list over many open steps, a decision on a batch, the sweep over many more.

Each beside the least SQL that the same work can take, in the same run. Steps are laid down by SQL and taken away again.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from xueji import clock
from xueji.cases import registry, to_do
from xueji.cases.actions import case_open, case_submit, step_approve
from xueji.cases.deadlines import sweep
from xueji.cases.models import Case, Item, Step
from xueji.cases.registry import CaseKind, NewItem
from xueji.demo.bench.measure import Measure, as_owner, ratio, take_statistics, timed, undone
from xueji.organizations.models import Office, Organization, User
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.engine.verdicts import Verdicts

BATCH = 300
_TIMES = 5
_CLAIM = 'SELECT "cases_step"'
_TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")
_LAY_CASES = """INSERT INTO cases_case (kind, state, policy_key, policy_version, opened_by_id, opened_for_id, parties,
        viewers, roles, title, is_batch, details, verdicts, revision, created_at, submitted_at)
    SELECT 'bench', 'running', 'zhejiang_2015', '2015.1', %s, %s, ARRAY[%s::bigint], ARRAY[%s::bigint], '{}', 'bench',
        false, '{}', '[]', 1, now(), now() FROM generate_series(1, %s) RETURNING id"""
_LAY_STEPS = """WITH laid AS ({cases}) INSERT INTO cases_step (case_id, position, "group", key, label, organization_id,
        outside_name, kind, state, melted, citation, decides_exceptions, escalates, budget, consumed, running_since,
        due_on, due_is_provisional, viewers, parties)
    SELECT id, 1, 1, 'bench', 'bench', %s, '', 'approval', 'open', '{{}}', '{{}}', false, true, 10, 0, %s,
        CASE WHEN row_number() OVER () <= %s THEN %s::date ELSE %s::date + (row_number() OVER () %% 60)::int END,
        false, ARRAY[%s::bigint], ARRAY[%s::bigint] FROM laid"""
_PAGE = """SELECT s.id, s.due_on, c.title, o.name FROM cases_step s JOIN cases_case c ON c.id = s.case_id
    JOIN organizations_organization o ON o.id = c.opened_for_id
    WHERE s.organization_id = %s AND s.state = 'open'
    ORDER BY CASE WHEN s.due_on IS NULL THEN '9999-12-31' ELSE s.due_on END, s.id LIMIT 26"""
_CASE = """SELECT * FROM cases_case c LEFT JOIN cases_step s ON s.case_id = c.id
    LEFT JOIN cases_item i ON i.case_id = c.id WHERE c.id = %s"""
_TABLES = ("cases_case", "cases_step", "cases_item")
_DUE = """SELECT s.id FROM cases_step s JOIN cases_case c ON c.id = s.case_id
    WHERE s.state = 'open' AND s.due_on IS NOT NULL AND s.due_on <= %s FOR UPDATE OF s, c SKIP LOCKED"""
_EVENTS = """INSERT INTO cases_deadlineevent (case_id, step_id, kind, due_on, week, at)
    SELECT case_id, id, event, due_on, 0, now() FROM cases_step, (VALUES ('reminder'), ('due')) AS events (event)
    WHERE state = 'open' AND due_on IS NOT NULL AND due_on <= %s ON CONFLICT DO NOTHING"""
_NOTICES = """INSERT INTO cases_notice (organization_id, case_id, kind, text, at)
    SELECT organization_id, case_id, 'due', label, now() FROM cases_step
    WHERE state = 'open' AND due_on IS NOT NULL AND due_on <= %s"""


@dataclass
class _Seat:
    """Somebody at a school who opens and a colleague who decides."""

    opener: Office
    decider: Office


class _Kind(CaseKind):
    """A batch without rules: what is left is the engine's own work."""

    key = "bench"
    label = verb = "bench"
    prefix = "BN"
    exclusive = False
    is_batch = True

    def __init__(self, school_id: int) -> None:
        self.school_id = school_id

    def facts(self, case: Case, items: object) -> dict[int, None]:
        return dict.fromkeys(Item.objects.filter(case=case).values_list("pk", flat=True))

    def judge(self, *args: object) -> Verdicts:
        return Verdicts()

    def chain_kind(self, case: Case) -> str:
        return "registration"

    def parties(self, case: Case) -> dict[str, int | None]:
        return {"school": self.school_id, "authority": self.school_id}

    def apply(self, case: Case, items: object, scope: Scope) -> None:
        """Nothing: the register's own work is measured elsewhere."""


def bench(todo: int, steps: int) -> list[Measure]:
    """The page of one case, a to-do list of `todo` open steps, a decision on BATCH students, a sweep over `steps`."""
    with as_owner(*_TABLES):
        try:
            with undone():
                seat = _seat()
                registry.register(_Kind(seat.opener.organization_id))
                lines = [*_batch(seat), *_to_do(seat, todo)]
            with undone():
                return [*lines, *_sweep(_seat(), steps)]
        finally:
            registry._kinds.pop("bench", None)


def _batch(seat: _Seat) -> list[Measure]:
    with Scope.of_office(seat.opener).enter() as scope:
        items = [NewItem(10**9 + at, 10**9 + at, {"name": "某"}) for at in range(BATCH)]
        case = case_open(actor=scope, kind="bench", policy_key="zhejiang_2015", title="bench", items=items, details={})
        case = case_submit(actor=scope, case=case)
    page = _case_page(seat, case)
    with unfenced(reason="benchmark"):
        least, _none = timed(lambda: _by_hand("UPDATE cases_item SET state = state WHERE case_id = %s", case.pk))
    with Scope.of_office(seat.decider).enter() as scope:
        given_back = list(case.items.order_by("position").values_list("pk", flat=True)[:3])
        with CaptureQueriesContext(connection) as captured:
            ours, _case = timed(
                lambda: step_approve(
                    actor=scope, case=case, revision=case.revision, returned_items=dict.fromkeys(given_back, "缺页")
                )
            )
    return [
        *page,
        Measure("one UPDATE of all its students", least, note=f"{BATCH} students"),
        Measure("a decision on the batch", ours, queries=len(captured), note=ratio(ours, least)),
    ]


def _case_page(seat: _Seat, case: Case) -> list[Measure]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(seat.decider.user)
    url = reverse("cases:case", args=[case.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
        # The next request forgets them. Beginning and ending the scope's transaction asks the tables nothing.
        queries = sum(not each["sql"].startswith(_TRANSACTION) for each in captured.captured_queries)
    ours, _answer = timed(lambda: client.get(url), times=_TIMES)
    with unfenced(reason="benchmark"):
        least, _rows = timed(lambda: _by_hand(_CASE, case.pk), times=_TIMES)
    return [
        Measure("a case with steps and students in one join", least),
        Measure("the reviewer's page", ours, queries=queries, note=ratio(ours, least)),
    ]


def _to_do(seat: _Seat, count: int) -> list[Measure]:
    body = seat.decider.organization
    _lay(seat, count, first_day=clock.today())
    with unfenced(reason="benchmark"):
        least, _rows = timed(lambda: _by_hand(_PAGE, body.pk), times=_TIMES)
    with Scope.of_office(seat.decider).enter():
        middle = Step.objects.to_do(body.pk)[count // 2 : count // 2 + 1].get()
        ours, _rows = timed(lambda: _page_after(body, None), times=_TIMES)
        later, _rows = timed(lambda: _page_after(body, to_do.cursor_of(middle)), times=_TIMES)
    return [
        Measure("a page of the to-do list by hand, no fence", least, note=f"{count} open steps"),
        Measure("its first page", ours, queries=1, note=ratio(ours, least)),
        Measure("a page in its middle", later, queries=1, note=ratio(later, least)),
    ]


def _page_after(body: Organization, cursor: to_do.Cursor | None) -> list[Step]:
    return list(Step.objects.to_do(body.pk).after(cursor).with_case()[: to_do.PAGE + 1])


def _sweep(seat: _Seat, count: int) -> list[Measure]:
    """Nearly all steps are far from their day; 500 are due today."""
    day = clock.today()
    due = min(500, count)
    _lay(seat, count, first_day=day + timedelta(days=90), due=due)
    with unfenced(reason="benchmark"):
        least, _rows = timed(lambda: _by_hand(_DUE, day), times=_TIMES)
        with undone():
            written, _none = timed(lambda: [_by_hand(statement, day) for statement in (_EVENTS, _NOTICES)])
    with CaptureQueriesContext(connection) as captured:
        ours, told = timed(sweep)
    said = [(each["sql"], float(each["time"]) * 1000) for each in captured.captured_queries]
    claims = sum(taken for statement, taken in said if statement.startswith(_CLAIM))
    in_database = sum(taken for _statement, taken in said)
    return [
        Measure("the due steps by the partial index, locked", least, note=f"{due} due of {count} open"),
        Measure("their events and notices in two statements", written),
        Measure("the sweep", ours, queries=len(captured), note=f"{len(told)} events"),
        Measure("of it in the database", in_database, note=ratio(in_database, least + written)),
        Measure("of that to find and lock what is due", claims, note=ratio(claims, least)),
    ]


def _lay(seat: _Seat, count: int, *, first_day: date, due: int = 0) -> None:
    """So many cases with an open step each: `due` of them have their last day today, the others in the sixty days from
    `first_day` on."""
    body, user, day = seat.decider.organization_id, seat.opener.user_id, clock.today()
    with unfenced(reason="benchmark"):
        _by_hand(
            _LAY_STEPS.format(cases=_LAY_CASES),
            *(user, body, body, body, count, body, day, due, day, first_day, body, body),
        )
    take_statistics(*_TABLES)


def _by_hand(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)
        return cursor.fetchall() if cursor.description else []


def _seat() -> _Seat:
    """A school of its own with two officers, so that nothing else lies in its list."""
    above = Organization.objects.filter(kind="county").first() or Organization.objects.create(
        kind="province", code="999999", name="bench", division_code="330000"
    )
    school = Organization.objects.create(
        kind="school", code="999999999998", name="bench", division_code="330106", parent=above, school_type="职业高中"
    )
    offices = []
    for name, role in (("bench-opener", "registrar"), ("bench-decider", "school_head")):
        user = User.objects.create(username=name, name=name)
        offices.append(
            Office.objects.create(
                user=user, organization=school, role=role, starts_on=clock.today() - timedelta(days=1)
            )
        )
    found = Office.objects.select_related("organization", "user").in_bulk([office.pk for office in offices])
    return _Seat(*(found[office.pk] for office in offices))
