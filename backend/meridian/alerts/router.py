"""`/v1/alerts`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.alerts import queries, service
from meridian.alerts.schemas import AlertMove, AlertRead
from meridian.alerts.workflow import ALERT
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match, set_etag
from meridian.kernel.listing import ListQuery, list_query, query_parameters, search_query
from meridian.kernel.moves import move_body
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/alerts", tags=["alerts"], route_class=Route)
waiting_router = APIRouter(prefix="/v1/waiting-for-me", tags=["alerts"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.ALERT_READ)]
Version = Annotated[int, Depends(if_match)]


@router.get("", openapi_extra={"parameters": query_parameters(queries.ALERTS)})
async def list_alerts(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(list_query(queries.ALERTS))]
) -> Page[AlertRead]:
    """What needs you now (`owner_id`, `live=true`), and what needs the people and customers in your scope."""
    return await queries.page(session, actor, query)


@router.post("/search")
async def search_alerts(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(search_query(queries.ALERTS))]
) -> Page[AlertRead]:
    """The list again, with AND, OR and NOT."""
    return await queries.page(session, actor, query)


@waiting_router.get("", openapi_extra={"parameters": query_parameters(queries.WAITING)})
async def list_waiting_for_me(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(list_query(queries.WAITING))]
) -> Page[AlertRead]:
    """What waits for you, the longest first: decisions (`demand=decide`) and what is yours to do."""
    return await queries.waiting(session, actor, query)


@router.get("/{alert_id}")
async def get_alert(session: Reading, actor: Reader, alert_id: uuid.UUID, response: Response) -> AlertRead:
    """One alert."""
    return _shown(await queries.read(session, actor, alert_id), response)


@router.post("/{alert_id}/moves/{move}")
async def move_alert(
    session: Writing,
    actor: Reader,
    alert_id: uuid.UUID,
    move: str,
    body: Annotated[AlertMove, move_body(ALERT, AlertMove)],
    version: Version,
    response: Response,
) -> AlertRead:
    """`acknowledge`: its owner has seen it. It is resolved by the facts alone."""
    await service.move(session, actor, alert_id, move, body, version)
    return _shown(await queries.read(session, actor, alert_id), response)


def _shown(alert: AlertRead, response: Response) -> AlertRead:
    set_etag(response, alert.version)
    return alert
