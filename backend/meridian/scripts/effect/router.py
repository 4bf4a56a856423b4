"""`/v1/scripts/{id}/effect`."""

import uuid
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.scripts.effect import queries
from meridian.scripts.effect.queries import Period
from meridian.scripts.effect.schemas import ScriptEffect
from meridian.scripts.rules import ID

router = APIRouter(prefix="/v1/scripts", tags=["scripts"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.SCRIPT_READ)]


@router.get("/{script_id}/effect")
async def get_script_effect(
    session: Reading,
    actor: Reader,
    script_id: uuid.UUID,
    since: Annotated[date | None, Query(description="Calls from this day on.", examples=["2026-01-01"])] = None,
    until: Annotated[date | None, Query(description="Calls until this day.", examples=["2026-03-31"])] = None,
    author_id: Annotated[uuid.UUID | None, Query(description="Of this person only.", examples=[ID])] = None,
    version_id: Annotated[uuid.UUID | None, Query(description="The version in detail.", examples=[ID])] = None,
    against_id: Annotated[uuid.UUID | None, Query(description="Compare it with this one.", examples=[ID])] = None,
) -> ScriptEffect:
    """What came of the calls made by a script, of customers you see: connected, intent heard, bought (TS-21).

    Every share comes with its 95 % interval, and says when it rests on too few cases. Versions were not drawn by lot:
    a difference may be the customers', not the script's.
    """
    return await queries.effect(
        session,
        actor,
        script_id,
        Period(since, until),
        author_id=author_id,
        version_id=version_id,
        against_id=against_id,
    )
