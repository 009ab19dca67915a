"""Address of the page of several terms in a year, below students/terms/periods/ (namespace "students")."""

from django.urls import path

from students.teaching_periods import views

urlpatterns = [path("", views.periods, name="periods")]
