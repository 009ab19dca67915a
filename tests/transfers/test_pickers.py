"""What forms offer: no programme that the school has retired, no class that it has closed."""

from datetime import date

import pytest

from students.models import Programme, SchoolClass
from tests.transfers.studies.support import second_programme
from transfers.actions import Place, check_place
from transfers.forms import TransferForm
from transfers.leave.returning import classes_for
from transfers.studies.places import classes_of, following_classes, other_programmes
from xueji import clock
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced
from xueji.policies.vocabulary import Initiator

pytestmark = pytest.mark.django_db
FROM, TO, DAY = "zj_school_a", "zj_school_d", date(2026, 9, 7)


def retire(programme):
    with unfenced(reason="a test retires a programme"):
        Programme.objects.filter(pk=programme.pk).update(retired_on=DAY)
    programme.retired_on = DAY


def close(*classes):
    with unfenced(reason="a test closes classes"):
        SchoolClass.objects.filter(pk__in=[each.pk for each in classes]).update(closed_on=DAY)


def classes(world, school):
    return [each for key, each in world.classes.items() if key.startswith(f"{school}.")]


def transfer_form(world):
    programme = world.programmes[TO]
    with world.scope(f"{FROM}.registrar").enter(), clock.at(DAY):
        form = TransferForm(
            None,
            opener=world[FROM],
            to_schools=Organization.objects.filter(pk=world[TO].pk),
            side=Initiator.FROM_SCHOOL,
            cohort=2025,
            initial={"to_school": world[TO].pk, "to_programme": programme.pk},
        )
        return list(form.fields["to_programme"].queryset), [
            cohort for cohort, _label in form.fields["to_cohort"].choices
        ]


def test_a_transfer_offers_what_the_school_teaches(world):
    programmes, cohorts = transfer_form(world)
    assert programmes == [world.programmes[TO]] and 2025 in cohorts


def test_a_transfer_offers_no_retired_programme(world):
    retire(world.programmes[TO])
    assert transfer_form(world) == ([], [])


def test_a_transfer_offers_no_grade_whose_classes_are_closed(world):
    close(*classes(world, TO))
    assert transfer_form(world) == ([world.programmes[TO]], [])


@pytest.mark.parametrize(("gone", "field"), [("programme", "to_programme"), ("class", "to_cohort")])
def test_a_place_that_is_gone_is_refused_when_the_form_comes_back(world, gone, field):
    programme = world.programmes[TO]
    if gone == "programme":
        retire(programme)
    else:
        close(*classes(world, TO))
    place = Place(
        to_school=world[TO], to_programme=programme, to_cohort=2025, to_class=None, reason="household_move",
        reason_text="", applied_on=DAY, effective_on=DAY, student_consent=True, guardian_consent=True,
    )  # fmt: skip
    with world.scope(f"{FROM}.registrar").enter(), clock.at(DAY), pytest.raises(Invalid) as refused:
        check_place(place)
    assert refused.value.field == field


def test_a_change_of_major_offers_neither(world):
    place = second_programme(world, FROM)
    student = world.student(FROM)
    with world.scope(f"{FROM}.registrar").enter():
        assert list(other_programmes(student)) == [place.programme]
        assert list(classes_of(place.programme, student.cohort)) == [place]
    close(place)
    retire(place.programme)
    with world.scope(f"{FROM}.registrar").enter():
        assert not other_programmes(student) and not classes_of(place.programme, student.cohort)


@pytest.mark.parametrize("offered_until", [2024, 2025])
def test_a_change_of_major_offers_what_is_offered_to_the_grade(world, offered_until):
    place = second_programme(world, FROM, offered_until=offered_until)
    with world.scope(f"{FROM}.registrar").enter():
        assert bool(other_programmes(world.student(FROM))) == (offered_until >= world.student(FROM).cohort), place


def test_who_comes_back_or_stays_behind_goes_into_an_open_class(world):
    student = world.student(FROM)
    with world.scope(f"{FROM}.registrar").enter():
        own = list(classes_for(student))
        behind = following_classes(world[FROM], [student.cohort])
    close(own[0], *behind)
    with world.scope(f"{FROM}.registrar").enter():
        assert own[0] not in classes_for(student)
        assert behind and following_classes(world[FROM], [student.cohort]) == []
