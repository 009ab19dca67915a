"""What the search box finds: certificates by number or by the holder's name."""

from django.utils.translation import gettext as _

from certificates.models import Certificate
from xueji.organizations.scope import Scope
from xueji.web.searching import Hit


def find_certificates(scope: Scope, text: str, limit: int) -> list[Hit]:
    """Certificates whose number begins with the text (six characters and more); nothing for students of the portal."""
    words = "".join(text.split()).upper()
    if scope.office_id is None or not scope.allows("view_students") or len(words) < 6 or not words[:4].isdigit():
        return []
    found = Certificate.objects.filter(number__prefix=words).select_related("school").order_by("number")[:limit]
    return [
        Hit(
            label=_("%(kind)s %(number)s") % {"kind": each.document.label, "number": each.number},
            url=each.get_absolute_url(),
            detail=f"{each.name}，{each.school.name}，{each.get_state_display()}",
            icon="certificate",
            is_exact=each.number == words,
        )
        for each in found
    ]
