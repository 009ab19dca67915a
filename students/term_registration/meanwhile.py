"""Two people at one grid: what somebody else entered since a page was made is never written over unseen."""

from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from students.term_registration.entries import KEPT, Entry
from students.term_registration.models import TermRegistration
from xueji.web.formats import cn_date_full


def stamp_of(row: Any) -> str:
    """What a page carries along to say which entry it showed; empty where there was none."""
    if row is None:
        return ""
    return sha256(repr([getattr(row, name) for name in KEPT]).encode()).hexdigest()[:16]


def is_overtaken(entry: Entry, row: TermRegistration | None) -> bool:
    """Whether another entry stands than the one that the page showed."""
    return entry.seen is not None and entry.seen != stamp_of(row)


def is_left_alone(entry: Entry) -> bool:
    """Whether a line only repeats what the page showed: nobody touched it."""
    return entry.seen == stamp_of(entry)


def what_stands(row: TermRegistration | None) -> str:
    """Why the line was not saved: what somebody else entered."""
    if row is None:
        return _("这一行的登记刚被他人改过，没有保存。请核对后再存一次。")
    days = cn_date_full(row.registered_on or row.leave_until)
    known = {"now": f"{row.get_state_display()} {days}".strip()}
    return _("刚才已由他人登记为“%(now)s”，这一行没有保存。确要改的，请核对后再存一次。") % known
