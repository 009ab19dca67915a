"""The forms of an information change: for one student every entry, for many one entry by one rule."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.information.fields import PROFILE, REQUIRED, SEALED, label_of, offered, present_values, shown
from students.information.models import InformationChange
from students.information.reading import (
    choices_of,
    is_choice,
    read_entry,
    read_family_number,
    read_identity,
    read_name,
    widget_attributes,
)
from students.matters.forms import Layout, MatterForm, date_field
from students.models import Profile, Student
from students.rosters.columns import COLUMNS, TEMPLATE, Kind, owed
from students.rosters.entries import open_number
from students.statuses import Sex
from xueji.codes import codesets
from xueji.codes.identity import mask
from xueji.codes.problems import has_errors
from xueji.database import cipher
from xueji.errors import Invalid
from xueji.web.formats import cn_date_full

# Shown masked, never filled in: what is typed replaces it.
_SECRET = SEALED | {name for name in PROFILE if COLUMNS[name].kind is Kind.PHONE}
_ENTRY = (
    "student_category", "study_form", "entry_mode", "attendance_mode", "student_source", "recruit_target", "recruit_way",
    "joint_type", "joint_form", "joint_school_code", "staged_training", "teaching_point", "exam_ticket",
    "candidate_number", "exam_score", "graduated_from", "source_category",
)  # fmt: skip
_MEMBER = (
    ("name", 2), ("relation", 2), ("is_guardian", 2), ("phone", 2), ("birth_month", 2), ("ethnic", 2),
    ("identity_type", 2), ("identity_number", 4), ("political_status", 2), ("health_status", 2), ("position", 2),
    ("workplace", 6),
)  # fmt: skip


# What the school answers for, and numbers of others: not asked of a student.
_SCHOOL_ALONE = frozenset(_ENTRY) | SEALED | {name.replace("_number", "_type") for name in SEALED}


def _family(number: str) -> tuple[tuple[str, int], ...]:
    return tuple((f"member{number}_{name}", width) for name, width in _MEMBER)


_OLD = tuple(name for name in PROFILE if COLUMNS[name] not in TEMPLATE and name not in {"former_name", *_ENTRY})


class InformationForm(MatterForm):
    """What both forms have. Called for many students it is the form for many."""

    school_fields: ClassVar[frozenset[str]] = frozenset(
        {"proof_received_on", "changes_identity", "identity_type", "identity_number", *_SCHOOL_ALONE}
    )

    proof_received_on = date_field(gettext_lazy("收到证明的日期"), required=False)

    class Meta:
        model = InformationChange
        fields = ("proof_received_on",)

    def __new__(cls, *args: Any, students: Sequence[Student] = (), **options: Any) -> "InformationForm":
        """The form that fits the number of students."""
        if cls is InformationForm:
            # Imported here: the form for many builds on this one.
            from students.information.many import ManyInformationForm

            return super().__new__(ManyInformationForm if len(students) > 1 else OneInformationForm)
        return super().__new__(cls)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        profiles = dict(Profile.objects.filter(student__in=self.students).values_list("student_id", "data"))
        self.present = {student.pk: present_values(student, profiles.get(student.pk, {})) for student in self.students}
        if "proof_received_on" in self.fields and not self.instance.pk:
            self.initial["proof_received_on"] = self.initial.get("applied_on")


class OneInformationForm(InformationForm):
    """Every entry that may change, filled in with what stands; what is left alone stays."""

    layout: ClassVar[Layout] = (
        (
            gettext_lazy("身份信息（从严核对）"),
            (
                ("name", 2),
                ("sex", 2),
                ("birth_date", 2),
                ("changes_identity", 6),
                ("identity_type", 2),
                ("identity_number", 4),
            ),
        ),
        (
            gettext_lazy("户籍与住址"),
            (
                ("household_type", 2),
                ("household_code", 2),
                ("police_station", 2),
                ("household_address", 6),
                ("home_address", 4),
                ("home_postcode", 2),
                ("residence_type", 2),
                ("origin_code", 2),
                ("birthplace_code", 2),
                ("native_place_code", 2),
                ("is_migrant_child", 2),
                ("train_route", 2),
            ),
        ),
        (
            gettext_lazy("个人情况与联系方式"),
            (
                ("ethnic_code", 2),
                ("political_status", 2),
                ("health_status", 2),
                ("nationality", 2),
                ("overseas_status", 2),
                ("marital_status", 2),
                ("poverty_registered", 2),
                ("former_name", 2),
                ("english_name", 2),
                ("phone", 2),
                ("home_phone", 2),
                ("email", 2),
            ),
        ),
        (gettext_lazy("招生与入学"), tuple((name, 2) for name in _ENTRY)),
        (gettext_lazy("家庭成员一"), _family("1")),
        (gettext_lazy("家庭成员二"), _family("2")),
        (gettext_lazy("旧模板的项目"), tuple((name, 2) for name in _OLD)),
        (gettext_lazy("证明"), (("proof_received_on", 3),)),
    )

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50, required=False)
    sex = forms.ChoiceField(label=gettext_lazy("性别"), choices=Sex.choices, required=False)
    birth_date = date_field(gettext_lazy("出生日期"), required=False)
    ethnic_code = forms.ChoiceField(label=gettext_lazy("民族"), required=False)
    changes_identity = forms.BooleanField(label=gettext_lazy("变更身份证件号"), required=False)
    identity_type = forms.ChoiceField(label=gettext_lazy("证件类型"), required=False)
    identity_number = forms.CharField(
        label=gettext_lazy("新身份证件号"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = self.present[self.student.pk]
        self.names = tuple(name for name in offered(self.now) if not (self.for_student and name in _SCHOOL_ALONE))
        self._add_entries()
        self._start()
        self._follow_identity()
        for field in self.fields.values():
            # Everything may be left as it stands: to mark each field as optional would say nothing.
            field.is_needed = True  # type: ignore[attr-defined]

    def sections(self) -> list[tuple[str, list[tuple[Any, int]]]]:
        """What every record must have and this one has not stands first."""
        asked = (*REQUIRED, *owed(self.now))
        missing = [name for name in asked if name in self.fields and not self.now[name]]
        rest = [
            (title, [(bound, width) for bound, width in fields if bound.name not in missing])
            for title, fields in super().sections()
        ]
        first = [(_("必填而没有登记的"), [(self[name], 2) for name in missing])] if missing else []
        return [section for section in [*first, *rest] if section[1]]

    def clean_name(self) -> str:
        """As it is stored."""
        return self._read(read_name, self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """Entries are read as a roster's cells are; something has to change."""
        found = super().clean() or {}
        for name in self.names:
            raw = str(found.get(name) or "").strip()
            if raw and raw != self.now[name] and not is_choice(name):
                try:
                    found[name] = self._entry(name, raw, found)
                except Invalid as error:
                    self.add_error(name, str(error.message))
        self._keep_sealed(found)
        self._clean_identity(found)
        if not self.errors and not self._altered(found):
            raise forms.ValidationError(_("没有改动。请把要变更的项目改成新的内容。"))
        return found

    def matters(self) -> list[Any]:
        """One row with what changes and what stood there."""
        row = super().matters()[0]
        altered = self._altered(self.cleaned_data)
        for name in ("name", "sex", "birth_date", "ethnic_code"):
            setattr(row, name, altered.get(name) or (None if name == "birth_date" else ""))
        row.entries = {name: altered[name] for name in self.names if name in altered}
        row.before = {name: _plain(self.now[name]) for name in altered}
        row.identity_type = row.identity_mask = ""
        row.identity_cipher = None
        if "identity_number" in altered:
            row.identity_type = self.cleaned_data["identity_type"]
            row.identity_cipher, row.identity_mask = altered["identity_number"]
        return [row]

    def _altered(self, found: dict[str, Any]) -> dict[str, Any]:
        """New values by entry; an entry left empty stays as it is. The number as cipher text and mask."""
        names = ("name", "sex", "birth_date", "ethnic_code", *self.names)
        altered = {name: found[name] for name in names if found.get(name) and found[name] != self.now[name]}
        if sealed := found.get("sealed_number"):
            altered["identity_number"] = sealed
        return altered

    def _entry(self, name: str, raw: str, found: dict[str, Any]) -> Any:
        """An entry as it is kept; a family member's number sealed, or what stands where it is the same number."""
        if name not in SEALED:
            return read_entry(name, raw)
        document = str(found.get(name.replace("_number", "_type")) or "")
        sealed, now = read_family_number(raw, document), self.now[name]
        return now if now and open_number(sealed) == open_number(now) else sealed

    def _keep_sealed(self, found: dict[str, Any]) -> None:
        """A number that the draft holds already stays when its field is left empty."""
        for name in SEALED:
            if name in self.names and not found.get(name) and self.instance.entries.get(name):
                found[name] = self.instance.entries[name]

    def _add_entries(self) -> None:
        for name in self.names:
            label = label_of(name)
            if is_choice(name):
                choices = [("", _("未登记")), *choices_of(name)]
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
            else:
                widget = forms.TextInput(attrs=widget_attributes(name))
                self.fields[name] = forms.CharField(label=label, required=False, widget=widget)
            if name in _SECRET and self.now[name]:
                self.fields[name].help_text = _("现为 %(now)s；不改的留空") % {"now": shown(name, self.now[name])}
        ethnic = codesets.codeset("gbt3304_ethnic")
        self.fields["ethnic_code"].choices = ethnic.choices()  # type: ignore[attr-defined]
        if "identity_type" in self.fields:
            types = codesets.codeset("jyt1001_sfzjlx_id_type")
            self.fields["identity_type"].choices = types.choices()  # type: ignore[attr-defined]

    def _start(self) -> None:
        """What stands, and over it what the draft asks for."""
        row = self.instance
        wanted = row.columns | row.entries
        for name in ("name", "sex", "birth_date", "ethnic_code", *self.names):
            kept = "" if name in _SECRET else self.now[name]
            self.initial[name] = "" if name in SEALED else wanted.get(name, kept)
        self.initial["changes_identity"] = bool(row.identity_cipher)
        self.initial["identity_type"] = row.identity_type or self.student.identity_type

    def _follow_identity(self) -> None:
        """Type and number appear with their box."""
        if "changes_identity" not in self.fields:
            return
        asked = "changes_identity" in self.data if self.is_bound else self.initial["changes_identity"]
        if not asked:
            del self.fields["identity_type"], self.fields["identity_number"]
        elif self.instance.identity_mask:
            self.fields["identity_number"].help_text = _("已填 %(mask)s；不改的留空") % {
                "mask": self.instance.identity_mask
            }

    def _clean_identity(self, found: dict[str, Any]) -> None:
        """Read the number; only its cipher text and mask go on from here."""
        raw = found.pop("identity_number", "")
        if not found.get("changes_identity"):
            return
        if not raw:
            if self.instance.identity_cipher:
                found["sealed_number"] = (bytes(self.instance.identity_cipher), self.instance.identity_mask)
            elif "save" in self.data:
                self.add_error("identity_number", _("请填写新的身份证件号。"))
            return
        identity = read_identity(raw, found.get("identity_type") or self.student.identity_type)
        if not identity.number:
            self.add_error("identity_number", identity.problems[0].message)
            return
        if has_errors(identity.problems):
            self.add_error("identity_number", next(p.message for p in identity.problems if p.severity == "error"))
            return
        if cipher.blind_index(identity.number) == bytes(self.student.identity_index):
            self.add_error("identity_number", _("与现在登记的号码相同。"))
            return
        found["sealed_number"] = (cipher.encrypt(identity.number), mask(identity.number))
        self._fill_from(identity.birth_date, identity.sex, found)

    def _fill_from(self, birth: date | None, sex: str, found: dict[str, Any]) -> None:
        """Say at the field what the number says otherwise; the rule holds it up in any case."""
        if birth and found.get("birth_date") and found["birth_date"] != birth:
            self.add_error("birth_date", _("新号码中的出生日期是%(day)s，请一并变更。") % {"day": cn_date_full(birth)})
        if sex and found.get("sex") and found["sex"] != sex:
            self.add_error("sex", _("新号码表示的性别不同，请一并变更。"))

    def _read(self, reader: Any, raw: str) -> str:
        if not raw:
            return ""
        try:
            return str(reader(raw))
        except Invalid as error:
            raise forms.ValidationError(str(error.message)) from error


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
