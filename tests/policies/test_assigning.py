"""Which regulation holds where: said by a province's chief, from a day on, and kept for everybody to read."""

from datetime import date

import pytest
from django.urls import reverse

from xueji import clock
from xueji.errors import Invalid
from xueji.policies.actions import policy_assign
from xueji.policies.assignments import policy_key_of
from xueji.policies.models import PolicyAssignment

TODAY = date(2026, 9, 8)
URL = reverse("policies:assignments")


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


def given(world, **changes):
    body = world["zj_county_1a"].pk
    usual = {"organization": body, "policy_key": "national_2010", "since": "2026-10-01", "document": "浙教〔2026〕9 号"}
    return usual | changes


def signed_in(client, world, office):
    client.force_login(world.user(office))
    return client


def test_a_pilot_county_gets_another_regulation_from_a_day_on(client, world):
    answer = signed_in(client, world, "zj.chief").post(URL, given(world))

    assert (answer.status_code, answer["Location"]) == (302, URL)
    county = type(world["zj_county_1a"]).objects.get(pk=world["zj_county_1a"].pk)
    days = [date(2026, 9, 30), date(2026, 10, 1)]
    assert [policy_key_of(county, day) for day in days] == ["zhejiang_2015", "national_2010"]
    page = client.get(URL).content.decode()
    assert "浙教〔2026〕9 号" in page
    assert page.index("青塘区教育局") < page.index("建库时")  # the newest first, the beginning last


@pytest.mark.parametrize("office", ["zj.reviewer", "zj_city_1.chief", "zj_county_1a.chief", "zj_school_a.school_head"])
def test_only_the_chief_of_a_province_says_so(client, world, office):
    before = PolicyAssignment.objects.count()
    page = signed_in(client, world, office).get(URL)

    answer = client.post(URL, given(world))

    assert (page.status_code, answer.status_code) == (200, 403)
    assert 'name="policy_key"' not in page.content.decode()
    assert PolicyAssignment.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"since": "2026-09-07"}, "施行日期不能在今天之前"),
        ({"document": ""}, "有 1 处填写有误"),
        ({"policy_key": "beijing_2020"}, "beijing_2020"),
    ],
)
def test_what_does_not_fit_is_refused(client, world, changes, said):
    before = PolicyAssignment.objects.count()

    answer = signed_in(client, world, "zj.chief").post(URL, given(world, **changes))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert PolicyAssignment.objects.count() == before


def test_another_provinces_bodies_are_not_to_be_had(client, world):
    answer = signed_in(client, world, "zj.chief").post(URL, given(world, organization=world["bj_district_1"].pk))

    assert answer.status_code == 422
    assert not PolicyAssignment.objects.filter(organization=world["bj_district_1"]).exists()


def test_a_province_sees_its_own_history(client, world):
    page = signed_in(client, world, "bj.chief").get(URL).content.decode()

    assert ("北京市教育委员会" in page, "浙江省教育厅" in page) == (True, False)


def test_a_province_does_not_take_anothers_regulation(world):
    with world.scope("zj.chief").enter() as chief, pytest.raises(Invalid, match="不是本省"):
        policy_assign(actor=chief, organization=world["zj"], policy_key="beijing_2020", since=TODAY)
