from django.urls import path

from transfers.withdrawal import views

app_name = "withdrawal"

urlpatterns = [
    path("<int:case_pk>/contacts/", views.contacts, name="contacts"),
    path("<int:case_pk>/notice/", views.notice, name="notice"),
    path("<int:case_pk>/notice/print/", views.notice_print, name="notice_print"),
]
