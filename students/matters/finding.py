"""Finding the own student for whom a matter is opened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from students.models import Student
from students.searching import understand
from xueji.organizations.scope import Scope

SHOWN = 20


class PickForm(forms.Form):
    """What a registrar remembers of a student."""

    text = forms.CharField(label=_("姓名、姓名首字母、学号或学籍号"), max_length=50)


def found_students(scope: Scope, form: PickForm, *, current: bool = False) -> list[Student] | None:
    """At most SHOWN students of the school, those on the register first (`current`: only those); None while nothing was
    asked."""
    if not form.is_valid():
        return None
    search = understand(form.cleaned_data["text"], scope.level)
    if search is None:
        return []
    found = Student.objects.matching(search).filter(school=scope.organization_id).with_places()
    if current:
        found = found.current()
    return list(found.order_by("left_on", "name_key", "pk")[:SHOWN])
