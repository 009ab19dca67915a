from django.urls import path

from xueji.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.listing, name="list"),
    path("bell/", views.bell, name="bell"),
    path("<int:pk>/open/", views.follow, name="open"),
    path("read/", views.read, name="read"),
    path("settings/", views.settings, name="settings"),
    path("contact/", views.contact, name="contact"),
    path("contact/verify/", views.verify, name="verify"),
]
