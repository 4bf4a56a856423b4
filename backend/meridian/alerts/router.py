"""`/v1/alerts`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.alerts import queries, service
from meridian.alerts.schemas import AlertMove, AlertRead
from meridian.alerts.workflow import ALERT
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search, list_only
from meridian.kernel.schemas import Page
from meridian.kernel.workflow.schemas import move_body

router = APIRouter(prefix="/v1/alerts", tags=["alerts"], route_class=Route)
waiting_router = APIRouter(prefix="/v1/waiting-for-me", tags=["alerts"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.ALERT_READ)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.ALERTS)
async def list_alerts(session: Reading, actor: Reader, query: ListQuery) -> Page[AlertRead]:
    """What needs you now (`owner_id`, `live=true`), and what needs the people and customers in your scope."""
    return await queries.page(session, actor, query)


@list_only(waiting_router, "", queries.WAITING)
async def list_waiting_for_me(session: Reading, actor: Reader, query: ListQuery) -> Page[AlertRead]:
    """What waits for you, the longest first: decisions (`demand=decide`) and what is yours to do."""
    return await queries.waiting(session, actor, query)


@router.get("/{alert_id}")
async def get_alert(session: Reading, actor: Reader, alert_id: uuid.UUID) -> AlertRead:
    """One alert."""
    return await queries.read(session, actor, alert_id)


@router.post("/{alert_id}/moves/{move}")
async def move_alert(
    session: Writing,
    actor: Reader,
    alert_id: uuid.UUID,
    move: str,
    body: Annotated[AlertMove, move_body(ALERT, AlertMove)],
    version: Version,
) -> AlertRead:
    """`acknowledge`: its owner has seen it. It is resolved by the facts alone."""
    await service.move(session, actor, alert_id, move, body, version)
    return await queries.read(session, actor, alert_id)
