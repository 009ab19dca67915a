"""Addresses of exports."""

from django.urls import path

from students.exports import views

app_name = "exports"

urlpatterns = [
    path("", views.export_list, name="list"),
    path("log/", views.log, name="log"),
    path("new/<slug:key>/", views.new, name="new"),
    path("picked/<slug:key>/", views.picked, name="picked"),
    path("<int:pk>/", views.export, name="export"),
    path("<int:pk>/file/", views.fetch, name="file"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/again/", views.again, name="again"),
]
