"""What happens to proposed grades. That a grade was decided is told of the customer (`customer.grade_decided`)."""

from pydantic import Field

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType
from meridian.policies.rules import Grade


class ProposalData(Data):
    state: str = Field(description="Its state now.", examples=["confirmed"])
    from_grade: Grade = Field(description="The grade before.", examples=["C"])
    to_grade: Grade = Field(description="The grade proposed.", examples=["B"])


GRADE_PROPOSAL_MOVED = EventType(
    "grade_proposal.moved",
    "A proposed grade was confirmed or rejected (TS-15).",
    ProposalData,
    permission=Permission.CUSTOMER_DECIDE,
)
GRADES_EVALUATED = EventType(
    "grade_run.finished",
    "Every customer's grade was worked out (MC-9).",
    customer=None,
    permission=Permission.CUSTOMER_DECIDE,
)
EVENTS = (GRADE_PROPOSAL_MOVED, GRADES_EVALUATED)
