"""Filters of the regulations' pages."""

from datetime import date

from django import template

from xueji.policies.coverage import status_label
from xueji.policies.engine.parameters import Parameter, ParameterError
from xueji.policies.wording import value_text

register = template.Library()
register.filter("status_label", status_label)


@register.filter
def value_on(parameter: Parameter, day: date) -> str:
    """The value of a number or reading on a day; a dash before its first day."""
    try:
        return value_text(parameter.on(day))
    except ParameterError:
        return "—"
