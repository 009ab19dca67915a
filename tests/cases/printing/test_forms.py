"""The printed form: annex 1 row for row, who may print what, and a batch on one list."""

import re

import pytest
from django.urls import reverse

from students.models import Profile
from students.registration.actions import registration_open
from tests.support.casework import approve, fresh
from tests.support.industry import SCHOOL, industry_school
from tests.support.paper import pages_of, text_of
from tests.support.world import World, make_student
from tests.transfers.support import BEFORE_TERM, WINDOW, accepted, arrival, opened, submitted
from xueji import clock
from xueji.audit.models import Event
from xueji.cases.models import Case
from xueji.cases.printing.boxes import opinions_of
from xueji.cases.printing.documents import form_print
from xueji.cases.printing.sheets import FormView, form_views
from xueji.organizations.scope import unfenced

# Annex 1, top to bottom and left to right.
ANNEX_1 = [
    "姓名", "性别", "身份证号", "家庭住址（或暂住地）", "原就读学校", "原专业名称", "原就读年级", "原学制", "拟就读学校",
    "专业名称", "拟就读年级", "学制", "转学原因：", "个人申请：", "转出学校意见：", "转入学校意见：",
    "转出学校主管部门意见", "转入学校主管部门意见",
]  # fmt: skip
LAST_ROW = ["转出学校所在地教育部门意见", "转入学校所在地教育部门意见"]


@pytest.fixture(autouse=True)
def in_the_window():
    with clock.at(WINDOW):
        yield


def view_of(case: Case) -> FormView:
    with unfenced(reason="a test looks"):
        found = fresh(case)
        steps = found.steps.select_related("organization").order_by("position")
        [view] = form_views(found, list(found.items.all()), opinions_of(found, steps, found.decisions.order_by("-id")))
    return view


def labels_of(view: FormView) -> list[str]:
    labels = []
    for row in view.rows:
        labels += [cell.label for cell in row.cells] or [box.label for box in row.boxes] or [row.label]
    return [re.sub(r"\s", "", label) for label in labels]


def box_of(view: FormView, label: str):
    return next(box for row in view.rows for box in row.boxes if box.label == label)


def printed(world: World, office: str, case: Case, **options) -> bytes:
    scope = world.scope(office)
    with scope.enter():
        return form_print(actor=scope, case=fresh(case), **options)


def test_annex_1_has_its_title_rows_and_note(world):
    view = view_of(submitted(world))

    assert (view.title, labels_of(view)) == ("浙江省中等职业学校学生转学审批表", ANNEX_1)
    assert view.note == "注：教育部门办的学校最后一行可不填。"


def test_last_row_stands_where_no_education_department_runs_a_school(world):
    student = industry_school(world)

    view = view_of(submitted(world, SCHOOL, "zj_school_d", student=student))

    assert labels_of(view) == ANNEX_1 + LAST_ROW


def test_paper_says_what_the_case_says(world):
    with unfenced(reason="a test fills a profile"):
        Profile.objects.filter(student=world.student("zj_school_a")).update(data={"home_address": "竹屿路 118 号"})
    case = submitted(world, reason_text="全家迁往南浦区")

    text = text_of(printed(world, "zj_county_1a.chief", case))

    for fact in (
        "陈语桐",
        "竹屿路118号",
        "青塘区云汀职业技术学校",
        "南浦区澄怀中等专业学校",
        "户籍迁移。全家迁往南浦区。",
        "盖章",
    ):
        assert fact in text, fact


def test_each_opinion_stands_in_the_box_of_its_seat(world):
    case = submitted(world)
    accepted(world, case, "zj_school_d")

    view = view_of(case)

    assert box_of(view, "转出学校意见：").text == "提交核办。"
    assert (box_of(view, "转入学校意见：").text, box_of(view, "转入学校意见：").on) == ("同意", WINDOW)
    assert box_of(view, "转入学校意见：").signer == world.user("zj_school_d.school_head").name
    assert box_of(view, "转出学校主管部门意见").signer == ""


def test_one_county_signs_for_both_sides(world):
    case = submitted(world, destination="zj_school_b")
    accepted(world, case, "zj_school_b")
    approve(world, "zj_county_1a.reviewer", case)

    view = view_of(case)

    assert box_of(view, "转出学校主管部门意见").signer == box_of(view, "转入学校主管部门意见").signer != ""


def test_draft_is_printed_to_be_signed(world):
    [row] = [row for row in view_of(opened(world)).rows if row.kind == "application"]

    assert (row.student_signed, row.guardian_signed) == (False, False)


def test_beijing_form_names_its_seats(world):
    with clock.at(BEFORE_TERM):
        view = view_of(arrival(world))

    assert view.title == "北京市中等职业学校学生转学审批表"
    assert labels_of(view)[-4:] == ["转出学校意见：", "转入学校意见：", "转出学校主管部门备案", "转入学校主管部门备案"]


def test_numbers_are_masked_unless_asked_for(world):
    case = submitted(world)
    with unfenced(reason="a test reads a number"):
        number = world.student("zj_school_a").person.identity_number

    assert number not in text_of(printed(world, "zj_county_1a.reviewer", case))
    assert number in text_of(printed(world, "zj_county_1a.reviewer", case, purpose="打印"))


def test_every_look_at_whole_numbers_is_recorded(world):
    case = submitted(world)
    printed(world, "zj_county_1a.reviewer", case, purpose="打印审批表")

    with unfenced(reason="a test looks"):
        [event] = Event.objects.filter(kind="identity_shown")
    assert (event.subject_id, event.reason) == (world.student("zj_school_a").pk, "打印审批表")


def test_character_that_no_face_has_becomes_a_mark(world):
    text = text_of(printed(world, "zj_school_a.registrar", opened(world, reason_text="家长写了\U0001f600一句")))

    assert "家长写了〓一句" in text
    assert "〓为字库所缺的字" in text


@pytest.fixture
def batch(world):
    new = [make_student(world, "zj_school_a", name=name, status="pending", cohort=2026) for name in ("林望", "罗栖")]
    scope = world.scope("zj_school_a.registrar")
    with scope.enter():
        return registration_open(actor=scope, student_ids=[student.pk for student in new])


def test_batch_is_one_list(world, batch):
    data = printed(world, "zj_school_a.registrar", batch)

    assert pages_of(data) == 1
    assert all(name in text_of(data) for name in ("林望", "罗栖", "浙江省中等职业学校学生新生注册审批表"))


def test_batch_is_a_form_for_each_when_asked(world, batch):
    assert pages_of(printed(world, "zj_school_a.registrar", batch, each=True)) == 2


class TestPages:
    @pytest.fixture
    def case(self, world):
        return submitted(world)

    def signed_in(self, client, world, office):
        client.force_login(world.user(office))
        return client

    @pytest.mark.parametrize("name", ["cases:form", "cases:file"])
    def test_strangers_find_nothing(self, client, world, case, name):
        answer = self.signed_in(client, world, "zj_school_b.registrar").get(reverse(name, args=[case.pk]))

        assert answer.status_code == 404

    @pytest.mark.parametrize("name", ["cases:form", "cases:file"])
    def test_party_gets_a_pdf_that_is_not_kept(self, client, world, case, name):
        answer = self.signed_in(client, world, "zj_school_d.registrar").get(reverse(name, args=[case.pk]))

        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert "no-store" in answer["Cache-Control"]
        assert "语" not in answer["Content-Disposition"] and case.number in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content).startswith(b"%PDF")

    def test_level_above_that_is_no_party_gets_no_whole_numbers(self, client, world, case):
        answer = self.signed_in(client, world, "zj.reviewer").post(reverse("cases:form", args=[case.pk]))

        assert answer.status_code == 403

    def test_page_offers_both_papers(self, client, world, case):
        text = self.signed_in(client, world, "zj_school_d.registrar").get(reverse("cases:case", args=[case.pk]))

        assert "打印审批表" in text.content.decode() and "打印案卷" in text.content.decode()
