"""Form fields in the house's look: `{% load xj_forms %}`. A label, the control, a hint, and the error
under the field.
"""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

register = template.Library()

_DASHES = "---"
SEGMENTS = 5  # so many choices fit into one line of buttons; more become a list


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, width: int | str = 6, label: str = "", hint: str = "", suffix: str = "") -> dict[str, Any]:
    """`{% field form.name width=2 %}`: one row inside `<div class="xj-fields">` (six columns).

    A field with `is_needed` is not marked 选填, although the form alone does not require it.
    `label` and `hint` replace the form's own; `suffix` is a unit behind the control (周). The kind of
    control is chosen by the widget.
    """
    kind = kind_of(bound)
    hint = hint or str(bound.help_text or "")
    ids = [f"{bound.auto_id}-hint" if hint else "", f"{bound.auto_id}-error" if bound.errors else ""]
    described = " ".join(part for part in ids if part)
    return {
        "bound": bound,
        "kind": kind,
        "width": width,
        "label": label or bound.label,
        "hint": hint,
        "suffix": suffix,
        "described": described,
        "control": "" if kind in ("choice", "radios", "checks") else control(bound, kind, described),
        "options": list(bound) if kind in ("choice", "radios", "checks") else [],
        "is_optional": not (bound.field.required or getattr(bound.field, "is_needed", False)),
    }


def kind_of(bound: BoundField) -> str:
    """Which variant of the field template shows this widget."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "choice" if len(list(widget.choices)) <= SEGMENTS else "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.ClearableFileInput | forms.FileInput):
        return "file"
    return "plain"


def control(bound: BoundField, kind: str, described: str) -> str:
    """The control itself with class, description and validity."""
    attributes: dict[str, Any] = {}
    _name_nothing(bound)
    if kind == "plain":
        own = bound.field.widget.attrs.get("class", "")
        is_select = isinstance(bound.field.widget, forms.Select)
        attributes["class"] = f"{'form-select' if is_select else 'form-control'} {own}".strip()
    if isinstance(bound.field.widget, forms.Textarea):
        attributes["rows"] = bound.field.widget.attrs.get("rows") if bound.field.widget.attrs.get("rows") != "10" else 3
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if isinstance(bound.field.widget, forms.ClearableFileInput):
        return forms.FileInput(attrs=bound.field.widget.attrs).render(
            bound.html_name, None, bound.build_widget_attrs({**attributes, "id": bound.auto_id})
        )
    return bound.as_widget(attrs=attributes)


def _name_nothing(bound: BoundField) -> None:
    """Words for the choice of nothing, where the form has none of its own: dashes say nothing."""
    words = _("请选择") if bound.field.required else _("未填")
    widget = bound.field.widget
    if isinstance(bound.field, forms.ModelChoiceField):
        if str(bound.field.empty_label or "").startswith(_DASHES):
            bound.field.empty_label = words
    elif isinstance(widget, forms.Select):
        widget.choices = [
            (value, words if not value and str(label).startswith(_DASHES) else label) for value, label in widget.choices
        ]


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """`{% form_errors form %}`: above the form, what is wrong with the whole, and links to the fields that
    are wrong.
    """
    return {
        "form": form,
        "wrong": [bound for bound in form if bound.errors and not bound.is_hidden] if form.is_bound else [],
    }


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """`{% fields form %}`: every field of a plain form, one below the other, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("components/upload_row.html")
def upload_row(item: Any, bound: BoundField | None = None, url: str = "") -> dict[str, Any]:
    """`{% upload_row item form.file %}`: a paper that is owed, given or wrong.

    Attributes: label, state (owed, given, bad), detail (size, pages, or what is wrong), citation, url (to
    look at it). `bound` is the file
    field behind the button; without it the row only tells.
    """
    state = str(getattr(item.state, "value", item.state))
    looks = {
        "given": ("circle-check", "ok", "xj-file"),
        "bad": ("alert-circle", "bad", "xj-file xj-file-bad"),
    }
    name, tone, css = looks.get(state, ("file-alert", "wait", "xj-drop"))
    return {
        "item": item,
        "state": state,
        "icon_name": name,
        "tone": tone,
        "css": css,
        "url": url,
        "bound": bound,
        "control": control(bound, "file", "") if bound else "",
    }
