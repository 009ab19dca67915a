import pytest

from ops import prepare
from ops.layout import Layout


@pytest.fixture
def root(tmp_path):
    """A checkout with one migration."""
    folder = tmp_path / "checkout" / "chapter" / "migrations"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "0001_initial.py").touch()
    (tmp_path / "checkout" / "requirements.txt").write_text("django==5.2")
    return tmp_path / "checkout"


def test_the_same_migrations_have_the_same_stamp(root):
    (root / "chapter" / "models.py").touch()

    assert prepare.migrations_stamp(root) == prepare.migrations_stamp(root)


@pytest.mark.parametrize("file", ["chapter/migrations/0002_more.py", "chapter/part/migrations/0001_initial.py"])
def test_another_migration_has_another(root, file):
    before = prepare.migrations_stamp(root)
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).touch()

    assert prepare.migrations_stamp(root) != before


def test_so_have_other_packages(root):
    before = prepare.migrations_stamp(root)
    (root / "requirements.txt").write_text("django==5.3")

    assert prepare.migrations_stamp(root) != before


class TestSingleCommands:
    class _Session:
        postgres = True

        def __init__(self, data):
            self.layout = Layout(data)

    @pytest.mark.parametrize(
        ("mark", "migrates"), [(None, True), ("", True), ("older", True), (prepare.migrations_stamp(), False)]
    )
    def test_bring_an_older_data_folder_up_to_date(self, tmp_path, monkeypatch, mark, migrates):
        ran = []
        monkeypatch.setattr(prepare, "_run", lambda command, *_rest: ran.append(command))
        session = self._Session(tmp_path)
        if mark is not None:
            session.layout.migrated.write_text(mark)

        prepare.migrate_once(session, {})
        prepare.migrate_once(session, {})

        assert len(ran) == migrates
