"""What a transfer says for its printed form (Zhejiang's annex 1 and forms of the same build)."""

from typing import Any

from django.utils.translation import gettext as _

from students.snapshots import years_text
from transfers.models import Transfer
from xueji.cases.printing.facts import FormFacts
from xueji.policies.vocabulary import TransferReason


def form_of(transfer: Transfer, snapshot: dict[str, Any]) -> FormFacts:
    """The words of the form; where from is what the snapshot says, for the to-school may not read the file."""
    fields = _origin(transfer, snapshot) | _destination(transfer)
    reason = TransferReason(transfer.reason).label
    return FormFacts(
        fields=fields,
        rows=[
            (_("原就读学校"), fields["from_school"]),
            (_("拟就读学校"), fields["to_school"]),
            (_("拟就读专业"), fields["to_programme"]),
            (_("拟就读年级"), fields["to_cohort"]),
            (_("学制"), fields["to_years"]),
            (_("转学事由"), str(reason)),
        ],
        reason=f"{reason}。{transfer.reason_text}".rstrip("。") + "。",
        applied_on=transfer.applied_on,
        student_signed=transfer.student_consent,
        guardian_signed=transfer.guardian_consent,
    )


def _origin(transfer: Transfer, snapshot: dict[str, Any]) -> dict[str, str]:
    return {
        "from_school": transfer.from_name,
        "from_programme": snapshot.get("programme", ""),
        "from_cohort": _cohort(snapshot.get("cohort")),
        "from_years": _years(snapshot.get("years")),
    }


def _destination(transfer: Transfer) -> dict[str, str]:
    programme, outside = transfer.to_programme, transfer.outside
    named = programme.name if programme else outside.programme if outside else ""
    years = programme.years if programme else outside.years if outside else None
    return {
        "to_school": transfer.to_name,
        "to_programme": named,
        "to_cohort": _cohort(transfer.to_cohort),
        "to_years": _years(years_text(years)) if years else "",
    }


def _cohort(year: Any) -> str:
    return _("%(year)s 级") % {"year": year} if year else ""


def _years(years: Any) -> str:
    return _("%(years)s 年") % {"years": years} if years else ""
