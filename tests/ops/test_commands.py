import pytest

from ops.commands import pytest_command


@pytest.mark.parametrize(
    ("arguments", "spread"),
    [
        ([], True),
        (["-k", "transfer"], True),
        (["-n", "4"], False),
        (["-n0"], False),
        (["--numprocesses=1"], False),
        (["-p", "no:xdist"], False),
    ],
)
def test_the_suite_runs_on_two_processes_unless_said_otherwise(arguments, spread):
    assert ("loadfile" in pytest_command(arguments)) is spread
