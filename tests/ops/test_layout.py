import os
from pathlib import Path

import pytest

from ops.layout import ROOT, Layout


def test_the_data_folder_lies_in_the_checkout_unless_named(monkeypatch):
    monkeypatch.delenv("XUEJI_DATA", raising=False)

    assert Layout.from_environment().data == ROOT / ".data"


def test_a_relative_data_folder_counts_from_the_current_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XUEJI_DATA", "here")
    monkeypatch.chdir(tmp_path)

    assert Layout.from_environment().data == tmp_path / "here"


def test_sockets_lie_in_the_data_folder_when_its_path_is_short_and_plain():
    assert Layout(Path("/srv/xueji/.data")).sockets == Path("/srv/xueji/.data/run")


@pytest.mark.parametrize("data", ["/srv/my register", "/srv/学籍", "/srv/a,b", "/srv/" + "x" * 80])
def test_sockets_lie_in_a_short_folder_when_the_path_would_not_do(data):
    assert Layout(Path(data)).sockets.match(f"/tmp/xueji-{os.getuid()}-????????????")


def test_two_awkward_folders_have_different_sockets():
    assert Layout(Path("/srv/a b")).sockets != Layout(Path("/srv/a c")).sockets


def test_only_the_owner_enters_secrets_and_sockets(tmp_path):
    layout = Layout(tmp_path / "data")

    layout.make()

    assert [path.stat().st_mode & 0o777 for path in (layout.secrets, layout.sockets)] == [0o700, 0o700]
