from django.urls import path

from students.archive.views import closing, lists, outputs, own, papers, school

app_name = "archive"

urlpatterns = [
    path("archive/", school.overview, name="overview"),
    path("archive/schools/<int:pk>/", school.school, name="school"),
    path("archive/schools/<int:pk>/gaps/", school.gaps, name="gaps"),
    path("archive/schools/<int:pk>/keepers/", school.keepers, name="keepers"),
    path("archive/classes/<int:pk>/", school.school_class, name="class"),
    path("archive/classes/<int:pk>/apprentices/", school.apprentices, name="apprentices"),
    path("archive/classes/<int:pk>/take-out/", outputs.take_out_class, name="take_out_class"),
    path("archive/leavers/", closing.leavers, name="leavers"),
    path("archive/due/", closing.due, name="due"),
    path("archive/lists/", lists.lists, name="lists"),
    path("archive/lists/<int:pk>/", lists.one, name="list"),
    path("archive/lists/<int:pk>/change/", lists.change, name="list_change"),
    path("archive/lists/<int:pk>/discard/", lists.discard, name="list_discard"),
    path("archive/lists/<int:pk>/hand-over/", lists.hand_over, name="list_hand_over"),
    path("archive/lists/<int:pk>/receive/", lists.receive, name="list_receive"),
    path("archive/lists/<int:pk>/<slug:form>/", lists.frozen, name="list_frozen"),
    path("archive/students/<int:student_pk>/papers/", papers.add, name="add"),
    path("archive/students/<int:student_pk>/close/", closing.close, name="close"),
    path("archive/students/<int:student_pk>/reopen/", closing.reopen, name="reopen"),
    path("archive/students/<int:student_pk>/take-out/", outputs.take_out, name="take_out"),
    path("archive/students/<int:student_pk>/card/", outputs.card, name="card"),
    path("archive/papers/<int:pk>/", papers.paper, name="paper"),
    path("archive/papers/<int:pk>/replace/", papers.replace, name="replace"),
    path("archive/papers/<int:pk>/remove/", papers.remove, name="remove"),
    path("archive/outputs/<int:pk>/", outputs.output, name="output"),
    path("archive/outputs/<int:pk>/fetch/", outputs.fetch, name="fetch"),
    path("my/file/", own.mine, name="mine"),
]
