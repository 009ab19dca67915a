from pathlib import Path

import pytest
import yaml

from ops.check_compose import faults
from ops.check_length import findings
from ops.check_lock import differences, hosts, pins
from ops.layout import ROOT

LOCK = """\
django-guardian==3.5.2 \\
    --hash=sha256:00
    # via xueji (pyproject.toml)
Types_PyYAML[extra]==6.0.12 ; python_version < '3.12'
"""


def test_pins_are_read_from_a_lock_with_hashes():
    assert pins(LOCK) == {"django-guardian": "3.5.2", "types-pyyaml": "6.0.12"}


@pytest.mark.parametrize(
    ("lock", "fresh", "expected"),
    [
        ({"a": "1"}, {"a": "1"}, []),
        ({"a": "1"}, {"a": "2"}, ["a: locked 1, wanted 2"]),
        ({}, {"a": "1"}, ["a: locked nothing, wanted 1"]),
        ({"a": "1"}, {}, ["a: locked 1, wanted nothing"]),
    ],
)
def test_a_lock_differs_by_missing_surplus_and_version(lock, fresh, expected):
    assert differences(lock, fresh) == expected


def test_a_host_in_a_lock_is_found(tmp_path: Path):
    (tmp_path / "requirements.txt").write_text("a==1\nb @ https://example.org/b.whl\n", encoding="utf-8")

    assert hosts(tmp_path) == ["requirements.txt:2: b @ https://example.org/b.whl"]


def test_a_function_over_sixty_lines_is_a_fault_and_over_forty_is_named(tmp_path: Path):
    bodies = {"short": 39, "long": 40, "fault": 60}
    source = "".join(f"def {name}():\n" + "    pass\n" * lines for name, lines in bodies.items())
    (tmp_path / "module.py").write_text(source, encoding="utf-8")

    found = [(is_fault, sentence.split(" has ")[0]) for is_fault, sentence in findings(tmp_path)]

    assert found == [(False, "module.py:41: long"), (True, "module.py:82: fault")]


def test_the_compose_file_is_sound():
    assert faults((ROOT / "docker-compose.yml").read_text(encoding="utf-8")) == []


def test_a_careless_service_is_named():
    whole = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    whole["services"] = {"web": {"image": "x", "depends_on": ["gone"], "environment": {"XUEJI_SECRET_KEY": "plain"}}}

    assert faults(yaml.safe_dump(whole)) == [
        "web runs as root",
        "web has no health check",
        "web depends_on: gone is not defined",
        "web environment: XUEJI_SECRET_KEY belongs into a secret's file",
    ]
