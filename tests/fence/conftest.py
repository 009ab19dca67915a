"""Alice's school and its things, Bob's school and his, and strangers of every kind.

The world and all that Alice has are made once a file; each test walks in a savepoint of its own.
"""

import logging
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client, override_settings

from tests.support.samples import Belongings
from tests.support.world import World, build_world
from xueji import clock
from xueji.policies import readings

TODAY = date(2026, 9, 8)


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> str:
    return str(tmp_path_factory.mktemp("media"))


@pytest.fixture(autouse=True)
def _own_files(settings, media):
    settings.MEDIA_ROOT = media


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _thousands_of_refusals(caplog):
    """Each is a line of the log, and none of them is worth a look."""
    with caplog.at_level(logging.ERROR, logger="django.request"):
        yield


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker, media) -> Iterator[SimpleNamespace]:
    """The world, and Alice: school A, whose running transfer goes to the city's own school, so that no stranger below sits
    in its chain."""
    fast = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"], "MEDIA_ROOT": media}
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**fast), clock.at(TODAY):
            readings.suppose()
            world = build_world()
            alice = Belongings(world, "zj_school_a", "zj_school_city", "上官")
            alice.make_all()
        yield SimpleNamespace(world=world, alice=alice)
        transaction.set_rollback(True)


@pytest.fixture
def world(made_once) -> Iterator[World]:
    with transaction.atomic():
        yield made_once.world
        transaction.set_rollback(True)


@pytest.fixture
def alice(world, made_once) -> Belongings:
    return made_once.alice


@pytest.fixture
def bob(world: World) -> Belongings:
    """The school next door, in the same county."""
    return Belongings(world, "zj_school_b", "zj_school_d", "欧阳")


@pytest.fixture
def sign_in(world: World):
    """sign_in("zj_school_b.registrar"), sign_in("zj_school_b.pupil") or sign_in("") for nobody: a client."""

    def go(who: str) -> Client:
        client = Client()
        if who.endswith(".pupil"):
            client.force_login(Belongings(world, who.removesuffix(".pupil"), "", "司徒").pupil)
        elif who:
            client.force_login(world.user(who))
        return client

    return go
