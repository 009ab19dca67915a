"""The pages: one's own notices, the bell, what by which channel, addresses with their codes."""

import re

import pytest

from tests.cases.errands import open_case
from tests.notices.conftest import noticed
from xueji.notices.inbox import notify_person
from xueji.notices.models import Contact, Settings
from xueji.notices.outbox import deliver
from xueji.notices.spreading import spread
from xueji.organizations.models import User
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
AT_D = "zj_school_d.registrar"


@pytest.fixture
def reader(client, world, errand):  # noqa: F811
    """The registrar of school D, with one notice."""
    open_case(world)
    spread()
    client.force_login(world.user(AT_D))
    return client


@pytest.fixture
def pupil(client, world):
    person = world.student("zj_school_a").person_id
    user = User.objects.create_user("stu", password="x", name="陈语桐", person_id=person)
    client.force_login(user)
    return user


def test_the_list_and_the_bell(reader):
    assert "省内转学 到了贵单位" in reader.get("/notices/").content.decode()
    assert ">1<" in reader.get("/notices/bell/").content.decode().replace("</span>1", ">1")


def test_following_one_leads_to_the_case_and_reads_it(reader, world):
    (notice,) = noticed(world.user(AT_D))
    assert reader.get(f"/notices/{notice.pk}/open/").url == f"/cases/{notice.case_id}/"
    assert noticed(world.user(AT_D))[0].read_at
    assert reader.get("/notices/bell/").content.decode().strip() == ""


def test_one_or_all_are_marked_read(reader, world):
    (notice,) = noticed(world.user(AT_D))
    reader.post("/notices/read/", {"notice": notice.pk + 1})
    assert noticed(world.user(AT_D))[0].read_at is None
    reader.post("/notices/read/")
    assert noticed(world.user(AT_D))[0].read_at


def test_reading_for_oneself_reads_for_nobody_else(reader, world):
    reader.post("/notices/read/")
    assert noticed(world.user("zj_school_d.school_head"))[0].read_at is None


def test_a_notice_of_somebody_else_does_not_exist(reader, world):
    (other,) = noticed(world.user("zj_school_d.school_head"))
    assert reader.get(f"/notices/{other.pk}/open/").status_code == 404


def test_the_list_is_filtered(reader):
    assert "到了贵单位" in reader.get("/notices/?show=unread").content.decode()
    assert "到了贵单位" not in reader.get("/notices/?event=office").content.decode()


def test_a_student_reads_the_own_notices_on_the_telephone(pupil, client, world):
    with world.scope("zj_school_a.registrar").enter():
        notify_person(pupil.person_id, "application", "您的转学申请到了县教育局")
    answer = client.get("/notices/")
    assert "您的转学申请到了县教育局" in answer.content.decode()
    assert answer.context["shell"] == "portal.html"


@pytest.mark.parametrize("query", ["?after=x", "?event=x", "?show=zzz"])
def test_odd_queries_do_no_harm(reader, query):
    assert reader.get(f"/notices/{query}").status_code == 200


def choices_of(page) -> dict[str, str]:
    return {bound.html_name: bound.value() for bound in page.context["form"]}


def test_settings_show_the_roles_defaults_and_keep_what_is_chosen(reader, world):
    shown = choices_of(reader.get("/notices/settings/"))
    assert (shown["returned-email"], shown["work-email"]) == ("now", "daily")
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    sent |= {"work-email": "off", "digest_at": "07:15"}
    assert reader.post("/notices/settings/", sent).status_code == 302
    with unfenced(reason="a test looks"):
        chosen = Settings.objects.get(user=world.user(AT_D))
    assert (chosen.choices["work"]["email"], f"{chosen.digest_at:%H:%M}") == ("off", "07:15")


@pytest.mark.parametrize("name", ["work-email", "digest_at"])
def test_settings_refuse_what_is_not_offered(reader, name):
    sent = {key: value for key, value in choices_of(reader.get("/notices/settings/")).items() if value}
    assert reader.post("/notices/settings/", sent | {name: "hourly"}).status_code == 422


def test_a_student_is_offered_the_own_events_only(pupil, client):
    rows = [row.event.key for row in client.get("/notices/settings/").context["form"].rows()]
    assert rows == ["application", "other"]


def test_an_address_is_given_and_verified_by_its_code(reader, sms, world):
    reader.post("/notices/contact/", {"channel": "sms", "address": "138 0000 1234"})
    assert "待验证" in reader.get("/notices/settings/").content.decode()
    deliver()
    code = re.search(r"\d{6}", sms[-1][1])[0]
    assert reader.post("/notices/contact/verify/", {"channel": "sms", "code": code}).status_code == 302
    page = reader.get("/notices/settings/").content.decode()
    assert "已验证" in page and "138****1234" in page and "13800001234" not in page


def test_a_wrong_code_verifies_nothing_and_counts(reader, world):
    reader.post("/notices/contact/", {"channel": "sms", "address": "13800001234"})
    answers = [reader.post("/notices/contact/verify/", {"channel": "sms", "code": "000000"}) for _try in range(6)]
    assert "错了太多次" in answers[-1].content.decode()
    with unfenced(reason="a test looks"):
        assert Contact.objects.get().verified_at is None


@pytest.mark.parametrize(
    ("channel", "address"),
    [("sms", "12345"), ("sms", "021-55667788"), ("email", "nobody"), ("email", "a@b\nBcc: c@d"), ("fax", "1")],
)
def test_an_address_that_cannot_be_is_refused(reader, channel, address):
    assert reader.post("/notices/contact/", {"channel": channel, "address": address}).status_code == 422


def test_asking_again_at_once_is_refused(reader):
    first, again = (reader.post("/notices/contact/", {"channel": "sms", "address": "13800001234"}) for _time in "ab")
    assert (first.status_code, again.status_code) == (302, 422)


def test_an_address_is_forgotten(reader):
    reader.post("/notices/contact/", {"channel": "sms", "address": "13800001234"})
    reader.post("/notices/contact/", {"channel": "sms", "forget": "1"})
    with unfenced(reason="a test looks"):
        assert not Contact.objects.exists()


def test_without_an_adapter_sms_is_not_offered(reader, settings):
    settings.SMS_GATEWAY = ""
    assert [each.channel for each in reader.get("/notices/settings/").context["contacts"]] == ["email"]
