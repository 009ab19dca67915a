from django.urls import path

from students.matters import views

app_name = "matters"

urlpatterns = [
    path("", views.open_matter, name="open"),
    path("<slug:kind>/", views.open_kind, name="kind"),
    path("<int:case_pk>/change/", views.change, name="change"),
]
