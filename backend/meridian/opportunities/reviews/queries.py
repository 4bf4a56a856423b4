"""Every SELECT on review meetings and their actions: through the opportunity; an action also by whose it is."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import aliased

from meridian.calendars.queries import today
from meridian.customers.visibility import sees_few
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.opportunities import queries
from meridian.opportunities.models import Opportunity, OpportunityReview, ReviewAction
from meridian.opportunities.reviews.schemas import OpportunityReviewRead, ReviewActionRead
from meridian.opportunities.reviews.workflow import REVIEW_ACTION

Owner = aliased(User)
ACTIONS = ListSpec(
    "review_actions",
    fields=(
        Field("owner_id", ReviewAction.owner_id, "uuid", person=True, description="Who is to do it"),
        Field("due_on", ReviewAction.due_on, "date", sortable=True, description="By when", example="2026-03-20"),
        Field(
            "done",
            None,
            "boolean",
            description="Whether it is done",
            compile=lambda wanted: ReviewAction.done_at.is_not(None) if wanted else ReviewAction.done_at.is_(None),
        ),
        Field("done_at", ReviewAction.done_at, "instant", sortable=True, description="When it was done"),
        Field("description", ReviewAction.description, "text", description="What is to be done", example="curves"),
        Field("review_id", ReviewAction.review_id, "uuid", description="The meeting"),
        Field("opportunity_id", ReviewAction.opportunity_id, "uuid", description="The opportunity"),
        Field("customer_id", ReviewAction.customer_id, "uuid", description="The customer"),
    ),
    default_sort=("due_on",),
    id_column=ReviewAction.id,
)


def action_visible_to(actor: Actor, *, few: bool = False) -> ColumnElement[bool]:
    """Condition on `ReviewAction` joined with its `Opportunity`. few: the actor sees few opportunities, whose ids are
    gathered first: else each action's opportunity would be looked at until a page is full."""
    seen = queries.visible_to(actor)
    if few and queries.OPPORTUNITY_VISIBILITY.condition(actor) is not True:
        seen = queries.OPPORTUNITY_VISIBILITY.names_visible(actor, ReviewAction.opportunity_id)
    return or_(ReviewAction.owner_id == actor.user_id, seen)


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Actions as their readers see them, and whether the actor may say what became of each."""
    return (
        select(
            ReviewAction,
            Opportunity.title.label("opportunity_title"),
            Owner.name.label("owner_name"),
            may_move(actor).label("movable"),
        )
        .join(Opportunity, Opportunity.id == ReviewAction.opportunity_id)
        .join(Owner, Owner.id == ReviewAction.owner_id)
    )


def may_move(actor: Actor) -> ColumnElement[bool]:
    """Whoever is to do it says that it is done; so does whoever works on the opportunity."""
    return or_(ReviewAction.owner_id == actor.user_id, queries.visible_to(actor, Permission.OPPORTUNITY_WRITE))


async def page_of_actions(session: Session, actor: Actor, query: ListQuery) -> Page[ReviewActionRead]:
    """A page of the actions the actor sees, those due first in front."""
    date_now, few = await today(session), await sees_few(session, actor)
    return await page_of(
        session,
        actor,
        ACTIONS,
        query,
        lambda actor, few: _with_names(actor).where(action_visible_to(actor, few=few)),
        few,
        shows=ReviewActionRead,
        to_row=lambda row: _action_fields(row, date_now),
        gathers=few,
    )


async def read_action(session: Session, actor: Actor, action_id: uuid.UUID) -> ReviewActionRead:
    """One action; 404 when the actor sees neither it nor its opportunity."""
    statement = _with_names(actor).where(ReviewAction.id == action_id, action_visible_to(actor))
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise NotFound()
    return ReviewActionRead.of(_action_fields(row, await today(session)), masked=actor.masked)


def _action_fields(row: Row[*tuple[Any, ...]], date_now: date) -> dict[str, Any]:
    action: ReviewAction = row[0]
    columns = fields_of(action, ReviewActionRead)
    return {
        **columns,
        "opportunity_title": row.opportunity_title,
        "owner_name": row.owner_name,
        "overdue": action.done_at is None and action.due_on < date_now,
        "allowed_moves": REVIEW_ACTION.allowed(action.state, lambda _: row.movable),
    }


async def of_opportunity(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> list[OpportunityReviewRead]:
    """The meetings on one opportunity, the latest first; 404 outside the actor's scope."""
    await queries.load(session, actor, opportunity_id)
    rows = await session.scalars(
        select(OpportunityReview)
        .where(OpportunityReview.opportunity_id == opportunity_id)
        .order_by(OpportunityReview.held_at.desc(), OpportunityReview.id.desc())
    )
    return await _read_all(session, actor, rows.all())


async def read(session: Session, actor: Actor, review_id: uuid.UUID) -> OpportunityReviewRead:
    """One meeting with its actions; 404 outside the actor's scope."""
    review = await queries.load_part(session, actor, OpportunityReview, review_id)
    (shown,) = await _read_all(session, actor, [review])
    return shown


async def _read_all(
    session: Session, actor: Actor, reviews: Sequence[OpportunityReview]
) -> list[OpportunityReviewRead]:
    """Meetings with their actions and people, in two queries however many there are."""
    date_now = await today(session)
    actions: dict[uuid.UUID, list[ReviewActionRead]] = defaultdict(list)
    wanted = _with_names(actor).where(ReviewAction.review_id.in_([review.id for review in reviews]))
    for row in await session.execute(wanted.order_by(ReviewAction.due_on, ReviewAction.id)):
        actions[row[0].review_id].append(ReviewActionRead.of(_action_fields(row, date_now), masked=actor.masked))
    everybody = {user_id for review in reviews for user_id in review.attendee_ids}
    people = await session.execute(select(User.id, User.name).where(User.id.in_(everybody)))
    names = {row.id: row.name for row in people}
    own = OpportunityReviewRead.model_fields.keys() - {"attendees", "actions"}
    return [
        OpportunityReviewRead.of(
            {
                **{name: getattr(review, name) for name in own},
                "attendees": [{"user_id": each, "name": names[each]} for each in review.attendee_ids],
                "actions": actions[review.id],
            },
            masked=actor.masked,
        )
        for review in reviews
    ]
