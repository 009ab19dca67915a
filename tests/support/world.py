"""A small world for tests: Zhejiang with two prefectures and three counties, Beijing with two districts and a superior
body; schools, officers of every level, a class and students in each school. Names are short so that tests read well.

Places use area code 3398 and 1198, which are not assigned; identity numbers have valid check characters.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from guardian.models import UserObjectPermission

from students.models import Person, Profile, Programme, SchoolClass, Student
from students.statuses import Status
from xueji.codes.gb11643 import check_character
from xueji.codes.student_number import from_identity
from xueji.database import cipher
from xueji.organizations.actions import office_appoint
from xueji.organizations.models import Office, Organization, User
from xueji.organizations.roles import role as role_of
from xueji.organizations.scope import Level, Scope, case_effect
from xueji.policies.actions import policy_assign
from xueji.policies.engine.registry import get as policy_of

PASSWORD = "xueji-test-1"
START = date(2020, 9, 1)
_serial = count(1)
_officers = count()


def mask(number: str) -> str:
    """First and last four characters (and the letter of a student number) stay readable."""
    return f"{number[:-14]}{'*' * 10}{number[-4:]}"


def identity_number(birth: date, *, area: str | None = None, sequence: int | None = None) -> str:
    """A number of an area that is not assigned, with a valid check character. Those that count themselves and those
    with a sequence of the caller's lie in two areas, so that they never meet."""
    if sequence is None:
        body = f"{area or '339801'}{birth:%Y%m%d}{next(_serial) % 1000:03d}"
    else:
        body = f"{area or '339802'}{birth:%Y%m%d}{sequence:03d}"
    return body + check_character(body)


@dataclass
class World:
    """Organizations by short key, offices by "organization.role", scopes and students likewise."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    students: dict[str, list[Student]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Organization:
        return self.organizations[key]

    def user(self, office: str) -> User:
        """world.user("zj_school_a.registrar")"""
        return self.offices[office].user

    def scope(self, office: str) -> Scope:
        return Scope.of_office(self.offices[office])

    def student(self, school: str, position: int = 0) -> Student:
        return self.students[school][position]


# key: (kind, code, name, parent, extra)
TREE: dict[str, tuple[str, str, str, str | None, dict[str, Any]]] = {
    "zj": ("province", "330000", "浙江省教育厅", None, {"place": "浙江省"}),
    "zj_city_1": ("city", "339800", "澜州市教育局", "zj", {"place": "澜州市"}),
    "zj_city_2": ("city", "339900", "瑞江市教育局", "zj", {"place": "瑞江市"}),
    "zj_county_1a": ("county", "339801", "青塘区教育局", "zj_city_1", {"place": "青塘区"}),
    "zj_county_1b": ("county", "339802", "石溪县教育局", "zj_city_1", {"place": "石溪县"}),
    "zj_county_2a": ("county", "339901", "南浦区教育局", "zj_city_2", {"place": "南浦区"}),
    "zj_school_a": ("school", "3398010001", "青塘区云汀职业技术学校", "zj_county_1a", {}),
    "zj_school_b": ("school", "3398010002", "青塘区观澜职业中学", "zj_county_1a", {}),
    "zj_school_c": ("school", "3398020001", "石溪县竹屿职业技术学校", "zj_county_1b", {}),
    "zj_school_d": ("school", "3399010001", "南浦区澄怀中等专业学校", "zj_county_2a", {}),
    "zj_school_city": ("school", "3398000001", "澜州市工商学校", "zj_city_1", {}),
    "bj": (
        "province",
        "110000",
        "北京市教育委员会",
        None,
        {"place": "北京市", "is_municipality": True},
    ),
    "bj_district_1": ("county", "119801", "松榆区教育委员会", "bj", {"place": "松榆区"}),
    "bj_district_2": ("county", "119802", "槐安区教育委员会", "bj", {"place": "槐安区"}),
    "bj_body": ("superior_body", "119890", "京衡工业集团有限公司", "bj", {"place": "北京市"}),
    "bj_school_a": ("school", "1198010001", "松榆区职业学校", "bj_district_1", {}),
    "bj_school_b": ("school", "1198020001", "槐安区职业学校", "bj_district_2", {}),
    "bj_school_body": ("school", "1198900001", "京衡工业学校", "bj_body", {}),
}

POLICIES = {"zj": policy_of("zhejiang_2015"), "bj": policy_of("beijing_2020")}

# Where the invented places lie: student numbers made by a school begin with a division that exists.
DIVISIONS = {
    "339800": "330100",
    "339900": "330200",
    "339801": "330106",
    "339802": "330122",
    "339901": "330203",
    "119801": "110105",
    "119802": "110108",
    "119890": "110000",
}

OFFICERS = {"school": ("registrar", "school_head"), "bureau": ("reviewer", "chief")}


def build_world() -> World:
    """Make everything in few queries; callers are inside a database transaction of their test."""
    world = World()
    for key, (kind, code, name, parent, extra) in TREE.items():
        world.organizations[key] = Organization.objects.create(
            kind=kind,
            code=code,
            name=name,
            division_code=DIVISIONS.get(code[:6], code[:6]),
            parent=world.organizations[parent] if parent else None,
            school_type="职业高中" if kind == "school" else "",
            local_education_authority=world.organizations["bj_district_1"] if key == "bj_school_body" else None,
            **extra,
        )
    world.organizations = _as_stored(world.organizations)
    for key, policy in POLICIES.items():
        top = world.organizations[key]
        policy_assign(
            actor=Scope.of_organization(top), organization=top, policy_key=policy.key, since=policy.effective_from
        )
    _fill_offices(world)
    _furnish(world)
    return world


def _as_stored(organizations: dict[str, Organization]) -> dict[str, Organization]:
    """The same bodies with the keys that a trigger gave them."""
    stored = Organization.objects.in_bulk([organization.pk for organization in organizations.values()])
    return {key: stored[organization.pk] for key, organization in organizations.items()}


def _fill_offices(world: World) -> None:
    """Two officers a body with the permissions of their roles, as `office_appoint` would give them."""
    places = [
        (f"{key}.{role}", organization, role)
        for key, organization in world.organizations.items()
        for role in OFFICERS["school" if organization.kind == "school" else "bureau"]
    ]
    hashed = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(username=username, password=hashed, name=officer_name()) for username, _body, _role in places
    )
    offices = Office.objects.bulk_create(
        Office(user=user, organization=organization, role=role, starts_on=START)
        for user, (_username, organization, role) in zip(users, places, strict=True)
    )
    content_type = ContentType.objects.get_for_model(Organization)
    permissions = {row.codename: row for row in Permission.objects.filter(content_type=content_type)}
    UserObjectPermission.objects.bulk_create(
        UserObjectPermission(
            user=office.user,
            permission=permissions[codename],
            content_type=content_type,
            object_pk=str(office.organization_id),
        )
        for office in offices
        for codename in role_of(office.role).permissions
    )
    world.offices = {username: office for (username, _body, _role), office in zip(places, offices, strict=True)}


def make_office(organization: Organization, role: str, *, username: str, **dates: Any) -> Office:
    """A person with one office; the password is PASSWORD."""
    user = User.objects.create_user(username=username, password=PASSWORD, name=officer_name())
    system = Scope(level=Level.UNFENCED, role="system")
    with system.enter():
        return office_appoint(
            actor=system,
            user=user,
            organization=organization,
            role=role,
            starts_on=dates.pop("starts_on", START),
            **dates,
        )


def officer_name() -> str:
    """A name that few other officers share."""
    position = next(_officers)
    return "周何沈陆许严杨叶余袁"[position % 10] + "敏川恒岚彤安澜朗谨舒知远"[position // 10 % 12]


def _furnish(world: World) -> None:
    """A programme, three classes and three students in each school."""
    schools = {key: body for key, body in world.organizations.items() if body.kind == "school"}
    with case_effect(0, reason="a test needs students"):
        programmes = Programme.objects.bulk_create(
            Programme(school=school, major_code="710201", name="计算机应用", short_name="计算机应用", years=3)
            for school in schools.values()
        )
        world.programmes = dict(zip(schools, programmes, strict=True))
        seats = [(key, cohort) for key in schools for cohort in (2026, 2025, 2024)]
        classes = SchoolClass.objects.bulk_create(
            SchoolClass(
                school=world[key], name=f"{cohort % 100}计算机1班", cohort=cohort, programme=world.programmes[key]
            )
            for key, cohort in seats
        )
        world.classes = {f"{key}.{cohort}": each for (key, cohort), each in zip(seats, classes, strict=True)}
        places = [(key, *who) for key in schools for who in (("陈语桐", 2025), ("程望舒", 2024), ("丁鹤眠", 2026))]
        numbers = [identity_number(date(cohort - 16, 5, 20)) for _key, _name, cohort in places]
        persons = Person.objects.bulk_create(_person(number, from_identity(number)) for number in numbers)
        students = Student.objects.bulk_create(
            _student(world, key, person, name=name, cohort=cohort)
            for person, (key, name, cohort) in zip(persons, places, strict=True)
        )
        Profile.objects.bulk_create(Profile(student=student, school=student.school) for student in students)
    for (key, _name, _cohort), student in zip(places, students, strict=True):
        world.students.setdefault(key, []).append(student)


def make_student(
    world: World,
    school: str,
    *,
    name: str = "沈嘉禾",
    cohort: int = 2025,
    status: str = Status.STUDYING,
    **fields: Any,
) -> Student:
    """A student of a school, in status since the September of the cohort year unless told otherwise."""
    birth = fields.setdefault("birth_date", date(cohort - 16, 5, 20))
    number = fields.pop("identity_number", None) or identity_number(birth)
    with case_effect(0, reason="a test needs a student"):
        person = make_person(number, from_identity(number))
        student = _student(world, school, person, name=name, cohort=cohort, status=status, **fields)
        student.save()
        Profile.objects.create(student=student, school=world[school], data={})
        return student


def _student(
    world: World, school: str, person: Person, *, name: str, cohort: int, status: str = Status.STUDYING, **fields: Any
) -> Student:
    entered = fields.pop("entered_on", date(cohort, 9, 1))
    defaults: dict[str, Any] = {
        "name_key": "chen yutong",
        "initials": "cyt",
        "sex": "2",
        "birth_date": date(cohort - 16, 5, 20),
        "school_number": f"{cohort}{next(_serial):05d}",
        "programme": world.programmes[school],
        "school_class": world.classes[f"{school}.{cohort}"],
        "registered_on": None if status == Status.PENDING else entered,
    }
    return Student(
        school=world[school],
        person=person,
        status=status,
        name=name,
        cohort=cohort,
        entered_on=entered,
        identity_mask=person.identity_mask,
        identity_index=bytes(person.identity_index),
        number_mask=person.number_mask,
        number_index=bytes(person.number_index),
        **(defaults | fields),
    )


def make_person(identity: str, student_number: str) -> Person:
    """A person with both numbers encrypted; callers are unfenced."""
    person = _person(identity, student_number)
    person.save()
    return person


def _person(identity: str, student_number: str) -> Person:
    return Person(
        identity_type="1",
        identity_index=cipher.blind_index(identity),
        identity_cipher=cipher.encrypt(identity),
        identity_mask=mask(identity),
        number_index=cipher.blind_index(student_number),
        number_cipher=cipher.encrypt(student_number),
        number_mask=mask(student_number),
    )
