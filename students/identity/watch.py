"""The watch on statements: a day before their term ends, and the clashes that settled themselves."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.identity.models import DuplicateFinding
from students.identity.solving import clashes_review
from xueji.cases.models import Case
from xueji.cases.watches import Due, Watch
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full

_AHEAD = timedelta(days=1)


class StatementDue(Watch):
    """查重陈述将到期. Nothing is drafted."""

    key: ClassVar[str] = "duplicate_statement"
    label: ClassVar[str | Promise] = _("查重陈述")

    def find(self, day: date) -> Iterable[Due]:
        """Statements that are due; what is no clash any more is closed first."""
        clashes_review()
        rows = DuplicateFinding.objects.unsolved().filter(
            statement_due_on__lte=day + _AHEAD, stated_at__isnull=True, asks=False
        )
        return [Due(f"statement:{row.pk}", row.statement_due_on, row.school_id) for row in rows if row.statement_due_on]

    def open_draft(self, due: Due, scope: Scope) -> Case | None:
        """Telling is enough."""
        return None

    def text(self, due: Due, case: Any) -> str:
        """Until when."""
        return gettext("查重：本校可在%(day)s前陈述，过期按现有材料裁定") % {"day": cn_date_full(due.due_on)}
