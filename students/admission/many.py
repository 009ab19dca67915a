"""One thing done to many newcomers: who was picked, what the rules make of each, and the deed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.admission import actions
from students.admission.doors import school_of
from students.admission.elsewhere import elsewhere_known
from students.admission.forms import ClassForm, DayForm, InlandForm
from students.admission.lines import Line, line_of
from students.admission.models import Admission
from students.admission.reading import Reading, reading_of
from xueji import clock
from xueji.errors import Invalid, RegisterError
from xueji.organizations.scope import Scope
from xueji.policies.engine.verdicts import Verdicts
from xueji.web.asked import wholes

Refused = list[tuple[Admission, str]]
MOST = 1_000


@dataclass(frozen=True)
class ManyVerb:
    """A verb for many: what it is called, what the button says, its icon; `form` where a day or class is needed."""

    key: str
    label: str | Promise
    button: str | Promise
    icon: str
    do: Callable[[Scope, list[int], dict[str, Any]], tuple[str, Refused]]
    form: Callable[[Any, Scope, list[Admission]], forms.Form] | None = None
    judge: Callable[[Reading, Admission, date], Verdicts] | None = None
    view: str = ""
    warning: str | Promise = ""
    obstacle: Callable[[Admission], str] | None = None

    @property
    def url(self) -> str:
        """Where the picked ones are posted to."""
        return reverse("students:admission_many", args=[self.key])


def _told(text: str, done: list[Admission]) -> str:
    """What was done; nothing is told where nothing was."""
    return text % len(done) if done else ""


def _check_in(actor: Scope, keys: list[int], values: dict[str, Any]) -> tuple[str, Refused]:
    done, refused = actions.check_in_many(actor=actor, admission_ids=keys, on=values["day"])
    return _told(_("已报到 %d 人"), done), refused


def _forfeit(actor: Scope, keys: list[int], _values: dict[str, Any]) -> tuple[str, Refused]:
    done, refused = actions.forfeit(actor=actor, admission_ids=keys)
    return _told(_("已确认 %d 人放弃入学资格"), done), refused


def _cancel(actor: Scope, keys: list[int], _values: dict[str, Any]) -> tuple[str, Refused]:
    done, refused = actions.cancel(actor=actor, admission_ids=keys)
    return _told(_("已确认取消 %d 人的入学资格"), done), refused


def _set_day(actor: Scope, keys: list[int], values: dict[str, Any]) -> tuple[str, Refused]:
    done = actions.day_set(actor=actor, admission_ids=keys, day=values["day"])
    return _("已改定 %d 人的报到日期") % len(done), []


def _inland(actor: Scope, keys: list[int], values: dict[str, Any]) -> tuple[str, Refused]:
    done = actions.inland_set(actor=actor, admission_ids=keys, inland=values["inland"])
    return _("已登记 %d 人") % len(done), []


def _place(actor: Scope, keys: list[int], values: dict[str, Any]) -> tuple[str, Refused]:
    done, refused = actions.place(
        actor=actor,
        admission_ids=keys,
        school_class=values["school_class"],
        programme_confirmed=values.get("programme_confirmed", False),
    )
    known = {"count": len(done), "name": values["school_class"].name}
    return (_("已把 %(count)d 人编入 %(name)s，成为待注册的新生") % known if done else ""), refused


def _return(actor: Scope, keys: list[int], _values: dict[str, Any]) -> tuple[str, Refused]:
    made = actions.return_list_make(actor=actor, admission_ids=keys)
    return _("已列出退回名单 %(number)s，共 %(count)d 人") % {"number": made.number, "count": made.count}, []


def _day_form(data: Any, _scope: Scope, _rows: list[Admission]) -> forms.Form:
    return DayForm(data)


def _inland_form(data: Any, _scope: Scope, _rows: list[Admission]) -> forms.Form:
    return InlandForm(data)


def _class_form(data: Any, scope: Scope, rows: list[Admission]) -> forms.Form:
    unknown = sum(1 for row in rows if row.programme_id is None)
    return ClassForm(data, school_id=scope.organization_id or 0, unknown=unknown)


def _place_obstacle(row: Admission) -> str:
    return "" if row.programme_id else actions.unknown_programme(row)


def _judge_check_in(reading: Reading, row: Admission, day: date) -> Verdicts:
    return reading.check_in(row, day)


def _judge_forfeiture(reading: Reading, row: Admission, day: date) -> Verdicts:
    pending = row.deferrals.filter(state="asked").exists()
    return reading.forfeiture(row, day, pending=pending) if row.is_awaited else Verdicts()


def _judge_cancellation(reading: Reading, row: Admission, day: date) -> Verdicts:
    return reading.cancellation(row, day) if row.state == "kept" else Verdicts()


VERBS: dict[str, ManyVerb] = {
    verb.key: verb
    for verb in (
        ManyVerb(
            "check_in",
            gettext_lazy("报到"),
            gettext_lazy("确认报到"),
            "user-check",
            _check_in,
            _day_form,
            _judge_check_in,
            warning=gettext_lazy("确认即表示已逐人验过录取通知书和身份证或户口簿。"),
        ),
        ManyVerb(
            "set_day",
            gettext_lazy("改定报到日期"),
            gettext_lazy("改定"),
            "calendar-event",
            _set_day,
            _day_form,
            view="awaited",
        ),
        ManyVerb(
            "forfeit",
            gettext_lazy("确认放弃入学资格"),
            gettext_lazy("确认放弃"),
            "user-x",
            _forfeit,
            None,
            _judge_forfeiture,
            "lost",
            gettext_lazy("系统只是提出，由您逐人核对后确认；确认后须在规定期限内把材料退回招生主管部门。"),
        ),
        ManyVerb(
            "cancel",
            gettext_lazy("确认取消入学资格"),
            gettext_lazy("确认取消"),
            "ban",
            _cancel,
            None,
            _judge_cancellation,
            "lost",
            gettext_lazy("系统只是提出，由您逐人核对后确认。"),
        ),
        ManyVerb(
            "place",
            gettext_lazy("编入班级"),
            gettext_lazy("编入班级"),
            "users-group",
            _place,
            _class_form,
            view="present",
            warning=gettext_lazy("编班后成为“未注册”的新生，学号依次编排；取得学籍还要办理新生注册。"),
            obstacle=_place_obstacle,
        ),
        ManyVerb(
            "inland",
            gettext_lazy("登记内地班"),
            gettext_lazy("登记"),
            "map-pin",
            _inland,
            _inland_form,
            view="present",
            warning=gettext_lazy(
                "内地新疆、西藏中职班学生的学籍按教育部的有关规定执行；登记后注册名册和学籍上都会标明。"
            ),
        ),
        ManyVerb(
            "return",
            gettext_lazy("列入退回名单"),
            gettext_lazy("列出名单"),
            "file-text",
            _return,
            view="returns",
            warning=gettext_lazy("名单列出后即固定；一份名单一个招生渠道。"),
        ),
    )
}


@dataclass
class Many:
    """The page between picking and doing."""

    verb: ManyVerb
    keys: list[int]
    lines: list[tuple[Line, list[Any], bool]]
    form: forms.Form | None = None
    problem: str = ""
    refused: Refused = field(default_factory=list)

    @property
    def next_url(self) -> str:
        """Where one goes on."""
        if self.verb.view == "returns":
            return reverse("students:admission_returns")
        return reverse("students:admission_list") + (f"?view={self.verb.view}" if self.verb.view else "")

    @property
    def fit(self) -> int:
        """For how many it can be done, as far as the rules say."""
        return sum(1 for _line, _said, is_fit in self.lines if is_fit)

    @property
    def has_errors(self) -> bool:
        """Whether something is wrong."""
        return bool(self.problem or (self.form is not None and self.form.errors))

    def is_valid(self) -> bool:
        """Whether there is somebody, and the day or class was given."""
        if not self.keys:
            self.problem = _("请先在名单中选人。")
        return bool(self.keys) and (self.form is None or self.form.is_valid())

    def do(self, scope: Scope) -> tuple[str, Refused]:
        """The deed; what was done in one sentence, and who was left out."""
        return self.verb.do(scope, self.keys, self.form.cleaned_data if self.form else {})

    def add_error(self, error: RegisterError) -> None:
        """What was wrong, beside its field where there is one."""
        name = getattr(error, "field", None)
        if isinstance(error, Invalid) and self.form is not None and name in self.form.fields:
            self.form.add_error(name, str(error.message))
        else:
            self.problem = str(error.message)


def many_of(scope: Scope, key: str, posted: QueryDict, refused: Refused | None = None) -> Many:
    """The page for the picked ones; those who are not the school's are not there."""
    verb = VERBS[key]
    keys = wholes(posted.getlist("admission"))[:MOST]
    rows = list(
        Admission.objects.select_related("programme", "return_list").filter(pk__in=keys).order_by("name_key", "pk")
    )
    elsewhere_known(rows)
    data = posted if "confirm" in posted else None
    form = verb.form(data, scope, rows) if verb.form else None
    school = school_of(scope)
    reading, today = reading_of(school), clock.today()
    lines: list[tuple[Line, list[Any], bool]] = []
    for row in rows:
        said = verb.judge(reading, row, today) if verb.judge else Verdicts()
        line = line_of(row, reading, today)
        if verb.obstacle and (why := verb.obstacle(row)):
            lines.append((replace(line, note=why, tone="wait"), [], False))
        else:
            lines.append((line, list(said), not said.blocks))
    return Many(verb, [row.pk for row in rows], lines, form, refused=refused or [])
