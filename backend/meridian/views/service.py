"""Saving views, changing and dropping them; a view is its owner's, whoever may use it."""

import uuid
from typing import Any

from meridian.identity.actor import Actor, own_team, sees_all, sees_at_most_teams
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Forbidden, check_version, fault
from meridian.views import queries
from meridian.views.models import SavedView
from meridian.views.rules import Sharing
from meridian.views.schemas import ViewCondition, ViewCreate, ViewUpdate

READ = Permission.CUSTOMER_READ


async def create(session: WriteSession, actor: Actor, body: ViewCreate) -> SavedView:
    """Saves a view. 422 for what the list would refuse or sharing beyond one's reach, 403 for sharing without the
    permission, 409 when the name is taken."""
    await queries.check_meaning(session, actor, body.conditions, body.sort)
    view = SavedView(**body.model_dump(mode="json") | _shared_with(actor, body.sharing), owner_id=actor.user_id)
    session.add(view)
    await session.flush()
    return view


async def change(session: WriteSession, actor: Actor, view_id: uuid.UUID, body: ViewUpdate, version: int) -> SavedView:
    """Changes the fields sent. 404, 403 when it is somebody else's, 412, and as for `create`."""
    view = await _load_own(session, actor, view_id, version)
    given = body.model_dump(mode="json")
    conditions = [ViewCondition.model_validate(one) for one in given.get("conditions", view.conditions)]
    if given.keys() & {"conditions", "sort"}:
        await queries.check_meaning(session, actor, conditions, given.get("sort", view.sort))
    if "sharing" in given:
        given |= _shared_with(actor, Sharing(given["sharing"]))
    assign(view, given)
    await session.flush()
    return view


async def drop(session: WriteSession, actor: Actor, view_id: uuid.UUID, version: int) -> None:
    """Drops a view. 404, 403 when it is somebody else's, 412."""
    await session.delete(await _load_own(session, actor, view_id, version))


async def _load_own(session: WriteSession, actor: Actor, view_id: uuid.UUID, version: int) -> SavedView:
    view = await queries.load(session, actor, view_id)
    if view.owner_id != actor.user_id:
        raise Forbidden(msg("only its owner changes a view; save one of your own"), reason="not_own_view")
    check_version(view.version, version)
    return view


def _shared_with(actor: Actor, sharing: Sharing) -> dict[str, Any]:
    """Whose eyes are meant. One shares with one's team, and further as far as one sees customers oneself.

    403 for who may share nothing: auditors, who change nothing for others.
    """
    if sharing is not Sharing.NOBODY and not actor.may(Permission.VIEW_SHARE):
        raise Forbidden(msg("sharing a view needs the permission {permission}", permission=Permission.VIEW_SHARE))
    reaches = {
        Sharing.NOBODY: True,
        Sharing.TEAM: own_team(actor) is not None,
        Sharing.DEPARTMENT: actor.department_id is not None and not sees_at_most_teams(actor, READ),
        Sharing.COMPANY: sees_all(actor, READ),
    }
    if not reaches[sharing]:
        raise fault("/sharing", "beyond_reach", msg("you do not see customers that far, or belong to no such group"))
    return {
        "sharing": sharing,
        "team_id": own_team(actor) if sharing is Sharing.TEAM else None,
        "department_id": actor.department_id if sharing is Sharing.DEPARTMENT else None,
    }
