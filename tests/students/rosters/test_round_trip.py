"""What the register writes, it reads again: importing an exported file changes nothing."""

from io import BytesIO

import openpyxl
import pytest

from students.models import Profile, Student
from students.rosters.columns import TEMPLATE
from students.rosters.sheets import EXAMPLE, note_of, template_workbook
from students.rosters.workbook import read_sheet
from students.rosters.writing import row_of, texts_of
from tests.support.rosters import number_of, row, rows
from tests.support.world import make_student
from xueji.organizations.scope import unfenced


@pytest.fixture
def exported(world):
    """exported(): every student of school A as a roster in the national layout, with whole numbers."""

    def go() -> bytes:
        with unfenced(reason="a test exports"):
            profiles = dict(Profile.objects.values_list("student_id", "data"))
            students = Student.objects.filter(school=world["zj_school_a"]).with_places().select_related("person")
            texts = [
                texts_of(each, profiles.get(each.pk, {}), identity_number=each.person.identity_number)
                for each in students
            ]
        return template_workbook(map(row_of, texts))

    return go


def test_importing_an_exported_file_changes_nothing(import_rows, exported, world):
    family = {"成员1身份证件类型": "居民身份证", "成员1身份证件号": number_of(9000), "成员1民族": "畲族"}
    import_rows([*rows(2), row(2, 姓名拼音=None, 学号=None, 民族="回", 学制="3年", **family)])
    judgement = import_rows(exported())

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == []
    assert (len(judgement.new), judgement.changed) == (0, [])


def test_registered_students_with_gaps_are_left_alone(import_rows, exported, world):
    make_student(world, "zj_school_a", name="陈语桐", cohort=2026)
    judgement = import_rows(exported(), dry_run=True)

    assert [(problem.heading, problem.fault.code) for problem in judgement.errors] == []
    assert (len(judgement.same), judgement.new, judgement.changed) == (judgement.rows, [], [])


def test_a_changed_cell_of_an_exported_file_is_the_only_change(import_rows, exported):
    import_rows(rows(2))
    book = openpyxl.load_workbook(BytesIO(exported()))
    sheet = book.worksheets[0]
    phone = [cell.value for cell in sheet[3]].index("联系电话") + 1
    line = next(at for at in range(5, 60) if sheet.cell(at, phone).value == "13910000001")
    sheet.cell(line, phone, "13811112222")
    buffer = BytesIO()
    book.save(buffer)

    judgement = import_rows(buffer.getvalue(), dry_run=True)

    assert [(each.heading, each.old, each.new) for each in judgement.differences[judgement.changed[0][0].at]] == [
        ("联系电话", "13910000001", "13811112222")
    ]
    assert len(judgement.changed) == 1


def test_the_template_has_notes_drop_downs_and_an_example_that_is_passed_over():
    sheet = openpyxl.load_workbook(BytesIO(template_workbook())).worksheets[0]
    columns = {column.heading: at for at, column in enumerate(TEMPLATE, 1)}

    assert "必填" in sheet.cell(3, columns["民族"]).comment.text
    assert sheet.cell(4, 1).value == EXAMPLE["name"]
    assert len(sheet.data_validations.dataValidation) >= 20
    assert {sheet.column_dimensions[sheet.cell(3, 1).column_letter].width > 0} == {True}


def test_the_example_row_is_no_student(import_rows):
    judgement = import_rows(template_workbook([row_of({"name": "陈语桐"})]), dry_run=True)

    assert (judgement.rows, judgement.table.sheet.passed_over["example"]) == (1, 1)


def test_every_column_has_a_note():
    assert all(note_of(column) for column in TEMPLATE)


def test_the_empty_template_is_read_and_has_no_students():
    with pytest.raises(Exception, match="没有学生"):
        read_sheet(template_workbook())
