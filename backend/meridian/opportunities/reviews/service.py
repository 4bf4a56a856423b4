"""Review meetings of opportunities, and what they ask people to do, tracked to done (CR-15)."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from meridian.calendars.queries import time_in_state
from meridian.identity.actor import Actor
from meridian.identity.queries import active_people
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, NotFound, fault
from meridian.kernel.workflow.service import Engine
from meridian.opportunities import queries
from meridian.opportunities.events import ACTION_CHANGED, ACTION_GIVEN, REVIEW_CHANGED, REVIEW_HELD
from meridian.opportunities.models import Opportunity, OpportunityReview, ReviewAction
from meridian.opportunities.reviews import queries as reviews_queries
from meridian.opportunities.reviews.schemas import (
    OpportunityReviewCreate,
    OpportunityReviewUpdate,
    ReviewActionCreate,
    ReviewActionMove,
    ReviewActionUpdate,
)
from meridian.opportunities.reviews.workflow import REVIEW_ACTION
from meridian.opportunities.service import revalue_one


async def hold(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: OpportunityReviewCreate
) -> OpportunityReview:
    """Writes down a meeting; the next one is owed from then. 404, 409 once it ended, 422 naming unknown people."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    _refuse_future(session, body.held_at)
    people = {f"/attendee_ids/{place}": user_id for place, user_id in enumerate(body.attendee_ids)}
    people |= {f"/actions/{place}/owner_id": action.owner_id for place, action in enumerate(body.actions)}
    await _refuse_unknown(session, people)
    review = OpportunityReview(
        opportunity_id=opportunity.id,
        customer_id=opportunity.customer_id,
        created_by=actor.user_id,
        **body.model_dump(exclude={"actions", "attendee_ids"}),
        attendee_ids=_each_once(body.attendee_ids),
    )
    session.add(review)
    await session.flush()
    for action in body.actions:
        await _give(session, actor, review, action)
    await revalue_one(session, opportunity)
    await publish(session, REVIEW_HELD, review, opportunity)
    return review


async def change(
    session: WriteSession, actor: Actor, review_id: uuid.UUID, body: OpportunityReviewUpdate, version: int
) -> None:
    """Corrects the minutes; the history keeps what they said."""
    opportunity, review = await queries.load_part_to_change(session, actor, OpportunityReview, review_id, version)
    given = body.model_dump()
    await session.set_reason(given.pop("reason", None))
    if "held_at" in given:
        _refuse_future(session, given["held_at"])
    if "attendee_ids" in given:
        given["attendee_ids"] = _each_once(given["attendee_ids"])
        await _refuse_unknown(session, {f"/attendee_ids/{n}": each for n, each in enumerate(given["attendee_ids"])})
    assign(review, given)
    await revalue_one(session, opportunity)
    await publish(session, REVIEW_CHANGED, review, opportunity)


async def add_action(
    session: WriteSession, actor: Actor, review_id: uuid.UUID, body: ReviewActionCreate
) -> ReviewAction:
    """Gives somebody something to do after the meeting."""
    _, review = await queries.load_part_of_open(session, actor, OpportunityReview, review_id)
    await _refuse_unknown(session, {"/owner_id": body.owner_id})
    return await _give(session, actor, review, body)


async def change_action(
    session: WriteSession, actor: Actor, action_id: uuid.UUID, body: ReviewActionUpdate, version: int
) -> None:
    """Changes what is to be done, by whom or by when. 409 for what is done: reopen it first."""
    _, action = await queries.load_part_to_change(session, actor, ReviewAction, action_id, version)
    if action.done_at is not None:
        raise Conflict(msg("the action is done: reopen it first"), reason="action_done")
    given = body.model_dump()
    await session.set_reason(given.pop("reason", None))
    if "owner_id" in given:
        await _refuse_unknown(session, {"/owner_id": given["owner_id"]})
    assign(action, given)
    await publish(session, ACTION_CHANGED, action)


MOVES = Engine(REVIEW_ACTION, ReviewAction, time=time_in_state)


async def move_action(
    session: WriteSession, actor: Actor, action_id: uuid.UUID, name: str, body: ReviewActionMove, version: int
) -> None:
    """`complete` with what came of it, or `reopen` with a reason; also after the opportunity has ended.

    By who is to do it or who works on the opportunity; 403 for others who see it, 404, 412, 409, 422.
    """
    action, movable, opportunity = await _load_action(session, actor, action_id)
    await MOVES.make(
        session, action, name, actor=actor, may=lambda _: movable, body=body, version=version, parent=opportunity
    )


async def _load_action(
    session: WriteSession, actor: Actor, action_id: uuid.UUID
) -> tuple[ReviewAction, bool, Opportunity]:
    """The action, locked, and whether the actor may say what became of it; 404 when they do not see it."""
    statement = (
        select(ReviewAction, reviews_queries.may_move(actor).label("movable"), Opportunity)
        .join(Opportunity, Opportunity.id == ReviewAction.opportunity_id)
        .where(ReviewAction.id == action_id, reviews_queries.action_visible_to(actor))
        .with_for_update(of=ReviewAction)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row.movable, row[2]


async def _give(
    session: WriteSession, actor: Actor, review: OpportunityReview, body: ReviewActionCreate
) -> ReviewAction:
    action = ReviewAction(
        review_id=review.id,
        opportunity_id=review.opportunity_id,
        customer_id=review.customer_id,
        created_by=actor.user_id,
        **body.model_dump(),
    )
    session.add(action)
    await publish(session, ACTION_GIVEN, action)
    return action


def _each_once(ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    return list(dict.fromkeys(ids))


def _refuse_future(session: WriteSession, held_at: datetime) -> None:
    if held_at > session.now:
        raise fault("/held_at", "in_the_future", msg("must not be in the future: minutes are of meetings held"))


async def _refuse_unknown(session: WriteSession, people: Mapping[str, uuid.UUID]) -> None:
    """422 naming each place whose person is not an active colleague."""
    known = await active_people(session, people.values())
    faults = [
        Fault(pointer, "unknown_user", msg("must be an active person"))
        for pointer, user_id in people.items()
        if user_id not in known
    ]
    if faults:
        raise Invalid(errors=faults)
