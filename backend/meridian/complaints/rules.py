"""Enums, constants and pure computations of complaints."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from meridian.identity.permissions import Role

# The vocabulary of complaints.


class ComplaintState(StrEnum):
    REGISTERED = "registered"
    CONTACTED = "contacted"
    DISPATCHED = "dispatched"
    INVESTIGATING = "investigating"
    PROPOSED = "proposed"
    AGREED = "agreed"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"


SETTLED = (ComplaintState.RESOLVED, ComplaintState.CONFIRMED, ComplaintState.ARCHIVED)
"""States in which nothing is owed to the customer but the question whether they are satisfied."""


class ComplaintOrigin(StrEnum):
    """Where a complaint was heard."""

    CONTACT_RECORD = "contact_record"
    TICKET = "ticket"
    EMAIL = "email"
    DIRECT = "direct"


class RootCause(StrEnum):
    """Categories of causes, as the Pareto counts them (CR-27)."""

    PRODUCT_QUALITY = "product_quality"
    DESIGN = "design"
    PRODUCTION = "production"
    PACKAGING_TRANSPORT = "packaging_transport"
    LATE_DELIVERY = "late_delivery"
    WRONG_DELIVERY = "wrong_delivery"
    INSTALLATION = "installation"
    DOCUMENTATION = "documentation"
    SERVICE = "service"
    COMMUNICATION = "communication"
    PRICE_CONTRACT = "price_contract"
    CUSTOMER_USE = "customer_use"
    OTHER = "other"


class Answer(StrEnum):
    """What the customer said to a proposal."""

    AGREED = "agreed"
    REFUSED = "refused"


class CompensationState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DENIED = "denied"
    VOID = "void"


class DeadlineKind(StrEnum):
    """What a complaint owes in time (MC-20, CR-23)."""

    CONTACT = "complaint_contact"
    SOLUTION = "complaint_solution"
    RESOLUTION = "complaint_resolution"


class PreventiveState(StrEnum):
    """Where a preventive action stands; that it is overdue follows from its day."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


TRIES = 2


def needed_role(limits: Mapping[Role, Decimal | None], amount: Decimal) -> Role:
    """The role with the lowest limit that reaches the amount (CR-25). Policy always has an unlimited one."""
    reaching = [(limit is None, limit or Decimal(), role) for role, limit in limits.items() if _reaches(limit, amount)]
    return min(reaching)[2]


def _reaches(limit: Decimal | None, amount: Decimal) -> bool:
    return limit is None or amount <= limit


def asked_in_vain(days: Iterable[date]) -> bool:
    """Whether the customer was asked for their opinion on enough different days (CR-26)."""
    return len(set(days)) >= TRIES


ROUND_SUBJECT = "complaint_round"
PROPOSAL_SUBJECT = "complaint_proposal"

SUBJECT = "complaint"
