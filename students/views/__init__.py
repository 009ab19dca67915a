"""The pages of students: the list, the record, the student's own page."""

from students.views.listing import choose_columns, search_students, student_list
from students.views.own import me
from students.views.record import record, show_numbers

__all__ = ["choose_columns", "me", "record", "search_students", "show_numbers", "student_list"]
