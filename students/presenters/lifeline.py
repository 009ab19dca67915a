"""The student's own time line: a scale from the entry to today, solid while studying, dashed while on leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.models import StatusChange, Student
from students.statuses import OPEN_STATUSES, ChangeKind, Status
from xueji import clock

WIDTH = 940
LEFT, RIGHT = 14, WIDTH - 14
_ROOM = 108  # so much does "2024-09-02 注册" take
_WORDS = {
    Status.PENDING.value: gettext_lazy("入学"),
    Status.STUDYING.value: gettext_lazy("注册"),
    Status.ON_LEAVE.value: gettext_lazy("休学"),
    Status.SPECIAL_SCHOOL.value: gettext_lazy("送专门学校"),
    Status.TRANSFERRED.value: gettext_lazy("转出"),
    Status.WITHDRAWN.value: gettext_lazy("退学"),
    Status.GRADUATED.value: gettext_lazy("毕业"),
    Status.COMPLETED.value: gettext_lazy("结业"),
    Status.CANCELLED.value: gettext_lazy("注销"),
}
_KINDS = {Status.ON_LEAVE.value: "off", Status.SPECIAL_SCHOOL.value: "off", Status.PENDING.value: "axis"}


@dataclass(frozen=True)
class Point:
    """A day from which on a status held, and the word for what happened."""

    day: date
    status: str
    word: str


@dataclass(frozen=True)
class Stretch:
    """A piece of the line from x to x: `kind` on (studying), off (on leave) or axis (not registered yet)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Label:
    """A day and what happened on it, at x; `anchor` is SVG's."""

    x: int
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Lifeline:
    """What the drawing needs, and the same said in one sentence. `hand` is where the day that is looked at lies."""

    stretches: list[Stretch]
    labels: list[Label]
    sentence: str
    is_open: bool
    hand: int | None = None


def lifeline_of(student: Student, changes: Sequence[StatusChange], looked_at: date | None = None) -> Lifeline:
    """The line of a student; `changes` in any order. The hand stands at the day that is looked at, else at today."""
    is_open = student.status in OPEN_STATUSES
    points = _points(student, changes)
    first, end = points[0].day, clock.today() if is_open else points[-1].day
    span = max((end - first).days, 1)

    def at(day: date) -> int:
        return LEFT + round((RIGHT - LEFT) * min(max((day - first).days, 0), span) / span)

    ends = [*(point.day for point in points[1:]), end]
    stretches = [
        Stretch(at(point.day), at(until), _KINDS.get(point.status, "on"))
        for point, until in zip(points, ends, strict=True)
        if at(until) > at(point.day)
    ]
    labels = [*_labels(points if is_open else points[:-1], at), _last_label(points[-1], is_open=is_open)]
    sentence = _("，").join(f"{point.day:%Y-%m-%d} {point.word}" for point in points)
    hand = at(looked_at) if looked_at else RIGHT if is_open else None
    return Lifeline(stretches, labels, sentence, is_open, hand)


def _points(student: Student, changes: Sequence[StatusChange]) -> list[Point]:
    """Oldest first. Records that were taken over have a status, but no change that led to it."""
    found = [
        Point(max(change.effective_on, student.entered_on), change.to_status, _word(change))
        for change in sorted(changes, key=lambda each: each.pk)
        if change.from_status != change.to_status
    ]
    if found and found[0].day > student.entered_on:
        return [Point(student.entered_on, Status.PENDING.value, str(_WORDS[Status.PENDING.value])), *found]
    if found:
        return found
    start = Status.STUDYING.value if student.registered_on else Status.PENDING.value
    points = [Point(student.entered_on, start, str(_WORDS[start]))]
    if student.status != start:
        day = student.left_on or student.entered_on
        points.append(Point(day, student.status, str(_WORDS[student.status])))
    return points


def _word(change: StatusChange) -> str:
    if change.to_status == Status.STUDYING and change.from_status == Status.ON_LEAVE:
        return _("复学")
    if change.kind == ChangeKind.TRANSFER_IN:
        return _("转入")
    if change.kind in {ChangeKind.REVOCATION, ChangeKind.SPECIAL_RETURN, ChangeKind.RESTORATION}:
        return str(change.get_kind_display())
    return str(_WORDS[change.to_status])


def _labels(points: Sequence[Point], at: Callable[[date], int]) -> list[Label]:
    """Labels that have room. Where the entry and the registration are close, the registration is the one to name."""
    labels: list[Label] = []
    for position, point in enumerate(points):
        x = at(point.day)
        is_crowded = bool(labels) and x < labels[-1].x + _ROOM
        if is_crowded and position == 1 and points[0].status == Status.PENDING:
            labels.pop()
            is_crowded = False
        if not is_crowded and x + _ROOM <= RIGHT - _ROOM:
            labels.append(Label(x, f"{point.day:%Y-%m-%d} {point.word}"))
    return labels


def _last_label(point: Point, *, is_open: bool) -> Label:
    return Label(RIGHT, _("今天") if is_open else f"{point.day:%Y-%m-%d} {point.word}", "end")
