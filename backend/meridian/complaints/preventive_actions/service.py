"""Preventive actions: planned for a complaint's root cause, given to somebody, tracked to done (CR-27, CR-32).

An action is a record of its own. Archiving makes the *complaint* read-only, so that no further action is planned for
it; those it has stay workable until they are done or given up.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from meridian.calendars.queries import time_in_state, today
from meridian.complaints import queries, service
from meridian.complaints.events import PREVENTIVE_ACTION_CREATED, PREVENTIVE_ACTION_UPDATED
from meridian.complaints.models import PreventiveAction, refuse_archived
from meridian.complaints.preventive_actions import queries as preventive_actions_queries
from meridian.complaints.preventive_actions.schemas import (
    PreventiveActionCreate,
    PreventiveActionMove,
    PreventiveActionUpdate,
)
from meridian.complaints.preventive_actions.workflow import PREVENTIVE_ACTION
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.identity.queries import active_people
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Fault, Forbidden, Invalid, check_version
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine

_WORKS = {Permission.COMPLAINT_WRITE, Permission.COMPLAINT_HANDLE}


async def create(
    session: WriteSession, actor: Actor, complaint_id: uuid.UUID, body: PreventiveActionCreate
) -> PreventiveAction:
    """Plans an action. 404, 409 for an archived complaint, 403, 422 naming every fault."""
    complaint = await queries.load(session, actor, complaint_id, lock=True)
    refuse_archived(complaint)
    await service.require(session, actor, complaint, Permission.COMPLAINT_HANDLE)
    category = body.category or complaint.root_cause_category
    faults = await _faults(session, {"owner_id": body.owner_id, "due_on": body.due_on})
    if category is None:
        faults.append(Fault("/category", "missing", msg("needed as long as the complaint's root cause is not known")))
    if faults:
        raise Invalid(errors=faults)
    action = PreventiveAction(
        complaint_id=complaint.id,
        category=category,
        description=body.description,
        owner_id=body.owner_id,
        due_on=body.due_on,
        created_by=actor.user_id,
    )
    session.add(action)
    await publish(session, PREVENTIVE_ACTION_CREATED, action, complaint)
    return action


async def change(
    session: WriteSession, actor: Actor, action_id: uuid.UUID, body: PreventiveActionUpdate, version: int
) -> PreventiveAction:
    """Changes the fields sent. 404, 412, 403, 422. What is done or given up may still be described better."""
    action, complaint, movable = await preventive_actions_queries.load(session, actor, action_id)
    check_version(action.version, version)
    _require(movable)
    values = {name: value for name, value in body.model_dump().items() if getattr(action, name) != value}
    if faults := await _faults(session, values):
        raise Invalid(errors=faults)
    assign(action, values)
    if values:
        await publish(session, PREVENTIVE_ACTION_UPDATED, action, complaint)
    return action


async def set_new_day(session: WriteSession, at: MoveContext[PreventiveAction]) -> None:
    """The day it is owed by now, unless the old one stays; 422 for one that is over."""
    if at.body.due_on is not None:
        if faults := await _faults(session, {"due_on": at.body.due_on}):
            raise Invalid(errors=faults)
        at.record.due_on = at.body.due_on


async def _departments(
    session: WriteSession, contexts: Sequence[MoveContext[PreventiveAction]]
) -> Sequence[uuid.UUID | None]:
    """Its owner's."""
    return [(await session.get_one(User, at.record.owner_id)).department_id for at in contexts]


MOVES = Engine(
    PREVENTIVE_ACTION, PreventiveAction, time=time_in_state, departments=_departments, effects=(set_new_day,)
)


async def move(
    session: WriteSession, actor: Actor, action_id: uuid.UUID, name: str, body: PreventiveActionMove, version: int
) -> PreventiveAction:
    """Makes a move: `done`, `cancel`, `reopen`. 404, 412, 409 with the allowed moves, 403, 422 for what is missing."""
    action, complaint, movable = await preventive_actions_queries.load(session, actor, action_id)
    await MOVES.make(
        session, action, name, actor=actor, may=lambda _: movable, body=body, version=version, parent=complaint
    )
    return action


def _require(movable: bool) -> None:
    if not movable:
        permission = Permission.COMPLAINT_HANDLE
        raise Forbidden(
            msg("this needs the permission {permission} for it", permission=str(permission)), permission=str(permission)
        )


async def _faults(session: WriteSession, values: dict[str, Any]) -> list[Fault]:
    """An owner is somebody active who works on complaints; a day is not over yet."""
    faults = []
    if (owner_id := values.get("owner_id")) is not None:
        owner = (await active_people(session, [owner_id])).get(owner_id)
        if owner is None or owner.role == Role.API_CLIENT or not _WORKS & GRANTS[Role(owner.role)].keys():
            faults.append(Fault("/owner_id", "cannot_own", msg("must be an active person who works on complaints")))
    if (due_on := values.get("due_on")) is not None and due_on < await today(session):
        faults.append(Fault("/due_on", "in_the_past", msg("that day is over")))
    return faults
