"""The pages of outside transfers, and the list of all status changes."""

import pytest
from django.urls import reverse

from tests.transfers.outside import JIANGSU, NUMBER, ZHEJIANG, arrival_from_outside, departure, drafted_arrival
from tests.transfers.support import BEFORE_TERM, TERM, WINDOW, submitted
from transfers.models import OutsideSchool
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def in_the_window():
    with clock.at(WINDOW):
        yield


def signed_in(client, world, office="zj_school_a.registrar"):
    client.force_login(world.user(office))
    return client


def school(**changes):
    fields = {
        "name": "江州职业技术学校", "kind": "vocational_high", "province_code": JIANGSU, "address": "江州市河西路 8 号",
        "authority_name": "江州县教育局", "city_name": "江州市教育局", "programme": "计算机应用", "cohort": "2025",
        "years": "3", "reason": "household_move", "term": TERM.isoformat(), "applied_on": BEFORE_TERM.isoformat(),
        "student_consent": "on", "guardian_consent": "on",
    }  # fmt: skip
    return fields | changes


def newcomer(world, **changes):
    fields = {
        "identity_number": NUMBER, "student_name": "方听泉", "entered_on": "2025-09-01",
        "to_class": world.classes["zj_school_a.2025"].pk,
    }  # fmt: skip
    return school() | fields | changes


def departure_url(world):
    return f"{reverse('transfers:outside_departure')}?student={world.student('zj_school_a').pk}"


def drafts():
    with unfenced(reason="a test looks"):
        return list(Case.objects.order_by("pk"))


def test_departure_shows_rules_papers_and_a_path_with_the_other_side_on_it(client, world):
    page = signed_in(client, world).post(departure_url(world), school())

    text = page.content.decode()
    assert page.status_code == 200
    for part in ("陈语桐", "转学申请表", "江州市教育局", "系统外，凭纸质件录入", "去向记为江州职业技术学校"):
        assert part in text, part


def test_what_is_still_empty_is_no_mistake_while_it_is_being_filled_in(client, world):
    filling = signed_in(client, world).post(departure_url(world), school(name="", reason=""))
    saving = client.post(departure_url(world), school(name="", reason="", save="1"))

    assert "必填" not in filling.content.decode()
    assert "必填" in saving.content.decode()


def test_choosing_sends_the_form_again_and_writing_does_not(client, world):
    text = signed_in(client, world).get(departure_url(world)).content.decode()

    assert text.count('hx-target="#transfer-sheet"') >= 4
    assert '<form method="post" novalidate autocomplete="off">' in text


def test_departure_is_drafted(client, world):
    page = signed_in(client, world).post(departure_url(world), school(save="1"))

    [case] = drafts()
    assert (page.status_code, case.state) == (302, "draft")


def test_bureaus_of_the_own_province_are_offered(client, world):
    elsewhere = signed_in(client, world).post(departure_url(world), school())
    here = client.post(departure_url(world), school(province_code=ZHEJIANG))

    assert "石溪县教育局" not in elsewhere.content.decode()
    assert "石溪县教育局" in here.content.decode()


def test_arrival_is_drafted_with_its_pending_record(client, world):
    page = signed_in(client, world).post(reverse("transfers:outside_arrival"), newcomer(world, save="1"))

    [case] = drafts()
    assert (page.status_code, page.url) == (302, reverse("cases:case", args=[case.pk]))


def test_rules_speak_before_there_is_a_record(client, world):
    page = signed_in(client, world).post(reverse("transfers:outside_arrival"), newcomer(world))

    assert "在籍证明" in page.content.decode()
    assert drafts() == []


def test_arrival_of_who_is_on_a_register_is_refused_without_saying_where(client, world):
    with unfenced(reason="a test reads a number"):
        taken = world.student("zj_school_d").person.identity_number

    page = signed_in(client, world).post(
        reverse("transfers:outside_arrival"), newcomer(world, identity_number=taken, save="1")
    )

    text = page.content.decode()
    assert (page.status_code, drafts()) == (422, [])
    assert "已有在册学籍" in text and "澄怀" not in text


def test_missing_authority_stands_under_its_field(client, world):
    page = signed_in(client, world).post(departure_url(world), school(authority_name="", save="1"))

    assert (page.status_code, drafts()) == (422, [])
    assert "请选或填写学校的主管部门" in page.content.decode()


def test_draft_is_corrected_by_its_opener_only(client, world):
    case = drafted_arrival(world)
    url = reverse("transfers:outside_change", args=[case.pk])
    fields = school(name="江州中等专业学校", to_class=world.classes["zj_school_a.2025"].pk, entered_on="2025-09-01")

    assert signed_in(client, world, "zj_school_d.registrar").post(url, fields | {"save": "1"}).status_code == 404
    assert signed_in(client, world).post(url, fields | {"save": "1"}).status_code == 302
    with unfenced(reason="a test looks"):
        assert OutsideSchool.objects.get(case=case).name == "江州中等专业学校"


def test_common_change_leads_to_the_outside_form(client, world):
    case = drafted_arrival(world)

    page = signed_in(client, world).get(reverse("transfers:change", args=[case.pk]))

    assert page.url == reverse("transfers:outside_change", args=[case.pk])


def test_case_page_asks_the_colleague_for_the_paper_and_names_the_body(client, world):
    case = departure(world)

    text = (
        signed_in(client, world, "zj_school_a.school_head").get(reverse("cases:case", args=[case.pk])).content.decode()
    )

    for part in (
        "江州职业技术学校的书面意见（盖章）",
        "录入江州职业技术学校的书面意见",
        "由青塘区云汀职业技术学校凭书面意见录入",
    ):
        assert part in text, part


class TestList:
    def test_filters_by_kind_and_state(self, client, world):
        case = submitted(world)
        signed_in(client, world)

        for query, found in (
            ("kind=transfer", True),
            ("kind=leave", False),
            ("state=draft", False),
            ("kind=none", True),
        ):
            page = client.get(f"{reverse('transfers:list')}?{query}").content.decode()
            assert (case.number in page) is found, query

    def test_filters_by_term(self, client, world):
        case = submitted(world)
        signed_in(client, world)

        now = client.get(f"{reverse('transfers:list')}?term=2026-1").content.decode()
        before = client.get(f"{reverse('transfers:list')}?term=2025-2").content.decode()

        assert case.number in now and case.number not in before

    def test_pages_by_key_both_ways(self, client, world, monkeypatch):
        monkeypatch.setattr("transfers.listing.PAGE", 1)
        first, second = submitted(world), arrival_from_outside(world)
        signed_in(client, world)

        latest = client.get(reverse("transfers:list")).content.decode()
        following = client.get(f"{reverse('transfers:list')}?after={second.pk}").content.decode()
        back = client.get(f"{reverse('transfers:list')}?before={first.pk}").content.decode()

        assert second.number in latest and first.number not in latest
        assert first.number in following and second.number not in following
        assert second.number in back

    def test_leads_to_the_chooser(self, client, world):
        page = signed_in(client, world).get(reverse("transfers:list"))

        assert f'href="{reverse("matters:open")}"' in page.content.decode()
