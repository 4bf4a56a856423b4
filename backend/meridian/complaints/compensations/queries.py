"""What decides about the moves of a complaint's compensations (CR-25)."""

from collections.abc import Callable

from meridian.complaints.models import Compensation, Complaint
from meridian.complaints.queries import newest_proposal
from meridian.complaints.rules import NEGOTIABLE, CompensationFacts, ComplaintState
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.policies.definitions.complaints import COMPENSATION_APPROVAL_LIMITS
from meridian.policies.queries import snapshot


async def compensation_facts(
    session: Session, actor: Actor, complaint: Complaint
) -> Callable[[Compensation], CompensationFacts]:
    """What guards look at when the actor acts, for each compensation of the complaint."""
    policies, proposal = await snapshot(session), await newest_proposal(session, complaint)
    state = ComplaintState(complaint.state)

    def facts_of(compensation: Compensation) -> CompensationFacts:
        limits = policies.pinned(COMPENSATION_APPROVAL_LIMITS, compensation.policy_versions)
        offered = proposal is not None and proposal.compensation_id == compensation.id and proposal.told_at is not None
        settled = state not in NEGOTIABLE or complaint.round != compensation.round
        return CompensationFacts(
            own=compensation.requested_by == actor.user_id,
            base_amount=compensation.base_amount,
            approves=actor.role in limits,
            limit=limits.get(actor.role),
            told=settled or (offered and state is ComplaintState.PROPOSED),
            needed_role=compensation.needed_role,
        )

    return facts_of
