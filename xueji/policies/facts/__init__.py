"""What the rules look at: frozen facts that a chapter gathers, for one student or for many."""

from xueji.policies.facts.graduation import GraduationFacts
from xueji.policies.facts.people import SchoolFacts, StudentFacts
from xueji.policies.facts.registration import RegistrationFacts, RegistrationItemFacts
from xueji.policies.facts.time import Period, Programme, Term, anniversary, is_of_age, term_index, terms_completed
from xueji.policies.facts.transfer import TransferFacts

__all__ = [
    "GraduationFacts",
    "Period",
    "Programme",
    "RegistrationFacts",
    "RegistrationItemFacts",
    "SchoolFacts",
    "StudentFacts",
    "Term",
    "TransferFacts",
    "anniversary",
    "is_of_age",
    "term_index",
    "terms_completed",
]
