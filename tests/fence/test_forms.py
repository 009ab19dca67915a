"""Forms: a field that asks for an object offers, and accepts, only what the reader may see."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps

from xueji.database.apply import fenced_models

CHAPTERS = (
    "students",
    "transfers",
    "certificates",
    "discipline",
    "graduation",
    "xueji.cases",
    "xueji.notices",
    "xueji.offices",
    "xueji.web",
)

# Fenced models whose rows everybody may choose from (see EVERYBODY_READS in test_database.py).
OFFERED = {"students.Programme", "students.SchoolClass"}


def form_classes() -> Iterator[type[forms.BaseForm]]:
    """Every form of the chapters."""
    for chapter in CHAPTERS:
        package = importlib.import_module(chapter)
        for module in pkgutil.walk_packages(package.__path__, f"{chapter}."):
            if "forms" in module.name.rsplit(".", 1)[-1]:
                importlib.import_module(module.name)
    found, left = [], [forms.BaseForm]
    while left:
        subclasses = left.pop().__subclasses__()
        left += subclasses
        found += [form for form in subclasses if form.__module__.startswith(CHAPTERS)]
    return iter(dict.fromkeys(found))


def test_there_are_forms_to_look_at():
    assert len(list(form_classes())) >= 5


def test_no_form_is_bound_to_all_fields_of_a_model():
    loose = [
        form.__qualname__
        for form in form_classes()
        if issubclass(form, forms.BaseModelForm) and getattr(form._meta, "fields", None) == "__all__"
    ]
    assert loose == []


@pytest.mark.parametrize("office", ["zj_school_b.registrar", "zj_county_1b.reviewer", "bj.chief"])
def test_a_form_offers_no_object_of_another_school(alice, world, office):
    fenced = {model for model, _fence in fenced_models()}

    offered = []
    with world.scope(office).enter():
        for form in form_classes():
            for name, field in form.base_fields.items():
                model = getattr(getattr(field, "queryset", None), "model", None)
                if model in fenced and model._meta.label not in OFFERED:
                    rows = field.queryset.filter(school_id=alice.student.school_id)
                    offered += [f"{form.__qualname__}.{name}"] if rows.exists() else []

    assert offered == []


def test_no_form_field_reads_the_database_when_its_module_is_imported():
    """A queryset evaluated at class level would be that of nobody, or of whoever came first."""
    read = [
        f"{form.__qualname__}.{name}"
        for form in form_classes()
        for name, field in form.base_fields.items()
        if getattr(getattr(field, "queryset", None), "_result_cache", None) is not None
    ]
    assert read == [] and apps.ready
