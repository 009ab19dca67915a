import json
import os
import signal
import sys
from pathlib import Path

import pytest

from ops.processes import Process, Stat, parse_stat, stat, wait_until

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
# A leader that leaves a child behind when it is killed.
PARENT = (sys.executable, "-c", "import os, time; os.fork(); time.sleep(60)")


@pytest.fixture
def process(tmp_path):
    process = Process("sleeper", SLEEP, pids=tmp_path, logs=tmp_path)
    yield process
    process.stop(signal.SIGKILL)


def test_a_name_with_spaces_and_parentheses_is_read():
    line = "42 (a) (b c) S 1 42 41 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 1 1"

    assert parse_stat(line) == Stat(state="S", session=41, started=98765)


def test_a_started_process_is_found_by_another_run(process, tmp_path):
    process.start(cwd=tmp_path)

    assert Process("sleeper", SLEEP, pids=tmp_path, logs=tmp_path).pid == process.pid


def test_a_killed_process_is_dead(process, tmp_path):
    process.start(cwd=tmp_path)

    os.kill(process.pid, signal.SIGKILL)

    assert wait_until(lambda: process.pid is None, 5)


def test_a_process_id_given_out_anew_is_not_ours(process, tmp_path):
    process.start(cwd=tmp_path)
    record = json.loads((tmp_path / "sleeper.json").read_text(encoding="utf-8"))
    record["started"] -= 1
    (tmp_path / "sleeper.json").write_text(json.dumps(record), encoding="utf-8")

    stranger = Process("sleeper", SLEEP, pids=tmp_path, logs=tmp_path)
    stranger.stop()

    assert stat(record["pid"]) is not None
    os.kill(record["pid"], signal.SIGKILL)
    assert wait_until(lambda: stat(record["pid"]) is None and process.pid is None, 5)


def test_a_record_of_an_earlier_boot_means_nothing(process, tmp_path):
    process.start(cwd=tmp_path)
    record = json.loads((tmp_path / "sleeper.json").read_text(encoding="utf-8"))
    (tmp_path / "sleeper.json").write_text(json.dumps(record | {"boot": "earlier"}), encoding="utf-8")

    assert Process("sleeper", SLEEP, pids=tmp_path, logs=tmp_path).pid is None


def test_what_a_dead_leader_left_behind_is_swept_away(tmp_path):
    parent = Process("parent", PARENT, pids=tmp_path, logs=tmp_path)
    parent.start(cwd=tmp_path)
    leader = parent.pid
    children = Path(f"/proc/{leader}/task/{leader}/children")
    assert wait_until(lambda: children.read_text(encoding="ascii").strip(), 5)
    child = int(children.read_text(encoding="ascii"))
    os.kill(leader, signal.SIGKILL)
    wait_until(lambda: parent.pid is None, 5)

    parent.sweep()

    assert wait_until(lambda: stat(child) is None, 5)
