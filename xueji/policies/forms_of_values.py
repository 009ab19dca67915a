"""Forms that set a value: a reading by the level that may interpret, a school's own rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.policies.engine.parameters import Parameter
from xueji.policies.values import bounds_text, sample, words_for
from xueji.policies.wording import value_text

_YES_NO = (("true", gettext_lazy("是")), ("false", gettext_lazy("否")))
_DAY = {"type": "date"}


class ValueForm(forms.Form):
    """A field (or several) for the value of one parameter, and the day from which it holds."""

    since = forms.DateField(label=gettext_lazy("自何日起"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def __init__(self, *args: Any, parameter: Parameter, current: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        self._fields = value_fields(parameter, sample(parameter) if current is None else current)
        self.fields = {**self._fields, **self.fields}

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """The fields of the value, as a template shows them."""
        return [self[name] for name in self._fields]

    @property
    def value(self) -> Any:
        """What was chosen, of the parameter's type; call after `is_valid`."""
        known, given = sample(self.parameter), self.cleaned_data
        if isinstance(known, bool):
            return given["value"] == "true"
        if isinstance(known, dict):
            return {key: given[_field_of(key)] for key in known}
        return given["value"]


class ReadingForm(ValueForm):
    """Another value for a reading, with its reason."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("会显示在条文旁边，供各级查阅"),
    )


class SchoolRuleForm(ValueForm):
    """What a school sets for itself: who decided it and when, where it is published."""

    decided_by = forms.CharField(
        label=gettext_lazy("决定机构"), max_length=100, help_text=gettext_lazy("如：校务会研究、校党组织会议审定")
    )
    decided_on = forms.DateField(label=gettext_lazy("决定日期"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    published_on = forms.DateField(
        label=gettext_lazy("公布日期"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    link = forms.URLField(label=gettext_lazy("公布网址"), required=False, max_length=300, assume_scheme="https")

    field_order = ("value", "since", "decided_by", "decided_on", "published_on", "link")


def value_fields(parameter: Parameter, current: Any) -> dict[str, forms.Field]:
    """The fields in which a value is chosen, showing what holds now."""
    known = sample(parameter)
    if isinstance(known, dict):
        return {_field_of(key): _many(parameter, value_text(key), (current or known).get(key, ())) for key in known}
    return {"value": _field(parameter, known, current)}


def _field(parameter: Parameter, known: Any, current: Any) -> forms.Field:
    label = _("值")
    if isinstance(known, bool):
        initial = "true" if current else "false"
        return forms.ChoiceField(label=label, choices=_YES_NO, initial=initial, widget=forms.RadioSelect)
    if isinstance(known, list):
        return _many(parameter, label, current)
    words = words_for(parameter)
    if words:
        choices = [(word, value_text(word)) for word in words]
        return forms.ChoiceField(label=label, choices=choices, initial=current, widget=forms.RadioSelect)
    return forms.IntegerField(
        label=label,
        initial=current,
        min_value=0 if parameter.minimum is None else parameter.minimum,
        max_value=parameter.maximum,
        help_text=bounds_text(parameter),
    )


def _many(parameter: Parameter, label: str, current: Any) -> forms.Field:
    choices = [(word, value_text(word)) for word in words_for(parameter)]
    return forms.MultipleChoiceField(
        label=label, choices=choices, initial=current, required=False, widget=forms.CheckboxSelectMultiple
    )


def _field_of(key: str) -> str:
    return f"value_{key}"
