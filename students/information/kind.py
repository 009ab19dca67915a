"""Information change as a kind of matter: one student's entries, or one entry of many students."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.changes import Change
from students.identity.models import State
from students.identity.solving import clashes_review
from students.information.effects import (
    identities_replace,
    identities_restore,
    information_changes,
    replaced_numbers_keep,
)
from students.information.facts import changed_names, information_facts
from students.information.fields import Alteration, label_of, shown
from students.information.forms import InformationForm
from students.information.models import InformationChange
from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.statuses import Status
from xueji.cases.models import Case
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import Evidence


@dataclass(frozen=True)
class Line:
    """Old and new value, side by side."""

    label: str
    before: str
    after: str
    mark: str
    tone: str = "info"


class InformationKind(MatterKind):
    """信息变更: no change of status, so it stands beside any other case of the student (Beijing 33, Zhejiang 24)."""

    key: ClassVar[str] = "information"
    label: ClassVar[str | Promise] = _("信息变更")
    prefix: ClassVar[str] = "XB"
    verb: ClassVar[str | Promise] = _("同意变更")
    hint: ClassVar[str | Promise] = _("姓名、性别、出生日期、证件号从严；住址、电话等凭证明从简，可以成批")
    icon: ClassVar[str] = "edit"
    exclusive: ClassVar[bool] = False
    model = InformationChange
    form_class = InformationForm
    statuses: ClassVar[frozenset[Status]] = frozenset(
        {Status.STUDYING, Status.ON_LEAVE, Status.SPECIAL_SCHOOL, Status.GRADUATED, Status.COMPLETED}
    )
    for_many: ClassVar[bool] = True
    application: ClassVar[str] = Evidence.INFORMATION_APPLICATION.value
    can_be_undone: ClassVar[bool] = True

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Facts of the students."""
        return information_facts(gathering)

    def changes(self, case: Case, matters: Sequence[InformationChange]) -> Iterable[Change]:
        """Columns, name keys and entries of the profile."""
        return information_changes(matters)

    def after_apply(self, case: Case, matters: Sequence[InformationChange], scope: Scope) -> None:
        """The identity numbers, encrypted; what clashes no longer is closed."""
        identities_replace(matters)
        replaced_numbers_keep(matters)
        clashes_review([matter.student_id for matter in matters], state=State.CORRECTED, case_id=case.pk)

    def after_undo(self, case: Case, matters: Sequence[InformationChange], scope: Scope) -> None:
        """The numbers that stood before."""
        identities_restore(matters)

    def sentences(self, matter: InformationChange) -> list[str]:
        """What the system will do."""
        labels = "、".join(label_of(name) for name in changed_names(matter))
        found = [gettext("变更：%(labels)s；原值留在沿革和异动记录中，可以查到") % {"labels": labels}]
        if matter.name:
            found.append(gettext("按新姓名排序和检索"))
        if matter.identity_cipher:
            found.append(gettext("学籍号一人一号，终身不变，不随身份证件号重编"))
        found.append(gettext("已发的证书不随之改动"))
        return found

    def described(self, matter: InformationChange) -> list[tuple[str, str]]:
        """Each entry with old and new value."""
        rows = [(each.label, f"{each.before} → {each.after}") for each in alterations(matter)]
        if matter.reason_text:
            rows.append((gettext("情况说明"), matter.reason_text))
        return rows

    def compared(self, matter: InformationChange, snapshot: dict[str, Any]) -> list[Line]:
        """Old and new, side by side."""
        return [Line(each.label, each.before, each.after, gettext("变更")) for each in alterations(matter)]

    def page(self, case: Case, matters: Sequence[Any]) -> dict[str, Any]:
        """What stands in the comparison is not said twice."""
        single = len(matters) == 1 and not case.is_batch
        return {"comparison_heads": [gettext("原值"), gettext("新值")]} | ({"described": []} if single else {})


def alterations(matter: InformationChange) -> list[Alteration]:
    """What a row changes, as it is shown: numbers and phones masked."""
    new = matter.columns | matter.entries
    if matter.identity_cipher:
        new["identity_number"] = matter.identity_mask
    return [
        Alteration(name, label_of(name), shown(name, _day(name, matter.before.get(name))), shown(name, new[name]))
        for name in changed_names(matter)
    ]


def _day(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "birth_date" and value else value
