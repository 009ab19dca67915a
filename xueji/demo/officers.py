"""Officers for every role at every level of the demonstration, and two students who sign in."""

from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from students.models import Student
from xueji.cases.models import Item
from xueji.demo.people import Crowd
from xueji.demo.tree import BODY_CODE, SCHOOLS
from xueji.organizations.actions import office_appoint
from xueji.organizations.models import Office, Organization, User
from xueji.organizations.roles import ROLES
from xueji.organizations.scope import Scope, unfenced

PASSWORD = "xueji-demo-2026"
SINCE = date(2022, 9, 1)
BUREAUS = {
    "110000": "bj",
    "110105": "bj.chaoyang",
    "110106": "bj.fengtai",
    "110108": "bj.haidian",
    BODY_CODE: "bj.body",
    "330000": "zj",
    "330100": "zj.hangzhou",
    "330106": "zj.xihu",
    "330122": "zj.tonglu",
    "330200": "zj.ningbo",
    "330203": "zj.haishu",
    "330205": "zj.jiangbei",
}
STUDENTS = {"bj1": "bj.student", "zj1": "zj.student"}


@dataclass(frozen=True)
class Account:
    """What `demo --accounts` prints of one account."""

    username: str
    password: str
    role: str
    organization: str
    level: str


def appoint(planted: dict[str, Organization], crowd: Crowd, actor: Scope) -> None:
    """Give every body of the demonstration its officers; who is there already stays."""
    bodies = BUREAUS | {school.code: school.slug for school in SCHOOLS}
    hashed = make_password(PASSWORD)
    for code, slug in bodies.items():
        organization = planted[code]
        for role in ROLES:
            username = f"{slug}.{role.key}"
            if organization.kind in role.kinds and not User.objects.filter(username=username).exists():
                user = User.objects.create(username=username, name=crowd.officer(), password=hashed)
                office_appoint(actor=actor, user=user, organization=organization, role=role.key, starts_on=SINCE)


def admit_students() -> None:
    """Accounts for one student of a Beijing and one of a Zhejiang school, whose transfers are under way."""
    hashed = make_password(PASSWORD)
    for slug, username in STUDENTS.items():
        code = next(school.code for school in SCHOOLS if school.slug == slug)
        moving = Item.objects.filter(case__kind="transfer", binds=True).values("student_id")
        student = Student.objects.filter(school__code=code, status="studying", pk__in=moving).order_by("pk").first()
        if student and not User.objects.filter(username=username).exists():
            User.objects.create(username=username, name=student.name, password=hashed, person_id=student.person_id)


def accounts() -> list[Account]:
    """All accounts of the demonstration, from the province down to the student."""
    found = [
        Account(office.user.username, PASSWORD, office.role, office.organization.name, office.organization.level_name)
        for office in Office.objects.select_related("user", "organization").order_by(
            "organization__province_id", "organization_id", "pk"
        )
    ]
    with unfenced(reason="list the demonstration's accounts"):
        for username, person_id in User.objects.filter(username__in=STUDENTS.values()).values_list(
            "username", "person_id"
        ):
            school = Student.objects.filter(person_id=person_id or 0).values_list("school__name", flat=True).last()
            found.append(Account(username, PASSWORD, "student", school or "", "student"))
    return found


def as_rows() -> list[dict[str, str]]:
    """The accounts as plain rows."""
    return [asdict(account) for account in accounts()]
