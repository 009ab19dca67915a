"""States of a certificate and the moves between them (a trigger of the database allows no others)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    ACTIVE = "active", _("有效")
    REPLACED = "replaced", _("已换发")
    REVOKED = "revoked", _("已作废")
    SPOILED = "spoiled", _("打废")


# Handed out at some time: the bytes are frozen and anybody may verify them.
ISSUED = [State.ACTIVE.value, State.REPLACED.value, State.REVOKED.value]
# No certificate any more: what was wrong, when and by whom is kept with it.
ENDED = [State.REVOKED.value, State.SPOILED.value]
