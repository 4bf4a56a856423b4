"""Keeping rosters."""

import uuid

from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.identity.queries import active_people
from meridian.identity.visibility import PEOPLE
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import check_version, fault
from meridian.planner.events import ROSTER_CHANGED
from meridian.planner.models import Roster
from meridian.planner.rosters import queries
from meridian.planner.rosters.schemas import RosterCreate, RosterUpdate


async def create(session: WriteSession, actor: Actor, body: RosterCreate) -> Roster:
    """A person's roster. 422 when they are unknown or not the actor's to plan for, 409 when they have one."""
    person = (await active_people(session, [body.user_id])).get(body.user_id)
    if person is None:
        raise fault("/user_id", "unknown_user", msg("must be an active person"))
    if not PEOPLE.is_visible(actor, person, Permission.ROSTER_WRITE):
        raise fault("/user_id", "owner_out_of_reach", msg("you may not plan for this person"))
    roster = Roster(**body.model_dump(mode="json") | {"user_id": body.user_id})
    session.add(roster)
    await session.flush()
    await publish(session, ROSTER_CHANGED, roster)
    return roster


async def update(session: WriteSession, actor: Actor, roster_id: uuid.UUID, body: RosterUpdate, version: int) -> Roster:
    """Changes the fields sent. 404, 412."""
    roster = await queries.load(session, actor, roster_id)
    check_version(roster.version, version)
    if assign(roster, body.model_dump(mode="json")):
        await publish(session, ROSTER_CHANGED, roster)
    return roster


async def remove(session: WriteSession, actor: Actor, roster_id: uuid.UUID, version: int) -> None:
    """The person works by the department's hours again. 404, 412."""
    roster = await queries.load(session, actor, roster_id)
    check_version(roster.version, version)
    await publish(session, ROSTER_CHANGED, roster)
    await session.delete(roster)
