"""What follows from a recorded contact inside the same transaction: chapters that come later add it.

following.register(lambda actor, rnd, contacts: …)
"""

from collections.abc import Callable, Sequence

from students.term_registration.models import RegistrationContact, Round
from xueji.organizations.scope import Scope

Follower = Callable[[Scope, Round, Sequence[RegistrationContact]], None]

_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Add what is to happen when a school has written down whom it tried to reach; it runs in the actor's scope."""
    if follower not in _followers:
        _followers.append(follower)


def follow(actor: Scope, rnd: Round, contacts: Sequence[RegistrationContact]) -> None:
    """Let everybody who registered act on the new contacts."""
    for follower in _followers:
        follower(actor, rnd, contacts)
