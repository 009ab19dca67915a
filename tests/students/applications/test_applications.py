"""A student applies on the phone, the guardian agrees, the school takes it up."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from students.applications import actions
from students.applications.models import Application, ApplicationState
from students.applications.offers import offer
from students.applications.pages import choices_for
from students.models import Profile, Student
from tests.cases.errands import picture
from tests.support.world import World, make_student
from tests.transfers.leave.support import leave_submitted
from xueji import clock
from xueji.database import cipher
from xueji.errors import Conflict, NotAllowed
from xueji.notices.models import Message
from xueji.organizations.models import User
from xueji.organizations.scope import Scope, unfenced

PHONE = "13800000427"
WISH = "form=1&destination=宁波某校&major=电子商务&reason=household_move&reason_text="

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def student(world: World) -> Student:
    found = make_student(world, "zj_school_a", name="试栖迟")
    with unfenced(reason="a test's guardian"):
        Profile.objects.update_or_create(
            student=found,
            defaults={"school_id": found.school_id, "data": {"guardian_name": "试安", "guardian_phone": PHONE}},
        )
    return found


@pytest.fixture
def own(student: Student) -> Scope:
    user = User.objects.create_user("a-student", password="x", name="试栖迟", person_id=student.person_id)
    return Scope.of_student(user_id=user.pk, person_id=student.person_id)


def filled_in(own: Scope, student: Student) -> Application:
    kind = offer("transfer")
    assert kind
    with own.enter():
        record = Student.objects.select_related("school__province", "programme", "school_class").get(pk=student.pk)
        return actions.application_fill(actor=own, kind=kind, student=record, data=QueryDict(WISH))


def code_of(application: Application) -> str:
    """The code that the outbox would send."""
    with unfenced(reason="a test reads the telephone"):
        message = Message.objects.order_by("-pk").first()
    found = re.search(r"(?<![0-9])[0-9]{6}(?![0-9])", cipher.decrypt(message.text_cipher))
    assert found
    return found[0]


def consented(own: Scope, application: Application) -> None:
    with own.enter():
        actions.consent_ask(actor=own, application=application)
        actions.consent_give(actor=own, application=application, code=code_of(application))


def test_a_minor_cannot_send_without_the_guardian(own: Scope, student: Student):
    application = filled_in(own, student)

    with own.enter(), pytest.raises(Conflict, match="监护人"):
        actions.application_send(actor=own, application=application)


def test_the_guardian_s_code_lets_it_be_sent_and_the_school_sees_it(world: World, own: Scope, student: Student):
    application = filled_in(own, student)
    consented(own, application)

    with own.enter():
        actions.application_send(actor=own, application=application)

    registrar = Client()
    registrar.force_login(world.user("zj_school_a.registrar"))
    page = registrar.get(reverse("applications:list"))
    assert "试栖迟" in page.text
    assert registrar.get(reverse("applications:application", args=[application.pk])).status_code == 200


def test_the_phone_number_is_shown_masked_only(own: Scope, student: Student):
    application = filled_in(own, student)
    client = Client()
    client.force_login(User.objects.get(username="a-student"))

    page = client.get(reverse("applications:mine", args=[application.pk]))

    assert "138****0427" in page.text
    assert PHONE not in page.text


def test_a_wrong_code_is_no_consent(own: Scope, student: Student):
    application = filled_in(own, student)
    with own.enter():
        actions.consent_ask(actor=own, application=application)
    wrong = "000000" if code_of(application) != "000000" else "111111"

    with own.enter():
        checked = actions.consent_give(actor=own, application=application, code=wrong)
        application.refresh_from_db()

    assert checked == "wrong"
    assert application.lacks_consent


def test_a_change_takes_the_consent_away(own: Scope, student: Student):
    application = filled_in(own, student)
    consented(own, application)
    kind = offer("transfer")
    assert kind

    with own.enter():
        record = Student.objects.get(pk=student.pk)
        actions.application_fill(
            actor=own, kind=kind, student=record, data=QueryDict(WISH + "改"), application=application
        )
        application.refresh_from_db()

    assert application.lacks_consent


def test_nobody_applies_for_somebody_else(world: World, own: Scope, student: Student):
    other = make_student(world, "zj_school_a", name="试望舒")
    kind = offer("transfer")
    assert kind

    with own.enter(), pytest.raises(NotAllowed):
        actions.application_fill(actor=own, kind=kind, student=other, data=QueryDict(WISH))


def test_a_second_open_application_of_a_kind_is_refused(own: Scope, student: Student):
    filled_in(own, student)

    with pytest.raises(Conflict, match="没有办完"):
        filled_in(own, student)


def test_the_school_s_return_reaches_the_student_with_its_reason(world: World, own: Scope, student: Student):
    application = filled_in(own, student)
    consented(own, application)
    with own.enter():
        actions.application_send(actor=own, application=application)
    registrar = Client()
    registrar.force_login(world.user("zj_school_a.registrar"))

    answer = registrar.post(
        reverse("applications:answer", args=[application.pk]), {"return": "1", "answer": "请写明现住址"}
    )

    assert answer.status_code == 302
    client = Client()
    client.force_login(User.objects.get(username="a-student"))
    assert "请写明现住址" in client.get(reverse("applications:mine", args=[application.pk])).text


def test_a_decline_without_a_reason_is_refused(world: World, own: Scope, student: Student):
    application = filled_in(own, student)
    consented(own, application)
    with own.enter():
        actions.application_send(actor=own, application=application)
    registrar = Client()
    registrar.force_login(world.user("zj_school_a.registrar"))

    answer = registrar.post(reverse("applications:answer", args=[application.pk]), {"decline": "1", "answer": " "})

    assert answer.status_code == 422
    with unfenced(reason="a test looks"):
        assert Application.objects.get(pk=application.pk).state == ApplicationState.SENT


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1a.reviewer"])
def test_a_stranger_finds_nothing(world: World, own: Scope, student: Student, office: str):
    application = filled_in(own, student)
    client = Client()
    client.force_login(world.user(office))

    for name in ("applications:application", "applications:take", "applications:mine"):
        assert client.get(reverse(name, args=[application.pk])).status_code in {403, 404}, name


def test_what_is_no_paper_is_refused_beside_the_papers(own: Scope, student: Student):
    application = filled_in(own, student)
    client = Client()
    client.force_login(User.objects.get(username="a-student"))

    answer = client.post(
        reverse("applications:paper_add", args=[application.pk]),
        {"key": "other", "label": "试", "file": SimpleUploadedFile("a.exe", b"MZ\x90")},
    )

    assert answer.status_code == 422
    assert "打不开" in answer.text


def test_a_picture_is_looked_at_and_never_run(own: Scope, student: Student):
    application = filled_in(own, student)
    client = Client()
    client.force_login(User.objects.get(username="a-student"))
    page = reverse("applications:paper_add", args=[application.pk])
    client.post(page, {"key": "other", "label": "证明", "file": SimpleUploadedFile("a.png", picture(), "image/png")})
    with unfenced(reason="a test looks"):
        row = application.papers.get()

    answer = client.get(reverse("applications:paper", args=[application.pk, row.pk]))

    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Security-Policy"].endswith("sandbox")


def test_what_a_running_case_would_refuse_is_not_offered(world: World, own: Scope, student: Student):
    with clock.at(date(2026, 10, 12)):
        leave = leave_submitted(world, "zj_school_a", student)
    with own.enter():
        offered = {choice.key: choice.why_not for choice in choices_for(Student.objects.get(pk=student.pk))}

    assert leave.kind == "leave"
    assert offered["transfer"] == "正在办理休学，办结后才能申请"
    assert offered["information"] == ""
