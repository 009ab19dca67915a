"""Addresses of programmes, classes and promotion, below students/structure/ (namespace "students")."""

from django.urls import path

from students.structure.views import classes, programmes, promotion

urlpatterns = [
    path("", programmes.programme_list, name="programmes"),
    path("catalogue/", programmes.catalogue, name="catalogue"),
    path("programmes/new/", programmes.programme_new, name="programme_new"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/retire/", programmes.programme_retire, name="programme_retire"),
    path("programmes/<int:pk>/take-up/", programmes.programme_take_up, name="programme_take_up"),
    path("programmes/<int:pk>/exchange/", programmes.programme_exchange, name="programme_exchange"),
    path("programmes/<int:pk>/delete/", programmes.programme_delete, name="programme_delete"),
    path("classes/", classes.class_list, name="classes"),
    path("classes/new/", classes.class_new, name="class_new"),
    path("classes/<int:pk>/", classes.school_class, name="class"),
    path("classes/<int:pk>/change/", classes.class_change, name="class_change"),
    path("classes/<int:pk>/close/", classes.class_close, name="class_close"),
    path("classes/<int:pk>/split/", classes.split, name="class_split"),
    path("classes/<int:pk>/merge/", classes.merge, name="class_merge"),
    path("reshapings/<int:pk>/undo/", classes.reshaping_undo, name="reshaping_undo"),
    path("move/", classes.move, name="class_move"),
    path("promotion/", promotion.promotion, name="promotion"),
    path("promotion/begin/", promotion.promotion_begin, name="promotion_begin"),
    path("promotion/<int:pk>/decide/", promotion.promotion_decide, name="promotion_decide"),
    path("promotion/<int:pk>/undo/", promotion.promotion_undo, name="promotion_undo"),
    path("promotion/<int:pk>/progress/", promotion.promotion_progress, name="promotion_progress"),
]
