"""Papers: what is taken and what is refused, who may look, and that content is kept once."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.cases.errands import approve, open_case, picture, without_papers
from xueji.cases.evidence import SHELF
from xueji.cases.models import Case, Evidence
from xueji.organizations.scope import unfenced

pytestmark = pytest.mark.django_db
REGISTRAR = "zj_school_a.registrar"


def pdf():
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target)
    return target.getvalue()


def locked_pdf():
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
    return target.getvalue()


def hand_in(client, world, office, case, content, *, name="户口簿.png", key="household_register", label="户口簿"):
    client.force_login(world.user(office))
    upload = SimpleUploadedFile(name, content)
    return client.post(reverse("cases:evidence_add", args=[case.pk]), {"key": key, "label": label, "file": upload})


def papers(case):
    with unfenced(reason="a test looks"):
        return list(Evidence.objects.filter(case=case))


class TestHandingIn:
    @pytest.mark.parametrize(
        ("content", "content_type"),
        [(picture(), "image/png"), (picture("JPEG"), "image/jpeg"), (pdf(), "application/pdf")],
    )
    def test_takes_pictures_and_pdfs_whatever_they_are_called(self, client, world, errand, content, content_type):
        case = open_case(world, submit=False)
        hand_in(client, world, REGISTRAR, case, content, name="x.bin")
        assert [paper.content_type for paper in papers(case)] == [content_type]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"GIF89a" + b"0" * 50, "这种格式打不开"),
            (b"<html><script>alert(1)</script></html>", "这种格式打不开"),
            (picture()[:40], "图片已损坏"),
            (b"%PDF-1.7 nothing", "PDF 已损坏"),
            (locked_pdf(), "PDF 有打开密码"),
            (b"", "文件是空的"),
        ],
    )
    def test_refuses_beside_the_field(self, client, world, errand, content, words):
        case = open_case(world, submit=False)
        answer = hand_in(client, world, REGISTRAR, case, content, key="other")
        assert (answer.status_code, words in answer.context["other_form"]["file"].errors.as_text()) == (422, True)

    def test_refuses_more_than_the_limit(self, client, world, errand, settings):
        settings.EVIDENCE_MAX_BYTES = 60
        answer = hand_in(client, world, REGISTRAR, open_case(world, submit=False), picture("JPEG"), key="other")
        assert "超过每份" in answer.context["other_form"]["file"].errors.as_text()

    def test_asks_what_other_papers_are(self, client, world, errand):
        case = open_case(world, submit=False)
        answer = hand_in(client, world, REGISTRAR, case, picture(), key="other", label="")
        assert list(answer.context["other_form"].errors) == ["label"]

    def test_keeps_the_same_content_once(self, client, world, errand):
        case = open_case(world, submit=False)
        for _time in range(2):
            hand_in(client, world, REGISTRAR, case, picture())
        first, second = papers(case)
        assert first.sha256 == second.sha256 and len(list(SHELF.path_of(first.sha256).parent.iterdir())) == 1

    def test_shows_the_digest_under_a_chinese_name(self, client, world, errand):
        case = open_case(world, submit=False)
        hand_in(client, world, REGISTRAR, case, picture())
        (paper,) = papers(case)
        text = client.get(reverse("cases:case", args=[case.pk]), {"evidence": paper.pk}).content.decode()
        assert f"校验值 {paper.sha256[:4]}…{paper.sha256[-4:]}" in text and "sha256" not in text

    def test_asks_the_rules_again(self, client, world, errand):
        without_papers(errand)
        case = open_case(world, submit=False)
        owed = len(list_of_owed(client, world, case))
        key = list_of_owed(client, world, case)[0].key
        hand_in(client, world, REGISTRAR, case, picture(), key=key)
        assert len(list_of_owed(client, world, case)) == owed - 1

    def test_makes_an_older_decision_stale(self, client, world, errand):
        case = open_case(world)
        hand_in(client, world, "zj_school_d.registrar", case, picture())
        with unfenced(reason="a test looks"):
            assert Case.objects.get(pk=case.pk).revision == case.revision + 1

    def test_is_not_for_who_is_not_on_turn(self, client, world, errand):
        answer = hand_in(client, world, REGISTRAR, open_case(world), picture())
        assert answer.status_code == 403


def list_of_owed(client, world, case):
    client.force_login(world.user(REGISTRAR))
    return client.get(reverse("cases:case", args=[case.pk])).context["owed"]


class TestLooking:
    def look(self, client, world, office, case):
        client.force_login(world.user(office))
        return self.fetched(client, case)

    def fetched(self, client, case):
        return client.get(reverse("cases:evidence", args=[case.pk, papers(case)[0].pk]))

    def given(self, client, world, content=None):
        case = open_case(world, submit=False)
        hand_in(client, world, REGISTRAR, case, content or picture())
        return case

    def test_is_served_as_what_it_is(self, client, world, errand):
        answer = self.look(client, world, REGISTRAR, self.given(client, world))
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")

    def test_can_run_nothing(self, client, world, errand):
        answer = self.look(client, world, REGISTRAR, self.given(client, world))
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer["Content-Security-Policy"].endswith("sandbox")

    def test_is_not_kept_by_the_browser(self, client, world, errand):
        assert "no-store" in self.look(client, world, REGISTRAR, self.given(client, world))["Cache-Control"]

    def test_is_not_there_before_the_case_was_handed_up(self, client, world, errand):
        assert self.look(client, world, "zj_county_1a.reviewer", self.given(client, world)).status_code == 404

    def test_is_not_there_for_the_next_county(self, client, world, errand):
        case = open_case(world)
        hand_in(client, world, "zj_school_d.registrar", case, picture())
        assert self.look(client, world, "zj_county_1b.reviewer", case).status_code == 404

    def test_is_not_there_under_another_case(self, client, world, errand):
        case, other = self.given(client, world), open_case(world, positions=(1,), submit=False)
        client.force_login(world.user(REGISTRAR))
        url = reverse("cases:evidence", args=[other.pk, papers(case)[0].pk])
        assert client.get(url).status_code == 404

    def test_is_shown_to_the_student_it_is_about(self, client, world, errand, django_user_model):
        case = open_case(world)
        hand_in(client, world, "zj_school_d.registrar", case, picture())
        person = world.student("zj_school_a").person_id
        client.force_login(django_user_model.objects.create_user("s", password="x", name="陈语桐", person_id=person))
        assert self.fetched(client, case).status_code == 200

    def test_of_a_batch_is_no_students_business(self, client, world, roster, django_user_model):
        case = open_case(world, positions=(0, 1))
        hand_in(client, world, "zj_school_d.registrar", case, picture())
        person = world.student("zj_school_a").person_id
        client.force_login(django_user_model.objects.create_user("s", password="x", name="陈语桐", person_id=person))
        assert self.fetched(client, case).status_code == 404

    def test_every_look_is_recorded(self, client, world, errand):
        from xueji.audit.models import Event

        case = self.given(client, world)
        self.look(client, world, REGISTRAR, case)
        with unfenced(reason="a test looks"):
            assert Event.objects.filter(kind="evidence_read", subject_id=case.pk).count() == 1


class TestParallelPapers:
    def test_a_paper_of_one_party_makes_the_other_look_again(self, client, world, errand):
        case = approve(world, open_case(world), "zj_school_d.registrar")
        hand_in(client, world, "zj_county_2a.reviewer", case, picture())
        client.force_login(world.user("zj_county_1a.reviewer"))
        sent = {"verb": "approve", "version": case.revision, "approve_opinion": "同意。"}
        assert client.post(reverse("cases:decide", args=[case.pk]), sent).status_code == 409
