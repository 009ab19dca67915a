"""The yearly flow table (学生变动情况): who was there, who came, who left, who is there. Counted from the ledger.

The start and the end are counted as cross-tables are, the changes between them one by one, all from one chain of changes; where
the two do not meet the difference is shown. A change from one programme or grade into another moves a student between rows
and columns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.models import StatusChange
from students.statistics import crossings, remembering
from students.statistics.dimensions import Dimension, Narrowing, where
from students.statistics.past import DAY, LAST, Plain, both_ends_sql, counted
from students.statistics.people import People
from students.statistics.plain import GROUPS, counts_sql, plain
from students.statistics.tables import PROFILE, PROGRAMME
from students.statuses import ChangeKind, Status
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import CancellationCause

IN, OUT = "in", "out"
START, END = "start", "end"
MOVED_IN, MOVED_OUT = "moved_in", "moved_out"


@dataclass(frozen=True)
class Category:
    """A column of the table: which changes it counts, and what it means."""

    key: str
    label: str | Promise
    side: str
    condition: str
    meaning: str | Promise


def _kind(*kinds: ChangeKind) -> str:
    return "c.kind IN ({})".format(", ".join(f"'{kind.value}'" for kind in kinds))


def _cause(cause: CancellationCause) -> str:
    return f"{_kind(ChangeKind.CANCELLATION)} AND c.note = '{cause.label}'"


# The first whose condition holds counts a change; the last of each side counts what is left.
CATEGORIES: tuple[Category, ...] = (
    Category(
        "listed", _("列入名册"), IN, f"c.kind = '{crossings.LISTED_NOW}'",
        _("只在统计在册人员时有：新生自入学之日列入，名册更早导入的自导入之日列入。"),
    ),
    Category(
        "registered", _("注册取得学籍"), IN, _kind(ChangeKind.REGISTRATION) + " OR c.kind = 'taken_over'",
        _("新生经核办取得学籍，计在取得学籍之日；系统启用前已有学籍的，计在其取得学籍日期。"),
    ),
    Category("resumed", _("复学"), IN, _kind(ChangeKind.RESUMPTION), _("休学期满或提前复学，计在复学之日。")),
    Category("restored", _("恢复学籍"), IN, _kind(ChangeKind.RESTORATION), _("因服兵役等离校后恢复学籍。")),
    Category("returned", _("专门学校转回"), IN, _kind(ChangeKind.SPECIAL_RETURN), _("从专门学校转回原学校。")),
    Category(
        "transferred_in", _("转入"), IN, _kind(ChangeKind.TRANSFER_IN),
        _("从其他学校转入，本系统内外都计；管辖范围内学校之间的转学同时计一次转出。"),
    ),
    Category("other_in", _("其他增加"), IN, "true", _("其他变动使学生成为本口径人员的。")),
    Category("graduated", _("毕业"), OUT, f"c.status_to = '{Status.GRADUATED.value}'", _("准予毕业，计在离校之日。")),
    Category("completed", _("结业"), OUT, f"c.status_to = '{Status.COMPLETED.value}'", _("结业离校。")),
    Category("left_on_leave", _("休学"), OUT, _kind(ChangeKind.LEAVE), _("计在休学第一日；续休不重复计。")),
    Category("withdrew", _("退学"), OUT, _kind(ChangeKind.WITHDRAWAL), _("本人申请退学。")),
    Category("required", _("应予退学"), OUT, _kind(ChangeKind.REQUIRED_WITHDRAWAL), _("学校作退学处理。")),
    Category("transferred_out", _("转出"), OUT, _kind(ChangeKind.TRANSFER_OUT), _("转往其他学校，本系统内外都计。")),
    Category("special", _("送专门学校"), OUT, _kind(ChangeKind.SPECIAL_PLACEMENT), _("送专门学校就读，学籍保留。")),
    Category("died", _("死亡"), OUT, _cause(CancellationCause.DEATH), _("注销学籍，原因为死亡。")),
    Category(
        "cancelled", _("其他注销"), OUT, _kind(ChangeKind.CANCELLATION), _("因其他原因注销学籍，如失踪、复查不合格。")
    ),
    Category("other_out", _("其他减少"), OUT, "true", _("其他变动使学生不再是本口径人员的。")),
)  # fmt: skip
_AN_END = """ UNION ALL SELECT s.school_id, '{end}', {rows}, count(*) FROM {standing} s
    JOIN students_programme p ON p.id = s.programme_id {profile} WHERE {only} GROUP BY 1, 3"""
BY_KEY = {category.key: category for category in CATEGORIES}
INS = [category for category in CATEGORIES if category.side == IN]
OUTS = [category for category in CATEGORIES if category.side == OUT]
MOVED = {MOVED_IN: _("组间转入"), MOVED_OUT: _("组间转出")}


@dataclass(frozen=True)
class Period:
    """Days with both ends included; the start is counted at the end of the day before."""

    first: date
    last: date

    @property
    def before(self) -> date:
        return self.first - timedelta(days=1)


@dataclass(frozen=True)
class FlowQuestion:
    """What is asked: whom, from when to when, by what."""

    period: Period
    people: People
    rows: Dimension
    only: tuple[Narrowing, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same question."""
        only = ",".join(f"{each.dimension.key}={each.value}" for each in self.only)
        return f"{self.period.first}:{self.period.last}:{self.people.key}:{self.rows.key}:{only}"

    @property
    def dimensions(self) -> list[Dimension]:
        """Every dimension that the query reads."""
        return [self.rows, *(each.dimension for each in self.only)]


@dataclass
class FlowRow:
    """One row: `changes` by category, MOVED_IN and MOVED_OUT among them."""

    value: str
    label: str
    start: int = 0
    end: int = 0
    changes: dict[str, int] = field(default_factory=dict)

    def sum_of(self, *keys: str) -> int:
        return sum(self.changes.get(key, 0) for key in keys)

    @property
    def came(self) -> int:
        return self.sum_of(*(category.key for category in INS))

    @property
    def left(self) -> int:
        return self.sum_of(*(category.key for category in OUTS))

    @property
    def reckoned(self) -> int:
        """The end as the changes make it."""
        return self.start + self.came - self.left + self.sum_of(MOVED_IN) - self.sum_of(MOVED_OUT)

    @property
    def difference(self) -> int:
        """By how much the end as counted differs from the end as reckoned; 0 in a ledger that is whole."""
        return self.end - self.reckoned


@dataclass
class FlowTable:
    """The answer, with the sum of its rows."""

    question: FlowQuestion
    rows: list[FlowRow]
    total: FlowRow
    undone: int
    counted_at: datetime

    @property
    def balances(self) -> bool:
        """Whether every row comes out to the student."""
        return not any(row.difference for row in self.rows)

    @property
    def has_moves(self) -> bool:
        return any(self.total.changes.get(key) for key in MOVED)


def flow_table(scope: Scope, question: FlowQuestion) -> FlowTable:
    """Count start, changes and end. Runs inside the scope."""
    found, counted_at = remembering.recall(
        scope, f"flow:{question.key}", question.period.last, lambda schools: _counted(question, schools)
    )
    values = {value for _category, value, _count in found}
    rows = {value: FlowRow(value, label) for value, label in question.rows.names(values).items()}
    for category, value, count in found:
        rows[value].changes[category] = count
    for row in rows.values():
        row.start, row.end = row.changes.pop(START, 0), row.changes.pop(END, 0)
    return FlowTable(question, list(rows.values()), _total(rows.values()), _undone(question.period), counted_at)


def flows_sql(
    question: FlowQuestion, schools: Sequence[int] | None = None, *, plain: Plain | None = None
) -> tuple[str, dict[str, Any]]:
    """`WITH … flows AS (…)`: each change of the table, with its category and the row that it stands in; its parameters."""
    period, people = (question.period.before, question.period.last), question.people.statuses
    return crossings.flows_sql(period, people, question.rows, question.only, _categories(), schools, plain=plain)


def in_cell(scope: Scope, question: FlowQuestion, category: str, value: str | None) -> dict[int, int]:
    """How many changes there are in a cell of the table, school by school; `value` None: in all its rows."""
    found, _at = remembering.by_school(
        scope, f"flow:{question.key}", question.period.last, lambda schools: _counted(question, schools)
    )
    counts = {
        school: sum(cell[2] for cell in cells if cell[0] == category and value in (None, cell[1]))
        for school, cells in found.items()
    }
    return {school: count for school, count in counts.items() if count}


def _counted(question: FlowQuestion, schools: Sequence[int] | None) -> list[tuple[int, str, str, int]]:
    """Both ends and the changes between them, from one chain: one statement. The plain records are counted together."""
    period, people = question.period, question.people.statuses
    profile = PROFILE if any(each.profiled for each in question.dimensions) else ""
    together = plain(question.rows, people, where(question.only, day=LAST)[0], f"{PROGRAMME} {profile}")
    query, values = flows_sql(question, schools, plain=together)
    query += both_ends_sql(period.before, period.last, people) + GROUPS
    query += " SELECT school_id, category, value, count(*) FROM flows GROUP BY 1, 2, 3"
    for end, standing, day in ((START, "at_start", DAY), (END, "at_end", LAST)):
        only, _same = where(question.only, day=day)
        rows = question.rows.expression(day=day)
        query += _AN_END.format(end=end, rows=rows, standing=standing, profile=profile, only=only)
    query += counts_sql(people, _categories(), (START, END))
    return counted(query, values)


def _categories() -> tuple[str, str]:
    """What tells those who came and those who left apart, in SQL."""
    return _cases(INS), _cases(OUTS)


def _cases(categories: Sequence[Category]) -> str:
    return " ".join(f"WHEN {category.condition} THEN '{category.key}'" for category in categories)


def _total(rows: Iterable[FlowRow]) -> FlowRow:
    total = FlowRow("", str(_("合计")))
    for row in rows:
        total.start += row.start
        total.end += row.end
        for key, count in row.changes.items():
            total.changes[key] = total.changes.get(key, 0) + count
    return total


def _undone(period: Period) -> int:
    """How many changes of the period were taken back since: they count as if they had never been."""
    # Counted from what takes back, which is little and has an index.
    undoing = StatusChange.objects.filter(undoes__isnull=False)
    return undoing.filter(undoes__effective_on__gte=period.first, undoes__effective_on__lte=period.last).count()
