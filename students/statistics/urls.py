from django.urls import path

from students.statistics import views

app_name = "statistics"

urlpatterns = [
    path("", views.table, name="table"),
    path("table.xlsx", views.table_workbook, name="table_workbook"),
    path("students/", views.students, name="students"),
    path("flow/", views.flow, name="flow"),
    path("flow.xlsx", views.flow_workbook, name="flow_workbook"),
    path("flow/students/", views.flow_students, name="flow_students"),
    path("snapshots/", views.snapshots, name="snapshots"),
    path("snapshots.xlsx", views.snapshots_workbook, name="snapshots_workbook"),
    path("snapshots/take/", views.snapshot_take, name="snapshot_take"),
    path("definitions/", views.definitions, name="definitions"),
]
