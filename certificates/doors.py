"""Doors: how a view comes to a certificate. What is not visible behind the fence does not exist (404)."""

from django.shortcuts import get_object_or_404

from certificates.models import Certificate
from certificates.states import ISSUED
from xueji.organizations.scope import Scope


def get_certificate_for(scope: Scope, pk: int) -> Certificate:
    """A certificate with its places at hand. Officers see those of their subtree in every state, students their own
    once they were issued; 404 otherwise."""
    found = Certificate.objects.select_related("school", "authority", "school__province")
    if scope.office_id is None:
        found = found.filter(person=scope.person_id, state__in=ISSUED)
    return get_object_or_404(found, pk=pk)


def get_public_certificate(code: str) -> Certificate | None:
    """The issued certificate with this verification code; None for an unknown code. Reads as the public: the database
    shows the role this one row, and neither of the encrypted numbers is fetched."""
    if not code:
        return None
    with Scope.of_public(code).enter():
        return (
            Certificate.objects.filter(verify_code=code)
            .only("kind", "number", "state", "name", "fields", "issued_on", "pdf_sha256", "revoked_at", "verify_code")
            .first()
        )
