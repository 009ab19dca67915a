"""Two workers look at what waits at once: each line and each message is taken by one of them; a dead one keeps nothing."""

import pytest
from django.core import mail
from django.db import connection

from tests.cases.conftest import errand  # noqa: F401 (fixture)
from tests.cases.errands import open_case
from tests.concurrency.racing import join, race, start
from tests.notices.conftest import day, noticed, outbox, reach, sms  # noqa: F401 (fixtures)
from xueji.notices.models import Message
from xueji.notices.outbox import deliver
from xueji.notices.spreading import spread
from xueji.organizations.scope import unfenced

AT_D = "zj_school_d.registrar"


@pytest.fixture
def queued(world, errand):  # noqa: F811
    """Six mails: three cases, two officers."""
    for position, office in enumerate((AT_D, "zj_school_d.school_head")):
        reach(world.user(office), address=f"{position}@example.com", work="now")
    for position in range(3):
        open_case(world, positions=(position,))
    spread()
    mail.outbox.clear()


def test_two_workers_send_each_message_once(queued):
    first, second = race(deliver, deliver)
    assert (first.value, second.value) == ({"sent": 6}, {"elsewhere": 6})
    assert len(mail.outbox) == 6
    assert deliver() == {}


def test_two_workers_spread_each_line_once(world, errand):  # noqa: F811
    for position in range(3):
        open_case(world, positions=(position,))
    race(spread, spread)
    assert spread() == 0
    assert len(noticed(world.user(AT_D))) == 3


def test_a_worker_that_dies_while_it_sends_leaves_the_message_queued(queued):
    key = outbox()[0].pk

    def die():
        with unfenced(reason="a test claims"):
            assert Message.objects.select_for_update().get(pk=key).state == "queued"
            connection.connection.close()

    join(start(die))
    assert deliver() == {"sent": 6}
