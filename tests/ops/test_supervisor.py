import socket

import pytest

from ops.layout import Problem
from ops.supervisor import FIRST_PAUSE, HEALTHY_AFTER, LONGEST_PAUSE, Backoff, address, check_port


def test_each_early_death_doubles_the_pause_up_to_a_limit():
    backoff, pauses = Backoff(), []

    for moment in range(8):
        backoff.begun(moment)
        backoff.died(moment)
        pauses.append(backoff.pause)

    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


def test_a_death_after_a_healthy_life_is_a_new_story():
    backoff = Backoff()
    backoff.pause = LONGEST_PAUSE
    backoff.begun(100.0)

    backoff.died(100.0 + HEALTHY_AFTER + 1)

    assert backoff.pause == FIRST_PAUSE


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("XUEJI_PORT", port)

    with pytest.raises(Problem, match="XUEJI_PORT"):
        address()


def test_a_taken_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(Problem, match=f"127.0.0.1:{port}"):
            check_port("127.0.0.1", port)
