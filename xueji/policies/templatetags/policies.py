"""Filters of the regulations' pages."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xueji.organizations.scope import Scope
from xueji.policies import values
from xueji.policies.coverage import status_label
from xueji.policies.engine.parameters import Parameter, ParameterError
from xueji.policies.wording import value_text
from xueji.web import navigation

register = template.Library()
register.filter("status_label", status_label)
register.filter("bounds_text", values.bounds_text)


@register.filter(name="value_text")
def text_of(value: Any) -> str:
    """A value in words; a dash where there is none."""
    return "—" if value is None else value_text(value)


@register.filter
def value_on(parameter: Parameter, day: date) -> str:
    """The value of a number or reading on a day; a dash before its first day."""
    try:
        return text_of(parameter.on(day))
    except ParameterError:
        return "—"


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """The entry of that key, else the key."""
    return mapping.get(key, key) if mapping else key


@register.filter
def is_number(value: Any) -> bool:
    """Whether an article is numbered."""
    return isinstance(value, int)


@register.simple_tag(takes_context=True)
def screen_links(context: template.Context, names: Iterable[str]) -> list[SafeString | str]:
    """The screens that carry an article, by their places in the navigation; a page of one object counts to its list.

    What the reader may not open is named and leads nowhere.
    """
    scope = getattr(context.get("request"), "scope", None)
    places = [item for name in names if (item := _place_of(name)) is not None]
    return [_linked(item, scope) for item in dict.fromkeys(places)]


def _place_of(name: str) -> navigation.Item | None:
    items = navigation.registered()
    exact = next((item for item in items if item.url_name == name), None)
    space = name.partition(":")[0]
    return exact or next((item for item in items if item.url_name.partition(":")[0] == space), None)


def _linked(item: navigation.Item, scope: Scope | None) -> SafeString | str:
    if scope is None or (item.permission is not None and not item.permission(scope)):
        return str(item.label)
    try:
        return format_html('<a href="{}">{}</a>', reverse(item.url_name), item.label)
    except NoReverseMatch:
        return str(item.label)
