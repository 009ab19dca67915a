"""For every address with arguments the beginning of its route, and what the first argument stands for."""

from collections.abc import Callable
from typing import Any

from tests.support.samples.belongings import Belongings

Sample = Callable[[Belongings], dict[str, Any]]

# By the beginning of the route, the longest that fits: what the first argument stands for.
BY_ROUTE: dict[str, Sample] = {
    "exports/<int:pk>/": lambda own: {"pk": own.export.pk},
    "exports/new/<slug:key>/": lambda own: {"key": "students"},
    "exports/picked/<slug:key>/": lambda own: {"key": "students"},
    "students/<int:pk>/": lambda own: {"pk": own.student.pk},
    "students/duplicates/<int:pk>/": lambda own: {"pk": own.duplicate.pk, "key": "proof"},
    "students/duplicates/merge/<int:student_pk>/": lambda own: {"student_pk": own.student.pk},
    "students/duplicates/former/<int:student_pk>/": lambda own: {"student_pk": own.student.pk},
    "students/admission/<int:pk>/": lambda own: {"pk": own.admission.pk, "paper_pk": own.admission_paper.pk},
    "students/admission/desk/<int:pk>/": lambda own: {"pk": own.admission.pk},
    "students/admission/deferrals/<int:pk>/": lambda own: {"pk": own.deferral.pk},
    "students/admission/lists/<int:pk>/": lambda own: {"pk": own.admission_list.pk},
    "students/admission/returns/<int:pk>/": lambda own: {"pk": own.return_list.pk, "kind": "pdf"},
    "students/admission/many/<slug:verb>/": lambda own: {"verb": "check_in"},
    "students/rosters/<int:pk>/": lambda own: {"pk": own.roster.pk, "sort": "new"},
    "students/photos/packs/<int:pk>/": lambda own: {"pk": own.photo_pack.pk},
    "students/photos/of/<int:pk>/": lambda own: {"pk": own.student.pk, "earlier_pk": own.earlier_photo.pk},
    "students/structure/programmes/<int:pk>/": lambda own: {"pk": own.structure.programme.pk},
    "students/structure/classes/<int:pk>/": lambda own: {"pk": own.structure.group.pk},
    "students/structure/reshapings/<int:pk>/": lambda own: {"pk": own.structure.reshaping.pk},
    "students/structure/promotion/<int:pk>/": lambda own: {"pk": own.structure.promotion.pk},
    "students/terms/<slug:name>/": lambda own: {"name": "2026-2027-1", "pk": own.structure.group.pk},
    "students/registration/places/<int:pk>/": lambda own: {"pk": own.newcomer.pk},
    "students/registration/standings/<int:pk>/": lambda own: {"pk": own.student.school_id},
    "students/registration/integrated/<int:pk>/": lambda own: {"pk": own.college_roster.pk},
    "students/registration/batches/<int:pk>/": lambda own: {"pk": own.batch.pk},
    "cases/<int:pk>/": lambda own: {"pk": own.case.pk},
    "cases/<int:case_pk>/evidence/<int:pk>/": lambda own: {"case_pk": own.case.pk, "pk": own.evidence.pk},
    "certificates/<int:pk>/": lambda own: {"pk": own.certificate.pk},
    "transfers/<int:case_pk>/change/": lambda own: {"case_pk": own.draft.pk},
    "transfers/<int:case_pk>/outside/": lambda own: {"case_pk": own.outside_draft.pk},
    "transfers/<int:case_pk>/class/": lambda own: {"case_pk": own.case.pk},
    "withdrawals/<int:case_pk>/": lambda own: {"case_pk": own.withdrawal.pk},
    "regulations/schools/<int:school_id>/": lambda own: {
        "school_id": own.student.school_id,
        "name": "leave.longest_terms",
    },
    "verify/<str:code>/": lambda own: {"code": own.certificate.verify_code},
    "my/apply/<slug:kind>/": lambda own: {"kind": "transfer"},
    "my/applications/<int:pk>/": lambda own: {"pk": own.begun_application.pk},
    "applications/<int:pk>/": lambda own: {"pk": own.application.pk, "paper_pk": own.application_paper.pk},
    "applications/<int:pk>/take/": lambda own: {"pk": own.matter_application.pk},
    "matters/<slug:kind>/": lambda own: {"kind": "leave"},
    "matters/<int:case_pk>/change/": lambda own: {"case_pk": own.withdrawal.pk},
    "regulations/<str:key>/": lambda own: {"key": "zhejiang_2015"},
    "calendar/<int:year>/": lambda own: {"year": 2027},
    "notices/<int:pk>/": lambda own: {"pk": own.notice.pk},
    "offices/<int:pk>/": lambda own: {"pk": own.world.offices[own.registrar].pk},
    "offices/hand-overs/<int:pk>/": lambda own: {"pk": own.hand_over.pk},
    "archive/schools/<int:pk>/": lambda own: {"pk": own.student.school_id},
    "archive/classes/<int:pk>/": lambda own: {"pk": own.student.school_class_id},
    "archive/lists/<int:pk>/": lambda own: {"pk": own.file_list.pk, "form": "pdf"},
    "archive/students/<int:student_pk>/": lambda own: {"student_pk": own.student.pk},
    "archive/papers/<int:pk>/": lambda own: {"pk": own.file_paper.pk},
    "archive/outputs/<int:pk>/": lambda own: {"pk": own.file_output.pk},
    "jobs/<int:pk>/": lambda own: {"pk": own.job.pk},
    "quality/<slug:rule>/": lambda own: {"rule": "photo"},
    "api/students/<pk>/": lambda own: {"pk": own.student.pk},
    "api/cases/<pk>/": lambda own: {"pk": own.case.pk},
    "api/certificates/<pk>/": lambda own: {"pk": own.certificate.pk},
    "api/rosters/<pk>/": lambda own: {"pk": own.roster.pk},
    "api/jobs/<pk>/": lambda own: {"pk": own.job.pk},
}

# By name, where the route alone does not tell.
BY_NAME: dict[str, Sample] = {}

# Arguments that choose a part of an object and belong to nobody.
PARTS: dict[str, Any] = {"section": "overview"}


def sample_for(name: str, route: str, arguments: list[str]) -> Sample | None:
    """The function that makes the arguments of an address; None when there is none for them."""
    found = BY_NAME.get(name)
    if found is None:
        fitting = [beginning for beginning in BY_ROUTE if route.startswith(beginning)]
        if not fitting:
            return None
        found = BY_ROUTE[max(fitting, key=len)]

    def make(own: Belongings) -> dict[str, Any]:
        given = found(own)
        return {key: given[key] if key in given else PARTS.get(key) for key in arguments}

    return make
