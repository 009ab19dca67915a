"""Who applies: the student, together with the guardian while a minor. For every matter that begins with an application."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import is_of_age
from xueji.policies.vocabulary import Evidence


class Application(Rule[Any]):
    """The application is signed. `paper` is the form on which the signatures stand.

    Facts need ``student``, ``requested_on``, ``applied_on``, ``student_consent`` and ``guardian_consent``.
    """

    paper: ClassVar[Evidence]
    uses: ClassVar[tuple[str, ...]] = ("guardian.consent_below", "age.full_on_birthday")

    def is_adult(self, facts: Any) -> bool:
        """Whether the student was of age on the day of the application."""
        return is_of_age(
            facts.student.birth_date,
            self.values.integer("guardian.consent_below"),
            facts.applied_on or facts.requested_on,
            on_birthday=self.values.flag("age.full_on_birthday"),
        )

    def check(self, facts: Any) -> Verdict:
        adult = self.is_adult(facts)
        missing = [] if facts.student_consent else [_("学生")]
        if not facts.guardian_consent and not adult:
            missing.append(_("监护人"))
        if missing:
            return self.needs_evidence(_("缺%s的签字") % "、".join(missing), [self.paper.need])
        return self.allowed(_("成年学生本人已签字") if adult else _("学生与监护人均已签字"))
