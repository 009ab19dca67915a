"""What the rules on information changes look at. No personal data: which entries change, not to what."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.facts.time import Term
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence, InformationField


@facts_of("information", label=_("信息变更"))
@dataclass(frozen=True, slots=True)
class InformationFacts:
    """A change of a registered student's information. ``student.has_duplicate`` is asked of the new number, where
    the identity number changes: whether it is on another person's register anywhere."""

    student: StudentFacts = fact(_("变更信息的学生"))
    requested_on: date = fact(_("学校启动（或拟启动）变更手续的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对规则的日期；最后核对时为决定之日"), derived=_("判断之日"))
    fields: frozenset[str] = fact(_("要变更的项目"), default=frozenset(), words=InformationField)
    proof_received_on: date | None = fact(_("学生或监护人提供证明的日期"), default=None)
    graduated: bool = fact(_("是否为已注册毕业（结业）的学生"), default=False)
    has_certificate: bool = fact(_("是否已发毕业或结业证书"), default=False)
    identity_valid: bool = fact(_("新身份证件号的校验码等是否正确"), default=True)
    identity_consistent: bool = fact(_("身份证件号与出生日期、性别是否一致"), default=True)
    applied_on: date | None = fact(_("学生或监护人申请的日期"), default=None)
    student_consent: bool = fact(_("学生本人是否签字申请"), default=False)
    guardian_consent: bool = fact(_("监护人是否签字申请"), default=False)
    terms: tuple[Term, ...] = fact(_("学年历"), default=())
    evidence: frozenset[str] = fact(_("已上传的证明材料"), default=frozenset(), words=Evidence)
    rest_days: frozenset[date] = fact(_("不办公的日期；不给出时按周六周日"), default=frozenset())
