"""Addresses of the calendar."""

from django.urls import path

from xueji.web.calendar import views

app_name = "calendar"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("terms/", views.term, name="term"),
    path("terms/drop/", views.term_drop, name="term_drop"),
    path("<int:year>/", views.year, name="year"),
    path("<int:year>/day/", views.day, name="day"),
    path("<int:year>/festival/", views.festival, name="festival"),
    path("<int:year>/import/", views.upload, name="import"),
    path("<int:year>/publish/", views.publish, name="publish"),
    path("<int:year>/discard/", views.discard, name="discard"),
]
