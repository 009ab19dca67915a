"""Addresses of the regulations' pages."""

from django.urls import path

from . import views

app_name = "policies"

urlpatterns = [
    path("", views.regulations, name="regulations"),
    path("<str:key>/", views.regulation, name="regulation"),
]
