"""`/v1/complaints`: registering, finding, keeping."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.complaints import queries, service
from meridian.complaints.handling import service as handling_service
from meridian.complaints.schemas import ComplaintCreate, ComplaintLine, ComplaintMove, ComplaintRead, ComplaintUpdate
from meridian.complaints.workflow import COMPLAINT
from meridian.customers.router import counted
from meridian.handoffs import queries as handoff_queries
from meridian.handoffs.schemas import HandoffAsk, HandoffRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.kernel.workflow.schemas import move_body

router = APIRouter(prefix="/v1/complaints", tags=["complaints"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.COMPLAINT_READ)]
Writer = Annotated[Actor, allow(Permission.COMPLAINT_WRITE)]
Asker = Annotated[Actor, allow(Permission.HANDOFF_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.COMPLAINTS)
@counted
async def list_complaints(session: Reading, actor: Reader, query: ListQuery) -> Page[ComplaintLine]:
    """Complaints of customers you see, those you answer for, and those given to your department where you see them."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_complaint(session: Writing, actor: Writer, body: ComplaintCreate) -> ComplaintRead:
    """Registers a complaint (CR-23). The customer is to be contacted in time; what is missing is asked for then."""
    complaint = await service.create(session, actor, body)
    return await queries.read(session, actor, complaint.id)


@router.get("/{complaint_id}")
async def get_complaint(session: Reading, actor: Reader, complaint_id: uuid.UUID) -> ComplaintRead:
    """One complaint with its deadlines."""
    return await queries.read(session, actor, complaint_id)


@router.patch("/{complaint_id}")
async def update_complaint(
    session: Writing, actor: Writer, complaint_id: uuid.UUID, body: ComplaintUpdate, version: Version
) -> ComplaintRead:
    """Changes the fields sent. An archived complaint is read-only: 409."""
    await service.change(session, actor, complaint_id, body, version)
    return await queries.read(session, actor, complaint_id)


@router.post("/{complaint_id}/handoffs", status_code=201)
async def create_complaint_handoff(
    session: Writing, actor: Asker, complaint_id: uuid.UUID, body: HandoffAsk
) -> HandoffRead:
    """Passes a question about it to a department, due in that department's working time (OT-14).

    `GET /v1/handoffs?origin_id=…` lists them. 409 once the complaint is archived.
    """
    handoff = await service.ask_department(session, actor, complaint_id, body)
    return await handoff_queries.read(session, actor, handoff.id)


@router.post("/{complaint_id}/moves/{move}")
async def move_complaint(
    session: Writing,
    actor: Reader,
    complaint_id: uuid.UUID,
    move: str,
    body: Annotated[ComplaintMove, move_body(COMPLAINT, ComplaintMove)],
    version: Version,
) -> ComplaintRead:
    """Makes a move of the workflow: `contact`, `dispatch`, `start_investigation`, `propose`, `agree`, `refuse`,
    `resolve`, `confirm`, `reopen`, `archive`, `withdraw`; `reassign`, `hand_over` and `escalate` leave it where it
    stands."""
    complaint = await handling_service.move(session, actor, complaint_id, move, body, version)
    return await queries.read_written(session, actor, complaint.id)
