"""Numbers out of addresses and forms."""

import pytest

from xueji.web.asked import whole, wholes


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (7, 7),
        ("0", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("", None),
        (None, None),
    ],
)
def test_what_is_a_whole_number(text, number):
    assert whole(text) == number


def test_of_several_those_that_are_numbers():
    assert wholes(["3", "²", "", "1"]) == [3, 1]
