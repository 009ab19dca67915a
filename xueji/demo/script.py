"""How the demonstration acts: as an officer, on a day, with papers that say that they are only for show."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.cases.evidence import evidence_add
from xueji.cases.models import Case, Step
from xueji.cases.outside import paper_of
from xueji.organizations.models import Office, Organization
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.engine.verdicts import Verdicts
from xueji.policies.vocabulary import Evidence


@contextmanager
def acting(organization: Organization, role: str, on: date, hour: int = 10) -> Iterator[Scope]:
    """As the holder of an office, at an hour of a day."""
    moment = datetime.combine(on, time(hour, 12), tzinfo=get_default_timezone())
    office = (
        Office.objects.select_related("organization").filter(organization=organization, role=role).order_by("pk")[0]
    )
    with clock.at(moment), Scope.of_office(office).enter() as scope:
        yield scope


def decider(step: Step) -> tuple[Organization, str]:
    """Who decides a step: a school's head, a bureau's reviewer."""
    organization = step.organization
    return organization, "school_head" if organization.kind == "school" else "reviewer"


def working_day(day: date) -> date:
    """The day itself or the next working day."""
    calendar = get_calendar()
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def days_before(day: date, working_days: int) -> date:
    """The day that many working days earlier."""
    calendar = get_calendar()
    while working_days:
        day -= timedelta(days=1)
        working_days -= calendar.is_working(day)
    return day


def hand_in_papers(scope: Scope, case: Case) -> Case:
    """Every paper that the rules still ask for."""
    case.refresh_from_db()
    for need in Verdicts.from_list(case.verdicts).missing_evidence:
        upload = SimpleUploadedFile("材料.png", _paper(need.key), content_type="image/png")
        evidence_add(actor=scope, case=case, key=need.key, label=need.label, upload=upload)
    case.refresh_from_db()
    return case


def hand_in_opinion(scope: Scope, case: Case, step: Step) -> None:
    """The paper on which a body outside the register gave its opinion, for who enters it."""
    if paper := paper_of(step):
        picture = _paper(Evidence.OUTSIDE_STATUS_PROOF.value)
        upload = SimpleUploadedFile("材料.png", picture, content_type="image/png")
        evidence_add(actor=scope, case=case, key=paper.key, label=paper.label, upload=upload)


def upload_of(key: str) -> SimpleUploadedFile:
    """A paper of that kind that says that it is only for show."""
    return SimpleUploadedFile("材料.png", _paper(key), content_type="image/png")


def open_steps(case: Case) -> list[Step]:
    """The steps at which the case lies, whoever they belong to."""
    with unfenced(reason="demonstration"):
        return list(Step.objects.filter(case=case, state="open").select_related("organization").order_by("position"))


def fresh(case: Case) -> Case:
    """The case as it stands now; callers see it."""
    return Case.objects.get(pk=case.pk)


@cache
def _paper(key: str) -> bytes:
    """A small picture of a form that says that it is only for show: nobody takes it for a real paper."""
    image = Image.new("RGB", (620, 440), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 600, 420), outline="#8a94a3", width=2)
    for row in range(6):
        y = 80 + row * 50
        draw.line((40, y, 580, y), fill="#cdd4dd", width=1)
        draw.rectangle((60, y + 14, 140 + (len(key) * 7 + row * 53) % 200, y + 30), fill="#e4e8ed")
    draw.ellipse((450, 300, 560, 410), outline="#b8291f", width=4)
    font = settings.FONT_DIR / "NotoSerifSC-Regular.ttf"
    if font.is_file():
        draw.text((40, 36), _("演示材料：%s") % Evidence(key).label, font=ImageFont.truetype(font, 22), fill="#465264")
        draw.text((470, 345), _("示意"), font=ImageFont.truetype(font, 28), fill="#b8291f")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
