"""The verbs of admission, by what they are about."""

from students.admission.actions.deferral import day_set, deferral_ask, deferral_decide
from students.admission.actions.desk import Arrival, check_in, check_in_many, check_in_undo
from students.admission.actions.entering import Entered, admission_amend, admission_enter, inland_set
from students.admission.actions.health import examination_record, examinations_record, place_keep
from students.admission.actions.loss import cancel, forfeit, reinstate
from students.admission.actions.papers import paper_add
from students.admission.actions.placing import place, release, unknown_programme
from students.admission.actions.returning import return_list_discard, return_list_make, return_list_mark
from students.admission.actions.schooling import schooling_finish

__all__ = [
    "Arrival",
    "Entered",
    "admission_amend",
    "admission_enter",
    "cancel",
    "check_in",
    "check_in_many",
    "check_in_undo",
    "day_set",
    "deferral_ask",
    "deferral_decide",
    "examination_record",
    "examinations_record",
    "forfeit",
    "inland_set",
    "paper_add",
    "place",
    "place_keep",
    "reinstate",
    "release",
    "return_list_discard",
    "return_list_make",
    "return_list_mark",
    "schooling_finish",
    "unknown_programme",
]
