"""The pages: who may come, what a registrar can do, and the round trip of the error workbook."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from students.models import Roster, Student
from students.rosters import jobs
from tests.support.rosters import HEADINGS, name_of, number_of, row, rows, workbook
from xueji.audit.models import Event
from xueji.jobs.models import Job
from xueji.organizations.scope import Scope


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("zj_school_a.registrar"))
    return client


@pytest.fixture
def work(world):
    """work(roster id): do the job that the roster waits for, as a worker would."""

    def go(pk: int) -> Roster:
        scope = world.scope("zj_school_a.registrar")
        with scope.enter():
            job = Job.objects.get(pk=Roster.objects.get(pk=pk).job_id)
        jobs.register_jobs()
        kind = jobs.run_check if job.kind == "roster_check" else jobs.run_commit
        kind(job, Scope(**(job.scope | {"level": scope.level})), lambda done, total, note="": None)
        with scope.enter():
            return Roster.objects.get(pk=pk)

    return go


@pytest.fixture
def uploaded(registrar, work):
    """uploaded(data): the roster after its dry run."""

    def go(data: bytes, name: str = "名册.xlsx") -> Roster:
        response = registrar.post(reverse("students:roster_new"), {"file": SimpleUploadedFile(name, data)})
        assert response.status_code == 302, response.content.decode()
        return work(int(response.url.rstrip("/").rsplit("/", 1)[-1]))

    return go


def students(world) -> list[str]:
    with world.scope("zj_school_a.registrar").enter():
        return sorted(Student.objects.filter(roster_id__isnull=False).values_list("name", flat=True))


def test_the_dry_run_answers_first_and_writes_nothing(registrar, uploaded, world):
    roster = uploaded(workbook([row(0), row(1, 民族="汗族")]))
    page = registrar.get(reverse("students:roster", args=[roster.pk])).content.decode()

    assert "试导入完成，尚未写入任何数据" in page
    assert "提交 1 行" in page
    assert "下载错误表（1 行）" in page
    assert students(world) == []


def test_identity_numbers_are_masked_on_the_page_and_in_the_table(registrar, uploaded):
    wrong = number_of(0)[:-1] + "X"
    roster = uploaded(workbook([row(身份证件号=wrong)]))
    page = registrar.get(reverse("students:roster", args=[roster.pk])).content.decode()

    assert wrong not in page
    assert wrong not in json.dumps(roster.problems)
    assert f"{wrong[:4]}**********{wrong[-4:]}" in page


def test_good_rows_are_committed_and_bad_ones_stay(registrar, uploaded, work, world):
    roster = uploaded(workbook([row(0), row(1, 民族="汗族")]))
    registrar.post(reverse("students:roster_commit", args=[roster.pk]), {"version": roster.version})
    roster = work(roster.pk)

    assert students(world) == [name_of(0)]
    assert (roster.state, roster.committed_rows, roster.count("rejected")) == ("committed", 1, 1)


def test_what_stayed_is_mended_on_the_page_and_committed_later(registrar, uploaded, work, world):
    roster = uploaded(workbook([row(0), row(1, 民族="汗族")]))
    registrar.post(reverse("students:roster_commit", args=[roster.pk]), {"version": roster.version})
    work(roster.pk)
    change = {"row": 5, "field": "ethnic", "value": "汉族"}
    registrar.post(reverse("students:roster_correct", args=[roster.pk]), change)
    with world.scope("zj_school_a.registrar").enter():
        roster = Roster.objects.get(pk=roster.pk)
    registrar.post(reverse("students:roster_commit", args=[roster.pk]), {"version": roster.version})
    work(roster.pk)

    assert students(world) == sorted([name_of(0), name_of(1)])


def test_corrections_are_kept_encrypted(registrar, uploaded, world):
    roster = uploaded(workbook([row(身份证件号="1.23E+17")]))
    registrar.post(
        reverse("students:roster_correct", args=[roster.pk]),
        {"row": 4, "field": "identity_number", "value": number_of(0)},
    )

    with world.scope("zj_school_a.registrar").enter():
        roster = Roster.objects.get(pk=roster.pk)
    assert roster.corrections == {4: {"identity_number": number_of(0)}}
    assert number_of(0).encode() not in bytes(roster.corrections_cipher)
    assert roster.count("rejected") == 0


def test_certain_suggestions_are_adopted_together(registrar, uploaded, world):
    roster = uploaded(workbook([row(0, 出生日期="20100204"), row(1, 专业简称="电脑应用")]))
    registrar.post(reverse("students:roster_adopt", args=[roster.pk]))

    with world.scope("zj_school_a.registrar").enter():
        roster = Roster.objects.get(pk=roster.pk)
    assert [(problem["row"], problem["heading"]) for problem in roster.problems] == [(5, "专业简称")]


def test_one_of_two_rows_is_left_out(registrar, uploaded, world):
    roster = uploaded(workbook([row(0), row(0, 姓名="陈语彤")]))
    registrar.post(reverse("students:roster_correct", args=[roster.pk]), {"row": 5, "field": "skip"})

    with world.scope("zj_school_a.registrar").enter():
        roster = Roster.objects.get(pk=roster.pk)
    assert (roster.count("rows"), roster.count("rejected")) == (1, 0)


def test_a_commit_of_an_older_check_is_a_conflict(registrar, uploaded):
    roster = uploaded(workbook([row()]))

    response = registrar.post(reverse("students:roster_commit", args=[roster.pk]), {"version": roster.version - 1})
    assert response.status_code == 409


def test_the_error_workbook_can_be_mended_and_sent_again(registrar, uploaded, world):
    roster = uploaded(workbook([row(0), row(1, 民族="汗族", 户口所在地区县以下详细地址="-1+HYPERLINK(1)")]))
    response = registrar.get(reverse("students:roster_errors", args=[roster.pk]))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    address = sheet.cell(2, headings.index("户口所在地区县以下详细地址") + 1)
    assert (headings[2:], address.value, address.data_type) == (HEADINGS, "'-1+HYPERLINK(1)", "s")
    assert "原第 5 行" in sheet.cell(2, 1).value
    sheet.cell(2, headings.index("民族") + 1).value = "汉族"
    buffer = io.BytesIO()
    book.save(buffer)
    again = uploaded(buffer.getvalue(), "改好的错误表.xlsx")

    assert (again.count("rows"), again.count("rejected"), again.mapping["unknown"]) == (1, 0, [])
    with world.scope("zj_school_a.registrar").enter():
        assert Event.objects.filter(kind="roster_errors_downloaded").count() == 1


def test_only_wrong_cells_are_coloured(registrar, uploaded):
    roster = uploaded(workbook([row(民族="汗族")]))
    response = registrar.get(reverse("students:roster_errors", args=[roster.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active

    coloured = [cell.column for cell in sheet[2] if cell.fill.fgColor.rgb == "FFFBE3E4"]
    assert [sheet.cell(1, column).value for column in coloured] == ["民族"]


def test_the_same_file_sent_twice_is_one_roster(registrar, uploaded):
    data = workbook([row()])

    assert uploaded(data).pk == uploaded(data).pk


def test_a_file_that_is_no_workbook_is_refused_at_the_field(registrar):
    response = registrar.post(reverse("students:roster_new"), {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7\0")})

    assert response.status_code == 422
    assert "这不是 Excel 工作簿" in response.content.decode()


def test_a_file_without_headings_is_refused_after_reading(registrar, uploaded):
    roster = uploaded(workbook([], headings=["甲", "乙"], above=()))
    page = registrar.get(reverse("students:roster", args=[roster.pk])).content.decode()

    assert "前 20 行里没有找到表头" in page


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "bj_school_a.registrar"])
def test_a_stranger_finds_no_roster(client, uploaded, world, office):
    roster = uploaded(workbook([row()]))
    client.force_login(world.user(office))

    for name in ("roster", "roster_progress", "roster_errors"):
        assert client.get(reverse(f"students:{name}", args=[roster.pk])).status_code == 404
    for name in ("roster_commit", "roster_adopt", "roster_check"):
        assert client.post(reverse(f"students:{name}", args=[roster.pk]), {"version": 1}).status_code == 404


@pytest.mark.parametrize("office", ["zj_school_a.school_head", "zj_county_1a.reviewer", "zj.chief"])
def test_other_offices_may_not_import(client, world, office):
    client.force_login(world.user(office))

    for name in ("roster_list", "roster_new", "roster_template"):
        assert client.get(reverse(f"students:{name}")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(registrar, uploaded, count):
    for position in range(count):
        uploaded(workbook([row(position)]))
    registrar.get(reverse("students:roster_list"))
    with CaptureQueriesContext(connection) as captured:
        registrar.get(reverse("students:roster_list"))
    assert len([query for query in captured if "students_roster" in query["sql"]]) == 1


def test_problems_are_paged_and_filtered(registrar, uploaded):
    content = [row(position, 民族="汗族") for position in range(25)] + [row(30, 联系电话="12")]
    roster = uploaded(workbook(content))
    url = reverse("students:roster", args=[roster.pk])
    result = registrar.get(url, {"after": 20}).context["result"]
    filtered = registrar.get(url, {"group": "form"}).context["result"]

    assert [problem["row"] for problem in result.page.rows] == [24, 25, 26, 27, 28, 29]
    assert [problem["row"] for problem in filtered.page.rows] == [29]


def test_the_progress_leads_to_the_result(registrar, uploaded):
    roster = uploaded(workbook(rows(2)))
    response = registrar.get(reverse("students:roster_progress", args=[roster.pk]))

    assert response["HX-Redirect"] == reverse("students:roster", args=[roster.pk])


def test_a_check_that_failed_can_be_started_again(registrar, work, world):
    response = registrar.post(reverse("students:roster_new"), {"file": SimpleUploadedFile("a.xlsx", workbook([row()]))})
    pk = int(response.url.rstrip("/").rsplit("/", 1)[-1])
    with world.scope("zj_school_a.registrar").enter():
        Job.objects.update(state="failed", error="多次中断，已停止。")
    page = registrar.get(reverse("students:roster", args=[pk])).content.decode()
    registrar.post(reverse("students:roster_check", args=[pk]))

    assert "多次中断，已停止。" in page
    assert work(pk).state == "checked"


def test_a_check_at_work_is_not_started_twice(registrar, world):
    response = registrar.post(reverse("students:roster_new"), {"file": SimpleUploadedFile("a.xlsx", workbook([row()]))})
    pk = int(response.url.rstrip("/").rsplit("/", 1)[-1])

    page = reverse("students:roster", args=[pk])
    answer = registrar.post(
        reverse("students:roster_check", args=[pk]), headers={"Referer": f"http://testserver{page}?x=1"}
    )
    html = answer.content.decode()
    assert answer.status_code == 409 and "这份名册正在处理" in html and f'href="{page}?x=1"' in html
    assert "别人先办了这一件" not in html and "情况已经有了变化" in html
    elsewhere = registrar.post(reverse("students:roster_check", args=[pk]), headers={"Referer": "http://else.where/a"})
    assert "回到刚才的页面" not in elsewhere.content.decode()
