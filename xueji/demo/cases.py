"""Cases in every state, some of them overdue: acted out day by day through the same actions that people use."""

from contextlib import suppress
from datetime import date, timedelta

from students.models import Programme, SchoolClass, Student
from students.parties import policy_key_of, terms_of
from transfers.actions import Place, transfer_arrival_open, transfer_class_assign, transfer_open
from transfers.lookup import student_claim
from xueji import clock
from xueji.cases import actions
from xueji.cases.deadlines import sweep
from xueji.cases.models import Case
from xueji.demo.admission import act_admission
from xueji.demo.archive import act_archive
from xueji.demo.batches import graduate, number_documents, register_newcomers
from xueji.demo.duplicates import act_duplicates
from xueji.demo.exports import act_exports
from xueji.demo.leave import act_leave
from xueji.demo.moves import act_moves
from xueji.demo.outside import act_outside
from xueji.demo.registration import act_registration
from xueji.demo.script import acting, days_before, decider, fresh, hand_in_papers, open_steps, working_day
from xueji.demo.structure import act_structure
from xueji.demo.studies import act_studies
from xueji.demo.tree import SCHOOLS
from xueji.demo.withdrawal import act_withdrawals
from xueji.errors import RuleViolated
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced

SEATS = 6  # of the longest chain
LONGEST_AGO = 20  # working days since the first decision that is acted out below


class Stage:
    """The organizations by the short names of the accounts, and the students not yet in a case."""

    def __init__(self, planted: dict[str, Organization]) -> None:
        self.schools = {school.slug: planted[school.code] for school in SCHOOLS}
        self.today = clock.today()
        self._used: set[int] = set()
        self.cases = 0

    def student(self, slug: str, cohort: int = 2025, status: str = "studying") -> Student:
        """The next student of a school whom no case has taken yet, not among the first (those have accounts)."""
        with unfenced(reason="demonstration"):
            student = (
                Student.objects.filter(school=self.schools[slug], cohort=cohort, status=status)
                .exclude(pk__in=self._used)
                .select_related("school__parent", "programme", "school_class", "person")
                .order_by("pk")[5:6]
                .get()
            )
        self._used.add(student.pk)
        return student

    def place(self, student: Student, slug: str, on: date, reason: str = "family_move") -> Place:
        """A place at a school in the same cohort, in the same programme if it has it."""
        school = self.schools[slug]
        with unfenced(reason="demonstration"):
            programmes = Programme.objects.filter(school=school)
            same = programmes.filter(major_code=student.programme.major_code).first()
            programme = same or programmes.order_by("pk")[0]
        return Place(
            to_school=school,
            to_programme=programme,
            to_cohort=student.cohort,
            reason=reason,
            applied_on=on - timedelta(days=2),
            effective_on=_term_meant(school, on),
            student_consent=True,
            guardian_consent=True,
        )


def _term_meant(school: Organization, on: date) -> date:
    """The opening day of the term for which a transfer asks: in Zhejiang also one that began in the last two weeks."""
    since = on - timedelta(days=13) if policy_key_of(school) == "zhejiang_2015" else on
    return min((term.starts_on for term in terms_of(school) if term.starts_on > since), default=on)


def run_cases(planted: dict[str, Organization]) -> int:
    """Act everything out; returns how many cases there are."""
    stage = Stage(planted)
    act_structure(stage)
    _zhejiang_transfers(stage)
    _beijing_transfers(stage)
    number_documents(planted)
    act_admission(stage)
    register_newcomers(stage.schools, stage.today)
    act_registration(stage)
    graduate(stage.schools, stage.today)
    act_studies(stage)
    act_leave(stage)
    act_withdrawals(stage)
    act_outside(stage)
    act_duplicates(stage)
    act_archive(stage)
    act_exports(stage)
    act_moves(stage)
    sweep()
    with unfenced(reason="demonstration"):
        return Case.objects.count()


def _zhejiang_transfers(stage: Stage) -> None:
    """Handed in inside the last window around an opening, as article 17 wants it, and before anybody below decides;
    what is late since then is late."""
    opened = max(term.starts_on for term in terms_of(stage.schools["zj1"]) if term.starts_on <= stage.today)
    handed_in = working_day(min(opened + timedelta(days=7), days_before(stage.today, LONGEST_AGO + 4)))

    # Two prefectures: came back for correction, was handed in again lately, lies with the to-school in time.
    case = _hand_in(stage, "zj1", "zj5", handed_in)
    _return(case, working_day(handed_in + timedelta(days=2)))
    _hand_in_again(case, days_before(stage.today, 3))
    # Two counties of one prefecture: one county has agreed, the other is days late.
    case = _hand_in(stage, "zj1", "zj3", handed_in)
    _agree(case, days_before(stage.today, 18), steps=1)
    _agree(case, days_before(stage.today, 12), steps=1)
    # One county, where the steps melt: lies with the county, one day before its last.
    case = _hand_in(stage, "zj2", "zj1", handed_in)
    _agree(case, days_before(stage.today, 9), steps=1)
    # Lies with both prefectures.
    case = _hand_in(stage, "zj3", "zj5", handed_in)
    for days in (LONGEST_AGO, 8):
        _agree(case, days_before(stage.today, days), steps=len(open_steps(case)))
    # Agreed by all, refused, taken back, sent back, not handed in.
    case = _hand_in(stage, "zj5", "zj1", handed_in)
    for _seat in range(SEATS):
        _agree(case, days_before(stage.today, 15), steps=1)
    _reject(_hand_in(stage, "zj1", "zj2", handed_in), days_before(stage.today, 16))
    case = _hand_in(stage, "zj6", "zj5", handed_in)
    with acting(stage.schools["zj6"], "registrar", days_before(stage.today, 14)) as scope:
        actions.case_withdraw(actor=scope, case=fresh(case), opinion="学生决定继续在本校就读。")
    _return(_hand_in(stage, "zj1", "zj6", handed_in), days_before(stage.today, 4))
    _draft(stage, "zj1", "zj5", stage.today)
    # Never looked at since it was handed in: weeks late, taken to the level above.
    _hand_in(stage, "zj4", "zj6", handed_in)


def _beijing_transfers(stage: Stage) -> None:
    """Opened by the to-school for the coming term (article 17)."""
    _arrive(stage, "bj1", "bj2", days_before(stage.today, 4))
    case = _arrive(stage, "bj2", "bj3", days_before(stage.today, 9))
    _agree(case, days_before(stage.today, 6), steps=1)
    case = _arrive(stage, "bj3", "bj1", days_before(stage.today, 12))
    for days in (9, 5):
        _agree(case, days_before(stage.today, days), steps=1)
    case = _arrive(stage, "bj4", "bj1", days_before(stage.today, 20))
    for days in (16, 12):
        _agree(case, days_before(stage.today, days), steps=1)
    for step in (step for step in open_steps(case) if step.kind == "filing"):
        with acting(*decider(step), days_before(stage.today, 10)) as scope:
            actions.step_file(actor=scope, case=fresh(case), opinion="已备案。")


def _draft(stage: Stage, origin: str, destination: str, on: date) -> Case:
    student = stage.student(origin)
    with acting(stage.schools[origin], "registrar", on, hour=9) as scope:
        place = stage.place(student, destination, on)
        return hand_in_papers(scope, transfer_open(actor=scope, student=student, place=place))


def _submit(case: Case, scope: Scope, opinion: str) -> None:
    """Hand up what the rules of that day allow; in a season in which they do not, it stays a draft."""
    with suppress(RuleViolated):
        actions.case_submit(actor=scope, case=fresh(case), opinion=opinion)


def _hand_in(stage: Stage, origin: str, destination: str, on: date) -> Case:
    case = _draft(stage, origin, destination, on)
    with acting(stage.schools[origin], "registrar", on) as scope:
        _submit(case, scope, "学生与监护人申请，材料齐全。")
    return case


def _hand_in_again(case: Case, on: date) -> None:
    with acting(case.opened_for, "registrar", on) as scope:
        _submit(case, scope, "已按意见补正。")


def _arrive(stage: Stage, origin: str, destination: str, on: date) -> Case:
    student = stage.student(origin)
    with unfenced(reason="demonstration"):
        number = student.person.identity_number
    with acting(stage.schools[destination], "registrar", on) as scope:
        claim = student_claim(actor=scope, identity_number=number, name=student.name)
        case = transfer_arrival_open(actor=scope, claim=claim or "", place=stage.place(student, destination, on))
        hand_in_papers(scope, case)
        _submit(case, scope, "学生与监护人申请转入。")
        return fresh(case)


def _agree(case: Case, on: date, *, steps: int) -> None:
    """Let those at whom the case lies agree, `steps` of them; a to-school puts the student into a class first."""
    for step in open_steps(case)[:steps]:
        with acting(*decider(step), on) as scope:
            current = fresh(case)
            transfer = current.transfer
            if step.organization_id == transfer.to_school_id and transfer.to_class is None:
                classes = SchoolClass.objects.filter(programme=transfer.to_programme, cohort=transfer.to_cohort)
                transfer_class_assign(actor=scope, case=current, school_class=classes.order_by("pk")[0])
            with suppress(RuleViolated):
                actions.step_approve(actor=scope, case=current, revision=current.revision, opinion="情况属实，同意。")


def _return(case: Case, on: date) -> None:
    for step in open_steps(case)[:1]:
        with acting(*decider(step), on) as scope:
            current = fresh(case)
            actions.step_return(
                actor=scope,
                case=current,
                revision=current.revision,
                to_position=1,
                opinion="家庭住址证明看不清，请重新拍照上传。",
            )


def _reject(case: Case, on: date) -> None:
    for step in open_steps(case)[:1]:
        with acting(*decider(step), on) as scope:
            current = fresh(case)
            actions.case_reject(
                actor=scope, case=current, revision=current.revision, opinion="本校该年级已满员，无法安排学位。"
            )
