"""The pages: who sees what, and what anybody may verify."""

import secrets

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates import storage
from certificates.actions import certificate_active_revoke
from certificates.codes import grouped
from certificates.doors import get_public_certificate
from certificates.models import Certificate
from certificates.views.public import MOST
from students.models import Student
from tests.certificates.conftest import ISSUED_ON, draft, graduate, render
from xueji import clock
from xueji.audit.models import Event
from xueji.organizations.models import User
from xueji.organizations.scope import Scope


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("zj_school_a.registrar"))
    return client


pytestmark = pytest.mark.usefixtures("own_counters")


def verify_url(certificate: Certificate) -> str:
    return reverse("certificates:verify", args=[certificate.verify_code])


def test_anybody_verifies_without_a_session(client, world, issued):
    certificate = issued()
    response = client.get(verify_url(certificate))
    page = response.content.decode()
    assert response.status_code == 200
    assert "xueji_session" not in response.cookies
    for fact in ("证书有效", "沈嘉禾", "青塘区云汀职业技术学校", "计算机应用", "三年制，全日制", "2026年6月30日"):
        assert fact in page
    assert grouped(certificate.number) in page
    assert grouped(certificate.pdf_sha256[:16]) in page
    mask = certificate.fields["identity_mask"]
    assert f"** **** **** **** {mask[-4:]}" in page
    assert mask[:4] + "*" not in page  # beside the day of birth, the area would leave nine numbers to try
    with world.scope("zj_school_a.registrar").enter():
        for secret in (certificate.identity_number, certificate.student_number):
            assert secret not in page
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Cache-Control"] == "no-store"


def test_the_public_sees_the_one_row_whose_code_it_holds(world, issued):
    certificate, other = issued(), issued("bj_school_a")
    with Scope.of_public(certificate.verify_code).enter():
        assert [each.pk for each in Certificate.objects.only("pk")] == [certificate.pk]
        assert Certificate.objects.filter(pk=other.pk).count() == 0
    with Scope.of_public("").enter():
        assert Certificate.objects.count() == 0
    for model in (Student, User, Event):
        with pytest.raises(Exception, match="permission denied"), Scope.of_public(certificate.verify_code).enter():
            model.objects.count()


def test_the_public_changes_nothing(world, issued):
    certificate = issued()
    with pytest.raises(Exception, match="permission denied"), Scope.of_public(certificate.verify_code).enter():
        Certificate.objects.update(name="改")


def test_a_draft_is_not_public(world):
    certificate = draft(world, graduate(world))
    assert get_public_certificate(certificate.verify_code) is None


def test_an_unknown_code_reveals_nothing(client, world, issued):
    code = issued().verify_code
    doctored = ("0" if code[0] != "0" else "1") + code[1:]
    pages = []
    for wrong in (doctored, "abc", "0" * 24, "0" * 80):
        response = client.get(reverse("certificates:verify", args=[wrong]))
        assert response.status_code == 404
        assert wrong not in response.content.decode()
        pages.append(response.content)
    assert len(set(pages)) == 1


def test_a_revoked_one_says_so_at_once(client, world, issued):
    certificate, chief = issued(), world.scope("zj_city_1.chief")
    with chief.enter():
        certificate_active_revoke(actor=chief, certificate=certificate, reason="学籍造假，另案处理")
    page = client.get(verify_url(certificate)).content.decode()
    assert "证书已作废" in page
    assert "作废日期" in page
    assert "证书有效" not in page
    assert "另案处理" not in page  # free text is for officers


def test_a_typed_code_leads_to_its_page(client, world, issued):
    certificate = issued()
    response = client.get(reverse("certificates:verify_form"), {"code": grouped(certificate.verify_code).lower()})
    assert response.url == verify_url(certificate)
    assert "24 位" in client.get(reverse("certificates:verify_form"), {"code": "??"}).content.decode()


def test_who_asks_too_often_is_asked_to_wait(client):
    url = reverse("certificates:verify_form")
    with clock.at(ISSUED_ON):  # within one minute
        answers = [client.get(url).status_code for _each in range(MOST + 1)]
        assert answers == [200] * MOST + [429]
        assert client.get(url, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.parametrize("location", ["real", "redis://127.0.0.1:1/0"])
def test_the_counter_counts_in_redis_and_answers_without_it(client, settings, location):
    backend = "django.core.cache.backends.redis.RedisCache"
    where = settings.REDIS_URL if location == "real" else location
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": where, "KEY_PREFIX": f"test-{secrets.token_hex(4)}"}}
    with clock.at(ISSUED_ON):
        answers = [client.get(reverse("certificates:verify_form")).status_code for _each in range(MOST + 1)]
    assert answers[-1] == (429 if location == "real" else 200)


def test_verification_asks_the_database_little(client, world, issued):
    url = verify_url(issued())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(url)
    assert len(queries) <= 6  # savepoint, scope, the row, scope, release


def test_strangers_find_nothing(client, world, issued):
    certificate = issued()
    client.force_login(world.user("zj_school_b.registrar"))
    for name in ("certificate", "file", "progress"):
        assert client.get(reverse(f"certificates:{name}", args=[certificate.pk])).status_code == 404
    for name in ("revoke", "spoil", "render_again"):
        assert client.post(reverse(f"certificates:{name}", args=[certificate.pk]), {"reason": "x"}).status_code == 404
    assert certificate.number not in client.get(reverse("certificates:list")).content.decode()


def test_nobody_without_signing_in(client, issued):
    certificate = issued()
    for name in ("certificate", "file"):
        assert client.get(reverse(f"certificates:{name}", args=[certificate.pk])).status_code == 302


def test_the_list_costs_the_same_for_one_and_for_many(registrar, world, issued):
    url = reverse("certificates:list")
    issued()
    registrar.get(url)  # the first page of a session asks for the office as well
    with CaptureQueriesContext(connection) as few:
        registrar.get(url)
    for _each in range(3):
        issued()
    with CaptureQueriesContext(connection) as many:
        response = registrar.get(url)
    assert len(many) == len(few)
    assert response.content.decode().count("20263398") == 4


def test_searching_keeps_names_out_of_addresses(registrar, world, issued):
    issued(name="陈一苇")
    issued(name="程见山")
    response = registrar.post(reverse("certificates:search"), {"q": "陈"})
    assert "陈" not in response.url
    assert "%" not in response.url
    page = registrar.get(response.url).content.decode()
    assert "陈一苇" in page
    assert "程见山" not in page
    by_number = registrar.post(reverse("certificates:search"), {"q": "2026 3398 0000 02"})
    assert "程见山" in registrar.get(by_number.url).content.decode()


def test_pages_of_the_list_join_without_gap(registrar, world, issued, monkeypatch):
    from certificates import listing

    made = [issued().number for _each in range(5)]
    monkeypatch.setattr(listing.page_of, "__kwdefaults__", {"size": 2})
    seen, url = [], reverse("certificates:list")
    while url:
        page = registrar.get(url).context["page"]
        seen += [each.number for each in page.rows]
        url = f"{reverse('certificates:list')}?after={page.next_cursor}" if page.next_cursor else ""
    assert seen == made[::-1]
    back = registrar.get(f"{reverse('certificates:list')}?before={page.rows[0].pk}").context["page"]
    assert [each.number for each in back.rows] == made[::-1][2:4]
    assert registrar.get(f"{reverse('certificates:list')}?after=x&before=9e9").status_code == 200


def test_a_certificate_page_masks_and_the_file_is_recorded(registrar, world, issued):
    certificate = issued()
    page = registrar.get(certificate.get_absolute_url()).content.decode()
    with world.scope("zj_school_a.registrar").enter():
        assert certificate.identity_number not in page
    response = registrar.get(reverse("certificates:file", args=[certificate.pk]) + "?download")
    assert response["Content-Disposition"] == f'attachment; filename="{certificate.number}.pdf"'
    assert response.content.startswith(b"%PDF")
    with world.scope("zj_school_a.registrar").enter():
        assert Event.objects.filter(kind="certificate_file_read", subject_id=certificate.pk).count() == 1


def test_a_damaged_file_is_not_handed_out(registrar, world, issued):
    certificate = issued()
    storage.SHELF.path_of(certificate.pdf_sha256).write_bytes(b"%PDF-1.7 other")
    response = registrar.get(reverse("certificates:file", args=[certificate.pk]))
    assert response.status_code == 500
    assert "指纹不符" in response.content.decode()


def test_revoking_on_the_page(registrar, world, issued):
    certificate = issued()
    url = reverse("certificates:revoke", args=[certificate.pk])
    refused = registrar.post(url, {"reason": ""})
    assert refused.status_code == 422
    assert "请写明原因" in refused.content.decode()
    assert registrar.post(url, {"reason": "冒名顶替"}).status_code == 302
    page = registrar.get(certificate.get_absolute_url()).content.decode()
    assert "冒名顶替" in page
    assert "作废这份证书…" not in page
    assert registrar.post(url, {"reason": "再来"}).status_code == 409


def test_a_head_of_school_looks_but_revokes_nothing(client, world, issued):
    certificate = issued()
    client.force_login(world.user("zj_school_a.school_head"))
    assert "作废这份证书…" not in client.get(certificate.get_absolute_url()).content.decode()
    assert client.post(reverse("certificates:revoke", args=[certificate.pk]), {"reason": "x"}).status_code == 403


def test_issuing_for_the_graduates_who_have_none(registrar, world, issued, sent):
    issued(name="已有证")
    one, two = graduate(world, name="陈一苇"), graduate(world, name="程见山")
    url = reverse("certificates:issue")
    page = registrar.get(url).content.decode()
    assert "2 名毕业生还没有证书" in page
    assert "已有证" not in page
    assert registrar.post(url, {"student": [one.pk]}).context["picked"] == {one.pk}
    refused = registrar.post(url, {"student": [one.pk], "issued_on": ""})
    assert refused.status_code == 422
    early = registrar.post(url, {"student": [one.pk], "issued_on": "2020-01-01"})
    assert "不能早于" in early.content.decode()
    stranger = world.student("zj_school_b")
    assert registrar.post(url, {"student": [stranger.pk], "issued_on": "2026-06-30"}).status_code == 422
    done = registrar.post(url, {"student": [one.pk, two.pk], "issued_on": "2026-06-30"})
    assert done.status_code == 302
    with world.scope("zj_school_a.registrar").enter():
        assert Certificate.objects.filter(state="draft").count() == 2
    assert "正在生成" in registrar.get(reverse("certificates:list")).content.decode()


def test_progress_asks_again_until_the_file_is_there(registrar, world):
    certificate = draft(world, graduate(world))
    url = reverse("certificates:progress", args=[certificate.pk])
    response = registrar.get(url, headers={"HX-Request": "true"})
    assert "hx-get" in response.content.decode()
    render(certificate)
    assert registrar.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_the_holder_sees_the_own_one_and_nobody_elses(client, world, issued):
    own, other = issued(name="陈一苇"), issued(name="程见山")
    student = User.objects.create_user(username="student-1", password="x", name="陈一苇", person_id=own.person_id)
    client.force_login(student)
    page = client.get(reverse("certificates:mine")).content.decode()
    assert grouped(own.number) in page
    assert "程见山" not in page
    assert client.get(reverse("certificates:file", args=[own.pk])).status_code == 200
    assert client.get(reverse("certificates:file", args=[other.pk])).status_code == 404
    assert client.get(reverse("certificates:list")).status_code == 404


def test_the_record_shows_the_certificate(registrar, world, issued):
    certificate = issued()
    page = registrar.get(reverse("students:record", args=[certificate.student_id])).content.decode()
    assert certificate.number in page
    tab = registrar.get(reverse("students:section", args=[certificate.student_id, "certificates"])).content.decode()
    assert certificate.number in tab
