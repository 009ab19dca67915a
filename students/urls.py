from django.urls import include, path

from students import views

app_name = "students"

urlpatterns = [
    path("", views.student_list, name="list"),
    path("search/", views.search_students, name="search"),
    path("columns/", views.choose_columns, name="columns"),
    path("rosters/", include("students.rosters.urls")),
    path("photos/", include("students.photos.urls")),
    path("me/", views.me, name="me"),
    path("admission/", include("students.admission.urls")),
    path("registration/", include("students.registration.urls")),
    path("eligibility/", include("students.eligibility.urls")),
    path("structure/", include("students.structure.urls")),
    path("terms/periods/", include("students.teaching_periods.urls")),
    path("terms/", include("students.term_registration.urls")),
    path("duplicates/", include("students.identity.urls")),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/numbers/", views.show_numbers, name="numbers"),
    path("<int:pk>/<slug:section>/", views.record, name="section"),
]
