from django.urls import path

from xueji.web import views

app_name = "web"

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("office/", views.switch_office, name="switch_office"),
    path("no-office/", views.no_office, name="no_office"),
]
