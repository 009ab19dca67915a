"""Addresses of the import, below students/rosters/ (namespace "students")."""

from django.urls import path

from students.rosters import views

urlpatterns = [
    path("", views.roster_list, name="roster_list"),
    path("new/", views.roster_new, name="roster_new"),
    path("template/", views.roster_template, name="roster_template"),
    path("<int:pk>/", views.roster, name="roster"),
    path("<int:pk>/progress/", views.roster_progress, name="roster_progress"),
    path("<int:pk>/correct/", views.roster_correct, name="roster_correct"),
    path("<int:pk>/adopt/", views.roster_adopt, name="roster_adopt"),
    path("<int:pk>/check/", views.roster_check, name="roster_check"),
    path("<int:pk>/commit/", views.roster_commit, name="roster_commit"),
    path("<int:pk>/mapping/", views.roster_mapping, name="roster_mapping"),
    path("<int:pk>/mapping/forget/", views.roster_mapping_forget, name="roster_mapping_forget"),
    path("<int:pk>/rows/<slug:sort>/", views.roster_preview, name="roster_preview"),
    path("<int:pk>/undo/", views.roster_undo, name="roster_undo"),
    path("<int:pk>/errors/", views.roster_errors, name="roster_errors"),
]
