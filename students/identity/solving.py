"""How a clash ends: by a decision, or because one of the two records is no longer what it was."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q

from students.identity.checking import Asked, asked_of, clashes_found
from students.identity.models import UNSOLVED, Clash, DuplicateFinding, State
from xueji import clock


def clash_close(clash: Clash, state: State, *, case_id: int | None = None) -> None:
    """Put both sides into a state. Callers are unfenced."""
    ended = state.value not in UNSOLVED
    Clash.objects.filter(pk=clash.pk).update(state=state)
    DuplicateFinding.objects.filter(clash=clash.pk).update(
        state=state,
        solved_on=clock.today() if ended else None,
        solved_case=case_id,
    )
    clash.state = state


def clashes_review(
    students: Iterable[int] | None = None, *, schools: Iterable[int] | None = None, state: State = State.GONE,
    case_id: int | None = None,
) -> int:  # fmt: skip
    """Close the open clashes (of these records, of these schools, or all) that are none any more; returns how many.

    Callers are unfenced. A row of a roster asks on until its number is on no register elsewhere.
    """
    rows = Clash.objects.filter(state__in=UNSOLVED)
    if students is not None:
        keys = list(students)
        rows = rows.filter(Q(asking_student__in=keys) | Q(standing_student__in=keys))
    if schools is not None:
        rows = rows.filter(asking_school__in=list(schools))
    clashes = list(rows.select_related("asking_student__person"))
    still = _still_there(clashes)
    over = [clash for clash in clashes if clash.pk not in still]
    for clash in over:
        clash_close(clash, state, case_id=case_id)
    return len(over)


def _still_there(clashes: list[Clash]) -> set[int]:
    """The clashes that the register still shows."""
    rows = {side.clash_id: side for side in DuplicateFinding.objects.filter(clash__in=clashes, asks=True, student=None)}
    asked = [_asked(clash, rows) for clash in clashes]
    hits = {(hit.key, hit.student_id) for hit in clashes_found([each for each in asked if each is not None])}
    return {clash.pk for clash in clashes if (clash.pk, clash.standing_student_id) in hits}


def _asked(clash: Clash, rows: dict[int, DuplicateFinding]) -> Asked | None:
    student = clash.asking_student
    if student is not None:
        if not student.is_open:
            return None
        return replace(asked_of([student])[0], key=clash.pk)
    side = rows.get(clash.pk)
    if side is None:
        return None
    return Asked(
        clash.pk, clash.asking_school_id, None, side.identity_type, bytes(side.identity_index), None, side.name,
        side.sex, side.birth_date,
    )  # fmt: skip
