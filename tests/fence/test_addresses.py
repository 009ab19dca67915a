"""Alice, Bob and Charlie: every address of the register, asked for by people whom it is none of their business.

The addresses come from the resolver, so a new one is walked on the day it is written.
"""

from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from certificates.models import Certificate
from students.models import Person, StatusChange
from tests.fence.addresses import Address, addresses, with_arguments, without_arguments
from tests.fence.checksums import checksums
from tests.fence.walking import sampled
from tests.support.samples import Belongings, sample_for
from tests.support.world import make_office
from xueji.api.views import Scoped
from xueji.cases.models import Item
from xueji.organizations.scope import unfenced
from xueji.web.middleware import METHODS

STRANGERS = (
    "zj_school_b.registrar",  # Bob: another school of the same county
    "zj_school_b.school_head",
    "zj_school_c.registrar",  # another county
    "zj_county_1b.reviewer",
    "zj_county_2a.chief",  # another prefecture
    "zj_city_2.reviewer",
    "bj.chief",  # another province
    "zj_school_b.pupil",  # a student of another school
)
NOBODY = ""
OWNERS = ("zj_school_a.registrar", "zj_school_a.school_head", "zj_county_1a.chief", "zj_city_1.chief")
MISSING = 999_999_999

# Views that run without an office's scope. Whoever adds one says here why it can show nothing of a school.
UNSCOPED = {
    "healthz": "says that the process lives",
    "readyz": "says which part of the system does not answer",
    "login": "asks who you are",
    "logout": "forgets who you are",
    "password_change": "changes one's own password",
    "password_change_done": "says that it was changed",
    "web:no_office": "tells somebody without an office so",
    "certificates:verify_form": "asks for a code",
    "certificates:verify": "enters the public's scope with the code in hand",
}

# Addresses with arguments that are everybody's, because what they show belongs to no school.
EVERYBODYS = {
    "policies:regulation": "a regulation is published",
    "matters:kind": "a kind of matter; whose students it is opened for is asked for in the walk of posted ids",
    "students:admission_many": "a verb; whom it is done to is asked for in the walk of posted ids",
    "applications:fill": "an empty form of a kind, for whoever is signed in as a student",
    "policies:reading": "how a regulation is read is published beside it",
    "policies:school": "a school publishes what it has set for itself (Beijing 43)",
    "students:term_days": "the days of whoever asks; the name of a term belongs to nobody",
    "calendar:year": "the State Council's calendar is everybody's",
    "quality:findings": "a rule belongs to nobody; whom its list shows is fenced, and test_pages looks",
    "exports:new": "a kind of list belongs to nobody; its rows are asked for in the scope (test_taking_out looks)",
    "exports:picked": "the same; whose rows are taken is asked for in the walk of posted ids",
    "calendar:day": "it is kept by the chiefs of provinces",
    "calendar:festival": "it is kept by the chiefs of provinces",
    "calendar:import": "it is kept by the chiefs of provinces",
    "calendar:publish": "it is kept by the chiefs of provinces",
    "calendar:discard": "it is kept by the chiefs of provinces",
    "certificates:verify": "whoever holds the code of a certificate may verify it",
}


# Plausible words for any form.
WORDS = {
    "opinion": "同意",
    "verb": "approve",
    "approve_opinion": "同意",
    "revision": "1",
    "reason": "试",
    "q": "上",
    "purpose": "other",
    "key": "other",
    "label": "试",
}

# What everybody does for himself.
OWN_AFFAIRS = {"login", "logout", "password_change", "notices:settings", "notices:contact", "notices:read"}


def _private() -> list[Address]:
    return [address for address in with_arguments() if address.name not in EVERYBODYS]


def _missing(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {key: MISSING if isinstance(value, int) else value for key, value in kwargs.items()}


def _asks(client: Client, address: Address, kwargs: dict[str, Any]) -> dict[str, HttpResponse]:
    """Looked at, posted to with nothing, posted to with plausible words; the API by its other verbs too, which no page
    listens to (see below)."""
    url = address.url(**kwargs)
    answers = {
        "GET": client.get(url),
        "HTMX": client.get(url, headers={"HX-Request": "true"}),
        "POST": client.post(url),
        "POST words": client.post(url, WORDS),
    }
    if address.name.startswith("api:"):
        answers |= {
            "PUT": client.put(url, "{}", content_type="application/json"),
            "PATCH": client.patch(url, "{}", content_type="application/json"),
            "DELETE": client.delete(url),
        }
    return answers


def test_every_address_with_arguments_has_a_sample():
    lacking = [
        f"{address.name} ({address.route})"
        for address in with_arguments()
        if sample_for(address.name, address.route, list(address.arguments)) is None
    ]
    assert lacking == [], "Add samples of Alice's objects to tests/support/samples/."


def test_the_views_without_a_scope_are_those_listed_here():
    found = {
        address.name
        for address in addresses()
        if getattr(address.view, "unscoped", False) and not issubclass(getattr(address.view, "cls", object), Scoped)
    }
    assert found == set(UNSCOPED)


@pytest.mark.parametrize("way", ["put", "patch", "delete"])
def test_pages_listen_to_nothing_but_getting_and_posting(alice, sign_in, way):
    client = sign_in("zj_school_a.registrar")
    pages = [address for address in addresses() if not getattr(address.view, "unscoped", False)]

    answers = {each.name: getattr(client, way)(each.url(**sampled(each, alice))) for each in pages}

    assert len(answers) > 100
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 405} == {}
    assert {answer.headers["Allow"] for answer in answers.values()} == {", ".join(METHODS)}


@pytest.mark.parametrize("who", ["zj_school_a.registrar", "zj_city_1.chief"])
def test_what_is_shown_is_kept_by_no_browser_and_taken_for_nothing_else(alice, sign_in, who):
    client, wrong, files = sign_in(who), [], 0

    for address in addresses():
        if getattr(address.view, "unscoped", False) and not address.name.startswith("api:"):
            continue
        with transaction.atomic():
            answer = client.get(address.url(**sampled(address, alice)))
            _text(answer)  # a file is closed by reading it
            transaction.set_rollback(True)
        if answer.status_code != 200:
            continue
        told = answer.headers
        page = told["Content-Type"].startswith(("text/html", "application/json", "application/vnd.oai.openapi"))
        files += not page
        checks = {
            "is kept": "no-store" not in told.get("Cache-Control", ""),
            "is guessed at": told.get("X-Content-Type-Options") != "nosniff",
            "has no policy": "Content-Security-Policy" not in told,
            "has no name": not page and "Content-Disposition" not in told,
        }
        wrong += [f"{address.name} {what}" for what, is_so in checks.items() if is_so]

    assert wrong == []
    assert files > 5


@pytest.mark.parametrize("who", STRANGERS)
def test_to_a_stranger_an_object_of_another_school_does_not_exist(alice, sign_in, who):
    client = sign_in(who)
    before = checksums()

    wrong = []
    for address in _private():
        kwargs = sampled(address, alice)
        missing = _asks(client, address, _missing(kwargs))
        for way, answer in _asks(client, address, kwargs).items():
            # 405 and 403 are said before anybody looks for the object: they must be said of a missing one as well.
            if answer.status_code not in {404, 403, 405} or answer.status_code != missing[way].status_code:
                wrong.append(f"{way} {address.name}: {answer.status_code}, a missing one {missing[way].status_code}")
            wrong += [f"{way} {address.name} tells {word}" for word in alice.secrets if word in _text(answer)]

    assert wrong == []
    assert checksums() == before


def test_a_visitor_is_led_to_the_sign_in(alice):
    client, before = Client(), checksums()

    wrong = []
    for address in _private():
        is_api = address.name.startswith("api:")
        for way, answer in _asks(client, address, sampled(address, alice)).items():
            led = answer.status_code == 302 and answer.url.startswith("/login/")
            if not (led or (is_api and answer.status_code in {401, 403})):
                wrong.append(f"{way} {address.name}: {answer.status_code}")

    assert wrong == []
    assert checksums() == before


def test_there_was_something_to_leak(alice, sign_in):
    clients = [sign_in(who) for who in OWNERS]
    clients.append(Client())
    clients[-1].force_login(alice.pupil)

    without = [address.name for address in _private() if not _answered(clients, address.url(**sampled(address, alice)))]

    assert without == [], "Nobody of Alice's side gets an answer: the sample proves nothing there."


def _answered(clients: list[Client], url: str) -> bool:
    """Whether one of them gets more than a refusal; what they do is undone."""
    for client in clients:
        for method in (client.get, client.post):
            with transaction.atomic():
                answer = method(url)
                _text(answer)  # a file is closed by reading it
                transaction.set_rollback(True)
            if answer.status_code not in {403, 404, 405}:
                return True
    return False


@pytest.mark.parametrize("who", [*STRANGERS, NOBODY])
def test_pages_of_strangers_tell_nothing_of_another_school(alice, sign_in, who):
    client = sign_in(who)

    told = []
    for address in without_arguments():
        if address.name == "logout":
            continue
        for query in ({}, _own_ids(alice)):
            answer = client.get(address.url(), query, follow=True)
            told += [f"{address.name} tells {word}" for word in alice.secrets if word in _text(answer)]

    assert told == []


@pytest.mark.parametrize("who", [who for who in STRANGERS if not who.endswith(".pupil")])
def test_searches_of_strangers_find_nothing_of_another_school(alice, sign_in, who):
    client = sign_in(who)
    with unfenced(reason="a test looks"):
        person = Person.objects.get(pk=alice.student.person_id)
    asked = {
        "a name": "上官栖",
        "initials": alice.student.initials,
        "an identity number": person.identity_number,
        "a student number": person.student_number,
        "a case": alice.case.number,
        "a certificate": alice.certificate.number,
    }
    searches = [address for address in without_arguments() if address.name.endswith("search")]
    assert searches

    found = []
    for address in searches:
        for what, text in asked.items():
            answer = client.post(address.url(), {"q": text}, follow=True)
            told = [word for word in alice.secrets if word in _text(answer) and word != text]
            found += [f"{address.name} by {what} tells {word}" for word in told]

    assert found == []


@pytest.mark.parametrize("who", ["zj_school_b.registrar", "zj_county_1b.reviewer"])
def test_ids_of_another_school_are_refused_wherever_they_are_posted(alice, bob, sign_in, who):
    client, school = sign_in(who), alice.world["zj_school_a"]
    before = checksums(school.pk)
    data = _own_ids(alice) | {"issued_on": "2026-06-30", "verb": "approve", "reason": "household_move"}

    told = []
    for address in addresses():
        if address.name in {"logout", "login"}:
            continue
        kwargs = sampled(address, bob)
        with transaction.atomic():
            answer = client.post(address.url(**kwargs), data, follow=True)
            told += [f"{address.name} tells {word}" for word in alice.secrets if word in _text(answer)]
            changed = {table for table, value in checksums(school.pk).items() if value != before[table]}
            told += [f"{address.name} changed {table}" for table in changed]
            told += [f"{address.name} took {table}" for table in _taken(alice)]
            transaction.set_rollback(True)

    assert told == []


def test_who_may_only_look_changes_nothing(alice, world):
    teacher, client = make_office(world["zj_school_a"], "class_teacher", username="zj_school_a.teacher"), Client()
    client.force_login(teacher.user)
    before = checksums()

    for address in addresses():
        if address.name not in OWN_AFFAIRS:
            client.post(address.url(**sampled(address, alice)), _own_ids(alice) | WORDS)

    assert {table for table, value in checksums().items() if value != before[table]} == set()


def _own_ids(own: Belongings) -> dict[str, Any]:
    """Ids of Alice's things under every name that a form, a query or a page could ask for."""
    names = {
        own.student.pk: ("student", "students", "student_id", "item", "items", "returned_items"),
        own.graduate.pk: ("graduate", "came_from"),
        own.student.person_id: ("person", "person_id"),
        own.case.pk: ("case", "case_id", "id", "pk", "next"),
        own.certificate.pk: ("certificate", "replaces"),
        own.admission.pk: ("admission",),
        own.roster.pk: ("roster", "roster_id"),
        own.job.pk: ("job", "job_id"),
        own.student.school_id: ("school", "school_id", "organization", "from_school", "at"),
        own.student.school_class_id: ("school_class", "to_class"),
        own.student.programme_id: ("programme", "to_programme"),
    }
    return {name: str(key) for key, found in names.items() for name in found}


def _taken(own: Belongings) -> list[str]:
    """Tables in which a row of somebody else names one of Alice's students."""
    people = [own.student.pk, own.graduate.pk]
    with unfenced(reason="a test looks"):
        rows = {
            "items": Item.objects.filter(student_id__in=people).exclude(case=own.case),
            "changes": StatusChange.objects.filter(student__in=people),
            "certificates": Certificate.objects.filter(student__in=people).exclude(pk=own.certificate.pk),
        }
        return [name for name, found in rows.items() if found.exists()]


def _text(answer: HttpResponse) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode(errors="replace")
    return answer.content.decode(errors="replace")
