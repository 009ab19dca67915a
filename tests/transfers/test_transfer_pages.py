"""The pages of transfer: who may open them, what they refuse, what a to-school gets to see."""

import pytest
from django.urls import reverse

from students.models import Student
from tests.support.casework import fresh, hand_in
from tests.transfers.support import BEFORE_TERM, TERM, WINDOW, arrival, opened, submitted
from transfers.models import Transfer
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def in_the_window():
    with clock.at(WINDOW):
        yield


def signed_in(client, world, office):
    client.force_login(world.user(office))
    return client


def filled(world, school="zj_school_d", **changes):
    fields = {
        "to_school": world[school].pk,
        "to_programme": world.programmes[school].pk,
        "to_cohort": 2025,
        "reason": "household_move",
        "term": TERM.isoformat(),
        "applied_on": BEFORE_TERM.isoformat(),
        "student_consent": "on",
        "guardian_consent": "on",
    }
    return fields | changes


def open_url(student):
    return f"{reverse('transfers:open')}?student={student.pk}"


def cases():
    with unfenced(reason="a test looks"):
        return list(Case.objects.order_by("pk"))


def test_form_shows_rules_papers_and_path(client, world):
    page = signed_in(client, world, "zj_school_a.registrar").post(open_url(world.student("zj_school_a")), filled(world))

    text = page.content.decode()
    assert page.status_code == 200
    for part in ("陈语桐", "转学申请表", "转学应在学期结束后", "瑞江市教育局", "由系统编发校内学号"):
        assert part in text, part


def test_htmx_gets_the_columns_only(client, world):
    url = open_url(world.student("zj_school_a"))

    page = signed_in(client, world, "zj_school_a.registrar").post(url, filled(world), headers={"HX-Request": "true"})

    assert "<html" not in page.content.decode()
    assert "规则核对" in page.content.decode()


def test_saving_drafts_the_case(client, world):
    url = open_url(world.student("zj_school_a"))

    page = signed_in(client, world, "zj_school_a.registrar").post(url, filled(world, save="1"))

    [case] = cases()
    assert (page.status_code, page.url, case.state) == (302, reverse("cases:case", args=[case.pk]), "draft")


def test_case_page_of_a_draft_opens(client, world):
    case = opened(world)

    page = signed_in(client, world, "zj_school_a.registrar").get(reverse("cases:case", args=[case.pk]))

    assert "修改去向或事由" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to_school", lambda world: world["zj_county_1a"].pk),
        ("to_school", lambda world: world["zj_school_a"].pk),
        ("to_programme", lambda world: world.programmes["zj_school_b"].pk),
        ("to_cohort", lambda world: 2019),
        ("reason", lambda world: "boredom"),
        ("term", lambda world: "2030-09-01"),
        ("applied_on", lambda world: "2026-12-24"),
    ],
)
def test_what_is_not_on_offer_is_refused(client, world, field, value):
    url = open_url(world.student("zj_school_a"))
    data = filled(world, save="1", **{field: value(world)})

    page = signed_in(client, world, "zj_school_a.registrar").post(url, data)

    assert (page.status_code, cases()) == (422, [])


def test_another_schools_student_is_not_there(client, world):
    page = signed_in(client, world, "zj_school_b.registrar").get(open_url(world.student("zj_school_a")))

    assert page.status_code == 404


def test_who_may_not_open_cases_is_told_so(client, world):
    page = signed_in(client, world, "zj_school_a.school_head").get(reverse("transfers:open"))

    assert page.status_code == 403


def test_bureaus_do_not_open_transfers(client, world):
    page = signed_in(client, world, "zj_county_1a.reviewer").get(reverse("transfers:open"))

    assert page.status_code == 403


def test_picking_a_student_keeps_the_name_out_of_the_address(client, world):
    page = signed_in(client, world, "zj_school_a.registrar").post(reverse("transfers:open"), {"text": "陈语桐"})

    assert open_url(world.student("zj_school_a")) in page.content.decode()


def test_list_shows_both_sides(client, world):
    case = submitted(world)

    for office, word in (("zj_school_a.registrar", "转出本校"), ("zj_school_d.registrar", "转入本校")):
        page = signed_in(client, world, office).get(reverse("transfers:list"))
        assert word in page.content.decode(), office
        assert fresh(case).number in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_often_for_one_as_for_three(client, world, rows, django_assert_max_num_queries):
    for position in range(rows):
        submitted(world, student=world.student("zj_school_a", position), cohort=(2025, 2024, 2026)[position])
    signed_in(client, world, "zj_school_d.registrar").get(reverse("transfers:list"))

    with django_assert_max_num_queries(30):
        client.get(reverse("transfers:list"))


def test_to_school_gives_the_class_on_its_step(client, world):
    case = submitted(world)
    signed_in(client, world, "zj_school_d.registrar")
    page = client.get(reverse("cases:case", args=[case.pk]))
    assert "安排班级（同意前必须安排）" in page.content.decode()

    client.post(
        reverse("transfers:class_assign", args=[case.pk]), {"school_class": world.classes["zj_school_d.2025"].pk}
    )

    with unfenced(reason="a test looks"):
        assert Transfer.objects.get(case=case).to_class_id == world.classes["zj_school_d.2025"].pk


def test_another_schools_class_is_refused(client, world):
    case = submitted(world)

    signed_in(client, world, "zj_school_d.registrar").post(
        reverse("transfers:class_assign", args=[case.pk]), {"school_class": world.classes["zj_school_b.2025"].pk}
    )

    with unfenced(reason="a test looks"):
        assert Transfer.objects.get(case=case).to_class_id is None


@pytest.mark.parametrize("name", ["transfers:change", "transfers:class_assign"])
def test_stranger_finds_no_case(client, world, name):
    case = submitted(world)

    page = signed_in(client, world, "zj_school_b.registrar").post(reverse(name, args=[case.pk]), {})

    assert page.status_code == 404


def test_draft_is_corrected_by_its_opener(client, world):
    case = opened(world)
    data = filled(world, save="1", reason="family_move", reason_text="父母工作调动")

    signed_in(client, world, "zj_school_a.registrar").post(reverse("transfers:change", args=[case.pk]), data)

    with unfenced(reason="a test looks"):
        assert Transfer.objects.get(case=case).reason == "family_move"


def test_submitted_transfer_cannot_be_corrected(client, world):
    case = submitted(world)

    page = signed_in(client, world, "zj_school_a.registrar").get(reverse("transfers:change", args=[case.pk]))

    assert page.status_code == 404


class TestArrivals:
    """Beijing: the to-school opens, with number and name in hand."""

    @pytest.fixture(autouse=True)
    def before_the_term(self):
        with clock.at(BEFORE_TERM):
            yield

    @pytest.fixture
    def shown(self, world):
        with unfenced(reason="a test reads a number"):
            student = Student.objects.get(pk=world.student("bj_school_a").pk)
            return {"identity_number": student.person.identity_number, "name": student.name}

    def test_match_leads_to_the_form_with_the_snapshot(self, client, world, shown):
        signed_in(client, world, "bj_school_b.registrar")

        page = client.post(reverse("transfers:claim"), shown, follow=True)

        text = page.content.decode()
        assert page.redirect_chain == [(reverse("transfers:arrival"), 302)]
        assert "陈语桐" in text
        assert shown["identity_number"] not in text

    def test_wrong_name_and_wrong_number_get_the_same_words(self, client, world, shown):
        signed_in(client, world, "bj_school_b.registrar")
        answers = {
            client.post(reverse("transfers:claim"), shown | change).content.decode().count("没有找到证件号与姓名都一致")
            for change in ({"name": "陈雨桐"}, {"identity_number": "119801201005200019"})
        }

        assert len(answers) == 1
        assert answers != {0}

    def test_without_a_claim_there_is_no_form(self, client, world):
        page = signed_in(client, world, "bj_school_b.registrar").get(reverse("transfers:arrival"))

        assert page.url == reverse("transfers:claim")

    def test_saving_drafts_the_case(self, client, world, shown):
        signed_in(client, world, "bj_school_b.registrar").post(reverse("transfers:claim"), shown)

        client.post(reverse("transfers:arrival"), filled(world, "bj_school_b", save="1"))

        [case] = cases()
        hand_in(world, "bj_school_b.registrar", case, "transfer_application", "household_page")
        assert case.opened_for_id == world["bj_school_b"].pk

    def test_to_school_cannot_send_the_student_elsewhere(self, client, world, shown):
        signed_in(client, world, "bj_school_b.registrar").post(reverse("transfers:claim"), shown)

        page = client.post(reverse("transfers:arrival"), filled(world, "bj_school_body", save="1"))

        assert (page.status_code, cases()) == (422, [])

    def test_from_school_sees_the_case_and_no_class_form(self, client, world):
        case = arrival(world)

        page = signed_in(client, world, "bj_school_a.school_head").get(reverse("cases:case", args=[case.pk]))

        assert page.status_code == 200
        assert "安排班级" not in page.content.decode()


@pytest.mark.parametrize("office, offered", [("registrar", True), ("school_head", False)])
def test_only_who_may_change_a_transfer_is_offered_to(client, world, office, offered):
    case = opened(world)
    change = reverse("transfers:change", args=[case.pk])

    page = signed_in(client, world, f"zj_school_a.{office}").get(reverse("cases:case", args=[case.pk]))

    assert (f'href="{change}"' in page.content.decode()) is offered
    assert (client.get(change).status_code == 200) is offered
