from django.urls import path

from transfers import views
from transfers.outside import views as outside

app_name = "transfers"

urlpatterns = [
    path("", views.transfer_list, name="list"),
    path("open/", views.open_transfer, name="open"),
    path("arrivals/", views.claim, name="claim"),
    path("arrivals/open/", views.arrival, name="arrival"),
    path("outside/open/", outside.departure, name="outside_departure"),
    path("outside/arrivals/", outside.arrival, name="outside_arrival"),
    path("<int:case_pk>/outside/", outside.change, name="outside_change"),
    path("<int:case_pk>/change/", views.change, name="change"),
    path("<int:case_pk>/class/", views.class_assign, name="class_assign"),
]
