"""Random walks over the engine: whatever people try in whatever order, what must hold holds after every step.

The suite takes 500 steps; `./run test --hypothesis-profile=nightly tests/cases/test_random_walk.py` takes over 10,000.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from students.models import Person, Profile, Student
from tests.cases.walking import BUILDERS, SCHOOL, Builder, known, papers_in
from tests.support.world import World
from xueji import clock
from xueji.cases import actions, deadlines
from xueji.cases.deciding import decide
from xueji.cases.models import Case, Step
from xueji.cases.revocation.actions import revocation_open
from xueji.cases.states import FINAL, DecisionVerb
from xueji.errors import RegisterError
from xueji.organizations.scope import Scope, unfenced

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIRST_DAY = date(2026, 9, 7)
OFFICES = (
    *(f"{school}.{role}" for school in ("zj_school_a", "zj_school_b", "zj_school_d") for role in ("registrar", "school_head")),
    *(f"{body}.{role}" for body in ("zj_county_1a", "zj_county_2a", "zj_city_1", "zj") for role in ("reviewer", "chief")),
    "zj_county_1b.reviewer",
    "zj_city_2.reviewer",
)  # fmt: skip
# Each as often as it is named: walks shall come to effects, and beyond them.
MOVES = (
    *("agree", "agree_on") * 4,
    *("submit", "give_back", "undo", "file", "anything") * 3,
    *("open", "correct", "wait") * 2,
    *("refuse", "take_back", "open_anew", "press"),
)
# The states of a case for which a move is meant, where that is not one under way.
MEANT = {
    "submit": frozenset({"draft", "returned"}),
    "file": frozenset({"effective"}),
    "correct": frozenset({"effective"}),
    "undo": frozenset({"effective", "closed"}),
    "open_anew": frozenset({"rejected", "withdrawn"}),
}
SUITE = settings(max_examples=10, stateful_step_count=50, derandomize=True)
NIGHTLY = settings(max_examples=210, stateful_step_count=50)
# A walk that fails says where; making it shorter would take many minutes of the same database.
COMMON: dict[str, Any] = {
    "phases": [Phase.generate],
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}

# One look a rule, over everything that there is.
BROKEN = {
    "two open enrolments of one person": """SELECT person_id FROM students_student
        WHERE status IN ('pending', 'studying', 'on_leave', 'special_school') GROUP BY 1 HAVING count(*) > 1""",
    "a record that was closed, opened by another kind": """SELECT id FROM students_statuschange
        WHERE from_status IN ('transferred', 'withdrawn', 'graduated', 'completed', 'cancelled')
        AND to_status <> from_status AND kind NOT IN ('restoration', 'revocation')""",
    "a record that is not as its ledger says": """SELECT s.id FROM students_student s WHERE s.status <> (
        SELECT to_status FROM students_statuschange c WHERE c.student_id = s.id ORDER BY c.id DESC LIMIT 1)""",
    "a decision by the maker": """SELECT d.id FROM cases_decision d JOIN cases_case c ON c.id = d.case_id
        WHERE d.verb IN ('approve', 'return', 'reject', 'file', 'object') AND d.actor_id = c.opened_by_id""",
    "one person deciding for two bodies": """SELECT case_id, actor_id FROM cases_decision
        WHERE verb IN ('approve', 'return', 'reject', 'file', 'object') GROUP BY 1, 2
        HAVING count(DISTINCT organization_id) > 1""",
    "a step of no party": """SELECT s.id FROM cases_step s JOIN cases_case c ON c.id = s.case_id
        WHERE c.submitted_at IS NOT NULL AND NOT s.organization_id = ANY (c.parties)""",
    "a clock that runs backwards": """SELECT id FROM cases_clockentry e WHERE consumed < 0 OR EXISTS (
        SELECT FROM cases_clockentry f WHERE f.step_id = e.step_id AND f.id > e.id AND f.consumed < e.consumed)""",
    "a last day before the first": "SELECT id FROM cases_step WHERE due_on <= running_since",
    "work on what is over": """SELECT s.id FROM cases_step s JOIN cases_case c ON c.id = s.case_id
        WHERE c.state IN ('draft', 'closed', 'rejected', 'withdrawn', 'revoked') AND s.state IN ('open', 'stopped')""",
    "two groups at work": """SELECT case_id FROM cases_step WHERE state = 'open'
        AND kind IN ('submission', 'approval', 'outside') GROUP BY 1 HAVING count(DISTINCT "group") > 1""",
    "a later group before an earlier one": """SELECT s.id FROM cases_step s JOIN cases_step e ON e.case_id = s.case_id
        AND e."group" < s."group" WHERE s.state = 'open' AND e.state IN ('waiting', 'stopped')
        AND s.kind IN ('approval', 'outside') AND e.kind IN ('submission', 'approval', 'outside')""",
    "nobody at work": """SELECT id FROM cases_case c WHERE state IN ('running', 'returned', 'effective')
        AND NOT EXISTS (SELECT FROM cases_step s WHERE s.case_id = c.id AND s.state = 'open')""",
    "a student bound by what is not under way": """SELECT i.id FROM cases_item i JOIN cases_case c ON c.id = i.case_id
        WHERE i.binds AND c.state NOT IN ('running', 'returned')""",
    "an effect without every agreement": """SELECT s.id FROM cases_step s JOIN cases_case c ON c.id = s.case_id
        WHERE c.effective_at IS NOT NULL AND s.kind IN ('submission', 'approval', 'outside') AND s.state <> 'done'""",
}
_ANY_BROKEN = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS ({query})" for name, query in BROKEN.items())
LEDGERS = ("cases_decision", "cases_clockentry", "cases_evidence", "students_statuschange")
# What the rows known so far say now, the last row, and what all say.
_LEDGER = """SELECT md5(string_agg(t::text, '|' ORDER BY t.id) FILTER (WHERE t.id <= %s)), coalesce(max(t.id), 0),
    md5(string_agg(t::text, '|' ORDER BY t.id)) FROM {table} t"""


class Walk(RuleBasedStateMachine):
    """People of a province act on cases of one school's students, on days that pass."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.day = FIRST_DAY
        self.meant: frozenset[str] = frozenset()
        self.cases: list[tuple[Case, Builder]] = []
        self.states: dict[int, str] = {}
        self.before: dict[int, dict[tuple[str, int], dict[str, Any]]] = {}
        self.ledgers: dict[str, tuple[int, str | None]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(names=st.lists(st.sampled_from(known()), min_size=2, max_size=3))
    def begin(self, names: list[str]) -> None:
        for position, name in enumerate(names):
            self.open_one(name, position)

    @rule(move=st.sampled_from(MOVES), pick=st.integers(0, 3), choice=st.integers(0, 10**6))
    def step(self, move: str, pick: int, choice: int) -> None:
        """One rule for all moves: Hypothesis would leave rules out of whole walks, and few would come to an effect."""
        self.meant = MEANT.get(move, frozenset({"running"}))
        getattr(self, f"do_{move}")(pick, choice)

    def do_open(self, pick: int, choice: int) -> None:
        self.open_one(known()[choice % len(known())], pick % 3)

    def do_submit(self, pick: int, choice: int) -> None:
        self.by_office(pick, lambda scope, case, _builder: actions.case_submit(actor=scope, case=case), self.opener)

    def do_agree(self, pick: int, choice: int) -> None:
        self.at_seat(pick, choice % 4 > 0, self._agree)

    def do_agree_on(self, pick: int, choice: int) -> None:
        """Seat by seat, and on into the filings."""
        for _time in range(2 + choice % 5):
            self.at_seat(pick, True, self._agree)

    def do_give_back(self, pick: int, choice: int) -> None:
        def act(scope: Scope, case: Case, step: Step) -> None:
            back = {"to_position": 1 + choice % 3, "opinion": "请补正。"}
            actions.step_return(actor=scope, case=case, revision=case.revision, **back)

        self.at_seat(pick, True, act)
        if choice % 2 and (found := self.found(pick)) is not None:
            self.attempt(lambda: papers_in(self.world, *found))

    def do_refuse(self, pick: int, choice: int) -> None:
        def act(scope: Scope, case: Case, step: Step) -> None:
            actions.case_reject(actor=scope, case=case, revision=case.revision, opinion="不符合第十七条。")

        self.at_seat(pick, True, act)

    def do_file(self, pick: int, choice: int) -> None:
        def act(scope: Scope, case: Case, step: Step) -> None:
            actions.step_file(actor=scope, case=case, opinion="已阅。", objection=choice % 2 == 0)

        self.at_seat(pick, True, act)

    def do_correct(self, pick: int, choice: int) -> None:
        def act(scope: Scope, case: Case, _builder: Builder) -> None:
            actions.step_correct(actor=scope, case=case, opinion="已改。")

        self.by_office(pick, act, self.opener)

    def do_take_back(self, pick: int, choice: int) -> None:
        self.by_office(pick, lambda scope, case, _builder: actions.case_withdraw(actor=scope, case=case), self.opener)

    def do_open_anew(self, pick: int, choice: int) -> None:
        def act(scope: Scope, case: Case, builder: Builder) -> None:
            self.cases.append((actions.case_reopen(actor=scope, case=case), builder))

        self.by_office(pick, act, self.opener)

    def do_undo(self, pick: int, choice: int) -> None:
        def act(scope: Scope, case: Case, builder: Builder) -> None:
            undoing = revocation_open(actor=scope, case=case, reason="材料有误。")
            actions.case_submit(actor=scope, case=undoing)
            self.cases.append((undoing, Builder(undoing.kind, builder.opened)))

        self.by_office(pick, act, self.opener if choice % 3 else OFFICES[choice % len(OFFICES)])

    def do_anything(self, pick: int, choice: int) -> None:
        """Anybody tries any verb: mostly refused, which is the point."""
        verb = list(DecisionVerb)[choice % len(DecisionVerb)]

        def act(scope: Scope, case: Case, _builder: Builder) -> None:
            decide(actor=scope, case=case, verb=verb, revision=case.revision, opinion="同意。", to_position=1)

        self.by_office(pick, act, OFFICES[choice % len(OFFICES)])

    def do_press(self, pick: int, choice: int) -> None:
        def act(scope: Scope, case: Case, _builder: Builder) -> None:
            actions.case_press(actor=scope, case=case)

        self.by_office(pick, act, OFFICES[choice % len(OFFICES)])

    def do_wait(self, pick: int, choice: int) -> None:
        self.day += timedelta(days=1 + choice % 4)
        self.attempt(deadlines.sweep)

    @invariant()
    def nothing_is_broken(self) -> None:
        with unfenced(reason="a test looks"), connection.cursor() as cursor:
            cursor.execute(_ANY_BROKEN)
            assert cursor.fetchall() == []

    @invariant()
    def what_was_written_stays(self) -> None:
        with unfenced(reason="a test looks"), connection.cursor() as cursor:
            for table in LEDGERS:
                highest, known = self.ledgers.get(table, (0, None))
                cursor.execute(_LEDGER.format(table=table), [highest])
                before, *now = cursor.fetchone()
                assert known in (None, before), table
                self.ledgers[table] = tuple(now)

    @invariant()
    def what_is_over_is_left_only_by_its_own_case(self) -> None:
        with unfenced(reason="a test looks"):
            now = Case.objects.in_bulk([case.pk for case, _builder in self.cases])
        for case, _builder in self.cases:
            fresh = now[case.pk]
            before, self.states[case.pk] = self.states.get(case.pk, fresh.state), fresh.state
            if before in FINAL and fresh.state != before:
                with unfenced(reason="a test looks"):
                    done = Case.objects.filter(original=case, kind="revocation", effective_at__isnull=False)
                    assert (before, fresh.state, done.count()) == ("closed", "revoked", 1)

    # How the walk acts

    def open_one(self, name: str, position: int) -> None:
        builder = BUILDERS[name]

        def act() -> None:
            case = builder.opened(self.world, self.world.student(SCHOOL, position))
            papers_in(self.world, case, builder)
            self.cases.append((case, builder))

        self.attempt(act)
        self.do_submit(0, 0)

    def _agree(self, scope: Scope, case: Case, step: Step) -> None:
        builder = next(builder for known, builder in self.cases if known.pk == case.pk)
        builder.prepare(scope, case, step)
        actions.step_approve(actor=scope, case=case, revision=case.revision, exceptions=_grounds(case))

    def attempt(self, act: Any) -> None:
        """Try something; what the register refuses leaves no trace."""
        known = len(self.cases)
        with clock.at(self.day):
            try:
                with transaction.atomic():
                    act()
            except RegisterError:
                del self.cases[known:]

    def found(self, pick: int) -> tuple[Case, Builder] | None:
        """One of the latest cases; most often one for which the move is meant."""
        meant = [each for each in self.cases if self.states.get(each[0].pk) in self.meant]
        cases = meant if meant and pick else self.cases
        return cases[-1 - pick % len(cases)] if cases else None

    def by_office(self, pick: int, act: Any, office: Any) -> None:
        found = self.found(pick)
        if found is None:
            return
        case, builder = found
        name = office(case) if callable(office) else office

        def entered() -> None:
            with self.world.scope(name).enter() as scope:
                visible = Case.objects.filter(pk=case.pk).first()
                if visible is not None:
                    act(scope, visible, builder)

        self.watched(case, entered)

    def at_seat(self, pick: int, colleague: bool, act: Any) -> None:
        """Let an office act at which the case lies; the colleague is the second officer of the body."""
        found = self.found(pick)
        if found is None:
            return
        case = found[0]
        with unfenced(reason="a test looks"):
            step = Step.objects.filter(case=case, state="open").order_by("position").first()
        if step is None:
            return
        key = next(key for key, body in self.world.organizations.items() if body.pk == step.organization_id)
        roles = ("registrar", "school_head") if "school" in key else ("reviewer", "chief")
        self.by_office(pick, lambda scope, seen, _builder: act(scope, seen, step), f"{key}.{roles[colleague]}")

    def watched(self, case: Case, act: Any) -> None:
        """Remember the register before an effect; after the effect of a revocation it has to be the same again."""
        before, state = self.records(case), self.now(case).effective_at
        self.attempt(act)
        fresh = self.now(case)
        if state is None and fresh.effective_at is not None:
            self.before[case.pk] = before
            if fresh.kind == "revocation":
                was, now = self.before[fresh.original_id], self.records(case)
                assert {key: now[key] for key in was} == was
                assert {row["status"] for key, row in now.items() if key not in was and "status" in row} <= {
                    "cancelled"
                }

    def records(self, case: Case) -> dict[tuple[str, int], dict[str, Any]]:
        """All that is entered of the case's students: persons with their numbers, records, profiles."""
        with unfenced(reason="a test looks"):
            persons = list(case.items.values_list("person_id", flat=True))
            kept = (
                Person.objects.filter(pk__in=persons),
                Student.objects.filter(person__in=persons),
                Profile.objects.filter(student__person__in=persons),
            )
            return {
                (rows.model.__name__, row[rows.model._meta.pk.attname]): row for rows in kept for row in rows.values()
            }

    def now(self, case: Case) -> Case:
        with unfenced(reason="a test looks"):
            return Case.objects.get(pk=case.pk)

    def opener(self, case: Case) -> str:
        key = next(key for key, body in self.world.organizations.items() if body.pk == case.opened_for_id)
        return f"{key}.{'registrar' if 'school' in key else 'reviewer'}"


def _grounds(case: Case) -> dict[str, str]:
    return {verdict["rule"]: "情况特殊，同意作例外。" for verdict in case.verdicts if verdict["outcome"] == "exception"}


def test_whatever_people_do_what_must_hold_holds(world):
    nightly = settings.get_current_profile_name() == "nightly"
    Walk.world = world

    run_state_machine_as_test(Walk, settings=settings(NIGHTLY if nightly else SUITE, **COMMON))
