"""A page costs as many queries with thirty of everything as with five: every address that is looked at, from the resolver."""

import re
from collections import Counter

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.fence.addresses import addresses
from tests.fence.rows import rows_of
from tests.fence.walking import sampled
from tests.support.samples import Belongings
from tests.support.samples.multiplying import multiply

FEW, MANY = 5, 30
WHO = ("zj_school_a.registrar", "zj_county_1a.chief", "zj.chief")

# Pages that ask for each of a few things by itself; whoever adds one says here how few.
FEW_OF = {"students:class": "the last eight divisions of a class, each judged whether it can be taken back"}

FOR_A_WHILE = ("policies_interpretationchange",)
"""What a process reads again now and then, whatever page comes."""


def _counts(client: Client, own: Belongings) -> dict[str, Counter[str]]:
    """By address: the queries that its page takes; for pages alone."""
    found = {}
    for address in addresses():
        if getattr(address.view, "unscoped", False) or address.name.startswith("api:"):
            continue
        url = address.url(**sampled(address, own))
        with transaction.atomic():
            client.get(url)  # what is remembered is remembered
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(url)
            transaction.set_rollback(True)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            asked = [query["sql"] for query in captured if not any(table in query["sql"] for table in FOR_A_WHILE)]
            found[address.name] = Counter(map(_shape, asked))
    return found


def _shape(sql: str) -> str:
    """What a query reads, without the values that it asks for."""
    bare = re.sub(r"'[^']*'(::\w+)?|x?\d+(_x\d+)?", "?", sql)
    return re.sub(r"\?(, ?\?)+", "?", bare[:30] + bare[bare.find(" FROM ") :])[:200]


@pytest.mark.parametrize("who", WHO)
def test_no_page_asks_once_more_for_each_row(alice, sign_in, who):
    rows_of(alice)
    client = sign_in(who)
    made = multiply(alice, FEW)
    few = _counts(client, alice)
    multiply(alice, MANY - FEW)
    many = _counts(client, alice)

    assert sum(1 for count in made.values() if count >= FEW) > 40, made
    grown = [
        f"{name}: {few[name].total()} queries, then {many[name].total()}: {(many[name] - few[name]).most_common(3)}"
        for name in sorted((few.keys() & many.keys()) - FEW_OF.keys())
        if many[name].total() > few[name].total()
    ]
    assert len(few) > 60 and not grown, "\n".join(grown)
