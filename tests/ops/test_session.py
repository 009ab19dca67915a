import pytest

from ops.session import Busy, exclusive, is_preset


def test_a_held_lock_names_its_holder(tmp_path):
    lock = tmp_path / "lock"

    with exclusive(lock, holder="first"), pytest.raises(Busy, match="first"), exclusive(lock, wait=False):
        pass


def test_a_lock_is_free_again_afterwards(tmp_path):
    with exclusive(tmp_path / "lock", holder="first"):
        pass

    with exclusive(tmp_path / "lock", holder="second", wait=False):
        assert (tmp_path / "lock").read_text(encoding="utf-8") == "second"


@pytest.mark.parametrize(
    ("name", "expected"), [("DATABASE_URL", True), ("DATABASE_URL_FILE", True), ("DATABASE_OWNER_URL", False)]
)
def test_a_service_is_preset_by_value_or_by_file(monkeypatch, name, expected):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv(name, "something")

    assert is_preset("DATABASE_URL") is expected
