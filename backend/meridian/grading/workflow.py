"""The workflow of a proposed grade, as a table. Pure."""

from meridian.grading.events import GRADE_PROPOSAL_MOVED
from meridian.grading.rules import ProposalState, decided, still_so
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

_OPEN, _CONFIRMED, _REJECTED, _OUTDATED = ProposalState
_DECIDE = Permission.CUSTOMER_DECIDE

PROPOSAL = Workflow(
    "grade_proposal",
    ProposalState,
    _OPEN,
    frozenset({_CONFIRMED, _REJECTED, _OUTDATED}),
    (
        Move(
            "confirm",
            frozenset({_OPEN}),
            _CONFIRMED,
            _DECIDE,
            guards=(still_so,),
            sets=decided,
            effects=("grade_customer",),
            events=(GRADE_PROPOSAL_MOVED,),
            label_zh="确认",
        ),
        Move(
            "deny",
            frozenset({_OPEN}),
            _REJECTED,
            _DECIDE,
            needs=("reason",),
            sets=decided,
            events=(GRADE_PROPOSAL_MOVED,),
            label_zh="不采纳",
        ),
        # By the next evaluation, when the facts no longer say so.
        Move("outdate", frozenset({_OPEN}), _OUTDATED, label_zh="过时"),
    ),
    labels_zh={_OPEN: "待确认", _CONFIRMED: "已确认", _REJECTED: "不采纳", _OUTDATED: "已过时"},
)
