"""From bytes to a judged sheet, by the machinery of the rosters of students: only the headings are others."""

from datetime import date

from students.admission.lists.columns import VOCABULARY
from students.rosters.checking import extra_areas
from students.rosters.checks.cells import Day
from students.rosters.checks.people import check_people
from students.rosters.checks.reading import read_columns
from students.rosters.checks.table import Table
from students.rosters.duplicates import check_file
from students.rosters.headings import Choices
from students.rosters.judge import Reading
from students.rosters.workbook import read_sheet
from xueji.database import cipher


def read_list(data: bytes, *, today: date, choices: Choices | None = None, filename: str = "") -> Reading:
    """Everything that can be said of a file without the register. `choices` are what the school said of headings that nobody
    knew. Raises Unreadable for what is no such list, NotMapped where a column that cannot be done without is not found."""
    sheet = read_sheet(data, choices, filename, VOCABULARY)
    table = Table.of(sheet, Day(today, extra_areas()), {})
    read_columns(table)
    check_people(table)
    indexes = [cipher.blind_index(number) if number else None for number in table.values["identity_number"]]
    check_file(table, indexes)
    return Reading(table, indexes)
