from django.urls import path

from students.applications.views import own, school

app_name = "applications"

urlpatterns = [
    path("my/apply/", own.start, name="start"),
    path("my/apply/<slug:kind>/", own.fill, name="fill"),
    path("my/applications/<int:pk>/", own.mine, name="mine"),
    path("my/applications/<int:pk>/change/", own.change, name="change"),
    path("my/applications/<int:pk>/papers/", own.paper_add, name="paper_add"),
    path("my/applications/<int:pk>/code/", own.code, name="code"),
    path("my/applications/<int:pk>/consent/", own.consent, name="consent"),
    path("my/applications/<int:pk>/send/", own.send, name="send"),
    path("my/applications/<int:pk>/withdraw/", own.withdraw, name="withdraw"),
    path("applications/", school.application_list, name="list"),
    path("applications/<int:pk>/", school.application, name="application"),
    path("applications/<int:pk>/take/", school.take, name="take"),
    path("applications/<int:pk>/taken/", school.mark_taken, name="mark_taken"),
    path("applications/<int:pk>/answer/", school.answer, name="answer"),
    path("applications/<int:pk>/papers/<int:paper_pk>/", school.paper, name="paper"),
]
