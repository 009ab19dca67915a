from django.urls import path

from xueji.web import search, views

app_name = "web"

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("search/", search.search, name="search"),
    path("office/", views.switch_office, name="switch_office"),
    path("no-office/", views.no_office, name="no_office"),
]
