"""Signing in: how long it lasts, who is slowed down and who is not locked out by others."""

import json
import os
import re
import subprocess
import sys
from datetime import date
from time import time

import pytest
from django.urls import reverse

from tests.support.world import PASSWORD
from xueji import clock
from xueji.web import signing_in
from xueji.web.visitors import address_of

HOUR = 3600


@pytest.fixture(autouse=True)
def _own_counters(settings, tmp_path):
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}


def _aged(client, **hours: float) -> None:
    """Let the sign-in have begun, or been used last, so many hours ago."""
    session = client.session
    for name, ago in hours.items():
        session[name] = int(time() - ago * HOUR)
    session.save()


def _try(client, password: str, address: str = "192.0.2.9"):
    """As our proxy passes it on."""
    data = {"username": "zj_school_a.registrar", "password": password}
    return client.post(reverse("login"), data, headers={"X-Forwarded-For": address})


@pytest.fixture
def registrar(client, world):
    client.force_login(world.user("zj_school_a.registrar"))
    return client


@pytest.mark.parametrize("hours", [{"seen_at": 2.1}, {"signed_in_at": 12.1}], ids=["away", "long ago"])
def test_a_sign_in_ends(registrar, hours):
    _aged(registrar, **hours)

    page = registrar.get("/", follow=True)

    assert page.redirect_chain == [("/login/?next=/", 302)]
    assert "登录已过期，请重新登录。" in page.content.decode()
    assert "_auth_user_id" not in registrar.session


def test_who_works_stays_signed_in(registrar):
    _aged(registrar, signed_in_at=11.9, seen_at=1.9)

    assert registrar.get("/").status_code == 200
    assert registrar.session["seen_at"] >= int(time()) - 60


def test_a_first_request_after_signing_in_writes_no_session(registrar):
    before = dict(registrar.session.items())
    registrar.get(reverse("notices:settings"))

    assert registrar.session["seen_at"] == before["seen_at"]


def test_the_browser_keeps_no_lists_to_go_back_to_after_signing_out(client):
    page = client.get(reverse("login")).content.decode()
    told = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", page)[1])

    assert (told["historyCacheSize"], told["refreshOnHistoryMiss"]) == (0, True)


def test_the_visitor_is_whom_our_proxy_names(settings, rf):
    request = rf.get("/", headers={"X-Forwarded-For": "198.51.100.1, 192.0.2.9"})
    assert address_of(request) == "127.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert address_of(request) == "192.0.2.9"


def test_a_stranger_behind_the_same_proxy_locks_nobody_out(client, world, settings):
    settings.AXES_ENABLED, settings.TRUSTED_PROXIES = True, 1

    answers = [_try(client, "wrong", "198.51.100.1").status_code for _n in range(settings.AXES_FAILURE_LIMIT)]

    assert answers[-1] == 429
    assert _try(client, PASSWORD, "198.51.100.1").status_code == 429
    assert _try(client, PASSWORD).status_code == 302


def test_one_address_tries_so_many_accounts_and_no_more(client, world, settings, monkeypatch):
    settings.TRUSTED_PROXIES = 1
    monkeypatch.setattr(signing_in, "MOST", 2)

    with clock.at(date(2026, 9, 8)):  # within one minute
        answers = [_try(client, "wrong", "198.51.100.1").status_code for _n in range(3)]
        other = _try(client, "wrong").status_code

    assert (answers, other) == ([200, 200, 429], 200)


def test_whoever_holds_a_certificate_finds_the_way_from_the_sign_in(client):
    assert f'href="{reverse("certificates:verify_form")}"' in client.get(reverse("login")).content.decode()


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, ""),
        ({"XUEJI_DEMO": "1"}, "XUEJI_DEMO"),
        ({"XUEJI_TODAY": "2026-09-07"}, "XUEJI_TODAY"),
        ({"XUEJI_SECRET_KEY": ""}, "XUEJI_SECRET_KEY"),
        ({"XUEJI_FIELD_KEY": ""}, "XUEJI_FIELD_KEY"),
    ],
)
def test_production_refuses_what_is_for_development(given, refused):
    production = {"XUEJI_ENV": "production", "XUEJI_SECRET_KEY": "x" * 64, "XUEJI_FIELD_KEY": "y" * 64}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("XUEJI_", "DJANGO_"))}

    done = subprocess.run(
        [sys.executable, "-c", "import xueji.settings as s; print(s.DEBUG, s.DEMO_MODE, s.SESSION_COOKIE_SECURE)"],
        env=inherited | production | given,
        capture_output=True,
        text=True,
        check=False,
    )

    if refused:
        assert done.returncode == 1
        assert refused in done.stderr.strip().splitlines()[-1]
    else:
        assert done.stdout.split() == ["False", "False", "True"]
