"""Addresses of the regulations' pages."""

from django.urls import path

from . import assigning_views, reading_views, school_views, views

app_name = "policies"

urlpatterns = [
    path("", views.regulations, name="regulations"),
    path("questions/", views.questions, name="questions"),
    path("assignments/", assigning_views.assignments, name="assignments"),
    path("schools/", school_views.schools, name="schools"),
    path("schools/<int:school_id>/", school_views.school, name="school"),
    path("schools/<int:school_id>/<str:name>/", school_views.school_rule, name="school_rule"),
    path("<str:key>/", views.regulation, name="regulation"),
    path("<str:key>/readings/<str:name>/", reading_views.reading, name="reading"),
]
