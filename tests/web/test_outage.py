"""When the database is away, people are told so, not that the register is broken."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from xueji.web.errors import server_error


def answer_to(error: Exception):
    try:
        raise error
    except Exception:
        return server_error(RequestFactory().get("/"))


def test_an_outage_is_told_as_one_and_bids_come_back():
    answer = answer_to(OperationalError("server closed the connection unexpectedly"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "数据库暂时连不上" in answer.content.decode()


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("y")])
def test_other_faults_stay_faults(error):
    assert answer_to(error).status_code == 500
