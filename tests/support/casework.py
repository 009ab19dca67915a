"""Helpers for tests that walk a case: hand in papers, submit, approve for an office, read how it stands."""

from students.models import Student
from tests.support.world import World
from xueji import clock
from xueji.cases.actions import case_submit, step_approve, step_file, step_return
from xueji.cases.models import Case, Evidence
from xueji.organizations.scope import unfenced
from xueji.policies.vocabulary import Evidence as Paper

HASH = "0" * 64


def hand_in(world: World, office: str, case: Case, *keys: str) -> None:
    """Papers of those kinds, as the office adds them."""
    scope = world.scope(office)
    with scope.enter():
        for key in keys:
            Evidence.objects.create(
                case=case,
                key=key,
                label=Paper(key).label,
                filename=f"{key}.pdf",
                content_type="application/pdf",
                size=1,
                sha256=HASH,
                added_by_id=scope.user_id,
                added_for_id=scope.organization_id,
                added_at=clock.now(),
            )


def submit(world: World, office: str, case: Case) -> Case:
    scope = world.scope(office)
    with scope.enter():
        return case_submit(actor=scope, case=case)


def approve(world: World, office: str, case: Case, **options: object) -> Case:
    scope = world.scope(office)
    with scope.enter():
        return step_approve(actor=scope, case=case, revision=fresh(case).revision, opinion="同意", **options)


def give_back(world: World, office: str, case: Case, to_position: int = 1, opinion: str = "缺页") -> Case:
    scope = world.scope(office)
    with scope.enter():
        return step_return(
            actor=scope, case=case, revision=fresh(case).revision, to_position=to_position, opinion=opinion
        )


def file(world: World, office: str, case: Case, **options: object) -> Case:
    scope = world.scope(office)
    with scope.enter():
        return step_file(actor=scope, case=case, **options)


def fresh(case: Case) -> Case:
    """The case as it stands now, whoever asks."""
    with unfenced(reason="a test looks"):
        return Case.objects.get(pk=case.pk)


def records_of(student: Student) -> list[Student]:
    """All records of the person, oldest first."""
    with unfenced(reason="a test looks"):
        return list(Student.objects.filter(person=student.person_id).order_by("id"))


def hand_in_paper(world: World, office: str, case: Case, key: str) -> None:
    """A paper whose key is of this case (the opinion of a body outside)."""
    scope = world.scope(office)
    with scope.enter():
        Evidence.objects.create(
            case=case, key=key, label=key, filename="x.pdf", content_type="application/pdf", size=1, sha256=HASH,
            added_by_id=scope.user_id, added_for_id=scope.organization_id, added_at=clock.now(),
        )  # fmt: skip


def steps_of(case: Case) -> list[tuple[str, str, str]]:
    """(organization code, kind, state) of each step in order."""
    with unfenced(reason="a test looks"):
        rows = case.steps.select_related("organization").order_by("position")
        return [(step.organization.code, step.kind, step.state) for step in rows]
