"""What happens to proposed changes of policy: told to everybody who reads the policy."""

import uuid

from pydantic import Field

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType
from meridian.policy_proposals.rules import PolicyProposalState


class PolicyProposalData(Data):
    key: str = Field(description="Key of the setting.", examples=["compensation_approval_limits"])
    state: PolicyProposalState = Field(description="Where it stands now.", examples=["confirmed"])
    proposed_by: uuid.UUID = Field(description="Who proposed it.", examples=["0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"])


POLICY_PROPOSAL_MADE = EventType(
    "policy_proposal.made",
    "A change of a setting that takes two waits for a second person.",
    PolicyProposalData,
    permission=Permission.POLICY_READ,
)
POLICY_PROPOSAL_MOVED = EventType(
    "policy_proposal.moved",
    "A proposed change of a setting was confirmed, denied or withdrawn.",
    PolicyProposalData,
    permission=Permission.POLICY_READ,
)
EVENTS = (POLICY_PROPOSAL_MADE, POLICY_PROPOSAL_MOVED)
