"""Alice's school and its things, Bob's school and his, and strangers of every kind."""

import logging
from datetime import date

import pytest
from django.test import Client

from tests.support.samples import Belongings
from tests.support.world import World
from xueji import clock


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(date(2026, 9, 8)):
        yield


@pytest.fixture(autouse=True)
def _thousands_of_refusals(caplog):
    """Each is a line of the log, and none of them is worth a look."""
    with caplog.at_level(logging.ERROR, logger="django.request"):
        yield


@pytest.fixture
def alice(world: World) -> Belongings:
    """School A, whose running transfer goes to the city's own school: no stranger below sits in its chain."""
    own = Belongings(world, "zj_school_a", "zj_school_city", "上官")
    assert own.admission_paper and own.deferral and own.admission_list and own.return_list
    assert own.secrets and own.evidence and own.job and own.draft and own.outside_draft
    assert own.withdrawal and own.notice and own.hand_over
    assert own.newcomer and own.college_roster and own.batch
    assert own.roster_image and own.heading and own.earlier_photo and own.photo_pack and own.photo_rule
    assert own.application_paper and own.matter_application and own.begun_application and own.pupil
    assert own.structure
    assert own.duplicate
    assert own.export
    assert own.file_paper and own.file_list and own.file_output
    return own


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
