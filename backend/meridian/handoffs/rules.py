"""The handoff's vocabulary. Pure."""

from enum import StrEnum


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
