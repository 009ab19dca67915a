"""Nobody gets a server error by writing nonsense where a number stands, or what no column can hold."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.fence.addresses import Address, addresses
from tests.fence.walking import sampled
from tests.support.samples import Belongings

# "²" is a digit to Python and no number; what is longer than a key of the database is none of its keys.
NO_NUMBER, NO_KEY = "²", "9" * 25
_ASKED = re.compile(r'(?:GET|POST|data|query|query_params|posted|sent|asked|given)\.get(?:list)?\(\s*"([a-z_]+)"')
_PACKAGES = ("xueji", "students", "transfers", "certificates", "graduation")


def asked_for() -> list[str]:
    """Every name under which a page looks for something in an address or a form, collected from the source."""
    sources = [path.read_text() for name in _PACKAGES for path in Path(settings.BASE_DIR, name).rglob("*.py")]
    return sorted({name for source in sources for name in _ASKED.findall(source)})


def test_the_names_are_collected():
    assert {"after", "before", "student", "organization", "year"} <= set(asked_for())


@pytest.mark.parametrize(
    ("who", "nonsense", "ways"),
    [
        ("zj_school_a.registrar", NO_NUMBER, ("get", "post")),
        ("zj_school_a.registrar", NO_KEY, ("get", "post")),
        ("zj.chief", NO_NUMBER, ("get",)),
    ],
)
def test_nonsense_is_no_server_error(alice, sign_in, who, nonsense, ways):
    client = sign_in(who)
    client.raise_request_exception = False
    words = dict.fromkeys(asked_for(), nonsense)

    broken = []
    for address in addresses():
        if address.name != "logout":
            broken += [found for way in ways if (found := _broken(client, address, alice, way, words))]

    assert broken == []


@pytest.mark.parametrize("way", ["get", "post"])
@pytest.mark.parametrize("address", ["/", "/login/", "/students/", "/quality/photo/"])
def test_what_no_column_can_hold_is_refused_at_the_door(sign_in, way, address):
    answer = getattr(sign_in("zj_school_a.registrar"), way)(address, {"q": "a\x00b"})

    assert answer.status_code == 400


def _broken(client: Client, address: Address, own: Belongings, way: str, words: dict[str, str]) -> str:
    """How an address answers with a server error; empty where it does not. What it does is undone."""
    with transaction.atomic():
        answer = getattr(client, way)(address.url(**sampled(address, own)), words)
        transaction.set_rollback(True)
    if answer.status_code < 500:
        return ""
    error = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
    return f"{way} {address.name}: {answer.status_code} {type(error).__name__} {error}"[:160]
