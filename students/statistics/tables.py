"""Cross-tables: students on a day, counted by two dimensions. One grouped query, totals that add up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from students.statistics import remembering
from students.statistics.dimensions import Dimension, Narrowing, where
from students.statistics.past import counted, parameters, standing_sql
from students.statistics.people import People
from xueji.organizations.scope import Scope

_COUNT = """ SELECT s.school_id, {rows} AS r, {columns} AS c, count(*) FROM standing s
    {programme} {profile}
    WHERE {only} GROUP BY 1, 2, 3"""
PROGRAMME = "JOIN students_programme p ON p.id = s.programme_id"
PROFILE = "LEFT JOIN students_profile r ON r.student_id = s.id"


@dataclass(frozen=True)
class Question:
    """What is asked: whom, on which day, by what; `only` holds other dimensions to a value."""

    day: date
    people: People
    rows: Dimension
    columns: Dimension | None = None
    only: tuple[Narrowing, ...] = ()

    @property
    def dimensions(self) -> list[Dimension]:
        """Every dimension that the query reads."""
        asked = [self.rows, *([self.columns] if self.columns else [])]
        return [*asked, *(each.dimension for each in self.only)]

    @property
    def key(self) -> str:
        """The same for the same question."""
        only = ",".join(f"{each.dimension.key}={each.value}" for each in self.only)
        return f"{self.day}:{self.people.key}:{self.rows.key}:{self.columns.key if self.columns else ''}:{only}"


@dataclass
class CrossTable:
    """The answer. `rows` and `columns` are values with their words in order; `cells` by (row, column), zeros left out."""

    question: Question
    rows: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    cells: dict[tuple[str, str], int]
    counted_at: datetime
    _sums: tuple[dict[str, int], dict[str, int]] = field(default=({}, {}), init=False)

    def __post_init__(self) -> None:
        by_row: dict[str, int] = dict.fromkeys((value for value, _label in self.rows), 0)
        by_column: dict[str, int] = dict.fromkeys((value for value, _label in self.columns), 0)
        for (row, column), count in self.cells.items():
            by_row[row] += count
            by_column[column] += count
        self._sums = by_row, by_column

    def count(self, row: str, column: str) -> int:
        """How many there are in a cell."""
        return self.cells.get((row, column), 0)

    def of_row(self, row: str) -> int:
        return self._sums[0][row]

    def of_column(self, column: str) -> int:
        return self._sums[1][column]

    @property
    def total(self) -> int:
        return sum(self.cells.values())


def cross_table(scope: Scope, question: Question) -> CrossTable:
    """Count, or take what was counted since nothing changed (a city's and a province's). Runs inside the scope."""
    found, counted_at = remembering.recall(
        scope, f"table:{question.key}", question.day, lambda schools: _counted(question, schools)
    )
    rows = _labelled(question.rows, (row for row, _column, _count in found))
    columns = (
        _labelled(question.columns, (column for _row, column, _count in found)) if question.columns else [("", "")]
    )
    return CrossTable(question, rows, columns, {(row, column): count for row, column, count in found}, counted_at)


def in_cell(scope: Scope, question: Question) -> dict[int, int]:
    """How many there are in the cell of a table to which a question is held, school by school; from the table itself, which
    a reader of the cell has just seen."""
    dimensions = (question.rows, question.columns)
    table = replace(question, only=tuple(each for each in question.only if each.dimension not in dimensions))
    held = {each.dimension: each.value for each in question.only}
    row, column = held.get(question.rows), held.get(question.columns) if question.columns else None
    found, _at = remembering.by_school(
        scope, f"table:{table.key}", question.day, lambda schools: _counted(table, schools)
    )
    counts = {
        school: sum(cell[2] for cell in cells if row in (None, cell[0]) and column in (None, cell[1]))
        for school, cells in found.items()
    }
    return {school: count for school, count in counts.items() if count}


def _counted(question: Question, schools: Sequence[int] | None) -> list[tuple[int, str, str, int]]:
    only, values = where(question.only)
    query = standing_sql(question.day, question.people.statuses) + _COUNT.format(
        rows=question.rows.expression(),
        columns=question.columns.expression() if question.columns else "''",
        programme=PROGRAMME,
        profile=PROFILE if any(each.profiled for each in question.dimensions) else "",
        only=only,
    )
    return counted(query, parameters(question.day, schools=schools, **values))


def _labelled(dimension: Dimension, values: Iterable[str]) -> list[tuple[str, str]]:
    return list(dimension.names(set(values)).items())
