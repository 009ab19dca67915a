"""Addresses of photos, below students/photos/ (namespace "students")."""

from django.urls import path

from students.photos import views

urlpatterns = [
    path("", views.photo_list, name="photo_list"),
    path("new/", views.photo_new, name="photo_new"),
    path("missing/", views.photo_missing, name="photo_missing"),
    path("rules/", views.photo_rules, name="photo_rules"),
    path("me/", views.photo_own, name="photo_own"),
    path("packs/<int:pk>/", views.photo_pack, name="photo_pack"),
    path("packs/<int:pk>/progress/", views.photo_pack_progress, name="photo_pack_progress"),
    path("packs/<int:pk>/check/", views.photo_pack_check, name="photo_pack_check"),
    path("packs/<int:pk>/commit/", views.photo_pack_commit, name="photo_pack_commit"),
    path("of/<int:pk>/", views.photo_show, name="photo_show"),
    path("of/<int:pk>/put/", views.photo_put, name="photo_put"),
    path("of/<int:pk>/earlier/<int:earlier_pk>/", views.photo_earlier, name="photo_earlier"),
    path("of/<int:pk>/earlier/<int:earlier_pk>/restore/", views.photo_restore, name="photo_restore"),
]
