"""Addresses of term registration, below students/terms/ (namespace "students")."""

from django.urls import path

from students.term_registration import views

urlpatterns = [
    path("", views.overview, name="terms"),
    path("late/", views.late, name="term_late"),
    path("<slug:name>/days/", views.days, name="term_days"),
    path("<slug:name>/classes/<int:pk>/", views.grid, name="term_class"),
    path("<slug:name>/classes/<int:pk>/all/", views.all_but, name="term_all"),
]
