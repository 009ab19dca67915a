"""The student's own time line: a scale from the entry to today, solid while studying, dashed while on leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.models import StatusChange, Student
from students.statuses import OPEN_STATUSES, Status
from xueji import clock

LEFT, RIGHT = 14, 626
_LABEL = 106  # so much room does "2024-09-02 注册" take
_WORDS = {
    Status.PENDING: gettext_lazy("入学"),
    Status.STUDYING: gettext_lazy("在读"),
    Status.ON_LEAVE: gettext_lazy("休学"),
    Status.TRANSFERRED: gettext_lazy("转出"),
    Status.WITHDRAWN: gettext_lazy("退学"),
    Status.GRADUATED: gettext_lazy("毕业"),
    Status.COMPLETED: gettext_lazy("结业"),
    Status.CANCELLED: gettext_lazy("注销"),
}


@dataclass(frozen=True)
class Stretch:
    """A piece of the line: from x to x, `kind` on (studying), off (on leave) or wait (not registered yet)."""

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
    """What the drawing needs, and the same said in one sentence."""

    stretches: list[Stretch]
    labels: list[Label]
    sentence: str
    is_open: bool


def lifeline_of(student: Student, changes: Sequence[StatusChange]) -> Lifeline:
    """The line of a student; `changes` in any order."""
    today = clock.today()
    points = _points(student, changes)
    end = today if student.status in OPEN_STATUSES else points[-1][0]
    first = points[0][0]
    span = max((end - first).days, 1)

    def at(day: date) -> int:
        return LEFT + round((RIGHT - LEFT) * min(max((day - first).days, 0), span) / span)

    ends = [*(day for day, _status in points[1:]), end]
    stretches = [
        Stretch(at(day), at(until), _kind(status))
        for (day, status), until in zip(points, ends, strict=True)
        if at(until) > at(day)
    ]
    is_open = student.status in OPEN_STATUSES
    return Lifeline(stretches, _labels(points, at, is_open=is_open), _sentence(points), is_open)


def _points(student: Student, changes: Sequence[StatusChange]) -> list[tuple[date, str]]:
    """(day, status from then on), oldest first; records that were taken over have no change of their own."""
    points = [(change.effective_on, change.to_status) for change in sorted(changes, key=lambda each: each.pk)]
    start = (student.entered_on, Status.PENDING.value if points or not student.registered_on else student.status)
    if not points and student.status not in OPEN_STATUSES:
        return [(student.entered_on, Status.STUDYING.value), (student.left_on or student.entered_on, student.status)]
    return [start, *((max(day, student.entered_on), status) for day, status in points)]


def _kind(status: str) -> str:
    return {Status.ON_LEAVE.value: "off", Status.PENDING.value: "axis"}.get(status, "on")


def _labels(points: list[tuple[date, str]], at, *, is_open: bool) -> list[Label]:  # type: ignore[no-untyped-def]
    room = RIGHT - (_LABEL // 2 if is_open else 0)
    labels: list[Label] = []
    free = LEFT
    for position, (day, status) in enumerate(points):
        x = at(day)
        is_last = position == len(points) - 1
        if is_last and not is_open:
            labels = [label for label in labels if label.x + _LABEL < RIGHT - _LABEL or label.x == LEFT]
            labels.append(Label(RIGHT, f"{day:%Y-%m-%d} {_WORDS[Status(status)]}", "end"))
        elif x >= free and x + _LABEL <= room:
            labels.append(Label(x, f"{day:%Y-%m-%d} {_WORDS[Status(status)]}"))
            free = x + _LABEL
    if is_open:
        labels.append(Label(RIGHT, _("今天"), "end"))
    return labels


def _sentence(points: list[tuple[date, str]]) -> str:
    return _("，").join(f"{day:%Y-%m-%d} {_WORDS[Status(status)]}" for day, status in points)
