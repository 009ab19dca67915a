from django.urls import path

from students.registration.views import batch, deciding, directions, rosters

urlpatterns = [
    path("", batch.open_registration, name="registration_open"),
    path("places/<int:pk>/", batch.place, name="registration_place"),
    path("overview/", deciding.overview, name="registration_overview"),
    path("extensions/", deciding.extensions, name="registration_extensions"),
    path("standings/", deciding.standings, name="registration_standings"),
    path("standings/<int:pk>/", deciding.standing, name="registration_standing"),
    path("integrated/", rosters.integrated, name="registration_integrated"),
    path("integrated/<int:pk>/copies/", rosters.copy, name="registration_copy"),
    path("integrated/<int:pk>/list/", rosters.college_list, name="registration_college_list"),
    path("batches/<int:pk>/roster/", rosters.roster, name="registration_roster"),
    path("directions/", directions.directions, name="registration_directions"),
]
