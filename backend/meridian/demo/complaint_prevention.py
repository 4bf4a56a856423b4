"""Invented preventive actions: some done, some given up, some open or overdue."""

import random
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from meridian.calendars.arithmetic import add_working
from meridian.complaints.codes import PreventiveState
from meridian.complaints.models import Complaint, PreventiveAction
from meridian.complaints.preventive import SUBJECT
from meridian.complaints.rules_preventive import PREVENTIVE_ACTION
from meridian.demo import complaint_talk as talk
from meridian.demo.complaint_stage import Stage
from meridian.demo.rows import new_id
from meridian.kernel.tables import Base
from meridian.kernel.transitions import Transition

_ENDS = {"done": 75, "cancel": 8, None: 17}
_WHEN_EARLY = {"done": 25, "cancel": 2, None: 73}


def prevention(
    rng: random.Random,
    stage: Stage,
    complaint: Complaint,
    case: talk.Case,
    owner_id: uuid.UUID,
    asked_at: datetime,
) -> Iterable[Base]:
    """What is done so that the complaint does not come back, as it stands now."""
    assert case.prevention is not None  # asked by the caller
    due_on = asked_at.astimezone(stage.zone).date() + timedelta(days=rng.randrange(14, 61))
    action = PreventiveAction(
        id=new_id(rng, asked_at),
        version=1,
        created_at=asked_at,
        updated_at=asked_at,
        complaint_id=complaint.id,
        category=case.category,
        description=case.prevention,
        owner_id=owner_id,
        due_on=due_on,
        created_by=stage.service[0],
        state=PreventiveState.OPEN,
        state_since=asked_at,
    )
    yield action
    over = due_on < stage.now.astimezone(stage.zone).date()
    ends = _ENDS if over else _WHEN_EARLY
    move = rng.choices(tuple(ends), tuple(ends.values()))[0]
    until = min(stage.now, asked_at + (timedelta(days=14)))
    at = add_working(stage.working(None), asked_at + (until - asked_at) * rng.random(), timedelta(minutes=10))
    if move is None or at is None or at > stage.now:
        return
    found = PREVENTIVE_ACTION.move(move)
    assert found is not None  # of the workflow
    target = found.leads_to(PreventiveState.OPEN)
    reason = rng.choice(talk.CANCELLED) if target is PreventiveState.CANCELLED else None
    if target is PreventiveState.DONE:
        action.done_at, action.done_by, action.effect = at, owner_id, case.effect
    action.state, action.state_since, action.cancelled_reason = target, at, reason
    action.version, action.updated_at = 2, at
    yield Transition(
        id=new_id(rng, at),
        workflow=PREVENTIVE_ACTION.name,
        subject_type=SUBJECT,
        subject_id=action.id,
        customer_id=complaint.customer_id,
        move=move,
        from_state=PreventiveState.OPEN,
        to_state=target,
        actor_id=owner_id,
        at=at,
        reason=reason,
        elapsed_seconds=int((at - asked_at).total_seconds()),
        working_seconds=stage.working_seconds(stage.department_of[owner_id], asked_at, at),
    )
