"""Address of the page of moved schools."""

from django.urls import path

from . import views

app_name = "reorganization"

urlpatterns = [path("", views.moves, name="moves")]
