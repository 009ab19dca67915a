"""What comes in through the page on which an export is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.exports.actions import Order
from students.exports.models import Form, Purpose
from students.exports.sources.base import Source, chosen
from xueji.organizations.scope import Scope
from xueji.web.asked import wholes

LIST = "list"


class ExportForm(forms.Form):
    """Columns, format, whether numbers are whole, and for what. Which of these are asked depends on the source."""

    layout = forms.ChoiceField(label=_("版式"), widget=forms.RadioSelect, initial=LIST)
    columns = forms.MultipleChoiceField(label=_("列"), widget=forms.CheckboxSelectMultiple, required=False)
    form = forms.ChoiceField(
        label=_("格式"), choices=Form, widget=forms.RadioSelect, initial=Form.XLSX,
        help_text=_("CSV 供程序读取；用 Excel 直接打开会丢失长号码的末几位，请选工作簿"),
    )  # fmt: skip
    whole = forms.BooleanField(label=_("导出完整号码（身份证件号、学籍号）"), required=False)
    purpose = forms.ChoiceField(label=_("用途"), choices=[("", "—"), *Purpose.choices], required=False)
    words = forms.CharField(
        label=_("用途说明"), max_length=200, required=False, help_text=_("用在哪里、交给谁；会印在表上并记入留痕")
    )

    def __init__(self, *args: Any, source: Source, scope: Scope, may_take_numbers: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        columns = [each for each in source.columns(scope) if may_take_numbers or not each.personal]
        fields: Any = self.fields
        fields["columns"].choices = [(each.key, each.label) for each in columns]
        fields["columns"].initial = list(chosen(source, scope, None))
        if source.layouts and may_take_numbers:
            fields["layout"].choices = [(LIST, _("名单，自选列")), *source.layouts]
        else:
            del fields["layout"]
        if not (may_take_numbers and source.has_numbers(scope)):
            del fields["whole"]
        has_secrets = source.has_numbers(scope) or source.layouts or any(each.personal for each in columns)
        if not (may_take_numbers and has_secrets):
            del fields["purpose"], fields["words"]
        else:  # what is chosen decides whether they are needed: the hint says so, 选填 would not be true
            fields["purpose"].is_needed = fields["words"].is_needed = True

    def order(self, said: dict[str, Any], picked: tuple[int, ...] | None) -> Order:
        """What was asked for, with the source's own question and the rows that were picked."""
        found = self.cleaned_data
        layout = found.get("layout", LIST)
        return Order(
            said=said,
            columns=tuple(found["columns"]),
            layout="" if layout == LIST else layout,
            form=found["form"],
            whole=found.get("whole", False),
            purpose=found.get("purpose", ""),
            words=found.get("words", ""),
            picked=picked,
        )


def picked_of(values: list[str]) -> tuple[int, ...] | None:
    """The ids that were picked in a list; None where none were."""
    found = tuple(dict.fromkeys(wholes(values)))
    return found or None
