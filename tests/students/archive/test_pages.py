"""The pages of files: who may open them, what they show, what they refuse and why."""

import struct
import zlib
from datetime import date

import pytest
from django.urls import reverse

from students.archive.keepers import keeper_appoint
from students.archive.models import Material
from tests.students.archive.support import closed, paper, pdf, png, upload
from tests.support.world import make_student
from xueji.audit.models import Event
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.usefixtures("today_is")
A = "zj_school_a"


def bomb(side: int = 30_000) -> bytes:
    """A picture of a few kilobytes that would unpack to a hundred megabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes((side // 8 + 1) * side), 9))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def page_of(client, name, *arguments, **query):
    return client.get(reverse(f"archive:{name}", args=arguments), query)


@pytest.mark.parametrize("name", ["overview", "leavers", "due", "lists"])
def test_pages_of_a_school_open_for_its_officers(world, sign_in, name):
    assert page_of(sign_in(f"{A}.registrar"), name).status_code == 200


@pytest.mark.parametrize("office", ["zj_county_1a.reviewer", "zj_city_1.reviewer", "zj.chief"])
def test_a_bureau_sees_its_schools_and_each_of_them(world, sign_in, office):
    client = sign_in(office)
    assert world[A].name in page_of(client, "overview").content.decode()
    assert page_of(client, "school", world[A].pk).status_code == 200
    assert page_of(client, "keepers", world[A].pk).status_code == 200


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1b.reviewer", "bj.reviewer"])
@pytest.mark.parametrize("name", ["gaps", "keepers"])
def test_another_body_finds_no_school(world, sign_in, office, name):
    answer = page_of(sign_in(office), name, world[A].pk)
    found = answer.content.decode() if answer.status_code == 200 else ""
    assert answer.status_code == 404 or world[A].name not in found


def test_another_school_finds_no_class(world, sign_in):
    group = world.classes[f"{A}.2025"]
    assert page_of(sign_in("zj_school_b.registrar"), "class", group.pk).status_code == 404


def test_the_grid_shows_gaps_and_leads_to_the_cell(world, sign_in):
    student = world.student(A)
    page = page_of(sign_in(f"{A}.registrar"), "class", world.classes[f"{A}.2025"].pk).content.decode()
    assert student.name in page
    assert f"{reverse('students:section', args=[student.pk, 'archive'])}?kind=conduct#add" in page
    assert "xj-cell-gap" in page


def test_the_tab_shows_nine_kinds_in_zhejiang_and_six_in_beijing(world, sign_in):
    for school, last, count in (
        (A, "学徒合同及相关学习信息", 9),
        ("bj_school_a", "毕业信息登记表等相关材料", 6),
    ):
        url = reverse("students:section", args=[world.student(school).pk, "archive"])
        answer = sign_in(f"{school}.registrar").get(url)
        assert last in answer.content.decode()
        assert len(answer.context["checklist"].rows) == count


def test_several_papers_at_once_each_by_its_name(world, sign_in):
    student = world.student(A)
    files = [upload(png("red"), "期末.png"), upload(pdf(3), "评语.pdf")]
    said = {"what": "conduct/conduct", "school_year": "2025", "title": "", "dated_on": "2026-07-01", "files": files}
    answer = sign_in(f"{A}.registrar").post(reverse("archive:add", args=[student.pk]), said)
    assert answer.status_code == 302
    with unfenced(reason="look"):
        rows = list(
            Material.objects.filter(student=student).order_by("pk").values_list("title", "pages", "school_year")
        )
    assert rows == [("期末", 1, 2025), ("评语", 3, 2025)]


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"files": [upload(b"MZ\x90\x00 no picture", "伪装.pdf")]}, "这种格式打不开"),
        ({"files": [upload(b"", "空.png")]}, "文件是空的"),
        ({"files": [upload(b"PK\x03\x04 a document", "材料.docx")]}, "这种格式打不开"),
        ({"files": [upload(png() + b"\0" * (2 << 20), "大.png")]}, "MB"),
        ({"files": [upload(bomb(), "炸弹.png")]}, "图片尺寸过大"),
        ({"dated_on": "2027-01-01"}, "材料日期在今天之后"),
        ({"school_year": ""}, "按学年收存"),
        ({"what": "basics/basic_information"}, "选择"),
    ],
)
def test_what_is_wrong_stands_at_its_field(world, sign_in, changed, sentence):
    said = {"what": "conduct/conduct", "school_year": "2025", "dated_on": "2026-07-01", "files": [upload(png())]}
    answer = sign_in(f"{A}.registrar").post(reverse("archive:add", args=[world.student(A).pk]), said | changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_good_papers_stay_where_one_is_refused(world, sign_in):
    student = world.student(A)
    files = [upload(png("red"), "好.png"), upload(b"not a picture", "坏.png")]
    said = {"what": "conduct/conduct", "school_year": "2025", "title": "", "dated_on": "2026-07-01", "files": files}
    answer = sign_in(f"{A}.registrar").post(reverse("archive:add", args=[student.pk]), said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "坏.png：这种格式打不开" in page and "已入档 1 份" in page


def test_a_paper_is_served_and_the_look_is_recorded(world, sign_in):
    found = paper(world, world.student(A), content=png("blue"))
    answer = page_of(sign_in("zj_county_1a.reviewer"), "paper", found.pk)
    assert answer.content == png("blue")
    assert answer["Content-Disposition"] == f'inline; filename="{found.pk}.png"'
    with unfenced(reason="look"):
        event = Event.objects.get(kind="material_read")
    assert (event.subject_id, event.data["material"]) == (found.student_id, found.pk)


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1b.reviewer", "zj_city_2.reviewer", "bj.chief"])
def test_a_stranger_finds_no_paper(world, sign_in, office):
    found = paper(world, world.student(A))
    assert page_of(sign_in(office), "paper", found.pk).status_code == 404


def test_leavers_are_closed_from_the_list(world, sign_in):
    gone = make_student(world, A, cohort=2024, status="graduated", left_on=date(2026, 6, 30))
    client = sign_in(f"{A}.registrar")
    assert gone.name in page_of(client, "leavers").content.decode()
    answer = client.post(reverse("archive:leavers"), {"student": [gone.pk], "closed_on": "2026-09-10", "box": "3"})
    assert answer.status_code == 302
    assert gone.name not in page_of(client, "leavers").content.decode()


@pytest.mark.parametrize("name", ["due", "leavers", "list"])
def test_who_does_not_keep_the_files_is_told_who_does(world, sign_in, name):
    file = closed(world, make_student(world, A, cohort=2024, status="graduated", left_on=date(2026, 6, 30)))
    with world.scope(f"{A}.school_head").enter() as scope:
        keeper = keeper_appoint(actor=scope, user=world.user(f"{A}.registrar"), since=date(2026, 9, 1))
    client, args = sign_in(f"{A}.registrar"), []
    if name == "list":
        said = {"file": [file.pk], "receiver_kind": "archives", "receiver_name": "青塘区档案馆"}
        args = [client.post(reverse("archive:due"), said)["Location"].rstrip("/").rpartition("/")[2]]
    told = f"由档案管理员{keeper.user.name}（2026年9月1日起）或学籍管理员办理"

    assert told not in page_of(client, name, *args).content.decode()
    assert told in page_of(sign_in(f"{A}.school_head"), name, *args).content.decode()


def test_closing_nobody_is_refused_in_words(world, sign_in):
    make_student(world, A, cohort=2024, status="graduated", left_on=date(2026, 6, 30))
    answer = sign_in(f"{A}.registrar").post(reverse("archive:leavers"), {"closed_on": "2026-09-10"})
    assert answer.status_code == 422 and "请先勾选" in answer.content.decode()


def test_a_draft_is_read_by_the_school_and_its_files_are_marked(world, sign_in):
    file = closed(world, make_student(world, A, cohort=2024, status="graduated", left_on=date(2026, 6, 30)))
    client = sign_in(f"{A}.registrar")
    said = {"file": [file.pk], "receiver_kind": "archives", "receiver_name": "青塘区档案馆"}
    url = client.post(reverse("archive:due"), said)["Location"]
    assert "已列入 YJ2026-0001" in page_of(client, "due").content.decode()
    head = sign_in(f"{A}.school_head").get(url).content.decode()
    assert file.number in head and "移交并固定清单" not in head
    assert "归档和移交由档案管理员或学籍管理员办理，您可以查看。本校还没有登记档案管理员。" in head
    assert page_of(sign_in("zj_school_b.registrar"), "list", url.rstrip("/").rpartition("/")[2]).status_code == 404


def test_the_first_kind_that_is_offered_comes_with_its_year(world, sign_in):
    page = sign_in(f"{A}.registrar").get(reverse("students:section", args=[world.student(A).pk, "archive"]))
    form = page.context["form"]
    assert (form["what"].value(), form["school_year"].value()) == ("conduct/conduct", 2025)


def test_a_list_goes_from_draft_to_frozen(world, sign_in):
    gone = make_student(world, A, cohort=2024, status="graduated", left_on=date(2026, 6, 30))
    file = closed(world, gone)
    client = sign_in(f"{A}.registrar")
    made = client.post(
        reverse("archive:due"), {"file": [file.pk], "receiver_kind": "archives", "receiver_name": "青塘区档案馆"}
    )
    url = made["Location"]
    assert "拟移交" in client.get(url).content.decode()
    pk = int(url.rstrip("/").rpartition("/")[2])
    done = client.post(reverse("archive:list_hand_over", args=[pk]), {"handed_on": "2026-09-10"})
    assert done.status_code == 302
    assert page_of(client, "list_frozen", pk, "pdf").content.startswith(b"%PDF")
    assert page_of(client, "list_frozen", pk, "xlsx").content.startswith(b"PK")
    assert page_of(sign_in("zj_school_b.registrar"), "list", pk).status_code == 404


def test_the_student_sees_the_own_file_on_the_phone(world, client):
    student = world.student(A)
    found = paper(world, student)
    from xueji.organizations.models import User

    user = User.objects.create_user(username="pupil-1", password="x", name=student.name, person_id=student.person_id)
    client.force_login(user)
    page = client.get(reverse("archive:mine")).content.decode()
    assert found.title in page and "学习课程成绩" in page
    assert client.get(reverse("archive:paper", args=[found.pk])).status_code == 200
    other = paper(world, world.student(A, 1), content=png("green"))
    assert client.get(reverse("archive:paper", args=[other.pk])).status_code == 404
    assert client.get("/").status_code == 200
