from django.urls import path

from students.identity import views
from students.identity.merging import views as merging

urlpatterns = [
    path("", views.duplicates, name="duplicates"),
    path("recheck/", views.recheck, name="duplicates_recheck"),
    path("former/<int:student_pk>/", views.former_number, name="former_number"),
    path("merge/<int:student_pk>/", merging.merge, name="person_merge"),
    path("<int:pk>/", views.duplicate, name="duplicate"),
    path("<int:pk>/statement/", views.statement, name="duplicate_statement"),
    path("<int:pk>/withdraw/", views.withdraw, name="duplicate_withdraw"),
    path("<int:pk>/way/<slug:key>/", views.way, name="duplicate_way"),
]
