"""Review meetings and their actions, below opportunities and by themselves."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Listed, Page
from meridian.kernel.workflow.schemas import move_body
from meridian.opportunities.reviews import queries, service
from meridian.opportunities.reviews.queries import ACTIONS
from meridian.opportunities.reviews.schemas import (
    OpportunityReviewCreate,
    OpportunityReviewRead,
    OpportunityReviewUpdate,
    ReviewActionCreate,
    ReviewActionMove,
    ReviewActionRead,
    ReviewActionUpdate,
)
from meridian.opportunities.reviews.workflow import REVIEW_ACTION

router = APIRouter(prefix="/v1", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]
Writer = Annotated[Actor, allow(Permission.OPPORTUNITY_WRITE)]
Version = Annotated[int, Depends(if_match)]


@router.get("/opportunities/{opportunity_id}/reviews")
async def list_opportunity_reviews(
    session: Reading, actor: Reader, opportunity_id: uuid.UUID
) -> Listed[OpportunityReviewRead]:
    """Its review meetings with their actions, the latest first (CR-15)."""
    return Listed(items=await queries.of_opportunity(session, actor, opportunity_id))


@router.post("/opportunities/{opportunity_id}/reviews", status_code=201)
async def create_opportunity_review(
    session: Writing, actor: Writer, opportunity_id: uuid.UUID, body: OpportunityReviewCreate
) -> OpportunityReviewRead:
    """Writes down a review meeting: who was there, where it stands, what was decided, who does what by when.

    An important opportunity owes the next one `opportunity_review_days` after this one.
    """
    review = await service.hold(session, actor, opportunity_id, body)
    return await queries.read(session, actor, review.id)


@router.get("/opportunity-reviews/{review_id}")
async def get_opportunity_review(session: Reading, actor: Reader, review_id: uuid.UUID) -> OpportunityReviewRead:
    """One review meeting."""
    return await queries.read(session, actor, review_id)


@router.patch("/opportunity-reviews/{review_id}")
async def update_opportunity_review(
    session: Writing, actor: Writer, review_id: uuid.UUID, body: OpportunityReviewUpdate, version: Version
) -> OpportunityReviewRead:
    """Corrects the minutes."""
    await service.change(session, actor, review_id, body, version)
    return await queries.read(session, actor, review_id)


@router.post("/opportunity-reviews/{review_id}/actions", status_code=201)
async def create_review_action(
    session: Writing, actor: Writer, review_id: uuid.UUID, body: ReviewActionCreate
) -> ReviewActionRead:
    """Gives somebody something to do, after the meeting."""
    action = await service.add_action(session, actor, review_id, body)
    return await queries.read_action(session, actor, action.id)


@list_and_search(router, "/review-actions", ACTIONS)
async def list_review_actions(session: Reading, actor: Reader, query: ListQuery) -> Page[ReviewActionRead]:
    """What reviews asked people to do: your own, and those of opportunities you see; due first in front."""
    return await queries.page_of_actions(session, actor, query)


@router.get("/review-actions/{action_id}")
async def get_review_action(session: Reading, actor: Reader, action_id: uuid.UUID) -> ReviewActionRead:
    """One action."""
    return await queries.read_action(session, actor, action_id)


@router.patch("/review-actions/{action_id}")
async def update_review_action(
    session: Writing, actor: Writer, action_id: uuid.UUID, body: ReviewActionUpdate, version: Version
) -> ReviewActionRead:
    """Changes what is to be done, by whom or by when, while it is open."""
    await service.change_action(session, actor, action_id, body, version)
    return await queries.read_action(session, actor, action_id)


@router.post("/review-actions/{action_id}/moves/{move}")
async def move_review_action(
    session: Writing,
    actor: Reader,
    action_id: uuid.UUID,
    move: str,
    body: Annotated[ReviewActionMove, move_body(REVIEW_ACTION, ReviewActionMove)],
    version: Version,
) -> ReviewActionRead:
    """Makes a move: `complete` with the result, `reopen` with the reason. Who is to do it may, whatever their role."""
    await service.move_action(session, actor, action_id, move, body, version)
    return await queries.read_action(session, actor, action_id)
