"""The workflow of a proposed change of policy."""

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.policy_proposals.events import POLICY_PROPOSAL_MOVED
from meridian.policy_proposals.rules import (
    PolicyProposalState,
    another_person,
    confirmed,
    decided,
    proposer_alone,
    unchanged,
)

_PROPOSED, _CONFIRMED, _DENIED, _WITHDRAWN = PolicyProposalState
_DECIDE = Permission.POLICY_WRITE

POLICY_PROPOSAL = Workflow(
    "policy_proposal",
    PolicyProposalState,
    _PROPOSED,
    frozenset({_CONFIRMED, _DENIED, _WITHDRAWN}),
    (
        Move(
            "confirm",
            frozenset({_PROPOSED}),
            _CONFIRMED,
            _DECIDE,
            guards=(another_person, unchanged),
            sets=confirmed,
            effects=("carry_out",),
            events=(POLICY_PROPOSAL_MOVED,),
            label_zh="确认",
        ),
        Move(
            "deny",
            frozenset({_PROPOSED}),
            _DENIED,
            _DECIDE,
            needs=("reason",),
            guards=(another_person,),
            sets=decided,
            events=(POLICY_PROPOSAL_MOVED,),
            label_zh="驳回",
        ),
        Move(
            "withdraw",
            frozenset({_PROPOSED}),
            _WITHDRAWN,
            _DECIDE,
            guards=(proposer_alone,),
            sets=decided,
            events=(POLICY_PROPOSAL_MOVED,),
            label_zh="撤回",
        ),
    ),
    labels_zh={_PROPOSED: "待确认", _CONFIRMED: "已确认", _DENIED: "已驳回", _WITHDRAWN: "已撤回"},
)
