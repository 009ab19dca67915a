"""Walking: an address with the things of one school in it."""

from typing import Any

from tests.fence.addresses import Address
from tests.support.samples import Belongings, sample_for


def sampled(address: Address, own: Belongings) -> dict[str, Any]:
    """The arguments of an address, standing for what one school has."""
    if not address.arguments:
        return {}
    sample = sample_for(address.name, address.route, list(address.arguments))
    assert sample, f"{address.name} ({address.route}) has no sample: add one to tests/support/samples/"
    return sample(own)
