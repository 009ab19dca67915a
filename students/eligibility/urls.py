from django.urls import path

from students.eligibility import views

urlpatterns = [
    path("", views.grid, name="eligibility"),
    path("overview/", views.overview, name="eligibility_overview"),
]
