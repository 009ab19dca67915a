"""Addresses of cases."""

from django.urls import path

from xueji.cases.views import afterwards, case, evidence, lists, many, own, printing

app_name = "cases"

urlpatterns = [
    path("", lists.case_list, name="list"),
    path("overdue/", lists.overdue, name="overdue"),
    path("overdue/remind/", lists.remind, name="remind"),
    path("many/", many.many, name="many"),
    path("<int:pk>/", case.case, name="case"),
    path("<int:pk>/decide/", case.decide, name="decide"),
    path("<int:pk>/deciding/", case.deciding, name="deciding"),
    path("<int:pk>/submit/", case.submit, name="submit"),
    path("<int:pk>/withdraw/", case.withdraw, name="withdraw"),
    path("<int:pk>/withdraw/own/", own.withdraw_own, name="withdraw_own"),
    path("<int:pk>/check/", case.check, name="check"),
    path("<int:pk>/reopen/", afterwards.reopen, name="reopen"),
    path("<int:pk>/revoke/", afterwards.revoke, name="revoke"),
    path("<int:pk>/press/", afterwards.press, name="press"),
    path("<int:pk>/form/", printing.form, name="form"),
    path("<int:pk>/file/", printing.dossier, name="file"),
    path("<int:pk>/evidence/", evidence.evidence_add, name="evidence_add"),
    path("<int:case_pk>/evidence/<int:pk>/", evidence.evidence, name="evidence"),
]
