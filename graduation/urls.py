from django.urls import path

from graduation import views

app_name = "graduation"

urlpatterns = [
    path("", views.open_graduation, name="open"),
]
