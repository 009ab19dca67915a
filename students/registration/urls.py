from django.urls import path

from students.registration import views

urlpatterns = [
    path("", views.open_registration, name="registration_open"),
]
