"""Every SELECT on preventive actions: seen through their complaint, and as one's own task."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import join

from meridian.calendars.queries import TODAY
from meridian.complaints import queries
from meridian.complaints.models import Complaint, PreventiveAction
from meridian.complaints.preventive_actions.schemas import PreventiveActionRead
from meridian.complaints.preventive_actions.workflow import PREVENTIVE_ACTION
from meridian.complaints.rules import PreventiveState, RootCause
from meridian.customers.models import Customer
from meridian.customers.visibility import sees_few
from meridian.identity.actor import FREE, HELD, Actor, Gate
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, own, through
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

OVERDUE = (PreventiveAction.state == PreventiveState.OPEN) & (PreventiveAction.due_on < TODAY)

PREVENTIVE_ACTIONS = ListSpec(
    "preventive_actions",
    fields=(
        Field(
            "state",
            PreventiveAction.state,
            "code",
            choices=PreventiveState,
            description="Where it stands",
            example="open",
        ),
        Field(
            "overdue",
            None,
            "boolean",
            description="Still open after its day",
            compile=lambda value: OVERDUE if value else ~OVERDUE,
        ),
        Field("owner_id", PreventiveAction.owner_id, "uuid", person=True, description="Who is to do it"),
        Field("complaint_id", PreventiveAction.complaint_id, "uuid", description="The complaint it came from"),
        Field("customer_id", Complaint.customer_id, "uuid", description="Whose complaint that was"),
        Field("product_id", Complaint.product_id, "uuid", description="The product that was about"),
        Field("department_id", Complaint.department_id, "uuid", description="The department that solved it"),
        Field(
            "category",
            PreventiveAction.category,
            "code",
            choices=RootCause,
            description="The root cause it works against",
            example="packaging_transport",
        ),
        Field("description", PreventiveAction.description, "text", description="What is to be done", example="foam"),
        Field("done_at", PreventiveAction.done_at, "instant", description="When it was done"),
        Field("due_on", PreventiveAction.due_on, "date", sortable=True, description="The last day for it"),
    ),
    default_sort=("due_on",),
    id_column=PreventiveAction.id,
)


def works_on_complaints(actor: Actor) -> bool:
    """Whether they do more than read them: an action can be theirs."""
    return actor.may(Permission.COMPLAINT_WRITE) or actor.may(Permission.COMPLAINT_HANDLE)


PREVENTIVE_ACTION_VISIBILITY = Visibility(
    PreventiveAction.id,
    Permission.COMPLAINT_READ,
    any_of(
        through(queries.COMPLAINT_VISIBILITY, "complaint"),
        own(
            PreventiveAction.owner_id,
            Gate(HELD, only=(Permission.COMPLAINT_READ,)),
            Gate(FREE, only=(Permission.COMPLAINT_HANDLE,), when=works_on_complaints),
        ),
    ),
    join(PreventiveAction, Complaint, Complaint.id == PreventiveAction.complaint_id),
)
"""Through the complaint, which is joined; or as the actor's own task, which its owner reads and moves."""
visible_to = PREVENTIVE_ACTION_VISIBILITY.visible_to


def _joined(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(PreventiveAction)
        .join(Complaint, Complaint.id == PreventiveAction.complaint_id)
        .join(Customer, Customer.id == Complaint.customer_id)
    )


def _seen(actor: Actor, *, few: bool) -> ColumnElement[bool]:
    """few: the actor sees few complaints, whose ids are gathered first: else each action's complaint would be looked at
    until a page is full."""
    if not few or queries.COMPLAINT_VISIBILITY.condition(actor) is True:
        return visible_to(actor)
    theirs = queries.COMPLAINT_VISIBILITY.names_visible(actor, PreventiveAction.complaint_id)
    return or_(PreventiveAction.owner_id == actor.user_id, theirs)


def _with_names(actor: Actor, *, few: bool = False) -> Select[*tuple[Any, ...]]:
    """Actions as their readers see them, with whether the actor may move each."""
    return (
        _joined(
            *columns_of(PreventiveAction, PreventiveActionRead),
            Complaint.number.label("complaint_number"),
            Complaint.customer_id.label("customer_id"),
            Customer.name.label("customer_name"),
            User.name.label("owner_name"),
            OVERDUE.label("overdue"),
            visible_to(actor, Permission.COMPLAINT_HANDLE).label("movable"),
        )
        .join(User, User.id == PreventiveAction.owner_id)
        .where(_seen(actor, few=few))
    )


def _adds(row: Mapping[Any, Any]) -> dict[str, Any]:
    moves = PREVENTIVE_ACTION.allowed(PreventiveState(row["state"]), lambda code: bool(row["movable"]))
    return {"allowed_moves": moves}


async def page(
    session: Session, actor: Actor, query: ListQuery, *, complaint_id: uuid.UUID | None = None
) -> Page[PreventiveActionRead]:
    """A page of actions the actor may see, of one complaint where it is named (404 when they do not see that)."""
    if complaint_id is not None:
        await queries.load(session, actor, complaint_id)
    few = await sees_few(session, actor)
    return await page_of(
        session,
        actor,
        PREVENTIVE_ACTIONS,
        query,
        _of_complaint,
        few,
        gathers=few,
        shows=PreventiveActionRead,
        adds=_adds,
        of=complaint_id,
        complaint_id=complaint_id,
    )


def _of_complaint(actor: Actor, few: bool, *, complaint_id: uuid.UUID | None) -> Select[*tuple[Any, ...]]:
    statement = _with_names(actor, few=few)
    return statement if complaint_id is None else statement.where(PreventiveAction.complaint_id == complaint_id)


async def read(session: Session, actor: Actor, action_id: uuid.UUID) -> PreventiveActionRead:
    """One action; 404 outside the actor's scope."""
    row = (await session.execute(_with_names(actor).where(PreventiveAction.id == action_id))).mappings().one_or_none()
    if row is None:
        raise NotFound()
    return PreventiveActionRead.of({**row, **_adds(row)}, masked=actor.masked)


async def load(session: Session, actor: Actor, action_id: uuid.UUID) -> tuple[PreventiveAction, Complaint, bool]:
    """The action, locked, its complaint and whether the actor may move it; 404 outside the actor's reading scope."""
    statement = (
        _joined(PreventiveAction, Complaint, visible_to(actor, Permission.COMPLAINT_HANDLE))
        .where(PreventiveAction.id == action_id, visible_to(actor))
        .with_for_update(of=PreventiveAction)
    )
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise NotFound()
    action, complaint, movable = found
    return action, complaint, bool(movable)
