"""The forms of photos."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.photos.models import PhotoRule
from students.photos.rules import Rules


class PackForm(forms.Form):
    """A ZIP of photos."""

    file = forms.FileField(
        label=_("照片包"),
        help_text=_("ZIP，最多 100 MB、3,000 张；每张以证件号、学籍号或学号作文件名。"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )


class PhotoForm(forms.Form):
    """One photo."""

    file = forms.FileField(
        label=_("照片"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"})
    )


class CommitForm(forms.Form):
    """Which check the person saw."""

    version = forms.IntegerField(min_value=0)


class RuleForm(forms.ModelForm):
    """What the school asks of photos."""

    class Meta:
        model = PhotoRule
        fields = ("ratio_width", "ratio_height", "tolerance", "min_width", "min_height", "max_kilobytes")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        width, height = found.get("ratio_width"), found.get("ratio_height")
        if width and height and width > height:
            self.add_error("ratio_width", _("证件照是竖的：宽的比不能大于高的比。"))
        return found

    def rules(self) -> Rules:
        """The measures that were typed."""
        return Rules(**{name: self.cleaned_data[name] for name in self.Meta.fields})
