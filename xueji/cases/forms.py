"""Forms of the case page: the decision, papers, handing up. Both the page and the interface end in the same actions."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from xueji.cases.actions.filing import LONGEST_ORDER
from xueji.cases.evidence import OTHER
from xueji.cases.models import Case, Step
from xueji.cases.states import DecisionVerb, StepKind
from xueji.policies.engine.verdicts import EvidenceNeed, Verdict
from xueji.web.asked import wholes

OPINION_LENGTH = 1000
DECIDING = (DecisionVerb.APPROVE, DecisionVerb.RETURN, DecisionVerb.REJECT)
FILING = (DecisionVerb.FILE, DecisionVerb.OBJECT)
CORRECTING = (DecisionVerb.CORRECT,)
_VERBS = {StepKind.FILING: FILING, StepKind.CORRECTION: CORRECTING}


def _opinion(label: Any, rows: int = 3, *, needed: bool = False) -> forms.CharField:
    """Words of a decider. `needed`: the verb asks for them, so the page does not call them optional."""
    field = forms.CharField(
        label=label,
        required=False,
        max_length=OPINION_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows}),
    )
    field.is_needed = needed  # type: ignore[attr-defined]
    return field


class DecisionForm(forms.Form):
    """One decision on one step. Each verb has its own fields, so that what was written for one is not sent with another.

    `targets` are the earlier steps it can go back to, `exceptions` those whose grounds the step must give, `owed` the
    papers that can be asked for by ticking them.
    """

    verb = forms.ChoiceField(label=_("决定"), choices=DecisionVerb.choices)
    version = forms.IntegerField(min_value=1)
    approve_opinion = _opinion(_("意见（写入审批表）"), rows=2)
    return_opinion = _opinion(_("对学校说明（写入审批表）"), needed=True)
    reject_opinion = _opinion(_("理由与条款（写入审批表）"), needed=True)
    file_opinion = _opinion(_("备案意见"), rows=2)
    object_opinion = _opinion(_("责令改正什么"), needed=True)
    working_days = forms.IntegerField(
        label=_("限多少个工作日改正（不填按一步的期限）"), required=False, min_value=1, max_value=LONGEST_ORDER
    )
    correct_opinion = _opinion(_("改正了什么（答复责令改正的单位）"), needed=True)
    items_reason = _opinion(_("所选学生退回或不同意的理由（勾选学生时必填）"), rows=2, needed=True)
    to_position = forms.TypedChoiceField(
        label=_("退回到哪一步（本步停钟）"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    papers = forms.MultipleChoiceField(label=_("要补的材料"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        case: Case,
        step: Step,
        targets: list[Step],
        exceptions: tuple[Verdict, ...] = (),
        owed: tuple[EvidenceNeed, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.step = case, step
        verbs = _VERBS.get(StepKind(step.kind), DECIDING)
        self.fields["verb"].choices = [(verb.value, verb.label) for verb in verbs]  # type: ignore[attr-defined]
        position = self.fields["to_position"]
        position.choices = [(target.position, f"{target.position} {target.label}") for target in targets]  # type: ignore[attr-defined]
        if targets:
            position.initial = targets[0].position
        self.fields["papers"].choices = [(need.label, need.label) for need in owed]  # type: ignore[attr-defined]
        self.rules = {f"exception_{number}": verdict for number, verdict in enumerate(exceptions)}
        for name, verdict in self.rules.items():
            label = _("例外理由（必填，写入审批表）：%(rule)s") % {"rule": verdict.sentence}
            self.fields[name] = _opinion(label, needed=True)

    @property
    def exceptions(self) -> dict[str, str]:
        """The grounds that were written, by rule key."""
        return {verdict.rule: self.cleaned_data[name] for name, verdict in self.rules.items()}

    @property
    def opinion(self) -> str:
        """What was written for the chosen verb; asking for papers names them first."""
        verb = self.cleaned_data["verb"]
        text: str = self.cleaned_data[f"{verb}_opinion"].strip()
        if verb == DecisionVerb.RETURN and self.cleaned_data["papers"]:
            wanted = _("请补：%(papers)s。") % {"papers": "、".join(self.cleaned_data["papers"])}
            text = f"{wanted}{text}"
        return text

    @property
    def chosen_items(self) -> list[int]:
        """Students of a batch who are ticked, also in a form that was refused."""
        sent = self.data if isinstance(self.data, QueryDict) else QueryDict()
        return wholes(sent.getlist("item"))

    @property
    def refused_items(self) -> list[int]:
        """Students of a batch who are ticked to be refused."""
        sent = self.data if isinstance(self.data, QueryDict) else QueryDict()
        return wholes(sent.getlist("refused"))

    @property
    def returned_items(self) -> dict[int, str]:
        """Students of a batch who are ticked to go back, each with the own or the common reason."""
        return self._with_reasons(self.chosen_items)

    @property
    def rejected_items(self) -> dict[int, str]:
        """Students of a batch who are ticked to be refused, likewise."""
        return self._with_reasons(self.refused_items)

    def _with_reasons(self, keys: list[int]) -> dict[int, str]:
        common = self.cleaned_data["items_reason"].strip()
        return {key: self.data.get(f"item_reason_{key}", "").strip() or common for key in keys}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        deciding_on_batch = self.case.is_batch and cleaned.get("verb") == DecisionVerb.APPROVE
        if (
            deciding_on_batch
            and "items_reason" in cleaned
            and not all((*self.returned_items.values(), *self.rejected_items.values()))
        ):
            self.add_error("items_reason", _("退回或不同意的学生要写明理由，学校才知道怎么改。"))
        return cleaned

    def refuse(self, field: str | None, message: Any) -> None:
        """Put an action's refusal under the field it belongs to, or above the form."""
        verb = self.cleaned_data.get("verb", "")
        name = {"opinion": f"{verb}_opinion", "exceptions": self._first_empty_exception()}.get(field or "", field)
        self.add_error(name if name in self.fields else None, str(message))

    def _first_empty_exception(self) -> str | None:
        empty = (name for name in self.rules if not self.cleaned_data.get(name, "").strip())
        return next(empty, None)


class EvidenceForm(forms.Form):
    """One paper. `key` says which rule asked for it; without one the label says what it is."""

    key = forms.RegexField(regex=r"^[a-z0-9_]{1,40}$", widget=forms.HiddenInput, initial=OTHER)
    label = forms.CharField(label=_("材料名称"), max_length=80, required=False)
    file = forms.FileField(
        label=_("文件"),
        error_messages={"required": _("请先选文件"), "empty": _("文件是空的，请重选")},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )


class HandUpForm(forms.Form):
    """Handing up or taking back: an optional word to those who decide."""

    opinion = _opinion(_("说明（写入审批表）"), rows=2)


class RevocationForm(forms.Form):
    """Why a case that took effect shall be undone."""

    reason = forms.CharField(
        label=_("原办件错在哪里（写入审批表）"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class ManyForm(forms.Form):
    """One opinion on many cases, each named with the revision that was read: 17_3."""

    verb = forms.ChoiceField(
        label=_("决定"), choices=[(verb.value, verb.label) for verb in (DecisionVerb.APPROVE, DecisionVerb.FILE)]
    )
    opinion = _opinion(_("意见（写入每一件的审批表）"), rows=2)

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """Ids of cases with revisions, in the order of the page; what is no pair of numbers counts as not chosen."""
        sent = self.data if isinstance(self.data, QueryDict) else QueryDict()
        pairs = (text.split("_") for text in sent.getlist("case"))
        return [(int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and all(map(str.isdigit, pair))]
