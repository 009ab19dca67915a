"""What holds of every kind of case that a chapter registers."""

from collections import Counter

from xueji.cases import registry


def test_no_two_kinds_share_the_beginning_of_their_numbers():
    prefixes = Counter(kind.prefix for kind in registry.all_kinds())

    assert [prefix for prefix, count in prefixes.items() if count > 1] == []
    assert all(len(prefix) == 2 and prefix.isascii() and prefix.isupper() for prefix in prefixes)
