from django.urls import path

from students.quality import views

app_name = "quality"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("league/", views.league, name="league"),
    path("check/", views.check, name="check"),
    path("<slug:rule>/", views.findings, name="findings"),
]
