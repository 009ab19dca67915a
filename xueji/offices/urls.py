from django.urls import path

from xueji.offices import views

app_name = "offices"

urlpatterns = [
    path("", views.listing, name="list"),
    path("appoint/", views.appoint, name="appoint"),
    path("changes/", views.changes, name="changes"),
    path("changes/read/", views.changes_mark_read, name="changes_read"),
    path("<int:pk>/", views.office, name="office"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/password/", views.password, name="password"),
    path("<int:pk>/deputy/", views.deputy, name="deputy"),
    path("<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("hand-overs/<int:pk>/", views.handed_over, name="handed_over"),
    path("hand-overs/<int:pk>/confirm/", views.confirm, name="confirm"),
]
