"""Which regulation holds where, since when and by which document; a province's chief says so."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from xueji import clock
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.access import officers_only, scope_of

from .actions import may_assign, policy_assign
from .assignments import history_of, offered_to
from .engine.registry import get


class AssignForm(forms.Form):
    """A body of the province, one of its regulations, a day, and the document that says so."""

    organization = forms.ModelChoiceField(
        label=gettext_lazy("适用单位"),
        queryset=Organization.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("及其下级；只在一地试点的，选该地"),
    )
    policy_key = forms.ChoiceField(label=gettext_lazy("办法"), widget=forms.RadioSelect)
    since = forms.DateField(
        label=gettext_lazy("自何日起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    document = forms.CharField(
        label=gettext_lazy("依据的文件"), max_length=200, help_text=gettext_lazy("如：浙教办职成〔2026〕12 号")
    )

    def __init__(self, data: Any = None, *, top: Organization) -> None:
        super().__init__(data, initial={"organization": top.pk, "since": clock.today()})
        bodies = Organization.objects.within(top).filter(is_active=True).exclude(kind=Organization.Kind.SCHOOL)
        self.fields["organization"].queryset = bodies.order_by("code")  # type: ignore[attr-defined]
        self.fields["policy_key"].choices = [(each.key, each.short_name) for each in offered_to(top)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def assignments(request: HttpRequest) -> HttpResponse:
    """The history in the reader's province; a form for its chief."""
    scope = scope_of(request)
    own = get_object_or_404(Organization.objects.select_related("province"), pk=scope.organization_id)
    top = own.province or own
    form = AssignForm(request.POST or None, top=top) if may_assign(scope) else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed(_("适用哪部办法由省（市）级主管负责人决定。"))
        if form.is_valid() and _assign(form, scope):
            messages.success(request, _("已录入，自所填日期起提交的办件按此办理"))
            return redirect("policies:assignments")
    given = [(row, get(row.policy_key)) for row in history_of(top)]
    context = {"top": top, "rows": given, "form": form, "today": clock.today()}
    return render(request, "policies/assignments.html", context, status=422 if form and form.errors else 200)


def _assign(form: AssignForm, scope: Scope) -> bool:
    try:
        policy_assign(actor=scope, **form.cleaned_data)
    except Invalid as wrong:
        form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong.message))
        return False
    return True
