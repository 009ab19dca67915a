"""Papers: handing one in, looking at one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xueji.audit.actions import event_record
from xueji.cases import evidence as store
from xueji.cases.doors import get_case_for, get_evidence_for
from xueji.cases.forms import EvidenceForm
from xueji.cases.presenters.page import page
from xueji.cases.serving import paper_response
from xueji.errors import Invalid
from xueji.web.access import officers_only, scope_of


@require_POST
@officers_only
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in one paper; what is wrong with it stands under its field."""
    scope = scope_of(request)
    case = get_case_for(scope, pk)
    key = request.POST.get("key", store.OTHER)
    form = EvidenceForm(request.POST, request.FILES, auto_id=f"id_{key}_%s")
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            added = store.evidence_add(
                actor=scope, case=case, key=cleaned["key"], label=cleaned["label"], upload=cleaned["file"]
            )
        except Invalid as error:
            form.add_error(error.field, str(error.message))
        else:
            messages.success(request, _("已封存：%(label)s") % {"label": added.label})
            return redirect(f"{request.path.removesuffix('evidence/')}?evidence={added.pk}#evid")
    wrong = next(iter(form.errors))
    context = page(case, scope, upload=form) | {
        "refusal": form.errors[wrong][0],
        "refusal_at": f"#{form[wrong].id_for_label}",
    }
    return render(request, "cases/case.html", context, status=422)


@require_GET
def evidence(request: HttpRequest, case_pk: int, pk: int) -> HttpResponse:
    """The paper itself, to whoever may see its case at this moment; every look is recorded."""
    scope = scope_of(request)
    row = get_evidence_for(scope, case_pk, pk)
    response = paper_response(sha256=row.sha256, content_type=row.content_type, label=row.label)
    event_record(
        kind="evidence_read",
        actor_id=scope.user_id,
        organization_id=scope.organization_id,
        subject="case",
        subject_id=row.case_id,
        data={"evidence": row.pk},
    )
    return response
