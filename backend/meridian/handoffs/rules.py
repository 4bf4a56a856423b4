"""The handoff's vocabulary, and what its moves set. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from meridian.kernel.workflow.rules import MoveContext


class HandoffState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    TOLD_TO_CUSTOMER = "told_to_customer"


class Origin(StrEnum):
    """The kind of record a handoff came from; null when somebody just asked."""

    CONTACT_RECORD = "contact_record"
    OPPORTUNITY = "opportunity"
    TICKET = "ticket"
    COMPLAINT = "complaint"


def answered(at: MoveContext[Any]) -> Mapping[str, Any]:
    """What was answered, by whom and when."""
    return {"answer": at.given["answer"], "answered_by": at.actor_id, "answered_at": at.now}


def told(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Who told the customer, when, and a note on it."""
    return {"told_by": at.actor_id, "told_at": at.now, "told_note": at.given.get("note")}
