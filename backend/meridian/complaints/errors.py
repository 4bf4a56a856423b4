"""What a broken constraint of complaints means, and what archived ones answer."""

from collections.abc import Mapping

from meridian.complaints.models import Complaint
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "complaint_product_id_fkey": Conflict(msg("the product does not exist"), reason="unknown_product"),
    "compensation_four_eyes_check": Conflict(msg("nobody approves what they asked for"), reason="own_request"),
}


def refuse_archived(complaint: Complaint) -> None:
    """409: an archived complaint is read-only (CR-26)."""
    if complaint.archived_at is not None:
        raise Conflict(msg("the complaint is archived: it is read-only"), reason="archived", allowed_moves=[])
