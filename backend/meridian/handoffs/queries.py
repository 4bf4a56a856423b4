"""Every SELECT on handoffs. The asking side sees them through the customer, the asked department by itself."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, join

from meridian.calendars.deadlines.models import Deadline
from meridian.customers.models import Customer
from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import HandoffState
from meridian.handoffs.schemas import HandoffRead
from meridian.handoffs.workflow import HANDOFF
from meridian.identity.actor import FREE, HELD, NEAR, Actor, Gate
from meridian.identity.models import Department, User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, company, department, own, through
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

Asker, Assignee = aliased(User), aliased(User)

HANDOFFS = ListSpec(
    "handoffs",
    fields=(
        Field("state", Handoff.state, "code", choices=HandoffState, description="Where it stands", example="open"),
        Field("department_id", Handoff.department_id, "uuid", description="The department asked"),
        Field("assignee_id", Handoff.assignee_id, "uuid", person=True, description="Who is to answer"),
        Field("customer_id", Handoff.customer_id, "uuid", description="Whose question it is"),
        Field("asked_by", Handoff.asked_by, "uuid", description="Who asked"),
        Field("origin_id", Handoff.origin_id, "uuid", description="The record it came from"),
        Field("question", Handoff.question, "text", description="What is asked", example="brine"),
        Field("overdue_at", Handoff.overdue_at, "instant", description="When the clock told it was overdue"),
        Field("due_at", Deadline.due_at, "instant", sortable=True, description="When the answer is due"),
        Field("asked_at", Handoff.asked_at, "instant", sortable=True, description="When it was asked"),
    ),
    default_sort=("-asked_at",),
    id_column=Handoff.id,
)


_READ, _ANSWER = Permission.HANDOFF_READ, Permission.HANDOFF_ANSWER
HANDOFF_VISIBILITY = Visibility(
    Handoff.id,
    _READ,
    any_of(
        company(),
        through(CUSTOMER_VISIBILITY, "customer", gate=Gate(FREE, only=(_READ, Permission.HANDOFF_WRITE))),
        own(Handoff.assignee_id, Gate(HELD, only=(_READ,))),
        own(Handoff.asked_by, Gate(HELD, only=(_READ,))),
        department(
            Handoff.department_id,
            Gate(NEAR, only=(_READ,)),
            Gate(HELD, only=(_READ,), when=lambda actor: actor.may(_ANSWER)),
            Gate(HELD, only=(_ANSWER,)),
        ),
    ),
    join(Handoff, Customer, Customer.id == Handoff.customer_id),
)
"""Of a handoff joined with its customer. Reading: through the customer, as one's own question or task, and in the
department asked, by those who answer for it. Answering: in the department asked. Telling the customer: through it.
"""
visible_to = HANDOFF_VISIBILITY.visible_to


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Handoffs as their readers see them, with what the actor may do with each."""
    return (
        select(
            *columns_of(Handoff, HandoffRead),
            Customer.name.label("customer_name"),
            Department.name.label("department_name"),
            Asker.name.label("asked_by_name"),
            Assignee.name.label("assignee_name"),
            Deadline.due_at.label("due_at"),
            visible_to(actor, Permission.HANDOFF_ANSWER).label("answerable"),
            visible_to(actor, Permission.HANDOFF_WRITE).label("writable"),
        )
        .select_from(Handoff)
        .join(Customer, Customer.id == Handoff.customer_id)
        .join(Department, Department.id == Handoff.department_id)
        .join(Deadline, Deadline.id == Handoff.deadline_id)
        .outerjoin(Asker, Asker.id == Handoff.asked_by)
        .outerjoin(Assignee, Assignee.id == Handoff.assignee_id)
        .where(visible_to(actor))
    )


def _adds(row: Mapping[Any, Any], now: datetime) -> dict[str, Any]:
    granted = {Permission.HANDOFF_ANSWER: row["answerable"], Permission.HANDOFF_WRITE: row["writable"]}
    due_at, answered_at = row["due_at"], row["answered_at"]
    return {
        "overdue": answered_at is None and due_at <= now,
        "answered_late": answered_at is not None and answered_at > due_at,
        "allowed_moves": HANDOFF.allowed(HandoffState(row["state"]), lambda code: granted[Permission(code)]),
    }


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[HandoffRead]:
    """A page of handoffs the actor may see."""
    return await page_of(
        session,
        actor,
        HANDOFFS,
        query,
        lambda actor: _with_names(actor),
        shows=HandoffRead,
        adds=lambda row: _adds(row, session.now),
    )


async def read(session: Session, actor: Actor, handoff_id: uuid.UUID) -> HandoffRead:
    """One handoff; 404 outside the actor's scope."""
    row = (await session.execute(_with_names(actor).where(Handoff.id == handoff_id))).mappings().one_or_none()
    if row is None:
        raise NotFound()
    return HandoffRead.of({**row, **_adds(row, session.now)}, masked=actor.masked)


async def load(session: Session, actor: Actor, handoff_id: uuid.UUID, *, lock: bool = False) -> Handoff:
    """The handoff, within the actor's reading scope; 404 otherwise."""
    statement = (
        select(Handoff)
        .join(Customer, Customer.id == Handoff.customer_id)
        .where(Handoff.id == handoff_id, visible_to(actor))
    )
    handoff = await session.scalar(statement.with_for_update(of=Handoff) if lock else statement)
    if handoff is None:
        raise NotFound()
    return handoff


async def rights(session: Session, actor: Actor, handoff: Handoff) -> dict[str, bool]:
    """Which of the permissions about handoffs the actor holds for this one."""
    permissions = (Permission.HANDOFF_ANSWER, Permission.HANDOFF_WRITE)
    conditions = [visible_to(actor, permission) for permission in permissions]
    statement = select(*conditions).join(Customer, Customer.id == Handoff.customer_id)
    held = (await session.execute(statement.select_from(Handoff).where(Handoff.id == handoff.id))).one()
    return dict(zip(permissions, held, strict=True))
