import pytest

from xueji.organizations.scope import unfenced


@pytest.fixture(autouse=True)
def _as_operator(request):
    """Only the escape hatch may write the calendar; pure tests need no database."""
    if "db" not in request.fixturenames and request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("db")
    with unfenced(reason="an operator keeps the calendar"):
        yield
