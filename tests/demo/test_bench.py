"""The benchmarks run at any size and leave nothing behind."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from students.models import Student
from xueji.cases.models import Case
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced


def bench(*arguments: str) -> dict:
    out = StringIO()
    call_command("bench", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def counted(world):
    """How many rows there are, whoever asks."""

    def count() -> tuple[int, int, int]:
        with unfenced(reason="a test counts"):
            return Organization.objects.count(), Student.objects.count(), Case.objects.count()

    return count


@pytest.mark.parametrize(
    ("name", "lines"), [("import", 7), ("lists", 16), ("figures", 10), ("sweep", 3), ("cases", 12), ("entry", 66)]
)
def test_a_benchmark_measures_and_undoes(counted, name, lines):
    before = counted()

    found = bench(name, "--rows", "30", "--steps", "20", "--todo", "60", "--open", "40", "--students", "120")

    assert (list(found), len(found[name])) == ([name], lines)
    assert counted() == before


def test_an_unknown_benchmark_is_refused(db):
    with pytest.raises(CommandError, match="no benchmark"):
        bench("everything")
