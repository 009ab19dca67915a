"""Addresses of admission, below /students/admission/."""

from django.urls import path, register_converter

from students.admission.views import desk, health, listing, lists, overview, person, returning


class FileKind:
    """The files that a fixed list can be had as."""

    regex = "pdf|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileKind, "return_file")

urlpatterns = [
    path("", listing.admission_list, name="admission_list"),
    path("search/", listing.admission_search, name="admission_search"),
    path("many/<slug:verb>/", listing.admission_many, name="admission_many"),
    path("desk/", desk.desk, name="admission_desk"),
    path("desk/<int:pk>/", desk.desk_check_in, name="admission_desk_check_in"),
    path("desk/<int:pk>/undo/", desk.desk_undo, name="admission_desk_undo"),
    path("new/", person.admission_new, name="admission_new"),
    path("lists/", lists.lists, name="admission_lists"),
    path("lists/<int:pk>/", lists.roster, name="admission_roster"),
    path("lists/<int:pk>/progress/", lists.roster_progress, name="admission_roster_progress"),
    path("lists/<int:pk>/mapping/", lists.roster_mapping, name="admission_roster_mapping"),
    path("lists/<int:pk>/check/", lists.roster_check, name="admission_roster_check"),
    path("lists/<int:pk>/commit/", lists.roster_commit, name="admission_roster_commit"),
    path("lists/<int:pk>/errors/", lists.roster_errors, name="admission_roster_errors"),
    path("health/", health.health, name="admission_health"),
    path("returns/", returning.returns, name="admission_returns"),
    path("returns/<int:pk>/", returning.return_list, name="admission_return_list"),
    path("returns/<int:pk>/list.<return_file:kind>", returning.return_list_file, name="admission_return_file"),
    path("overview/", overview.overview, name="admission_overview"),
    path("deferrals/<int:pk>/", person.deferral_decide, name="admission_deferral"),
    path("<int:pk>/", person.admission, name="admission"),
    path("<int:pk>/amend/", person.admission_amend, name="admission_amend"),
    path("<int:pk>/defer/", person.admission_defer, name="admission_defer"),
    path("<int:pk>/examine/", person.admission_examine, name="admission_examine"),
    path("<int:pk>/keep/", person.admission_keep, name="admission_keep"),
    path("<int:pk>/schooling/", person.admission_schooling, name="admission_schooling"),
    path("<int:pk>/reinstate/", person.admission_reinstate, name="admission_reinstate"),
    path("<int:pk>/undo/", person.admission_undo, name="admission_undo"),
    path("<int:pk>/number/", person.admission_number, name="admission_number"),
    path("<int:pk>/papers/", person.admission_paper_add, name="admission_paper_add"),
    path("<int:pk>/papers/<int:paper_pk>/", person.admission_paper, name="admission_paper"),
]
