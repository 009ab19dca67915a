"""Samples for the stranger walk: for every address with arguments, an object that belongs to one school.

A new address below one that is listed in routes.py needs nothing. Any other fails the walk: add its beginning to BY_ROUTE
with a function that makes the object (in the file of its chapter), or its name to BY_NAME when the beginning does not say
which object it is.
"""

from tests.support.samples.belongings import Belongings
from tests.support.samples.routes import sample_for

__all__ = ["Belongings", "sample_for"]
