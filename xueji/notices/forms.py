"""Forms of a person's own settings: what by which channel, when the daily mail comes, at which address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from xueji.notices.choices import Choices
from xueji.notices.codes import normal
from xueji.notices.events import NOW, OFF, SCREEN, Event, offered
from xueji.notices.gateways import channels
from xueji.notices.models import Channel, Settings, Timing

MOBILE = re.compile(r"^1[3-9]\d{9}$")


@dataclass(frozen=True)
class Row:
    """One event of the form with its controls."""

    event: Event
    screen: BoundField
    ways: list[BoundField]


class SettingsForm(forms.Form):
    """One row an event, one column a channel."""

    digest_at = forms.TimeField(label=_("汇总时间"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    working_days_only = forms.BooleanField(label=_("只在工作日发汇总"), required=False)

    def __init__(self, *args: Any, role: str, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events = offered(role)
        self.channels = channels()
        self.fields["digest_at"].initial = choices.digest_at
        self.fields["working_days_only"].initial = choices.working_days_only
        for event in self.events:
            self.fields[f"{event.key}-{SCREEN}"] = forms.BooleanField(
                label=_("%(event)s：站内显示") % {"event": event.label},
                required=False,
                initial=choices.on_screen(event.key),
            )
            for channel in self.channels:
                field = forms.ChoiceField(
                    label=_("%(event)s：%(channel)s") % {"event": event.label, "channel": channel.label},
                    choices=Timing.choices,
                    initial=choices.timing(event.key, channel),
                )
                field.head = channel.label  # type: ignore[attr-defined]  # beside the control where there is no table
                self.fields[f"{event.key}-{channel}"] = field

    def rows(self) -> Iterator[Row]:
        """The controls by event."""
        for event in self.events:
            yield Row(event, self[f"{event.key}-{SCREEN}"], [self[f"{event.key}-{way}"] for way in self.channels])

    def save(self, user_id: int) -> Settings:
        """Keep what was chosen."""
        data = self.cleaned_data
        chosen = {
            event.key: {SCREEN: str(NOW if data[f"{event.key}-{SCREEN}"] else OFF)}
            | {str(way): data[f"{event.key}-{way}"] for way in self.channels}
            for event in self.events
        }
        settings, _created = Settings.objects.update_or_create(
            user_id=user_id,
            defaults={
                "choices": chosen,
                "digest_at": data["digest_at"],
                "working_days_only": data["working_days_only"],
            },
        )
        return settings


class ContactForm(forms.Form):
    """An address of one channel, of one's own."""

    channel = forms.ChoiceField(choices=Channel.choices, widget=forms.HiddenInput)
    address = forms.CharField(label=_("地址"), max_length=120)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        channel, address = data.get("channel", ""), normal(data.get("channel", ""), data.get("address", ""))
        if channel not in channels():
            self.add_error("channel", _("本系统没有开通这种通知方式。"))
        elif channel == Channel.SMS and not MOBILE.match(address):
            self.add_error("address", _("请填 11 位手机号。"))
        elif channel == Channel.EMAIL:
            try:
                EmailValidator()(address)
            except forms.ValidationError:
                self.add_error("address", _("邮箱地址不对，请检查后重填。"))
        return data | {"address": address}


class CodeForm(forms.Form):
    """The six digits that came."""

    channel = forms.ChoiceField(choices=Channel.choices, widget=forms.HiddenInput)
    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=_("验证码"),
        max_length=10,
        error_messages={"invalid": _("验证码是 6 位数字。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
