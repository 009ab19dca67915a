"""The page on which a school asks that two numbers of one student become one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from students.identity.merging.actions import merge_obstacle, merge_open, other_person_find
from students.identity.merging.forms import MergeForm
from students.models import Student
from xueji.errors import Invalid
from xueji.web.access import permission_required, scope_of


@require_http_methods(["GET", "POST"])
@never_cache
@permission_required("manage_students")
def merge(request: HttpRequest, student_pk: int) -> HttpResponse:
    """The form; saving drafts the case."""
    scope = scope_of(request)
    own = Student.objects.with_places().filter(school=scope.organization_id)
    student = get_object_or_404(own, pk=student_pk)
    if said := merge_obstacle(student):
        messages.warning(request, said)
        return redirect("students:section", pk=student.pk, section="identity")
    form = MergeForm(request.POST or None, student=student)
    if form.is_valid():
        try:
            number, rest = form.cleaned_data.pop("number"), form.cleaned_data
            other = other_person_find(actor=scope, student=student, typed=number)
            case = merge_open(actor=scope, student=student, other=other, **rest)
            messages.success(request, _("草稿已保存。请交齐证明是同一人的材料后提交。"))
            return redirect(reverse("cases:case", args=[case.pk]))
        except Invalid as error:
            form.add_error(error.field, str(error.message))
    return render(
        request, "students/identity/merge.html", {"student": student, "form": form}, status=422 if form.errors else 200
    )
