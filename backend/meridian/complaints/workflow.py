"""The complaint's workflow, as a table (workflows.md). Pure.

What a move needs is looked for in what the record holds already and in what the request brings: one list names all
that is missing.
"""

from meridian.complaints.events import COMPLAINT_DISPATCHED, COMPLAINT_MOVED
from meridian.complaints.rules import (
    TRIES,
    ComplaintState,
    archived,
    compensation_approved,
    compensation_unchanged,
    ladder_goes_on,
    responder_left,
    withdrawn,
)
from meridian.identity.permissions import Permission
from meridian.kernel.language import msg
from meridian.kernel.workflow.rules import Move, Workflow

S = ComplaintState
_OPEN = frozenset(S) - {S.CONFIRMED, S.ARCHIVED}
_WITH_DEPARTMENT = frozenset({S.DISPATCHED, S.INVESTIGATING, S.PROPOSED, S.AGREED})
_WRITE, _HANDLE, _ESCALATE = Permission.COMPLAINT_WRITE, Permission.COMPLAINT_HANDLE, Permission.COMPLAINT_ESCALATE
_HEARD = ("reason", "product", "wanted_solution", "channel", "first_responder_id", "contact_record_id", "apologised")
_FOUND = ("cause", "cause_category", "evidence", "solution", "told_channel")
_IN_FINDINGS = msg("say it in the complaint's findings first (`PUT …/findings`)")
_WAYS_TO_HEAR = {
    "product": msg("name it on the complaint first, as `product` or as `product_id`"),
    "wanted_solution": msg("say it on the complaint first"),
}
_WAYS_TO_FIND = {
    "cause": _IN_FINDINGS,
    "cause_category": _IN_FINDINGS,
    "evidence": msg("say it in the complaint's findings first (`PUT …/findings`), as `evidence` or with files"),
    "solution": msg("make a proposal that the customer has not been told yet (`POST …/proposals`)"),
}
_WAYS_TO_AGREE = msg("say how they agreed as `note`, or name the contact in which they did as `contact_record_id`")
_WAYS_TO_ASK = msg(
    "give the customer's scores as `satisfaction`, or note {tries} tries to ask for them (`POST …/satisfaction-tries`)",
    tries=TRIES,
)
_WAYS_TO_PREVENT = msg(
    "plan a preventive action (`POST …/preventive-actions`), or say why there is none as `no_prevention_reason`"
)
_MOVED, _GIVEN = (COMPLAINT_MOVED,), (COMPLAINT_MOVED, COMPLAINT_DISPATCHED)

COMPLAINT = Workflow(
    "complaint",
    ComplaintState,
    S.REGISTERED,
    frozenset({S.ARCHIVED}),
    (
        Move(
            "contact",
            frozenset({S.REGISTERED}),
            S.CONTACTED,
            _WRITE,
            needs=_HEARD,
            ways=_WAYS_TO_HEAR,
            effects=("keep_contact", "owe_dispatch"),
            events=_MOVED,
            label_zh="联系客户",
        ),
        Move(
            "dispatch",
            frozenset({S.CONTACTED}),
            S.DISPATCHED,
            _HANDLE,
            needs=("department_id", "responsible_id"),
            effects=("give_to_department", "meet_dispatch_deadline", "owe_solution_and_resolution"),
            events=_GIVEN,
            label_zh="派单",
        ),
        # The department has taken it up; its clocks run since the dispatch.
        Move(
            "start_investigation",
            frozenset({S.DISPATCHED}),
            S.INVESTIGATING,
            _HANDLE,
            events=_MOVED,
            label_zh="开始调查",
        ),
        Move(
            "propose",
            frozenset({S.INVESTIGATING}),
            S.PROPOSED,
            _HANDLE,
            needs=_FOUND,
            ways=_WAYS_TO_FIND,
            guards=(compensation_approved, compensation_unchanged),
            effects=("keep_proposal_told",),
            events=_MOVED,
            label_zh="提出方案",
        ),
        Move(
            "agree",
            frozenset({S.PROPOSED}),
            S.AGREED,
            _WRITE,
            needs=("note",),
            ways={"note": _WAYS_TO_AGREE},
            effects=("keep_agreement", "void_other_compensations"),
            events=_MOVED,
            label_zh="客户同意",
        ),
        Move(
            "refuse",
            frozenset({S.PROPOSED}),
            S.INVESTIGATING,
            _WRITE,
            needs=("reason",),
            effects=("keep_refusal", "owe_new_solution"),
            events=_MOVED,
            label_zh="客户拒绝",
        ),
        Move(
            "resolve",
            frozenset({S.AGREED}),
            S.RESOLVED,
            _HANDLE,
            needs=("done", "done_at"),
            effects=("keep_resolution", "owe_satisfaction"),
            events=_MOVED,
            label_zh="解决",
        ),
        Move(
            "confirm",
            frozenset({S.RESOLVED}),
            S.CONFIRMED,
            _WRITE,
            needs=("satisfaction",),
            ways={"satisfaction": _WAYS_TO_ASK},
            effects=("keep_satisfaction", "owe_archiving"),
            events=_MOVED,
            label_zh="确认",
        ),
        Move(
            "reopen",
            frozenset({S.RESOLVED, S.CONFIRMED}),
            S.INVESTIGATING,
            _WRITE,
            needs=("reason", "department_id", "responsible_id"),
            effects=("cancel_deadlines", "give_to_department", "begin_round", "owe_solution_and_resolution"),
            events=_GIVEN,
            label_zh="重新处理",
        ),
        Move(
            "archive",
            frozenset({S.CONFIRMED}),
            S.ARCHIVED,
            _HANDLE,
            needs=("root_cause_category", "no_prevention_reason"),
            ways={"no_prevention_reason": _WAYS_TO_PREVENT},
            sets=archived,
            effects=("meet_archiving_deadline",),
            events=_MOVED,
            label_zh="归档",
        ),
        Move(
            "withdraw",
            _OPEN,
            S.CONFIRMED,
            _WRITE,
            needs=("reason",),
            sets=withdrawn,
            effects=("cancel_deadlines", "void_compensations", "owe_archiving"),
            events=_MOVED,
            label_zh="客户撤回",
        ),
        Move(
            "reassign",
            _WITH_DEPARTMENT,
            None,
            _HANDLE,
            needs=("department_id", "responsible_id", "reason"),
            effects=("give_to_department", "pass_on_deadlines"),
            events=_GIVEN,
            label_zh="改派",
        ),
        Move(
            "hand_over",
            _OPEN,
            None,
            _HANDLE,
            when=responder_left,
            needs=("first_responder_id", "reason"),
            effects=("hand_over_to_responder",),
            events=_MOVED,
            label_zh="移交首问",
        ),
        Move(
            "escalate",
            _OPEN,
            None,
            _ESCALATE,
            needs=("reason",),
            guards=(ladder_goes_on,),
            effects=("climb_ladder",),
            events=_MOVED,
            label_zh="升级",
        ),
    ),
    labels_zh={
        S.REGISTERED: "已登记",
        S.CONTACTED: "已联系",
        S.DISPATCHED: "已派单",
        S.INVESTIGATING: "调查中",
        S.PROPOSED: "已出方案",
        S.AGREED: "已达成",
        S.RESOLVED: "已解决",
        S.CONFIRMED: "已确认",
        S.ARCHIVED: "已归档",
    },
)
