"""`/v1/complaints`: registering, finding, keeping."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.complaints import queries, service
from meridian.complaints.handling import service as handling_service
from meridian.complaints.schemas import ComplaintCreate, ComplaintLine, ComplaintMove, ComplaintRead, ComplaintUpdate
from meridian.complaints.workflow import COMPLAINT
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match, set_etag
from meridian.kernel.listing import ListQuery, list_query, query_parameters, search_query
from meridian.kernel.moves import move_body
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/complaints", tags=["complaints"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.COMPLAINT_READ)]
Writer = Annotated[Actor, allow(Permission.COMPLAINT_WRITE)]
Version = Annotated[int, Depends(if_match)]


@router.get("", openapi_extra={"parameters": query_parameters(queries.COMPLAINTS)})
async def list_complaints(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(list_query(queries.COMPLAINTS))]
) -> Page[ComplaintLine]:
    """Complaints of customers you see, those you answer for, and those given to your department where you see them."""
    return await queries.page(session, actor, query)


@router.post("/search")
async def search_complaints(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(search_query(queries.COMPLAINTS))]
) -> Page[ComplaintLine]:
    """The list again, with AND, OR and NOT."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_complaint(session: Writing, actor: Writer, body: ComplaintCreate, response: Response) -> ComplaintRead:
    """Registers a complaint (CR-23). The customer is to be contacted in time; what is missing is asked for then."""
    complaint = await service.create(session, actor, body)
    return shown(await queries.read(session, actor, complaint.id), response)


@router.get("/{complaint_id}")
async def get_complaint(session: Reading, actor: Reader, complaint_id: uuid.UUID, response: Response) -> ComplaintRead:
    """One complaint with its deadlines."""
    return shown(await queries.read(session, actor, complaint_id), response)


@router.patch("/{complaint_id}")
async def update_complaint(
    session: Writing,
    actor: Writer,
    complaint_id: uuid.UUID,
    body: ComplaintUpdate,
    version: Version,
    response: Response,
) -> ComplaintRead:
    """Changes the fields sent. An archived complaint is read-only: 409."""
    await service.change(session, actor, complaint_id, body, version)
    return shown(await queries.read(session, actor, complaint_id), response)


@router.post("/{complaint_id}/moves/{move}")
async def move_complaint(
    session: Writing,
    actor: Reader,
    complaint_id: uuid.UUID,
    move: str,
    body: Annotated[ComplaintMove, move_body(COMPLAINT, ComplaintMove)],
    version: Version,
    response: Response,
) -> ComplaintRead:
    """Makes a move of the workflow: `contact`, `dispatch`, `start_investigation`, `propose`, `agree`, `refuse`,
    `resolve`, `confirm`, `reopen`, `archive`, `withdraw`; `reassign`, `hand_over` and `escalate` leave it where it
    stands."""
    complaint = await handling_service.move(session, actor, complaint_id, move, body, version)
    return shown(await queries.read_written(session, actor, complaint.id), response)


def shown(complaint: ComplaintRead, response: Response) -> ComplaintRead:
    """The complaint with its version as the ETag."""
    set_etag(response, complaint.version)
    return complaint
